"""A first plan, period by period, and how it is made better one period at a time."""

import numpy as np

from .lines import OPEN, as_plan, begin, may_be
from .period import choose, cost_of, prices
from .problem import FREE, NOTHING, Ints, Plan, Problem
from .weighing import STEEP, weights

ROLLING = 6  # weight between aims while the future is not known
GUIDED = 40  # what following a relaxation is worth, in units of the last aim times the weight of fairness


def construct(problem: Problem, guide: np.ndarray | None = None) -> Plan:
    """A plan made from the first period to the last, each filled as well as can be known; locks are kept.

    `guide` (i, p, t; from 0 to 1) draws people to where a relaxation would have them.
    """
    weight = weights(problem, ROLLING)
    cells = begin(problem)
    for period in range(problem.size[2]):
        drawn = None
        if guide is not None:
            drawn = np.pad(np.rint(-GUIDED * ROLLING * guide[:, :, period]).astype(np.int64), ((0, 0), (0, 1)))
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
    before = cost_of(problem, prices(problem, cells, period, weight), cells[:, period], period, weight)
    choice = choose(problem, cells, period, weight, turned=turned)
    if choice.cost >= before:
        return False
    cells[:, period] = choice.column
    return True


__all__ = ["OPEN", "construct", "improve"]
