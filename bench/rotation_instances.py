"""Rotations to plan as halls have them, made from a seed: the same seed and size give the same problem.

Halls of some ten posts and their clerks. A post asks for one or two of eight skills; clerks hold them in chains (who
holds the harder one holds the easier), newcomers few, old hands many; some can also stand in the neighbouring hall.
People are on leave for a period or two, a few work half days' worth of periods. Busy posts weigh up to nine. Everybody
has stood at some of their posts before and is to learn the others. Each hall wants one signer and one English speaker
on the floor in each period.
"""

from dataclasses import dataclass

import numpy as np

from rotations.planner.problem import FREE, NOTHING, Bools, CoverRule, Ints, Problem

SIZES = {"S1": (12, 8, 12), "S2": (40, 12, 12), "S3": (120, 20, 12), "S4": (400, 40, 12), "S5": (1000, 60, 12)}
SKILLS, CHAIN = 8, 2  # skills come in chains of two: the second asks for the first
WORKING = 0.88  # seats wanted for each clerk who is there
SIGN_HOLDERS, ENGLISH_HOLDERS = 0.15, 0.25
STOOD_BEFORE = 0.55


@dataclass(frozen=True)
class _Hall:
    clerks: Ints
    posts: Ints


def instance(size: tuple[int, int, int], seed: int, *, published: bool = False) -> Problem:
    """A problem of so many clerks, posts and periods; with a plan published before if asked for."""
    rng = np.random.default_rng([seed, *size])
    clerks, posts, periods = size
    halls = _halls(clerks, posts)
    can = _can(rng, size, halls)
    here = _here(rng, clerks, periods)
    allowed = can[:, :, None] & here[:, None, :]
    lapses = rng.random((clerks, posts)) < 0.04  # a certificate that ends on the way
    allowed &= ~(lapses[:, :, None] & (np.arange(periods) >= rng.integers(3, periods, (clerks, posts, 1))))
    busy = rng.integers(1, 10, posts)
    seats = _seats(rng, halls, allowed, periods)
    running_post, running, resting = _history(rng, can)
    problem = Problem(
        allowed=allowed,
        seats=seats[:, :, None],
        present=np.ones((clerks, periods, 1), dtype=bool),
        busy=busy,
        target=_target(halls, here, seats, busy),
        most_running=np.where(rng.random(posts) < 0.7, rng.integers(2, 5, posts), 0),
        rest=np.where(rng.random(posts) < 0.2, 2, 0),
        running_post=running_post,
        running=running,
        resting=resting,
        learn=can & (rng.random(can.shape) >= STOOD_BEFORE),
        wish=_wishes(rng, size, can),
        locked=np.full((clerks, periods), FREE, dtype=np.int64),
        published=np.full((clerks, periods), FREE, dtype=np.int64),
        cover=tuple(_cover(rng, halls, here)),
    )
    return with_published(problem, seed) if published else problem


def _halls(clerks: int, posts: int) -> list[_Hall]:
    count = max(1, posts // 10)
    return [
        _Hall(who, what)
        for who, what in zip(
            np.array_split(np.arange(clerks), count), np.array_split(np.arange(posts), count), strict=True
        )
    ]


def _can(rng: np.random.Generator, size: tuple[int, int, int], halls: list[_Hall]) -> Bools:
    """Who could stand where but for leave: by the skills of clerks and posts."""
    clerks, posts, _periods = size
    experience = rng.beta(2.0, 1.6, clerks)
    holds = rng.random((clerks, SKILLS)) < 0.25 + 0.65 * experience[:, None]
    for first in range(0, SKILLS, CHAIN):
        holds[:, first] |= holds[:, first + 1]
    asks = np.zeros((posts, SKILLS), dtype=bool)
    for post in range(posts):
        asks[post, rng.choice(SKILLS, size=1 + (rng.random() < 0.6), replace=False)] = True
    fit = (holds[:, None, :] | ~asks[None, :, :]).all(axis=2)
    near = np.zeros((clerks, posts), dtype=bool)
    for number, hall in enumerate(halls):
        near[np.ix_(hall.clerks, hall.posts)] = True
        lent = hall.clerks[rng.random(len(hall.clerks)) < 0.08]
        near[np.ix_(lent, halls[(number + 1) % len(halls)].posts[:3])] = True
    fit &= near
    for hall in halls:  # nobody is employed for nothing
        for clerk in hall.clerks[~fit[hall.clerks].any(axis=1)]:
            fit[clerk, rng.choice(hall.posts, 2, replace=False)] = True
    return fit


def _here(rng: np.random.Generator, clerks: int, periods: int) -> Bools:
    """Who is there: leave of one or two periods for every third clerk, every other period for a few."""
    here = np.ones((clerks, periods), dtype=bool)
    for clerk in range(clerks):
        if rng.random() < 0.35:
            first = int(rng.integers(0, periods))
            here[clerk, first : first + int(rng.integers(1, 3))] = False
        if rng.random() < 0.05:
            here[clerk, int(rng.integers(0, 2)) :: 2] = False
    return here


def _seats(rng: np.random.Generator, halls: list[_Hall], allowed: Bools, periods: int) -> Ints:
    """Seats in proportion to who could stand there, adding up to what the hall's people can mostly fill."""
    seats = np.zeros((allowed.shape[1], periods), dtype=np.int64)
    for hall in halls:
        inside = allowed[np.ix_(hall.clerks, hall.posts)]
        able = inside.sum(axis=(0, 2)).astype(float) ** 0.8 * rng.uniform(0.6, 1.4, len(hall.posts))
        there = inside.any(axis=1).sum(axis=0)
        for period in range(periods):
            total = int(WORKING * there[period])
            exact = able / able.sum() * total
            most = inside[:, :, period].sum(axis=0)
            seats[hall.posts, period] = np.minimum(np.maximum(np.round(exact), 1), np.maximum(1, 0.7 * most))
    return seats


def _target(halls: list[_Hall], here: Bools, seats: Ints, busy: Ints) -> Ints:
    """The load of a hall's seats, shared in proportion to the periods that each of its clerks is there."""
    target = np.zeros(len(here), dtype=np.int64)
    for hall in halls:
        load = float((seats[hall.posts] * busy[hall.posts, None]).sum())
        days = here[hall.clerks].sum(axis=1)
        target[hall.clerks] = np.rint(load * days / max(1, days.sum()))
    return target


def _history(rng: np.random.Generator, can: Bools) -> tuple[Ints, Ints, Ints]:
    clerks, posts = can.shape
    running_post = np.full(clerks, NOTHING, dtype=np.int64)
    for clerk in range(clerks):
        if rng.random() < 0.85:
            running_post[clerk] = rng.choice(np.flatnonzero(can[clerk]))
    running = np.where(running_post == NOTHING, 0, rng.integers(1, 3, clerks))
    resting = np.where(rng.random((clerks, posts)) < 0.02, 1, 0).astype(np.int64)
    return running_post, running, resting


def _wishes(rng: np.random.Generator, size: tuple[int, int, int], can: Bools) -> Ints:
    """Every fifth clerk would rather not stand at one of their posts; every tenth wants one of them in some periods."""
    wish = np.zeros(size, dtype=np.int64)
    for clerk in range(size[0]):
        mine = np.flatnonzero(can[clerk])
        if rng.random() < 0.2:
            wish[clerk, rng.choice(mine)] += 2
        if rng.random() < 0.1:
            first = int(rng.integers(0, size[2] - 2))
            others = mine[mine != rng.choice(mine)]
            wish[clerk, others, first : first + 2] += 1
    return wish


def _cover(rng: np.random.Generator, halls: list[_Hall], here: Bools) -> list[CoverRule]:
    rules = []
    clerks, periods = here.shape
    for number, hall in enumerate(halls):
        for key, share in (("sign", SIGN_HOLDERS), ("english", ENGLISH_HOLDERS)):
            count = max(3, int(share * len(hall.clerks)))
            holders = np.zeros((clerks, periods), dtype=bool)
            holders[rng.choice(hall.clerks, count, replace=False)] = True
            rules.append(CoverRule(f"{key} {number}", holders & here, np.ones((periods, 1), dtype=np.int64)))
    return rules


def with_published(problem: Problem, seed: int) -> Problem:
    """The same rotation with a first plan published, and some people away whom it counted on."""
    from dataclasses import replace

    from rotations.planner.construct import construct

    rng = np.random.default_rng([seed, 1])
    clerks, _posts, periods = problem.size
    published = construct(problem).cells
    allowed = problem.allowed.copy()
    for clerk in rng.choice(clerks, max(1, clerks // 25), replace=False):
        first = int(rng.integers(0, periods))
        allowed[clerk, :, first : first + 2] = False
    return replace(problem, allowed=allowed, published=published)
