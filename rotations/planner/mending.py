"""Fixes of a clash, cheapest first. Each is tried: the periods of the clash are solved again with the step done, and
only steps that make the shortage smaller are told."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from .clashes import Ask, Clash, Kind
from .explain import explain_ground, missing_seats
from .fixes import UNREACHABLE, Fix, Means, Prices, Step, with_fix
from .ground import Ground
from .problem import FREE, NOTHING, Bools, Problem

Judge = Callable[[Problem], int]


def fixes(
    problem: Problem,
    clash: Clash,
    means: Means,
    prices: Prices | None = None,
    *,
    most: int = 10,
    judge: Judge | None = None,
) -> list[Fix]:
    """Steps that make a clash smaller: those that mend it first, then the cheapest; `most` of each kind are tried.

    `judge` says how much of the clash is left in a problem, for clashes that flows cannot see (`cores.still_clashes`).
    """
    ground = Ground(problem)
    before = _shortage(ground, clash, judge)
    found: list[Fix] = []
    for candidates in _candidates(ground, clash, means, prices or Prices()):
        enough: set[object] = set()  # what needs no larger step
        for fix in sorted(candidates, key=lambda fix: (-fix.gain, fix.price, fix.clerk or 0))[:most]:
            kind = (fix.step, fix.clerk, fix.post, fix.periods, fix.parts, fix.rule, fix.pair)
            if kind in enough:
                continue
            after = _shortage(Ground(with_fix(problem, fix)), clash, judge)
            gain, own = before.all - after.all, before.own - after.own
            if gain > 0 and own > 0:
                found.append(replace(fix, gain=gain, mends=not after.own and gain >= own))
                enough.update([kind] if found[-1].mends else [])
    missing = {period: _missing_in(ground, period) for period in range(problem.size[2])}
    found = [_elsewhere(ground, fix, missing) if fix.step == Step.MOVE_LEAVE else fix for fix in found]
    return sorted(found, key=lambda fix: (not fix.mends, fix.price, -fix.gain, list(Step).index(fix.step)))


def _size(clash: Clash) -> int:
    """What a clash lacks in all of its times."""
    if clash.kind in (Kind.LOCK, Kind.TOGETHER, Kind.RELAXED):
        return 1
    return clash.missing * (1 if clash.kind == Kind.RUNS else len(clash.periods)) * len(clash.parts)


class _Short(NamedTuple):
    """What is missing in the periods of a clash: by the clash itself, and in all, so that a step that only moves the
    shortage elsewhere gains nothing."""

    own: int
    all: int


def _shortage(ground: Ground, clash: Clash, judge: Judge | None) -> _Short:
    if clash.kind in (Kind.TOGETHER, Kind.RELAXED):
        left = judge(ground.problem) if judge else 0
        return _Short(left, left)
    others = explain_ground(ground, clash.periods, seats=False, runs=clash.kind == Kind.RUNS)
    own = sum(_size(other) for other in others if _same(clash, other))
    if clash.kind == Kind.SEATS:
        own = sum(_lacking(ground, clash.posts, period, part) for period in clash.periods for part in clash.parts)
    return _Short(own, missing_seats(ground, clash.periods) + sum(map(_size, others)))


def _lacking(ground: Ground, posts: tuple[int, ...], period: int, part: int) -> int:
    """Seats at the posts above the clerks who may stand there."""
    wanted = int(ground.problem.seats[list(posts), period, part].sum())
    return max(wanted - len(ground.able(posts, period, part)), 0)


def _same(clash: Clash, other: Clash) -> bool:
    """Whether what is told later is the same trouble, perhaps smaller or put otherwise."""
    if clash.kind in (Kind.HOLDERS, Kind.HOLDERS_SEATS):
        return other.rule == clash.rule and other.kind in (Kind.HOLDERS, Kind.HOLDERS_SEATS)
    if clash.kind == Kind.RUNS:
        return other.kind == Kind.RUNS and not set(clash.posts).isdisjoint(other.posts)
    return (other.kind, other.rule, other.posts) == (clash.kind, clash.rule, clash.posts)


def _elsewhere(ground: Ground, fix: Fix, missing: Mapping[int, int]) -> Fix:
    """Where the leave could go: periods in which nothing more is missing without the clerk."""
    problem, free = ground.problem, []
    for period in range(problem.size[2]):
        needed = any(
            problem.present[fix.clerk, period, part] and not ground.releasable(period, part)[fix.clerk]
            for part in range(ground.parts)
        )
        if period in fix.periods or needed or not ground.somewhere(period)[fix.clerk]:
            continue
        allowed = problem.allowed.copy()
        allowed[fix.clerk, :, period] = False
        without = Ground(replace(problem, allowed=allowed))
        if _missing_in(without, period) <= missing[period]:
            free.append(period)
    return replace(fix, instead=tuple(free))


def _missing_in(ground: Ground, period: int) -> int:
    """Seats and holders that are missing in a period; locks too, of which leave makes no more."""
    beside = explain_ground(ground, [period], seats=False, runs=False)
    return missing_seats(ground, [period]) + sum(map(_size, beside))


def _candidates(ground: Ground, clash: Clash, means: Means, prices: Prices) -> Iterator[list[Fix]]:
    """Lists of steps that might help; their `gain` is a guess by which the likely ones are tried first."""
    if clash.kind in (Kind.TOGETHER, Kind.RELAXED):
        yield list(_given_up(ground.problem, clash, prices))
    if clash.kind == Kind.LOCK:
        yield list(_unlocking(ground, clash, prices))
        return
    yield list(_training(ground, clash, means))
    yield list(_leave(ground, clash, means, prices))
    yield list(_unlocking(ground, clash, prices))
    if clash.kind in (Kind.SEATS, Kind.RUNS):
        yield list(_fewer_seats(ground.problem, clash, prices))
    if clash.kind in (Kind.HOLDERS, Kind.HOLDERS_SEATS):
        yield list(_holders(ground, clash, means))
        price = prices.holder * _size(clash)
        yield [
            Fix(Step.FEWER_HOLDERS, price, None, None, clash.periods, clash.parts, rule=clash.rule, to=clash.available)
        ]
    if clash.kind == Kind.RUNS:
        yield list(_longer_runs(ground.problem, clash, prices))


def _helpful(ground: Ground, clash: Clash) -> Bools:
    """Who is asked for: holders of the rule, else anybody (i, t)."""
    for rule in ground.problem.cover:
        if clash.rule and rule.key == clash.rule:
            return rule.holders
    return np.ones(ground.problem.locked.shape, dtype=bool)


def _posts(ground: Ground, clash: Clash) -> list[int]:
    """Where a clerk more helps: the posts of the clash; for holders every post with a seat that is not full of them."""
    if clash.kind in (Kind.HOLDERS, Kind.HOLDERS_SEATS):
        wanted = ground.problem.wanted[:, list(clash.periods)].any(axis=1)
        return [int(post) for post in np.flatnonzero(wanted) if post not in clash.posts]
    return list(clash.posts) or list(range(ground.problem.size[1]))


def _training(ground: Ground, clash: Clash, means: Means) -> Iterator[Fix]:
    """For each clerk the post of the clash that helps most for the least minutes."""
    problem, posts = ground.problem, _posts(ground, clash)
    periods = np.arange(problem.size[2])
    asked = np.isin(periods, clash.periods)
    spare = np.ones(problem.locked.shape, dtype=bool)
    if clash.kind == Kind.SEATS:
        for period in clash.periods:
            spare[:, period] = np.any([ground.releasable(period, part) for part in clash.parts], axis=0)
    if clash.kind == Kind.HOLDERS:
        for period in clash.periods:
            spare[:, period] = ~ground.somewhere(period)
    useful = spare & asked & ~means.absent & (problem.locked == FREE) & _helpful(ground, clash)
    best: dict[int, Fix] = {}
    for post in posts:
        could = (periods >= means.ready[:, post, None]) & ~means.absent & ~problem.allowed[:, post]
        gain = (could & useful & (periods >= problem.resting[:, post, None])).sum(axis=1)
        for clerk in np.flatnonzero((means.cost[:, post] != UNREACHABLE) & (gain > 0)):
            minutes = int(means.cost[clerk, post])
            known = best.get(int(clerk))
            if known is None or (-known.gain, known.minutes) > (-gain[clerk], minutes):
                cells = tuple((post, int(period)) for period in np.flatnonzero(could[clerk]))
                best[int(clerk)] = Fix(
                    Step.TRAIN, minutes, int(clerk), post, cells=cells, minutes=minutes, gain=int(gain[clerk])
                )
    yield from best.values()


def _holders(ground: Ground, clash: Clash, means: Means) -> Iterator[Fix]:
    """Clerks who could be trained to count for the rule."""
    costs, ready = means.holder_cost.get(clash.rule), means.holder_ready.get(clash.rule)
    if costs is None or ready is None:
        return
    periods = np.arange(ground.problem.size[2])
    could = (periods >= ready[:, None]) & ~_helpful(ground, clash)
    gain = np.sum([could[:, period] & ground.somewhere(period) for period in clash.periods], axis=0)
    for clerk in np.flatnonzero((costs != UNREACHABLE) & (gain > 0)):
        when = tuple(map(int, np.flatnonzero(could[clerk])))
        minutes = int(costs[clerk])
        yield Fix(
            Step.TRAIN_HOLDER, minutes, int(clerk), None, when, rule=clash.rule, minutes=minutes, gain=int(gain[clerk])
        )


def _leave(ground: Ground, clash: Clash, means: Means, prices: Prices) -> Iterator[Fix]:
    """Clerks on leave in periods of the clash who could stand at one of its posts."""
    posts, periods = _posts(ground, clash), list(clash.periods)
    away = means.absent & _helpful(ground, clash) & means.able[:, posts].any(axis=1)
    for clerk in np.flatnonzero(away[:, periods].any(axis=1)):
        when = tuple(period for period in periods if away[clerk, period])
        cells = tuple((int(post), period) for period in when for post in np.flatnonzero(means.able[clerk, :, period]))
        yield Fix(Step.MOVE_LEAVE, prices.leave * len(when), int(clerk), None, when, cells=cells, gain=len(when))


def _unlocking(ground: Ground, clash: Clash, prices: Prices) -> Iterator[Fix]:
    """Clerks who are locked elsewhere, or locked cells that break a rule."""
    problem, periods = ground.problem, list(clash.periods)
    posts = _posts(ground, clash)
    held = (problem.locked != FREE) & _helpful(ground, clash)
    if clash.kind == Kind.LOCK:
        held &= np.isin(np.arange(len(held)), clash.clerks)[:, None]
    else:
        held &= problem.allowed[:, posts].any(axis=1)
    if clash.kind == Kind.SEATS:
        held &= ~np.isin(problem.locked, posts)
    if clash.kind in (Kind.HOLDERS, Kind.HOLDERS_SEATS):
        held &= problem.locked == NOTHING if clash.kind == Kind.HOLDERS else held
    for clerk in np.flatnonzero(held[:, periods].any(axis=1)):
        when = tuple(period for period in periods if held[clerk, period])
        yield Fix(Step.UNLOCK, prices.lock * len(when), int(clerk), None, when, gain=len(when))


def _fewer_seats(problem: Problem, clash: Clash, prices: Prices) -> Iterator[Fix]:
    """As many seats less as are missing, at the posts that have so many."""
    for post in clash.posts:
        if clash.kind == Kind.RUNS:
            # One seat less in as few periods as it takes, from the last one on.
            periods = clash.periods[-clash.missing :]
            less = -(-clash.missing // len(clash.periods))
        else:
            periods, less = clash.periods, clash.missing
        seats = problem.seats[np.ix_([post], periods, clash.parts)]
        to = int(seats.max()) - less
        if to >= 0:
            price = prices.seat * int((seats - np.minimum(seats, to)).sum())
            yield Fix(Step.FEWER_SEATS, price, None, post, periods, clash.parts, to=to, gain=less)


def _longer_runs(problem: Problem, clash: Clash, prices: Prices) -> Iterator[Fix]:
    """The run limit raised, by as little as helps."""
    for post in clash.posts:
        most = int(problem.most_running[post])
        for more in range(1, problem.size[2] - most + 1) if most else ():
            yield Fix(Step.LONGER_RUN, prices.run * more, None, post, to=most + more, gain=-more)


def _given_up(problem: Problem, clash: Clash, prices: Prices) -> Iterator[Fix]:
    """What a core or a relaxation names, given up: all of a rest, pair or lock, of the others step by step."""
    for asked in clash.asks:
        when = () if asked.period is None else (asked.period,)
        parts = () if asked.part is None else (asked.part,)
        if asked.ask == Ask.LOCK:
            yield Fix(Step.UNLOCK, prices.lock, asked.clerk, None, when)
        elif asked.ask == Ask.PAIR:
            yield Fix(Step.NO_PAIR, prices.pair, pair=asked.pair)
        elif asked.ask == Ask.REST:
            yield Fix(Step.NO_REST, prices.rest, post=asked.post)
        elif asked.ask == Ask.RUN_LIMIT and asked.post is not None:
            most = int(problem.most_running[asked.post])
            # Somebody may have stood there for longer than the limit already.
            over = max(0, int(problem.running[problem.running_post == asked.post].max(initial=0)) - most)
            for more in range(asked.amount or 1, problem.size[2] + over + 1):
                yield Fix(Step.LONGER_RUN, prices.run * more, post=asked.post, to=most + more)
        elif asked.ask == Ask.SEATS:
            seats = int(problem.seats[asked.post, asked.period, asked.part])
            for less in range(asked.amount or 1, seats + 1):
                yield Fix(Step.FEWER_SEATS, prices.seat * less, None, asked.post, when, parts, to=seats - less)
        elif asked.ask == Ask.COVER:
            least = next(int(rule.least[asked.period, asked.part]) for rule in problem.cover if rule.key == asked.rule)
            for less in range(asked.amount or 1, least + 1):
                price = prices.holder * less
                yield Fix(Step.FEWER_HOLDERS, price, None, None, when, parts, rule=asked.rule, to=least - less)


def tried(problem: Problem, some: Iterable[Fix]) -> list[Clash]:
    """What is left after several steps: the what-if in one call."""
    for fix in some:
        problem = with_fix(problem, fix)
    return explain_ground(Ground(problem))
