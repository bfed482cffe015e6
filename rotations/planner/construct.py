"""A first plan, period by period, and how it is made better one period at a time."""

import numpy as np

from .lines import as_plan, begin, may_be
from .period import choose, cost_of, prices
from .problem import FREE, NOTHING, Bond, Ints, Plan, Problem
from .weighing import STEEP, weights

ROLLING = 6  # weight between aims while the future is not known


def construct(problem: Problem, guide: np.ndarray | None = None, strength: int = 40) -> Plan:
    """A plan made from the first period to the last, each filled as well as can be known; locks are kept.

    `guide` (i, p, t; from 0 to 1) draws people to where a relaxation would have them, as strongly as told.
    """
    weight = weights(problem, ROLLING)
    cells = begin(problem)
    for period in range(problem.size[2]):
        drawn = None
        if guide is not None:
            drawn = np.pad(np.rint(-strength * ROLLING * guide[:, :, period]).astype(np.int64), ((0, 0), (0, 1)))
        cells[:, period] = choose(problem, cells, period, weight, drawn=drawn).column
        if problem.pairs:
            cells[:, period] = choose(problem, cells, period, weight, drawn=drawn).column
    return as_plan(_kept(problem, cells))


def _kept(problem: Problem, cells: Ints) -> Ints:
    """Lines that ran into a lock are left empty but for their locks."""
    everybody = np.arange(len(cells))
    broken = ~may_be(problem, everybody, cells) | ((problem.locked != FREE) & (problem.locked != cells)).any(axis=1)
    cells[broken] = np.where(problem.locked[broken] >= 0, problem.locked[broken], NOTHING)
    return cells


def improve(problem: Problem, plan: Plan, rng: np.random.Generator, sweeps: int = 20) -> Plan:
    """Each period filled anew as well as the others allow, until no period gains; the plan must keep all rules."""
    weight = weights(problem, STEEP)
    cells = plan.cells.copy()
    for sweep in range(sweeps):
        gained = False
        for period in rng.permutation(problem.size[2]):
            gained |= _improve_period(problem, cells, int(period), weight, turned=bool(sweep % 2))
        if not gained and (sweep % 2 or not problem.pairs):
            break
    return Plan(cells)


def _improve_period(problem: Problem, cells: Ints, period: int, weight: dict, *, turned: bool) -> bool:
    before = cost_of(problem, prices(problem, cells, period), cells[:, period], period)
    choice = choose(problem, cells, period, weight, turned=turned)
    if choice.key >= before or not choice.may_be:
        return False
    cells[:, period] = choice.column
    return True


def mended(problem: Problem, plan: Plan) -> Plan:
    """As much of a plan as may still be: what is not allowed any more is left empty, whole lines where runs break.

    Where pairs or seats clash besides, the plan still has faults; that is for the caller to see.
    """
    cells = np.where(problem.locked != FREE, problem.locked, plan.cells)
    who, when = np.nonzero(cells >= 0)
    shut = ~problem.open[who, cells[who, when], when] & (problem.locked[who, when] == FREE)
    cells[who[shut], when[shut]] = NOTHING
    for pair in problem.pairs:
        for period in np.flatnonzero(pair.when):
            first, second = int(cells[pair.first, period]), int(cells[pair.second, period])
            clash = (first == second) == (pair.bond == Bond.APART)
            if first >= 0 and pair.where[first] and clash and problem.locked[pair.first, period] == FREE:
                cells[pair.first, period] = NOTHING
    return Plan(_kept(problem, cells))
