"""Somebody is out: the plan mended with as few changes as can be, and who could take one cell, best first."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from .checking import pair_faults
from .lines import OPEN, fits, may_be
from .period import choose, lacking, prices, sum_of
from .problem import FREE, NOTHING, Aim, Bools, Ints, Plan, Problem
from .weighing import STEEP, weights

AFTERWARDS = (Aim.COVER, Aim.CHANGES)  # what counts first when a plan is mended, whatever the manager's order

Cell = tuple[int, int]  # clerk, period


@dataclass(frozen=True)
class Repair:
    """The mended plan, the cells that differ from the plan before, and the problem as it is now.

    In `problem` those who are out are not allowed anywhere, the plan before counts as published, and cover and few
    changes come first among the aims.
    """

    plan: Plan
    changed: tuple[Cell, ...]
    problem: Problem


@dataclass(frozen=True)
class Candidate:
    """Somebody who could take a cell: from which post (NOTHING: free), who then takes theirs (None: nobody), and what
    that adds to the costs of each aim; less than nothing is a gain."""

    clerk: int
    leaves: int
    then: int | None
    costs: dict[Aim, int]


def without(problem: Problem, plan: Plan, out: Iterable[Cell]) -> Problem:
    """The problem when these cells cannot be stood, to be mended from this plan; locks there are lifted."""
    allowed, locked = problem.allowed.copy(), problem.locked.copy()
    for clerk, period in out:
        allowed[clerk, :, period] = False
        locked[clerk, period] = NOTHING
    aims = (*AFTERWARDS, *(aim for aim in problem.aims if aim not in AFTERWARDS))
    return replace(problem, allowed=allowed, locked=locked, published=plan.cells, aims=aims)


def replan(problem: Problem, plan: Plan, out: Iterable[Cell]) -> Repair:
    """Mends a plan that keeps all rules: the periods concerned are filled anew, each as a flow of least cost.

    Other periods stay, but for stays that the absence cuts in two and that the rest from a post then forbids.
    """
    out = list(out)
    now = without(problem, plan, out)
    cells = plan.cells.copy()
    periods = {period for _clerk, period in out}
    for clerk, period in out:
        cells[clerk, period] = NOTHING
    for clerk in {clerk for clerk, _period in out}:
        periods |= _cut(now, cells, clerk)
    periods |= _left_alone(now, cells)
    weight = weights(now, STEEP)
    for period in sorted(periods):
        choice = choose(now, cells, period, weight)
        if choice.may_be:
            cells[:, period] = choice.column
    changed = tuple((int(clerk), int(period)) for clerk, period in np.argwhere(cells != plan.cells))
    return Repair(Plan(cells), changed, now)


def _cut(problem: Problem, cells: Ints, clerk: int) -> set[int]:
    """Empties the cells of a line that a rest forbids now; the periods."""
    emptied = set()
    line = cells[clerk].copy()
    for period in range(len(line)):
        begun = np.where(np.arange(len(line)) <= period, line, OPEN)
        if line[period] >= 0 and not may_be(problem, np.array([clerk]), begun[None])[0]:
            line[period] = NOTHING
            emptied.add(period)
    cells[clerk] = line
    return emptied


def _left_alone(problem: Problem, cells: Ints) -> set[int]:
    """Takes whoever stood beside somebody who is out away from there; the periods."""
    emptied = set()
    for fault in _unpaired(problem, Plan(cells)):
        cells[fault] = NOTHING
        emptied.add(fault[1])
    return emptied


def _unpaired(problem: Problem, plan: Plan) -> list[Cell]:
    """Cells of first ones who do not stand as their pair asks."""
    return [(fault.clerk, fault.period) for fault in pair_faults(problem, plan) if fault.clerk is not None]


def candidates(problem: Problem, plan: Plan, post: int, period: int, most: int = 10) -> list[Candidate]:
    """Who could take an unfilled seat of a post in a period, best first in the order of the aims.

    Somebody who stands elsewhere leaves a seat; if somebody free can take it, that is part of the candidate.
    """
    table = _Table(problem, plan, period)
    column = plan.cells[:, period]
    who = np.flatnonzero(table.fits[:, post] & (column != post) & (problem.locked[:, period] == FREE))
    found = [table.candidate(int(clerk), post) for clerk in table.first(who, post, 3 * most)]
    found = [each for each in found if not problem.pairs or not table.breaks(each, post)]
    return sorted(found, key=lambda each: [each.costs[aim] for aim in problem.aims])[:most]


class _Table:
    """What each choice in one period adds to each aim."""

    def __init__(self, problem: Problem, plan: Plan, period: int) -> None:
        self.problem, self.plan, self.period = problem, plan, period
        self.fits: Bools = fits(problem, plan.cells, period)
        self.prices = prices(problem, plan.cells, period)
        weight = weights(problem, STEEP)
        self.total = sum_of(self.prices, weight)
        self.cover = weight[Aim.COVER]
        self.lacks = lacking(problem, plan.cells[:, period], period)

    def first(self, who: Ints, post: int, most: int) -> Ints:
        """The clerks likely best: the free ones by what they cost, then the others."""
        now = self.plan.cells[who, self.period]
        added = self.total[who, post] - self.total[who, now] + np.where(now == NOTHING, 0, self.cover)
        return who[np.argsort(added, kind="stable")[:most]]

    def candidate(self, clerk: int, post: int) -> Candidate:
        """One clerk taking the seat, and who follows."""
        leaves = int(self.plan.cells[clerk, self.period])
        moves = [(clerk, post)]
        column = self.plan.cells[:, self.period].copy()
        column[clerk] = post
        then = self._follower(column, leaves) if leaves != NOTHING else None
        if then is not None:
            moves.append((then, leaves))
        return Candidate(clerk, leaves, then, self._costs(moves))

    def _follower(self, column: Ints, post: int) -> int | None:
        free = np.flatnonzero((column == NOTHING) & self.fits[:, post] & (self.problem.locked[:, self.period] == FREE))
        if not len(free):
            return None
        return int(free[np.argmin(self.total[free, post] - self.total[free, NOTHING])])

    def _costs(self, moves: list[Cell]) -> dict[Aim, int]:
        column = self.column(moves)
        costs = {Aim.COVER: lacking(self.problem, column, self.period) - self.lacks}
        for aim, price in self.prices.items():
            before = self.plan.cells[:, self.period]
            costs[aim] = int(sum(price[clerk, post] - price[clerk, before[clerk]] for clerk, post in moves))
        return costs

    def column(self, moves: list[Cell]) -> Ints:
        """The period after these moves."""
        column = self.plan.cells[:, self.period].copy()
        for clerk, post in moves:
            column[clerk] = post
        return column

    def breaks(self, candidate: Candidate, post: int) -> bool:
        """Whether the pairs of this period forbid it."""
        cells = self.plan.cells.copy()
        moves = [(candidate.clerk, post)]
        if candidate.then is not None:
            moves.append((candidate.then, candidate.leaves))
        cells[:, self.period] = self.column(moves)
        return bool(_unpaired(self.problem, Plan(cells)))
