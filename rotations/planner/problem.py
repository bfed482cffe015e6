"""A rotation as numbers: who may stand where in which period, how many are wanted, what is wished for.

Axes: `i` clerks, `p` posts, `t` periods in time order, `h` parts of a day (one where a hall knows none), once for each
group of weekdays on which other people work. A clerk stands at one post, or none, for a whole period; `h` matters only
for how many seats are filled, since somebody who works mornings fills no seat in the afternoon, and somebody who works
until Wednesday none on Thursday. Wherever the planner speaks of parts of a day, such parts of a week are meant.

Everything impossible is taken away before: where `allowed` is False the clerk is not eligible for the post on all days
of the period that they work, or not there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .aims import ORDER, Aim

__all__ = [
    "FREE",
    "NOTHING",
    "ORDER",
    "Aim",
    "Bond",
    "Bools",
    "CoverRule",
    "Found",
    "Ints",
    "Pair",
    "Plan",
    "Problem",
    "Score",
]

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

NOTHING = -1  # at no post
FREE = -2  # not fixed


@dataclass(frozen=True)
class CoverRule:
    """At least `least[t, h]` of the `holders[i, t]` stand at some post; one clerk may count for several rules."""

    key: str
    holders: Bools
    least: Ints


class Bond(StrEnum):
    """How two clerks belong together."""

    APART = "apart"  # never at one post in one period
    TOGETHER = "together"  # the first stands at a post only beside the second: a learner beside who is certified


@dataclass(frozen=True)
class Pair:
    """Two clerks (numbers of the axis), in the periods where `when[t]`, at the posts where `where[p]`."""

    bond: Bond
    first: int
    second: int
    when: Bools
    where: Bools


@dataclass(frozen=True)
class Problem:
    """A rotation to plan. Every array is C-contiguous and never written to.

    `share[p]` is how busy a post is: the load of a clerk is the sum of it over the periods stood there. `target[i]`
    is the load that would be fair to somebody, in proportion to the periods they are there.
    """

    allowed: Bools  # i, p, t
    seats: Ints  # p, t, h: how many are wanted
    present: Bools  # i, t, h: who fills a seat in which part of the day; all True without part-time
    busy: Ints  # p: weight of a period at the post, 0 or more
    target: Ints  # i: fair load over the horizon
    most_running: Ints  # p: most periods running at the post; 0 for no limit
    rest: Ints  # p: periods away from the post after a stay there; 0 for none
    running_post: Ints  # i: the post stood at when the horizon begins, NOTHING for none
    running: Ints  # i: how many periods already
    resting: Ints  # i, p: first period from which the post may be stood at again (0: at once)
    learn: Bools  # i, p: post still to be stood at by the clerk
    wish: Ints  # i, p, t: what standing there costs in wishes, 0 or more
    locked: Ints  # i, t: post, NOTHING, or FREE
    published: Ints  # i, t: post or NOTHING as published before; FREE where nothing was
    cover: tuple[CoverRule, ...] = ()
    pairs: tuple[Pair, ...] = ()
    aims: tuple[Aim, ...] = ORDER
    # What the numbers of an axis are called outside; never read by the planner itself.
    clerks: Sequence[object] = ()
    posts: Sequence[object] = ()
    periods: Sequence[object] = ()

    @property
    def size(self) -> tuple[int, int, int]:
        """How many clerks, posts and periods."""
        return self.allowed.shape  # type: ignore[return-value]

    @cached_property
    def open(self) -> Bools:
        """`allowed`, narrowed by what is locked and by the rest still owed to a post: i, p, t."""
        found = self.allowed.copy()
        _clerks, posts, periods = self.size
        fixed = self.locked[:, None, :]
        numbers = np.arange(posts)[None, :, None]
        found &= (fixed == FREE) | (fixed == numbers)
        found &= np.arange(periods)[None, None, :] >= self.resting[:, :, None]
        found.setflags(write=False)
        return found

    @cached_property
    def wanted(self) -> Ints:
        """Seats of a post in a period in the part of the day that wants most: p, t. No plan puts more there."""
        return self.seats.max(axis=2)


@dataclass(frozen=True)
class Plan:
    """Where everybody stands: `cells[i, t]` is the number of a post or NOTHING."""

    cells: Ints

    def at(self, post: int, period: int) -> Ints:
        """The numbers of the clerks at a post."""
        return np.flatnonzero(self.cells[:, period] == post)


@dataclass(frozen=True)
class Score:
    """What a plan costs in each aim: whole numbers, 0 is best. Compared in the order of the aims of its problem."""

    costs: Mapping[Aim, int]
    order: tuple[Aim, ...] = ORDER

    @property
    def key(self) -> tuple[int, ...]:
        """To compare plans by: the smaller the better."""
        return tuple(self.costs[aim] for aim in self.order)

    def __lt__(self, other: "Score") -> bool:
        return self.key < other.key


@dataclass(frozen=True)
class Found:
    """A plan, what it costs, and what is proven: no plan costs less than `bounds` in an aim without costing more in an
    earlier one.

    `gap` is how far the weighted sum of all costs may lie above the best possible one, as a share of it; 0 is proven
    best, None when nothing is known.
    """

    plan: Plan
    score: Score
    bounds: Mapping[Aim, int] = field(default_factory=dict)
    gap: float | None = None
    seconds: float = 0.0
    method: str = ""
