"""A wider search: some clerks over some periods at once, all others staying, by branch and cut (HiGHS in SciPy).

Large neighbourhood search (Shaw 1998): which clerks and periods is drawn, mostly around somebody who could still learn
a post, or whose load or wish costs something; the part is solved with all aims as one sum.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from .bounds import ends
from .model import Model
from .part import Part, part
from .period import visited
from .problem import FREE, ORDER, Aim, Bools, Ints, Plan, Problem
from .score import loads, unfairness
from .weighing import GENTLE, weights

NODES = 8  # of the search tree: a limit that no clock moves
SMALLEST, LARGEST = 200, 7000  # cells that may be chosen among
# How many periods at once (0: all), how often that is drawn, and how many cells to begin with: many people over few
# periods, and few people over all.
SHAPES = ((3, 0.2, 2000.0), (4, 0.2, 1500.0), (6, 0.1, 700.0), (0, 0.5, 350.0))
# Where there are more cells than so many, small parts change nothing any more once the first gains are made, and
# relaxations are solved roughly first.
MANY = 40_000
SHAPES_OF_MANY = ((3, 0.3, 4500.0), (4, 0.2, 5000.0), (6, 0.2, 5500.0), (0, 0.3, 1500.0))


@dataclass
class Wider:
    """Draws parts and solves them; how large a part is follows how hard the last ones of its shape were."""

    model: Model
    rng: np.random.Generator
    unproven: Collection[Aim] = ORDER

    def __post_init__(self) -> None:
        problem = self.model.problem
        weight = weights(problem, GENTLE)
        self._weight = np.array([weight[aim] for aim in problem.aims], dtype=np.int64)
        self._able: Bools = np.asarray(problem.open.any(axis=2))
        able = np.asarray(self._able, dtype=np.float32)
        self._kin = able @ able.T
        self._shapes = SHAPES if len(self.model.clerk) <= MANY else SHAPES_OF_MANY
        self._cells = [cells for _width, _often, cells in self._shapes]
        self._tried, self._won = np.zeros(len(self._shapes)), np.zeros(len(self._shapes))

    def step(self, plan: Plan, seconds: float) -> Plan | None:
        """The plan with one part of it solved anew; None where that was no good."""
        values = self.model.values(plan)
        shape = self._shape()
        chosen = part(self.model, values, self._draw(plan, shape))
        found = self._solve(chosen, shape, seconds)
        if found is None:
            return None
        values[chosen.columns] = found
        return self.model.plan(values)

    def _shape(self) -> int:
        """Shapes that made plans better before are drawn more often."""
        often = np.array([often for _width, often, _cells in self._shapes]) * (1 + self._won) / (2 + self._tried)
        return int(self.rng.choice(len(often), p=often / often.sum()))

    def _draw(self, plan: Plan, shape: int) -> Bools:
        """Free cells, i, t: one clerk and those who can stand in for them, until enough can be chosen among."""
        problem = self.model.problem
        clerks, _posts, periods = problem.size
        width = min(periods, self._shapes[shape][0] or periods)
        first = int(self.rng.integers(0, periods - width + 1))
        middle = int(self.rng.choice(clerks, p=self._wants(problem, plan)))
        near = self._kin[middle] * self.rng.uniform(0.3, 1.0, clerks)
        unlearnt = np.flatnonzero(self._unlearnt(problem, plan)[middle])
        if len(unlearnt):
            near *= 1 + self._able[:, self.rng.choice(unlearnt)]
        near[middle] = np.inf
        order = np.argsort(-near, kind="stable")
        each = problem.open[order][:, :, first : first + width].sum(axis=(1, 2))
        many = max(2, int(np.searchsorted(np.cumsum(each), self._cells[shape])))
        free = np.zeros((clerks, periods), dtype=bool)
        free[order[:many], first : first + width] = True
        return free

    def _unlearnt(self, problem: Problem, plan: Plan) -> Bools:
        """Posts that a clerk could still learn and does not: i, p."""
        return problem.learn & self._able & ~visited(problem, plan.cells)

    def _wants(self, problem: Problem, plan: Plan) -> np.ndarray:
        """How likely each clerk is the middle: by what could be better for them, in aims that are not proven best."""
        wants = np.full(problem.size[0], 0.2)
        if Aim.MASTERY in self.unproven:
            wants += self._unlearnt(problem, plan).sum(axis=1)
        if Aim.FAIRNESS in self.unproven:
            wants += 0.1 * unfairness(problem, loads(problem, plan))
        who, when = np.nonzero(plan.cells >= 0)
        if Aim.WISHES in self.unproven:
            np.add.at(wants, who, 0.3 * problem.wish[who, plan.cells[who, when], when])
        if Aim.CHANGES in self.unproven:
            wants += ((problem.published != FREE) & (problem.published != plan.cells)).sum(axis=1)
        return wants / wants.sum()

    def _solve(self, chosen: Part, shape: int, seconds: float) -> Ints | None:
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
        grown = self._cells[shape] * (1.1 if found.status == 0 else 0.8)
        self._cells[shape] = float(np.clip(grown, SMALLEST, LARGEST))
        if found.x is None:
            return None
        values = np.rint(found.x).astype(np.int64)
        self._tried[shape] += 1
        self._won[shape] += bool(cost @ values < cost @ chosen.before)
        return values if cost @ values <= cost @ chosen.before else None
