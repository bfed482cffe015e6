"""What a plan would be with something done: the plan before and after beside each other. Nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .looking import Looked
from .planner.fixes import Fix, with_fixes
from .planner.period import choose
from .planner.problem import NOTHING, Aim, Ints, Plan, Problem
from .planner.score import missing_cover, missing_seats, score, standing
from .planner.solve import NoPlan, solve
from .planner.weighing import STEEP, weights
from .setting_out import cells_array

SECONDS = 0.5  # for each of the two plans; a large hall gets the quick plan of the planner alone
QUICK = 60_000  # cells (clerks × posts × periods) above which there is no search
# A fix is judged by the seats it fills and by how few people move for it.
FIRST = (Aim.COVER, Aim.CHANGES)


@dataclass(frozen=True)
class Side:
    """One of the two plans: `missing` people by post and period (p, t) in the worst part of the day or week; holders
    that rules lack, counted likewise; and what cover costs."""

    plan: Plan
    missing: Ints
    holders: int
    cover: int

    @property
    def seats(self) -> int:
        """Seats missing in all."""
        return int(self.missing.sum())


@dataclass(frozen=True)
class Move:
    """Somebody stands elsewhere in a period: numbers of the axes, NOTHING for no post."""

    clerk: int
    period: int
    before: int
    after: int


@dataclass(frozen=True)
class Tried:
    """The best plans found quickly without and with the fixes; None where locks leave no plan at all."""

    before: Side | None
    after: Side | None
    moves: Sequence[Move] = ()


def tried(looked: Looked, fixes: Sequence[Fix]) -> Tried:
    """The plan as it could be now, and with the fixes done, with as few changes as can be."""
    problem, start = looked.problem, None
    if any(cell.post is not None for cell in looked.out.cells.values()):
        start = cells_array(looked.out, looked.out.cells)
    before = _best(problem, start)
    then = with_fixes(problem, fixes)
    after = _best(then, before or start)
    moves: list[Move] = []
    if before and after:
        changed = np.argwhere(before.cells != after.cells)
        moves = [Move(int(i), int(t), int(before.cells[i, t]), int(after.cells[i, t])) for i, t in changed]
    moves.sort(key=lambda move: (move.period, move.after == NOTHING, move.after, move.clerk))
    return Tried(_side(problem, before) if before else None, _side(then, after) if after else None, moves)


def _best(problem: Problem, start: Plan | None) -> Plan | None:
    """The best plan found quickly, near the one to start from; None where the locks leave none."""
    aims = (*FIRST, *(aim for aim in problem.aims if aim not in FIRST))
    asked = replace(problem, aims=aims, published=problem.published if start is None else start.cells)
    limit = SECONDS if problem.allowed.size <= QUICK else 0.0
    try:
        return solve(asked, limit=limit, seed=1, start=start and _filled(asked, start)).plan
    except NoPlan:
        return None


def _filled(problem: Problem, start: Plan) -> Plan:
    """The periods that lack somebody filled anew from there, each as a flow of least cost: few people move."""
    cells, weight = start.cells.copy(), weights(problem, STEEP)
    seats, holders = missing_seats(problem, standing(problem, start)), missing_cover(problem, start)
    for period in np.flatnonzero(seats.sum(axis=(0, 2)) + holders.sum(axis=(0, 2))):
        choice = choose(problem, cells, int(period), weight)
        if choice.may_be:
            cells[:, period] = choice.column
    return Plan(cells)


def _side(problem: Problem, plan: Plan) -> Side:
    missing = missing_seats(problem, standing(problem, plan)).max(axis=2)
    holders = int(missing_cover(problem, plan).max(axis=2, initial=0).sum())
    return Side(plan, missing, holders, score(problem, plan).costs[Aim.COVER])
