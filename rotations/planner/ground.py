"""What a problem leaves open before anything is solved: who may stand where, and why not."""

from enum import StrEnum
from functools import cached_property

import numpy as np

from .flows import HallSet, Matching, crowds, seats_wanted
from .problem import FREE, NOTHING, Bools, Ints, Problem


class Why(StrEnum):
    """Why a clerk does not stand at a post in a period. Why somebody is not allowed is told by eligibility and leave,
    outside; the planner never knows why somebody is away."""

    OPEN = "open"
    NOT_ALLOWED = "not allowed"
    LOCKED_ELSEWHERE = "locked elsewhere"
    LOCKED_OFF = "locked off"
    RESTING = "resting"
    RUN_OVER = "run over"  # has stood there as long as anybody may when the horizon begins


def why(problem: Problem, clerk: int, post: int, period: int) -> Why:
    """The first reason against a cell."""
    lock = int(problem.locked[clerk, period])
    if not problem.allowed[clerk, post, period]:
        return Why.NOT_ALLOWED
    if lock not in (FREE, post):
        return Why.LOCKED_OFF if lock == NOTHING else Why.LOCKED_ELSEWHERE
    if period < problem.resting[clerk, post]:
        return Why.RESTING
    if period == 0 and run_over(problem)[clerk, post]:
        return Why.RUN_OVER
    return Why.OPEN


def run_over(problem: Problem) -> Bools:
    """Who has stood at a post as long as anybody may when the horizon begins: i, p."""
    clerks, posts, _periods = problem.size
    found = np.zeros((clerks, posts), dtype=bool)
    those = np.flatnonzero(problem.running_post != NOTHING)
    at = problem.running_post[those]
    most = problem.most_running[at]
    found[those, at] = (most > 0) & (problem.running[those] >= most)
    return found


class Ground:
    """A problem, with the matchings of its periods at hand once they have been asked for."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._matchings: dict[object, Matching] = {}
        self._sets: dict[Matching, list[HallSet]] = {}

    @cached_property
    def usable(self) -> Bools:
        """`Problem.open` without the runs that are over, and only where there is a seat: i, p, t."""
        found = self.problem.open & (self.problem.wanted > 0)[None, :, :]
        if self.problem.size[2]:
            found[:, :, 0] &= ~run_over(self.problem)
        return found

    @cached_property
    def by_period(self) -> Bools:
        """The same as t, i, p: one period lies in one piece."""
        return np.ascontiguousarray(self.usable.transpose(2, 0, 1))

    @cached_property
    def somewhere(self) -> Bools:
        """Who may stand at some post: i, t."""
        return np.asarray(self.by_period.any(axis=2)).T

    @property
    def parts(self) -> int:
        """Parts of a day."""
        return int(self.problem.seats.shape[2])

    def matching(self, period: int, part: int) -> Matching:
        """The seats of a part of the day filled; two times that ask the same share one answer."""
        rows = self.by_period[period]
        here = self.problem.present[:, period, part]
        if not here.all():
            rows = rows & here[:, None]
        return self._match(rows, self.problem.seats[:, period, part])

    def _match(self, rows: Bools, seats: Ints) -> Matching:
        key = (rows.tobytes(), seats.tobytes())
        found = self._matchings.get(key)
        if found is None:
            found = self._matchings[key] = Matching(crowds(rows), seats_wanted(seats))
        return found

    def hall_sets(self, period: int, part: int) -> list[HallSet]:
        """The sets of posts that lack clerks then."""
        matching = self.matching(period, part)
        if matching not in self._sets:
            self._sets[matching] = matching.hall_sets()
        return self._sets[matching]

    def able(self, posts: tuple[int, ...], period: int, part: int) -> tuple[int, ...]:
        """The clerks who may stand at one of the posts or several."""
        may = self.by_period[period][:, list(posts)].any(axis=1) & self.problem.present[:, period, part]
        return tuple(map(int, np.flatnonzero(may)))
