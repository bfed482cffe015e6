"""Which loads a clerk can have at all, and what that says about fairness.

Somebody whose only posts weigh 6 and 9 never has a load of 50. A relaxation that splits periods does not see it. What
loads cost is convex, so between two neighbouring loads that can be had the straight line between their costs lies
under every load that can be had: one row a clerk and gap, in the manner of mixed-integer rounding (Marchand and Wolsey
2001), but from the loads themselves.
"""

from dataclasses import dataclass

import numpy as np

from .problem import Ints, Problem
from .score import even, near, unfairness


@dataclass(frozen=True)
class Line:
    """What a clerk's load costs, times `run`, is at least `rise` * load + `from_zero`."""

    clerk: int
    run: int
    rise: int
    from_zero: int


def lines_below(problem: Problem, clerks: Ints) -> list[Line]:
    """The lines that say more than the cost itself does, for the clerks asked about."""
    once, free = near(problem), even(problem)
    found = []
    for clerk in clerks.tolist():
        loads = reachable(problem, clerk)
        target = int(problem.target[clerk])
        for bend in sorted({target + side * int(band[clerk]) for side in (1, -1) for band in (free, once)}):
            if bend >= 0 and not (loads >> bend) & 1:
                line = _across(problem, clerk, loads, bend)
                if line and line not in found[-2:]:
                    found.append(line)
    return found


def _across(problem: Problem, clerk: int, loads: int, bend: int) -> Line | None:
    """The line over the gap that a load lies in; none where there is no load beyond it."""
    above = loads >> bend
    below = loads & ((1 << bend) - 1)
    if not above:
        return None
    first, last = below.bit_length() - 1, bend + (above & -above).bit_length() - 1
    ends = np.zeros((problem.size[0], 2), dtype=np.int64)
    ends[clerk] = first, last
    low, high = (int(cost) for cost in unfairness(problem, ends)[clerk])
    run, rise = last - first, high - low
    return Line(clerk, run, rise, run * low - rise * first)


def reachable(problem: Problem, clerk: int) -> int:
    """Loads that a clerk can come to within locks and limits on runs, as bits of a number; rest is not looked at.

    Goes through the periods with, for each post and each length of the run there, all loads so far.
    """
    mine = np.flatnonzero(problem.open[clerk].any(axis=1)).tolist()
    most = {post: int(problem.most_running[post]) or problem.size[2] + int(problem.running[clerk]) + 1 for post in mine}
    post, run = int(problem.running_post[clerk]), int(problem.running[clerk])
    ways: dict[int, list[int]] = {each: [] for each in mine}  # post: loads by length of the run, from 1
    idle = 1
    if post in ways and run:
        ways[post] = [0] * (min(run, most[post]) - 1) + [1]
        idle = 0
    for period in range(problem.size[2]):
        at_post = {each: _either(loads) for each, loads in ways.items()}
        everywhere = _either([idle, *at_post.values()])
        after: dict[int, list[int]] = {}
        for each in mine:
            after[each] = []
            if problem.open[clerk, each, period]:
                elsewhere = _either([idle, *(loads for other, loads in at_post.items() if other != each)])
                longer = [elsewhere, *ways[each]][: most[each]]
                after[each] = [loads << int(problem.busy[each]) for loads in longer]
        idle = everywhere if problem.locked[clerk, period] < 0 else 0
        ways = after
    return _either([idle, *(_either(loads) for loads in ways.values())])


def _either(loads: list[int]) -> int:
    together = 0
    for each in loads:
        together |= each
    return together
