"""What could be done about a clash, what it would take, and a problem with it done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import reduce

import numpy as np

from .problem import FREE, Bools, Ints, Problem

UNREACHABLE = -1


class Step(StrEnum):
    """What is done."""

    TRAIN = "train"  # a clerk for a post
    TRAIN_HOLDER = "train holder"  # a clerk to count for a cover rule
    MOVE_LEAVE = "move leave"
    UNLOCK = "unlock"
    FEWER_SEATS = "fewer seats"
    FEWER_HOLDERS = "fewer holders"
    LONGER_RUN = "longer run"
    NO_REST = "no rest"
    NO_PAIR = "no pair"


@dataclass(frozen=True)
class Means:
    """What could be done, apart from the rules of the problem.

    `able` is what would be allowed to somebody if nobody were on leave; False where no leave could be moved. `absent`
    is who is on leave. Both are facts of the caller; the planner does not know why somebody is away.
    """

    cost: Ints  # i, p: minutes of training until the clerk may stand at the post, UNREACHABLE where there is no way
    ready: Ints  # i, p: first period from which the clerk could
    absent: Bools  # i, t
    able: Bools  # i, p, t
    holder_cost: Mapping[str, Ints] = field(default_factory=dict)  # i, by the key of a cover rule
    holder_ready: Mapping[str, Ints] = field(default_factory=dict)


@dataclass(frozen=True)
class Prices:
    """What a step weighs that is not training, in minutes of training that would be given for not doing it."""

    lock: int = 30  # for each period of a lock
    leave: int = 240  # for each period of a leave moved
    run: int = 480  # for each period a run limit is raised by
    rest: int = 480
    pair: int = 480
    seat: int = 600  # for each seat less in a period
    holder: int = 900  # for each holder less in a period


@dataclass(frozen=True)
class Fix:
    """One step, and what it is proven to do.

    `cells` (post, period) are what the clerk could do then; `to` is the new number of seats, holders or periods
    running. `gain` is by how many clerks (turns for run limits) the shortage in the periods of the clash shrinks, and
    with `mends` the clash is gone and nothing took its place; both found by solving again with the step done. `instead`
    are periods in which the clerk could be away without opening a seat or a cover rule.
    """

    step: Step
    price: int
    clerk: int | None = None
    post: int | None = None
    periods: tuple[int, ...] = ()
    parts: tuple[int, ...] = ()
    cells: tuple[tuple[int, int], ...] = ()
    rule: str = ""
    pair: int | None = None
    to: int = 0
    minutes: int = 0
    gain: int = 0
    mends: bool = False
    instead: tuple[int, ...] = ()


def with_fix(problem: Problem, fix: Fix) -> Problem:
    """The problem with the step done; the old one is not touched."""
    return _DONE[fix.step](problem, fix)


def with_fixes(problem: Problem, fixes: Iterable[Fix]) -> Problem:
    """With several steps done."""
    return reduce(with_fix, fixes, problem)


def _allowed(problem: Problem, fix: Fix) -> Problem:
    allowed = problem.allowed.copy()
    for post, period in fix.cells:
        allowed[fix.clerk, post, period] = True
    return replace(problem, allowed=allowed)


def _unlocked(problem: Problem, fix: Fix) -> Problem:
    locked = problem.locked.copy()
    locked[fix.clerk, list(fix.periods)] = FREE
    return replace(problem, locked=locked)


def _fewer_seats(problem: Problem, fix: Fix) -> Problem:
    seats = problem.seats.copy()
    for period in fix.periods:
        for part in fix.parts:
            seats[fix.post, period, part] = min(int(seats[fix.post, period, part]), fix.to)
    return replace(problem, seats=seats)


def _rule(problem: Problem, fix: Fix) -> Problem:
    """A cover rule with fewer holders asked, or with one holder more."""
    cover = list(problem.cover)
    for number, rule in enumerate(cover):
        if rule.key == fix.rule and fix.step == Step.FEWER_HOLDERS:
            least = rule.least.copy()
            at = np.ix_(fix.periods, fix.parts)
            least[at] = np.minimum(least[at], fix.to)
            cover[number] = replace(rule, least=least)
        elif rule.key == fix.rule:
            holders = rule.holders.copy()
            holders[fix.clerk, list(fix.periods)] = True
            cover[number] = replace(rule, holders=holders)
    return replace(problem, cover=tuple(cover))


def _longer_run(problem: Problem, fix: Fix) -> Problem:
    most = problem.most_running.copy()
    most[fix.post] = fix.to
    return replace(problem, most_running=most)


def _no_rest(problem: Problem, fix: Fix) -> Problem:
    rest = problem.rest.copy()
    rest[fix.post] = 0
    return replace(problem, rest=rest)


def _no_pair(problem: Problem, fix: Fix) -> Problem:
    """The pair is asked for in no period; its place stays, since fixes and clashes name pairs by it."""
    pairs = list(problem.pairs)
    if fix.pair is not None:
        pairs[fix.pair] = replace(pairs[fix.pair], when=np.zeros_like(pairs[fix.pair].when))
    return replace(problem, pairs=tuple(pairs))


_DONE = {
    Step.TRAIN: _allowed,
    Step.MOVE_LEAVE: _allowed,
    Step.UNLOCK: _unlocked,
    Step.FEWER_SEATS: _fewer_seats,
    Step.FEWER_HOLDERS: _rule,
    Step.TRAIN_HOLDER: _rule,
    Step.LONGER_RUN: _longer_run,
    Step.NO_REST: _no_rest,
    Step.NO_PAIR: _no_pair,
}
