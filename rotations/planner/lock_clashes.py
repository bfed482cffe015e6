"""Locked cells that break a rule by themselves, whatever the rest of the plan."""

from collections.abc import Iterator

import numpy as np

from .checking import Rule
from .clashes import Clash, Kind, Known
from .problem import FREE, NOTHING, Bond, Problem


def lock_clashes(problem: Problem) -> list[Clash]:
    """One clash for each clerk, post and period; `rule` is a `checking.Rule`."""
    if not (problem.locked >= 0).any():
        return []
    return [*_not_open(problem), *_too_many(problem), *_stays(problem), *_pairs(problem)]


def _clash(rule: Rule, period: int, post: int, *clerks: int, needed: int = 0, available: int = 0) -> Clash:
    return Clash(Kind.LOCK, Known.COUNTED, (period,), (post,), clerks, needed, available, rule=rule.value)


def _not_open(problem: Problem) -> Iterator[Clash]:
    for clerk, period in zip(*np.nonzero(problem.locked >= 0), strict=True):
        post = int(problem.locked[clerk, period])
        if not problem.allowed[clerk, post, period]:
            yield _clash(Rule.NOT_ALLOWED, int(period), post, int(clerk))
        elif period < problem.resting[clerk, post]:
            yield _clash(Rule.NO_REST, int(period), post, int(clerk))


def _too_many(problem: Problem) -> Iterator[Clash]:
    for period in np.flatnonzero((problem.locked >= 0).any(axis=0)):
        locked = problem.locked[:, period]
        for post in np.unique(locked[locked >= 0]):
            those = np.flatnonzero(locked == post)
            seats = int(problem.wanted[post, period])
            if len(those) > seats:
                at_once = int(problem.present[those, period].sum(axis=0).max())
                if at_once > seats:
                    found = tuple(map(int, those))
                    yield _clash(Rule.TOO_MANY, int(period), int(post), *found, needed=at_once, available=seats)


def _stays(problem: Problem) -> Iterator[Clash]:
    """Locked to one post for too long, or back at it too soon."""
    for clerk in np.flatnonzero((problem.locked >= 0).any(axis=1)):
        row = problem.locked[clerk]
        post, running = int(problem.running_post[clerk]), int(problem.running[clerk])
        free_again: dict[int, int] = {}
        for period, now in enumerate(map(int, row)):
            if now == FREE:
                post, running = NOTHING, 0
                continue
            if now != post and post != NOTHING and problem.rest[post]:
                free_again[post] = period + int(problem.rest[post])
            running = running + 1 if now == post else 1
            post = now
            most = int(problem.most_running[now]) if now != NOTHING else 0
            if most and running > most:
                yield _clash(Rule.RUNS_TOO_LONG, period, now, int(clerk), needed=running, available=most)
            if now != NOTHING and period < free_again.get(now, 0):
                yield _clash(Rule.NO_REST, period, now, int(clerk))


def _pairs(problem: Problem) -> Iterator[Clash]:
    for pair in problem.pairs:
        for period in np.flatnonzero(pair.when):
            first, second = int(problem.locked[pair.first, period]), int(problem.locked[pair.second, period])
            if first < 0 or second == FREE or not pair.where[first]:
                continue
            if pair.bond == Bond.APART and first == second:
                yield _clash(Rule.NOT_APART, int(period), first, pair.first, pair.second)
            if pair.bond == Bond.TOGETHER and first != second:
                yield _clash(Rule.NOT_TOGETHER, int(period), first, pair.first, pair.second)
