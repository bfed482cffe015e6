"""Run limits that no single period shows: over some periods in a row a post wants more turns than its clerks may do.

A clerk who may stand at a post with a limit of L in all of L + R periods in a row (R the rest after a stay there, one
without a rest) stands there in L of them at most: two stays are R periods apart. Where the posts of a set want nearly
everybody who may stand there, those lost turns are missing. Only counted, so always true; that nothing is found proves
nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from .ground import Ground
from .problem import NOTHING, Bools, Ints


@dataclass(frozen=True)
class Window:
    """`needed` turns at the posts in periods `first` to before `end` in a part of the day, `available` ones at most."""

    posts: tuple[int, ...]
    first: int
    end: int
    part: int
    needed: int
    available: int
    most: int


def windows(ground: Ground, part: int, sets: Iterable[tuple[int, ...]] = ()) -> list[Window]:
    """What lacks turns: single posts, two posts with a clerk in common, and the `sets` of posts; windows of the same
    posts do not overlap, and no set is told in a window that one of its own posts has to itself."""
    if not (ground.problem.most_running > 0).any():
        return []
    counts = _Counts(ground, part)
    found = _apart([*counts.single(), *counts.from_before()])
    found += _apart(_new(counts.double(), found))
    larger = [posts for posts in dict.fromkeys(sets) if len(posts) > 2]
    return found + _apart(_new((window for posts in larger for window in counts.several(posts)), found))


def _apart(found: Iterable[Window]) -> list[Window]:
    """Of windows of the same posts those that do not overlap, from the first to end."""
    kept: list[Window] = []
    ends: dict[tuple[int, ...], int] = {}
    for window in sorted(found, key=lambda window: (window.end, window.end - window.first)):
        if ends.get(window.posts, 0) <= window.first:
            ends[window.posts] = window.end
            kept.append(window)
    return kept


def _new(found: Iterable[Window], known: list[Window]) -> list[Window]:
    """Without windows that fewer posts lack turns in already."""
    return [
        window
        for window in found
        if not any(
            set(other.posts) <= set(window.posts) and other.first < window.end and window.first < other.end
            for other in known
        )
    ]


class _Counts:
    """Who may stand where in one part of the day, counted."""

    def __init__(self, ground: Ground, part: int) -> None:
        self.problem = ground.problem
        self.part = part
        self.may = ground.by_period & self.problem.present[:, :, part].T[:, :, None]  # t, i, p
        self.seats = self.problem.seats[:, :, part].T  # t, p
        # Turns until before each period: t + 1, i, p.
        zero = np.zeros((1, *self.may.shape[1:]), dtype=np.int16)
        self.turns = np.concatenate([zero, np.cumsum(self.may, axis=0, dtype=np.int16)])
        self.slack = self.may.sum(axis=1) - self.seats  # t, p

    def _limits(self, rest: Ints | int = 1) -> Iterator[tuple[int, int, Ints]]:
        """Run limit, length of the window, and the posts that have both."""
        most = self.problem.most_running
        length = most + np.maximum(rest, 1)
        for limit, long in sorted({(int(a), int(b)) for a, b in zip(most, length, strict=True) if a}):
            if long <= len(self.may):
                yield limit, long, np.flatnonzero((most == limit) & (length == long))

    def _window(self, posts: tuple[int, ...], first: int, end: int, most: int, lost: int) -> Window:
        wanted = int(self.seats[first:end][:, list(posts)].sum())
        able = int(self.may[first:end][:, :, list(posts)].any(axis=2).sum())
        return Window(posts, first, end, self.part, wanted, able - lost, most)

    def single(self) -> Iterator[Window]:
        """Single posts. Periods that lack clerks anyway count as just filled, as they will be once that is mended."""
        slack = np.concatenate([np.zeros((1, self.slack.shape[1]), int), np.cumsum(np.maximum(self.slack, 0), axis=0)])
        for limit, long, posts in self._limits(self.problem.rest):
            turns = self.turns[long:, :, posts] - self.turns[:-long, :, posts]
            lost = np.maximum(turns - limit, 0).sum(axis=1, dtype=np.int64)  # window, post
            spare = slack[long:, posts] - slack[:-long, posts]
            for first, at in zip(*np.nonzero(lost > spare), strict=True):
                post = int(posts[at])
                yield self._window((post,), int(first), int(first) + long, limit, int(lost[first, at]))

    def from_before(self) -> Iterator[Window]:
        """Posts whose clerks stand there already when the horizon begins, so that their runs end sooner."""
        problem = self.problem
        slack = np.cumsum(np.maximum(self.slack, 0), axis=0)
        for post in np.unique(problem.running_post[problem.running_post != NOTHING]):
            limit = int(problem.most_running[post])
            those = np.flatnonzero(problem.running_post == post)
            for end in range(2, min(limit, len(self.may)) + 1):
                stays = self.turns[end, those, post] == end
                lost = int((stays & (problem.running[those] + end > limit)).sum())
                if lost > slack[end - 1, post]:
                    yield self._window((int(post),), 0, end, limit, lost)

    def double(self) -> Iterator[Window]:
        """Two posts with a clerk in common, one of them at least with a limit."""
        both = _common(self.may, self.may)
        slack = self.slack[:, :, None] + self.slack[:, None, :] - both
        shared = np.asarray((both > 0).any(axis=0))
        np.fill_diagonal(shared, False)
        slack = np.concatenate([np.zeros((1, *shared.shape)), np.cumsum(np.maximum(slack, 0), axis=0)])
        for limit, long, posts in self._limits():
            limited = np.isin(np.arange(len(shared)), posts)
            for first in range(len(self.may) - long + 1):
                spare = slack[first + long] - slack[first]
                # Who may stand at the one in every period and never at the other.
                turns = self.turns[first + long] - self.turns[first]
                lost = _common((turns == long) & limited, turns == 0)
                lost += lost.T
                for one, two in zip(*np.nonzero(shared & (lost > spare)), strict=True):
                    if one < two:
                        yield self._window((int(one), int(two)), first, first + long, limit, int(lost[one, two]))

    def several(self, posts: tuple[int, ...]) -> Iterator[Window]:
        """A set of posts: turns are lost by those who may stand at just one of them in the whole window."""
        here: Bools = self.may[:, :, list(posts)]
        slack = np.maximum(here.any(axis=2).sum(axis=1) - self.seats[:, list(posts)].sum(axis=1), 0)
        for limit, long, limited in self._limits():
            at = np.flatnonzero(np.isin(posts, limited))
            if not len(at):
                continue
            for first in range(len(here) - long + 1):
                turns = self.turns[first + long][:, list(posts)] - self.turns[first][:, list(posts)]
                lost = int(((turns[:, at] == long).any(axis=1) & ((turns > 0).sum(axis=1) == 1)).sum())
                if lost > slack[first : first + long].sum():
                    yield self._window(posts, first, first + long, limit, lost)


def _common(one: Bools, two: Bools) -> Ints:
    """How many clerks both have: …, i, p and …, i, q become …, p, q. Whole words of bits, as this is done often."""

    def words(may: Bools) -> Ints:
        rows = np.packbits(np.moveaxis(may, -1, -2), axis=-1)
        filled = np.zeros((*rows.shape[:-1], -(-rows.shape[-1] // 8) * 8), dtype=np.uint8)
        filled[..., : rows.shape[-1]] = rows
        return filled.view(np.uint64)

    both = words(one)[..., :, None, :] & words(two)[..., None, :, :]
    return np.bitwise_count(both).sum(axis=-1, dtype=np.int64)
