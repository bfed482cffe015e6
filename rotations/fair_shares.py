"""What everybody's fair load is, and what a place costs in wishes: numbers for the planner. Pure."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .planner.problem import Bools, Ints

# Whoever volunteers for busier work carries so much of a usual share.
VOLUNTEERS = 1.25
# What standing at a post costs that somebody would rather not stand at, and any other than the one wished for.
AVOIDED, ELSEWHERE = 3, 1

Shares = NDArray[np.float64]


class Wished(NamedTuple):
    """A wish of somebody (number of the axis) in some periods; `post` None: would take the busier posts."""

    clerk: int
    post: int | None
    wants: bool
    periods: list[int]


def fair_loads(busy: Ints, wanted: Ints, there: Shares, volunteers: Iterable[Wished]) -> Ints:
    """The fair load of each clerk: i.

    `wanted[p, t]` seats, `there[i, t]` which part of a full load somebody can carry in a period, from 0 to 1: 0 for
    who is away or can stand nowhere. The load of a period is shared among the others; where they are fewer than the
    seats, only what so many can carry.
    """
    shares = there.copy()
    for wish in volunteers:
        if wish.post is None:
            shares[wish.clerk, wish.periods] *= VOLUNTEERS
    seats = wanted.sum(axis=0)
    filled = np.minimum(1.0, (there > 0).sum(axis=0) / np.maximum(seats, 1))
    load = (busy[:, None] * wanted).sum(axis=0) * filled
    total = shares.sum(axis=0)
    parts = np.divide(shares, total, out=np.zeros_like(shares), where=total > 0)
    return np.rint((parts * load).sum(axis=1)).astype(np.int64)


def costs_of_wishes(wishes: Iterable[Wished], busy: Ints, wanted: Ints, clerks: int) -> Ints:
    """What standing at a post costs in wishes: i, p, t. A volunteer would rather not stand at the calmer posts."""
    posts, periods = wanted.shape
    cost = np.zeros((clerks, posts, periods), dtype=np.int64)
    seats = wanted.sum()
    mean = (busy[:, None] * wanted).sum() / seats if seats else 0.0
    for clerk, post, wants, when in wishes:
        if post is None:
            cost[clerk][np.ix_(busy < mean, _marked(when, periods))] += ELSEWHERE
        elif wants:
            cost[clerk][np.ix_(np.arange(posts) != post, _marked(when, periods))] += ELSEWHERE
        else:
            cost[clerk, post, when] += AVOIDED
    return cost


def _marked(numbers: list[int], size: int) -> Bools:
    found = np.zeros(size, dtype=bool)
    found[numbers] = True
    return found
