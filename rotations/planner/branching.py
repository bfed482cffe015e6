"""A small set of rows solved by branch and cut, from columns that are known to fit (HiGHS).

From the columns at hand it proves in less than half the time that there is nothing better, which is what most parts of
a good plan end with; SciPy's call of the same solver takes no columns to begin from.
"""

import highspy
import numpy as np

from .bounds import ends
from .model import Ints
from .part import Part


def branch_and_cut(part: Part, cost: Ints, *, nodes: int, seconds: float) -> tuple[Ints | None, bool]:
    """The cheapest columns of a part found within so many nodes of the search tree, and whether none are cheaper.

    Begun from what the columns are worth now. One thread; the same part gives the same answer unless the clock ends it.
    """
    # The plain binding: the class around it prints a line on making and has the search call Python again and again.
    solver = highspy._Highs()  # type: ignore[attr-defined]
    for name, value in {
        "output_flag": False,
        "threads": 1,
        "mip_max_nodes": nodes,
        "mip_rel_gap": 0.0,
        "time_limit": seconds,
    }.items():
        solver.setOptionValue(name, value)
    solver.passModel(_program(part, cost))
    solver.setSolution(len(cost), np.arange(len(cost), dtype=np.int32), part.before.astype(np.float64))
    solver.run()
    whole = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None, whole
    return np.rint(np.array(solver.getSolution().col_value)).astype(np.int64), whole


def _program(part: Part, cost: Ints) -> highspy.HighsLp:
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = len(cost), len(part.least)
    program.col_cost_ = cost.astype(np.float64)
    program.col_lower_, program.col_upper_ = part.lower.astype(np.float64), part.upper.astype(np.float64)
    program.row_lower_, program.row_upper_ = ends(part.least), ends(part.most)
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_, program.a_matrix_.index_ = part.rows.indptr, part.rows.indices
    program.a_matrix_.value_ = part.rows.data.astype(np.float64)
    program.integrality_ = [highspy.HighsVarType.kInteger] * len(cost)
    return program
