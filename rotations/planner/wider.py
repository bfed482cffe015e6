"""A wider search: some clerks over some periods at once, all others staying, by branch and cut.

Large neighbourhood search (Shaw 1998): which clerks and periods is drawn, mostly around where the plan costs more than
a proof says it must (`surplus`), else around somebody who could still learn a post, or whose load or wish costs
something; the part is solved with all aims as one sum.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from .branching import branch_and_cut
from .model import Model
from .part import Part, part
from .period import visited
from .problem import FREE, ORDER, Aim, Bools, Ints, Plan, Problem
from .score import loads, unfairness
from .surplus import Prices
from .weighing import GENTLE, weights

NODES = 2  # of the search tree: a limit that no clock moves
SMALLEST, LARGEST = 200, 5500  # cells that may be chosen among
# How many periods at once (0: all), how often that is drawn, and how many cells to begin with: many people over few
# periods, and few people over all.
SHAPES = ((3, 0.2, 2000.0), (4, 0.2, 1500.0), (6, 0.1, 700.0), (0, 0.5, 350.0))
# Where there are more cells than so many, small parts change nothing any more once the first gains are made, and
# relaxations are solved roughly first.
MANY = 40_000
SHAPES_OF_MANY = ((3, 0.3, 4500.0), (4, 0.2, 5000.0), (6, 0.2, 5500.0), (0, 0.3, 1500.0))
LEAST = 0.5  # of surplus: less is rounding
AT_RANDOM = 0.3  # how often a part is drawn without asking what the proofs say


@dataclass(frozen=True)
class Draw:
    """A part to be solved, and which shape it has."""

    part: Part
    shape: int


@dataclass(frozen=True)
class Solved:
    """What came of a part: its columns (None: nothing as good as before), and whether it was solved to the end."""

    values: Ints | None
    gains: bool
    whole: bool


@dataclass
class Wider:
    """Draws parts and solves them; how large a part is follows how hard the last ones of its shape were.

    `draw` and `learn` are for one thread, `solve` is for any: it changes nothing here.
    """

    model: Model
    rng: np.random.Generator
    unproven: Collection[Aim] = ORDER
    prices: Sequence[Prices] = ()

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

    def draw(self, plan: Plan) -> Draw:
        """A part of a plan that may become better."""
        values = self.model.values(plan)
        shape = self._shape()
        return Draw(part(self.model, values, self._free(plan, values, shape)), shape)

    def solve(self, draw: Draw, seconds: float) -> Solved:
        """The part solved anew."""
        chosen = draw.part
        if not len(chosen.columns):
            return Solved(None, gains=False, whole=True)
        cost = self._weight @ chosen.costs
        values, whole = branch_and_cut(chosen, cost, nodes=NODES, seconds=max(0.1, seconds))
        if values is None:
            return Solved(None, gains=False, whole=whole)
        before, after = int(cost @ chosen.before), int(cost @ values)
        return Solved(values if after <= before else None, gains=after < before, whole=whole)

    def learn(self, draw: Draw, solved: Solved) -> None:
        """Keeps how hard a part was and whether it was worth it."""
        grown = self._cells[draw.shape] * (1.1 if solved.whole else 0.8)
        self._cells[draw.shape] = float(np.clip(grown, SMALLEST, LARGEST))
        self._tried[draw.shape] += 1
        self._won[draw.shape] += solved.gains

    def put(self, plan: Plan, draw: Draw, solved: Solved) -> Plan | None:
        """The plan with the part as solved, all else as it is now; None where that was no good."""
        if solved.values is None:
            return None
        values = self.model.values(plan)
        values[draw.part.columns] = solved.values
        return self.model.plan(values)

    def _shape(self) -> int:
        """Shapes that made plans better before are drawn more often."""
        often = np.array([often for _width, often, _cells in self._shapes]) * (1 + self._won) / (2 + self._tried)
        return int(self.rng.choice(len(often), p=often / often.sum()))

    def _free(self, plan: Plan, values: Ints, shape: int) -> Bools:
        """Free cells, i, t: one clerk and those who can stand in for them, until enough can be chosen among."""
        problem = self.model.problem
        clerks, _posts, periods = problem.size
        width = min(periods, self._shapes[shape][0] or periods)
        middle, first = self._middle(plan, values, width)
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

    def _middle(self, plan: Plan, values: Ints, width: int) -> tuple[int, int]:
        """The clerk a part is drawn around, and its first period."""
        problem = self.model.problem
        clerks, _posts, periods = problem.size
        if self.prices and self.rng.random() >= AT_RANDOM:
            surplus = self.prices[int(self.rng.integers(len(self.prices)))].surplus(values)
            if surplus.sum() > LEAST:
                where = int(self.rng.choice(surplus.size, p=surplus.ravel() / surplus.sum()))
                clerk, period = divmod(where, periods)
                return clerk, int(self.rng.integers(max(0, period - width + 1), min(period, periods - width) + 1))
        first = int(self.rng.integers(0, periods - width + 1))
        return int(self.rng.choice(clerks, p=self._wants(problem, plan))), first

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
