"""A set of rows solved by constraint programming (CP-SAT), which proves what it finds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model
from scipy import sparse

from .model import FAR, Ints

STRATEGIES = ("max_lp", "quick_restart")  # what proved most on one processor; see docs/decisions/0091
STRATEGIES_OF_MANY = ("core", "quick_restart")  # and what did with more columns than these
MANY = 2_000


@dataclass(frozen=True)
class Rows:
    """`least <= matrix @ columns <= most`, `lower <= columns <= upper`, whole numbers."""

    matrix: sparse.csr_array
    least: Ints
    most: Ints
    lower: Ints
    upper: Ints


@dataclass(frozen=True)
class Answer:
    """The best columns found (None: none), and what no columns can cost less than. `impossible` is a proof."""

    values: Ints | None
    bound: int
    proven: bool
    impossible: bool = False


@dataclass(frozen=True)
class Effort:
    """How long to look: seconds on the clock, and work that is the same on every machine (None: no limit)."""

    seconds: float
    work: float | None = None
    seed: int = 0
    workers: int = 1


class _Watch(cp_model.CpSolverSolutionCallback):
    """Tells each better answer and stops when asked to."""

    def __init__(self, columns: int, tell: Callable[[Ints], None], stop: Callable[[], bool]) -> None:
        super().__init__()
        self._columns, self._tell, self._stop = columns, tell, stop

    def on_solution_callback(self) -> None:
        found = self.response_proto.solution
        self._tell(np.array(found, dtype=np.int64)[: self._columns])
        if self._stop():
            self.stop_search()


def minimise(
    rows: Rows,
    cost: Ints,
    hint: Ints | None,
    effort: Effort,
    tell: Callable[[Ints], None] | None = None,
    stop: Callable[[], bool] = lambda: False,
    strategies: Sequence[str] | None = None,
) -> Answer:
    """The columns that cost least, from a hint. The search is the same for a seed unless the clock ends it."""
    model = _model(rows, cost, hint)
    solver = cp_model.CpSolver()
    ours = STRATEGIES if len(cost) <= MANY else STRATEGIES_OF_MANY
    _set(solver, effort, ours if strategies is None else strategies)
    watch = _Watch(len(cost), tell or (lambda _values: None), stop)
    if hasattr(solver, "best_bound_callback"):
        solver.best_bound_callback = lambda _bound: solver.stop_search() if stop() else None
    status = solver.solve(model, watch)
    if status == cp_model.INFEASIBLE:
        return Answer(None, 0, proven=True, impossible=True)
    bound = int(np.ceil(solver.best_objective_bound - 1e-6)) if status != cp_model.UNKNOWN or cost.any() else 0
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Answer(None, bound, proven=False)
    values = np.array(solver.response_proto.solution, dtype=np.int64)
    return Answer(values, bound, proven=status == cp_model.OPTIMAL)


def _set(solver: cp_model.CpSolver, effort: Effort, strategies: Sequence[str]) -> None:
    parameters = solver.parameters
    parameters.max_time_in_seconds = max(0.01, effort.seconds)
    if effort.work is not None:
        parameters.max_deterministic_time = effort.work
    parameters.random_seed = effort.seed
    parameters.num_workers = effort.workers
    if strategies:
        parameters.subsolvers.extend(strategies)
    if effort.workers == 1 and len(strategies) > 1:
        parameters.interleave_search = True
    parameters.linearization_level = 2


def _model(rows: Rows, cost: Ints, hint: Ints | None) -> cp_model.CpModel:
    model = cp_model.CpModel()
    proto = model.proto
    for least, most in zip(rows.lower.tolist(), rows.upper.tolist(), strict=True):
        proto.variables.add().domain.extend([least, most])
    matrix = rows.matrix.tocsr()
    starts, columns, values = matrix.indptr.tolist(), matrix.indices.tolist(), matrix.data.tolist()
    for row, (least, most) in enumerate(zip(rows.least.tolist(), rows.most.tolist(), strict=True)):
        linear = proto.constraints.add().linear
        linear.vars.extend(columns[starts[row] : starts[row + 1]])
        linear.coeffs.extend(values[starts[row] : starts[row + 1]])
        linear.domain.extend([max(least, -int(FAR)), min(most, int(FAR))])
    matters = np.flatnonzero(cost)
    proto.objective.vars.extend(matters.tolist())
    proto.objective.coeffs.extend(cost[matters].tolist())
    if hint is not None:
        proto.solution_hint.vars.extend(range(len(hint)))
        proto.solution_hint.values.extend(hint.tolist())
    return model
