"""A wider search: some clerks over some periods at once, all others staying, by branch and cut (HiGHS in SciPy).

Large neighbourhood search (Shaw 1998): which clerks and periods is drawn, mostly around somebody who could still learn a
post, or whose load or wish costs something; the part is solved with all aims as one sum.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from .bounds import ends
from .model import Model
from .part import Part, part
from .period import visited
from .problem import Bools, Ints, Plan, Problem
from .score import loads, unfairness
from .weighing import GENTLE, weights

NODES = 8  # of the search tree: a limit that no clock moves
SMALLEST, LARGEST = 400, 6000  # cells that may be chosen among


@dataclass
class Wider:
    """Draws parts and solves them; the size of a part follows how hard the last ones were."""

    model: Model
    rng: np.random.Generator
    cells: float = 1500.0

    def __post_init__(self) -> None:
        problem = self.model.problem
        weight = weights(problem, GENTLE)
        self._weight = np.array([weight[aim] for aim in problem.aims], dtype=np.int64)
        able = problem.open.any(axis=2).astype(np.float32)
        self._kin = able @ able.T

    def step(self, plan: Plan, seconds: float) -> Plan | None:
        """The plan with one part of it solved anew; None where that was no good."""
        values = self.model.values(plan)
        chosen = part(self.model, values, self._draw(plan))
        found = self._solve(chosen, seconds)
        if found is None:
            return None
        values[chosen.columns] = found
        return self.model.plan(values)

    def _draw(self, plan: Plan) -> Bools:
        """Free cells, i, t: kin of one clerk in as many periods as drawn, until enough can be chosen among."""
        problem = self.model.problem
        clerks, _posts, periods = problem.size
        width = min(periods, int(self.rng.choice((3, 4, 6, periods), p=(0.25, 0.3, 0.2, 0.25))))
        first = int(self.rng.integers(0, periods - width + 1))
        middle = self.rng.choice(clerks, p=self._wants(problem, plan))
        near = self._kin[middle] * self.rng.uniform(0.5, 1.0, clerks)
        near[middle] = np.inf
        order = np.argsort(-near, kind="stable")
        each = problem.open[order][:, :, first : first + width].sum(axis=(1, 2))
        many = max(2, int(np.searchsorted(np.cumsum(each), self.cells)))
        free = np.zeros((clerks, periods), dtype=bool)
        free[order[:many], first : first + width] = True
        return free

    def _wants(self, problem: Problem, plan: Plan) -> np.ndarray:
        """How likely each clerk is the middle: by what could be better for them."""
        wants = np.ones(problem.size[0])
        wants += 4 * (problem.learn & problem.open.any(axis=2) & ~visited(problem, plan.cells)).sum(axis=1)
        wants += 0.1 * unfairness(problem, loads(problem, plan))
        who, when = np.nonzero(plan.cells >= 0)
        np.add.at(wants, who, problem.wish[who, plan.cells[who, when], when])
        return wants / wants.sum()

    def _solve(self, chosen: Part, seconds: float) -> Ints | None:
        if not len(chosen.columns):
            return None
        cost = self._weight @ chosen.costs
        found = milp(
            cost,
            constraints=LinearConstraint(chosen.rows, ends(chosen.least), ends(chosen.most)),
            bounds=Bounds(chosen.lower, chosen.upper),
            integrality=np.ones(len(cost)),
            options={"node_limit": NODES, "mip_rel_gap": 0.0, "time_limit": max(0.1, seconds)},
        )
        self.cells = float(np.clip(self.cells * (1.1 if found.status == 0 else 0.8), SMALLEST, LARGEST))
        if found.x is None:
            return None
        values = np.rint(found.x).astype(np.int64)
        return values if cost @ values <= cost @ chosen.before else None
