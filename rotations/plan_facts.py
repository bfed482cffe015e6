"""What the facts of a hall say about a rotation plan, as arrays for the planner. Reading only, each thing once for the
whole hall and horizon."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from django.db.models import Q

from people.models import User

from .able_days import AbleDays, NeedKey, days_held
from .fair_shares import Shares, Wished, costs_of_wishes, fair_loads
from .hall_setting import aims_of
from .models import Assignment, HallMinimum, Pair, Period, Post, Wish
from .opening import WorkTimes
from .plan_read import Read
from .planner import problem as planner
from .planner.problem import FREE, NOTHING, Bools, CoverRule, Ints, Problem
from .plans import Placed
from .slices import seats_in, worked_in
from .stood_before import Before, Stay, before

Key = tuple[int, int]  # number of a period, user


def problem_of(
    read: Read,
    able: AbleDays,
    cells: Mapping[Key, Placed],
    published: Mapping[Key, int | None],
    history: Before | None = None,
) -> Problem:
    """Everything as numbers; `history` is what was stood before, read from the stays unless given."""
    allowed, locked = _allowed(read, able, cells), _locked(read, cells)
    seats, present, there = _seats(read), *_presence(read, able, cells)
    busy, wanted = _numbers(post.busy for post in read.posts), seats.max(axis=2)
    stood = history or _before(read)
    wishes = _wishes(read)
    shape = (len(read.people), len(read.posts), len(read.periods))
    return Problem(
        allowed=allowed,
        seats=seats,
        present=present,
        busy=busy,
        # Whoever can stand nowhere yet carries nothing, and is no reason to call others overburdened.
        target=fair_loads(busy, wanted, there * allowed.any(axis=1), wishes),
        most_running=_numbers(post.most_running for post in read.posts),
        rest=_numbers(post.rest for post in read.posts),
        running_post=stood.running_post,
        running=stood.running,
        resting=stood.resting,
        learn=allowed.any(axis=2) & ~stood.stood,
        wish=costs_of_wishes(wishes, busy, wanted, shape[0]),
        locked=locked,
        published=_published(read, published),
        cover=tuple(_cover(read, able, seats)),
        pairs=tuple(_pairs(read)),
        aims=tuple(aims_of(read.plan)),
        clerks=[user.pk for user in read.people],
        posts=[post.pk for post in read.posts],
        periods=[period.number for period in read.periods],
    )


def _numbers(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _allowed(read: Read, able: AbleDays, cells: Mapping[Key, Placed]) -> Bools:
    """Who can stand where in each open period, every day of it that is theirs to work; and whoever is put there by the
    manager's own word and is there on some day."""
    found = np.zeros((len(read.people), len(read.posts), len(read.periods)), dtype=bool)
    for number, period in enumerate(read.periods):
        if not read.days[number]:
            continue
        found[:, :, number] = able.able(period.first_day, period.last_day)
        for clerk, post in _by_word(read, able, cells, period):
            found[clerk, post, number] = True
    return found


def _by_word(read: Read, able: AbleDays, cells: Mapping[Key, Placed], period: Period) -> Iterator[tuple[int, int]]:
    """Whom the manager's own word puts where, clerk and post: also who is away on some of the days."""
    at_all = able.at_all(period.first_day, period.last_day)
    for pk, clerk in read.clerk.items():
        cell = cells.get((period.number, pk))
        if cell and cell.note and cell.post in read.post and at_all[clerk]:
            yield clerk, read.post[cell.post]


def _locked(read: Read, cells: Mapping[Key, Placed]) -> Ints:
    found = np.full((len(read.people), len(read.periods)), FREE, dtype=np.int64)
    for number, period in enumerate(read.periods):
        for pk, clerk in read.clerk.items():
            cell = cells.get((period.number, pk))
            if cell and cell.locked and read.days[number]:
                found[clerk, number] = NOTHING if cell.post is None else read.post[cell.post]
    return found


def _seats(read: Read) -> Ints:
    """Seats wanted, p, t, h: those of the fullest open day of each slice, none where the hall is never open."""
    parts = len(read.known.parts_of(read.plan.hall_id)) * len(read.slices.groups)
    found = np.zeros((len(read.posts), len(read.periods), parts), dtype=np.int64)
    for p, post in enumerate(read.posts):
        for t, days in enumerate(read.days):
            found[p, t] = seats_in(read.known, post, days, read.slices)
    return found


def _presence(read: Read, able: AbleDays, cells: Mapping[Key, Placed]) -> tuple[Bools, Shares]:
    """Who fills a seat when (i, t, h), and which part of a full load they can carry (i, t)."""
    parts = read.known.parts_of(read.plan.hall_id)
    present = np.ones((len(read.people), len(read.periods), len(parts) * len(read.slices.groups)), dtype=bool)
    there = np.zeros(present.shape[:2])
    for number, (period, days) in enumerate(zip(read.periods, read.days, strict=True)):
        if not days:
            continue
        there[:, number] = able.present(period.first_day, period.last_day)
        there[[clerk for clerk, _post in _by_word(read, able, cells, period)], number] = 1
        present[:, number] = worked_in(WorkTimes(), 0, days, read.slices, parts)
        for clerk in (read.clerk[pk] for pk in read.times.times if pk in read.clerk):
            pk = read.people[clerk].pk
            present[clerk, number] = worked_in(read.times, pk, days, read.slices, parts)
            there[clerk, number] *= read.times.in_days(pk, days, parts).share / 100
    return present, there


def _before(read: Read) -> Before:
    rows = Assignment.objects.filter(user__in=read.people, post__in=read.posts, first_day__lt=read.first).order_by()
    clerk, post = read.clerk, read.post
    stays = [
        Stay(clerk[user], post[at], first, last)
        for user, at, first, last in rows.values_list("user_id", "post_id", "first_day", "last_day")
    ]
    days = ((read.last - read.first).days + 1) / len(read.periods)
    return before(stays, read.first, days, [each.rest for each in read.posts], len(read.people))


def _wishes(read: Read) -> list[Wished]:
    rows = Wish.objects.filter(user__in=read.people, taken_back_at=None, first_day__lte=read.last).order_by("pk")
    rows = rows.filter(Q(last_day=None) | Q(last_day__gte=read.first))
    clerk, post = read.clerk, read.post
    return [
        Wished(clerk[user], post.get(at), kind != Wish.Kind.AVOID, read.when(first, last))
        for user, at, kind, first, last in rows.values_list("user_id", "post_id", "kind", "first_day", "last_day")
        if at is None or at in post
    ]


def _cover(read: Read, able: AbleDays, seats: Ints) -> list[CoverRule]:
    """So many holders of a skill at some post, in every part of the day in which anybody is wanted at all."""
    rows = HallMinimum.objects.filter(hall=read.plan.hall_id).values_list("skill_id", "level", "people")
    needs: dict[NeedKey, int] = {(skill, level): people for skill, level, people in rows}
    held = days_held([user.pk for user in read.people], set(needs), read.first, read.last)
    rules = []
    for (skill, level), least in needs.items():
        holders = np.zeros((len(read.people), len(read.periods)), dtype=bool)
        for number, days in enumerate(read.days):
            if days:
                never = ~able.asked[:, [(day - able.first).days for day in days]]
                has = held[skill, level][:, [(day - read.first).days for day in days]]
                holders[:, number] = (has | never).all(axis=1)
        rules.append(CoverRule(f"{skill}-{level}", holders, np.where(seats.any(axis=0), least, 0)))
    return rules


def _pairs(read: Read) -> list[planner.Pair]:
    """Pairs of two who are both in the plan."""
    rows = Pair.objects.filter(hall=read.plan.hall_id, first_day__lte=read.last).order_by("pk")
    found, clerk, post = [], read.clerk, read.post
    for row in rows.filter(Q(last_day=None) | Q(last_day__gte=read.first)):
        if row.first_id not in clerk or row.second_id not in clerk:
            continue
        when, where = np.zeros(len(read.periods), dtype=bool), np.full(len(post), row.post_id is None)
        when[read.when(row.first_day, row.last_day)] = True
        if row.post_id is not None:
            where[post[row.post_id]] = True
        found.append(planner.Pair(planner.Bond(row.bond), clerk[row.first_id], clerk[row.second_id], when, where))
    return found


def _published(read: Read, published: Mapping[Key, int | None]) -> Ints:
    found = np.full((len(read.people), len(read.periods)), FREE, dtype=np.int64)
    place = {period.number: number for number, period in enumerate(read.periods)}
    clerk, posts = read.clerk, read.post
    for (number, pk), post in published.items():
        if pk in clerk and number in place:
            found[clerk[pk], place[number]] = NOTHING if post is None else posts.get(post, NOTHING)
    for number, days in enumerate(read.days):
        if not days:
            found[:, number] = FREE
    return found


def with_past_as_it_is(problem: Problem, read: Read, cells: Mapping[Key, Placed], today: date) -> Problem:
    """Periods that are over stay as they are, and ask for no more than they have."""
    over = [number for number, period in enumerate(read.periods) if period.last_day < today]
    if not over:
        return problem
    stands = array_of(read.people, read.posts, read.periods, cells)
    allowed, locked, seats = problem.allowed.copy(), problem.locked.copy(), problem.seats.copy()
    present, published = problem.present.copy(), problem.published.copy()
    when = np.ones(len(read.periods), dtype=bool)
    when[over] = False
    for number in over:
        column = stands[:, number]
        locked[:, number], published[:, number], present[:, number] = column, column, True
        allowed[:, :, number] = column[:, None] == np.arange(len(read.posts))
        seats[:, number] = allowed[:, :, number].sum(axis=0)[:, None]
    return replace(
        problem,
        allowed=allowed,
        locked=locked,
        seats=seats,
        present=present,
        published=published,
        cover=tuple(replace(rule, least=np.where(when[:, None], rule.least, 0)) for rule in problem.cover),
        pairs=tuple(replace(pair, when=pair.when & when) for pair in problem.pairs),
    )


def array_of(
    people: Sequence[User], posts: Sequence[Post], periods: Sequence[Period], cells: Mapping[Key, Placed]
) -> Ints:
    places = {post.pk: number for number, post in enumerate(posts)}
    found = np.full((len(people), len(periods)), NOTHING, dtype=np.int64)
    for clerk, user in enumerate(people):
        for number, period in enumerate(periods):
            cell = cells.get((period.number, user.pk))
            if cell and cell.said and cell.post is not None:
                found[clerk, number] = places.get(cell.post, NOTHING)
    return found
