"""Whether the line of one clerk may be, for many lines at once; and what may be put into one period of it."""

import numpy as np

from .problem import FREE, NOTHING, Bools, Ints, Plan, Problem

OPEN = -3  # not decided yet: breaks a run, begins no rest


def may_be(problem: Problem, clerks: Ints, lines: Ints) -> Bools:
    """Whether each of the lines (n, t) of these clerks (n) keeps the limits on runs and the rest from posts.

    Says nothing about who is allowed where, which `Problem.open` does, nor about seats and pairs.
    """
    most = np.append(problem.most_running, [0, 0, 0])  # read by NOTHING, FREE, OPEN from the end
    most[most == 0] = np.iinfo(np.int64).max
    rest = np.append(problem.rest, [0, 0, 0])
    longest = int(problem.rest.max(initial=0))
    before = problem.running_post[clerks]
    run = np.where(before == NOTHING, 0, problem.running[clerks])
    good = np.ones(len(lines), dtype=bool)
    last = before
    for period in range(lines.shape[1]):
        now = lines[:, period]
        run = np.where(now == last, run + 1, 1)
        good &= run <= most[now]
        for back in range(2, min(longest, period + 1) + 1):
            then = before if back > period else lines[:, period - back]
            after = lines[:, period - back + 1]
            good &= ~((then == now) & (after != now) & (after != OPEN) & (back <= rest[now]))
        last = now
    return good


def fits(problem: Problem, cells: Ints, period: int) -> Bools:
    """What each clerk may do in one period while everything else stays: i, p + 1; the last column is no post.

    Seats are not looked at, nor pairs; undecided cells are OPEN.
    """
    clerks, posts, _periods = problem.size
    found = np.zeros((clerks, posts + 1), dtype=bool)
    found[:, :posts] = problem.open[:, :, period]
    found[:, posts] = problem.locked[:, period] < 0
    if not (problem.most_running.any() or (problem.rest > 1).any()):
        return found
    who, what = np.nonzero(found)
    lines = cells[who]
    lines[:, period] = np.where(what == posts, NOTHING, what)
    found[who, what] = may_be(problem, who, lines)
    return found


def begin(problem: Problem) -> Ints:
    """Cells with nothing decided but what is locked."""
    return np.where(problem.locked == FREE, OPEN, problem.locked)


def as_plan(cells: Ints) -> Plan:
    """Cells with nobody undecided."""
    return Plan(np.where(cells < 0, NOTHING, cells).astype(np.int64))
