"""What a problem leaves open before anything is solved: who may stand where, and why not."""

from enum import StrEnum
from functools import cached_property

import numpy as np

from .flows import HallSet, Matching, crowds, posts_as_bits, seats_wanted
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
        self._rows: dict[int, Bools] = {}
        self._slack: dict[Matching, dict[int, int]] = {}
        self._sets: dict[Matching, list[HallSet]] = {}

    def rows(self, period: int) -> Bools:
        """Who may stand where in a period: `Problem.open` without the runs that are over, and only where there is a
        seat: i, p. Made when asked for, as most questions are about a few periods."""
        found = self._rows.get(period)
        if found is None:
            problem, lock = self.problem, self.problem.locked[:, period]
            found = problem.allowed[:, :, period] & (problem.resting <= period) & (problem.wanted[:, period] > 0)
            fixed = np.flatnonzero(lock != FREE)
            found[fixed] &= np.arange(problem.size[1]) == lock[fixed, None]
            if period == 0:
                found &= ~run_over(problem)
            self._rows[period] = found
        return found

    @cached_property
    def by_period(self) -> Bools:
        """All periods: t, i, p."""
        clerks, posts, periods = self.problem.size
        return np.stack([self.rows(period) for period in range(periods)]).reshape(periods, clerks, posts)

    def somewhere(self, period: int) -> Bools:
        """Who may stand at some post: i."""
        return np.asarray(self.rows(period).any(axis=1))

    @property
    def parts(self) -> int:
        """Parts of a day."""
        return int(self.problem.seats.shape[2])

    def matching(self, period: int, part: int) -> Matching:
        """The seats of a part of the day filled; two times that ask the same share one answer."""
        rows = self.rows(period)
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

    def slack(self, period: int, part: int, most: int) -> dict[int, int]:
        """For each post with seats how many more it could have, `most` at most; below 0 what its set of posts lacks."""
        matching = self.matching(period, part)
        if matching not in self._slack:
            relieved, found = matching.relieved(), dict[int, int]()
            for post in matching.wants:
                if post in relieved:
                    found[post] = matching.room(post, most)
                else:
                    found[post] = -sum(matching.lack[other] for other in matching.blocked(post))
            self._slack[matching] = found
        return self._slack[matching]

    def releasable(self, period: int, part: int) -> Bools:
        """Who could be taken for another post without opening a seat; False for those who are not there: i."""
        matching = self.matching(period, part)
        free = matching.releasable()
        released = {posts for number, posts in enumerate(matching.reach) if free >> number & 1}
        asked = posts_as_bits(matching.wants)
        packed = np.packbits(self.rows(period), axis=1, bitorder="little")
        width, raw = packed.shape[1], packed.tobytes()
        rows = [raw[number * width : (number + 1) * width] for number in range(len(packed))]
        answer = {row: (posts := int.from_bytes(row, "little") & asked) in released or not posts for row in set(rows)}
        return np.array([answer[row] for row in rows], dtype=bool) & self.problem.present[:, period, part]

    def able(self, posts: tuple[int, ...], period: int, part: int) -> tuple[int, ...]:
        """The clerks who may stand at one of the posts or several."""
        may = self.rows(period)[:, list(posts)].any(axis=1) & self.problem.present[:, period, part]
        return tuple(map(int, np.flatnonzero(may)))
