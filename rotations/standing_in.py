"""Who could step in for somebody who is out, best first and with the reasons. Reading only; `sick_calls` writes it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

import numpy as np
from django.db.models import Q

from people.models import Hall, User

from .able_days import AbleDays, able_days
from .hall_setting import settings_of
from .models import Assignment, HallMinimum, Period, Post, RotationPlan
from .needs import posts_of_hall
from .opening import opening, work_times
from .permissions import candidates as clerks_of
from .plan_facts import problem_of
from .plan_read import Read
from .planner import replan as planner
from .planner.checking import pair_faults
from .planner.problem import NOTHING, Aim, Ints, Plan, Problem
from .planner.score import missing_cover, missing_seats, score, seats_filled, standing
from .plans import Placed
from .stood_before import Stay, before

DAY, WEEK = timedelta(days=1), timedelta(days=7)
LOOKED_BACK = 12 * WEEK  # over which loads are compared where no published plan says
MOST = 8  # so many are shown


class Window(NamedTuple):
    """The period of the rotation that a day lies in, and the days over which loads are compared."""

    period_first: date
    period_last: date
    first: date
    last: date


class Step(NamedTuple):
    """Somebody comes to a post from another, or from none."""

    user: User
    leaves: Post | None
    post: Post


@dataclass(frozen=True)
class Option:
    """One way to fill the gap: whoever steps in comes first, then who follows.

    `load` is the share of a fair load that the first one carries with this, None where nobody carries any; `last_stood`
    when the first one stood at the post last. `lacking` are posts that are left short, `lost_minimums` minimums of the
    hall that are not kept any more. `still` names the weekdays or parts of the day in which the post itself goes on
    lacking somebody, since whoever steps in does not work then; "" for all the time, None where it lacks nobody.
    """

    steps: tuple[Step, ...]
    flagged: bool
    load: float | None
    last_stood: date | None
    wish: int
    lacking: tuple[Post, ...]
    lost_minimums: tuple[HallMinimum, ...]
    still: str | None
    key: tuple[int, ...]

    @property
    def words(self) -> str:
        """The steps as a form hands them back."""
        return ",".join(f"{step.user.pk}-{step.leaves.pk if step.leaves else 0}-{step.post.pk}" for step in self.steps)


@dataclass(frozen=True)
class Answer:
    """What is known about a gap: whether the post lacks anybody at all, and who could step in."""

    post: Post
    first_day: date
    last_day: date
    is_open: bool
    is_short: bool
    options: list[Option]


def window_of(hall: Hall, day: date) -> Window:
    """By the newest published plan that covers the day, else the week of it and the weeks before."""
    period = (
        Period.objects.filter(
            plan__hall=hall, plan__state=RotationPlan.State.PUBLISHED, first_day__lte=day, last_day__gte=day
        )
        .order_by("-plan__published_at")
        .select_related("plan")
        .first()
    )
    if period is None:
        monday = day - day.weekday() * DAY
        return Window(monday, monday + 6 * DAY, monday - LOOKED_BACK, monday + 6 * DAY)
    days = list(period.plan.periods.values_list("first_day", "last_day"))
    return Window(period.first_day, period.last_day, days[0][0], days[-1][1])


def gaps_of(user: User, first: date, last: date) -> list[tuple[Post, date, date]]:
    """Where somebody would stand on these days: the post and the days there, in order."""
    rows = Assignment.objects.filter(Q(last_day=None) | Q(last_day__gte=first), user=user, first_day__lte=last)
    return [
        (row.post, max(first, row.first_day), min(last, row.last_day or last)) for row in rows.order_by("first_day")
    ]


def who_could(*, viewer: User, user: User, post: Post, first: date, last: date) -> Answer:
    """Ranks who could take the place of somebody at a post from–to, in a flat number of queries."""
    scene = _Scene.of(viewer, user, post, first, last)
    return Answer(post, first, last, bool(scene.days), scene.is_short, scene.options() if scene.is_short else [])


class _Scene:
    """The hall in these days as a rotation of one period, with the person out."""

    def __init__(
        self,
        read: Read,
        able: AbleDays,
        stays: Sequence[Assignment],
        window: Window,
        user: User,
        post: Post,
    ) -> None:
        self.read, self.able, self.stays, self.window = read, able, stays, window
        self.first, self.last = read.first, read.last
        self.days = read.days[0]
        self.gone, self.at = read.clerk[user.pk], read.post[post.pk]
        self.loads, self.fair = self._loads()
        self.now, unsettled = self._column()
        self.problem = self._problem(unsettled)
        column = self.now.copy()
        column[self.gone] = NOTHING
        self.without = planner.without(self.problem, Plan(self.now[:, None]), [(self.gone, 0)])
        self.left = Plan(column[:, None])

    @classmethod
    def of(cls, viewer: User, user: User, post: Post, first: date, last: date) -> "_Scene":
        """Everything that is asked of the database."""
        hall = post.hall
        window = window_of(hall, first)
        people = list(clerks_of(viewer, hall, first))
        people += [] if user in people else [user]
        posts = posts_of_hall(hall.pk)
        known = opening([hall.pk], first, last, posts=posts)
        plan = RotationPlan(hall=hall, aims=settings_of(hall).aims)
        period = Period(number=1, first_day=first, last_day=last)
        begin, end = min(window.first, first), max(window.last, last)
        times = work_times(people, begin, end)
        read = Read(plan, people, posts, [period], known, [known.days(hall.pk, first, last)], times)
        able = able_days(people, posts, begin, end, worked=read.worked)
        stays = Assignment.objects.filter(user__in=people, post__in=posts, first_day__lte=end)
        return cls(read, able, list(stays.order_by("first_day")), window, user, post)

    # What is so

    def _column(self) -> tuple[Ints, list[int]]:
        """Where everybody stands on these days; and whose days differ, so that they are left alone."""
        column = np.full(len(self.read.people), NOTHING, dtype=np.int64)
        unsettled = []
        for stay in self.stays:
            if stay.first_day > self.last or (stay.last_day and stay.last_day < self.first):
                continue
            clerk = self.read.clerk[stay.user_id]
            if stay.first_day <= self.first:
                column[clerk] = self.read.post[stay.post_id]
            if stay.first_day > self.first or (stay.last_day and stay.last_day < self.last):
                unsettled.append(clerk)
        here = self.able.present(self.first, self.last)
        column[~here] = NOTHING
        column[self.gone] = self.at  # also when the days off are entered already
        return column, [clerk for clerk in unsettled if clerk != self.gone and here[clerk]]

    def _problem(self, unsettled: list[int]) -> Problem:
        cells = {
            (1, user.pk): Placed(1, user.pk, self.read.posts[at].pk, note="stands there")
            for user, at in zip(self.read.people, self.now, strict=True)
            if at != NOTHING
        }
        problem = problem_of(self.read, self.able, cells, {}, self._history())
        locked = problem.locked.copy()
        locked[unsettled, 0] = self.now[unsettled]
        unit = (self.last - self.first).days + 1
        target = np.rint((self.fair - self.loads) / unit).astype(np.int64)
        return replace(problem, locked=locked, target=target)

    def _history(self):
        """Runs and rests up to the period of the rotation, so that one half over is not counted twice."""
        stays = [
            Stay(self.read.clerk[row.user_id], self.read.post[row.post_id], row.first_day, row.last_day)
            for row in self.stays
        ]
        days = (self.window.period_last - self.window.period_first).days + 1
        rest = [post.rest for post in self.read.posts]
        return before(stays, min(self.window.period_first, self.first), days, rest, len(self.read.people))

    def _loads(self) -> tuple[np.ndarray, np.ndarray]:
        """Busy load of each in the window without the days asked about, and what would be fair for all of it: in
        busy days."""
        first, last = min(self.window.first, self.first), max(self.window.last, self.last)
        loads = np.zeros(len(self.read.people))
        whole = np.zeros(len(self.read.people))
        for stay in self.stays:
            clerk, busy = self.read.clerk[stay.user_id], self.read.posts[self.read.post[stay.post_id]].busy
            until = stay.last_day or last
            both = _days_in(stay.first_day, until, first, last)
            whole[clerk] += busy * both
            loads[clerk] += busy * (both - _days_in(stay.first_day, until, self.first, self.last))
        there = self.able.here.sum(axis=1).astype(float)
        for pk, clerk in self.read.clerk.items():
            holding = self.read.times.on(pk, self.first)
            there[clerk] *= holding.share / 100 if holding else 1.0
        total = there.sum()
        return loads, there * (whole.sum() / total) if total else there

    # What could be

    @property
    def is_short(self) -> bool:
        """Whether the post lacks somebody without the person."""
        return bool(missing_seats(self.without, standing(self.without, self.left))[self.at].any())

    def options(self) -> list[Option]:
        """The ways to fill the gap, the best first."""
        found = {}
        for moves in (*self._single(), *self._chain()):
            option = self._option(moves)
            if option:
                found.setdefault(option.words, option)
        return sorted(found.values(), key=lambda option: option.key)[:MOST]

    def _single(self) -> Iterable[list[tuple[int, int]]]:
        """One who steps in, and one who follows where that leaves a post short."""
        for each in planner.candidates(self.without, self.left, self.at, 0, most=3 * MOST):
            moves = [(each.clerk, self.at)]
            if each.leaves != NOTHING and each.then is not None and self._short_after(moves, each.leaves):
                moves.append((each.then, each.leaves))
            yield moves

    def _chain(self) -> Iterable[list[tuple[int, int]]]:
        """The mending with the fewest changes, however many it takes. Posts that lack or have too many are left so."""
        seats = seats_filled(self.without, standing(self.without, self.left))
        seats[self.at] = self.without.seats[self.at]
        exact = replace(self.problem, seats=np.ascontiguousarray(seats))
        repair = planner.replan(exact, Plan(self.now[:, None]), [(self.gone, 0)])
        moved = {clerk: int(repair.plan.cells[clerk, 0]) for clerk, _period in repair.changed if clerk != self.gone}
        if moved and NOTHING not in moved.values() and self.at in moved.values():
            yield _in_order(moved, self.now, self.at)

    def _short_after(self, moves: list[tuple[int, int]], post: int) -> bool:
        after = self._after(moves)
        lacks = missing_seats(self.without, standing(self.without, after))[post].sum()
        return bool(lacks > missing_seats(self.without, standing(self.without, self.left))[post].sum())

    def _after(self, moves: list[tuple[int, int]]) -> Plan:
        cells = self.left.cells.copy()
        for clerk, post in moves:
            cells[clerk, 0] = post
        return Plan(cells)

    def _option(self, moves: list[tuple[int, int]]) -> Option | None:
        after = self._after(moves)
        if len(list(pair_faults(self.without, after))) > len(list(pair_faults(self.without, self.left))):
            return None
        clerk = moves[0][0]
        costs = dict(score(self.without, after).costs)
        flagged = not all(self._unflagged(each, post) for each, post in moves)
        # Whoever needs a look at a certificate comes after those who do not; then the aims of the hall.
        load = self._share(clerk, moves[0][1])
        costs[Aim.FAIRNESS] = round(100 * load) if load is not None else 0  # what the page shows decides
        rest = [costs[aim] for aim in self.without.aims if aim not in planner.AFTERWARDS]
        posts = self.read.posts
        return Option(
            steps=tuple(
                Step(self.read.people[each], None if self.now[each] == NOTHING else posts[self.now[each]], posts[post])
                for each, post in moves
            ),
            flagged=flagged,
            load=load,
            last_stood=self._last_stood(clerk),
            wish=int(self.without.wish[clerk, self.at, 0]),
            lacking=self._lacking(after),
            lost_minimums=self._lost(after),
            still=self._still(after),
            key=(costs[Aim.COVER], len(moves), flagged, *rest, clerk),
        )

    def _unflagged(self, clerk: int, post: int) -> bool:
        days = slice((self.first - self.able.first).days, (self.last - self.able.first).days + 1)
        return bool((self.able.quiet[post][clerk, days] & self.able.here[clerk, days]).all())

    def _share(self, clerk: int, post: int) -> float | None:
        added = self.read.posts[post].busy * ((self.last - self.first).days + 1)
        return float((self.loads[clerk] + added) / self.fair[clerk]) if self.fair[clerk] > 0 else None

    def _last_stood(self, clerk: int) -> date | None:
        """The last day at the post before these."""
        user, post = self.read.people[clerk].pk, self.read.posts[self.at].pk
        days = [
            min(stay.last_day or self.first, self.first - DAY)
            for stay in self.stays
            if (stay.user_id, stay.post_id) == (user, post) and stay.first_day < self.first
        ]
        return max(days, default=None)

    def _lacking(self, after: Plan) -> tuple[Post, ...]:
        lacks = missing_seats(self.without, standing(self.without, after)).sum(axis=(1, 2))
        was = missing_seats(self.without, standing(self.without, self.left)).sum(axis=(1, 2))
        return tuple(post for post, more in zip(self.read.posts, lacks > was, strict=True) if more)

    def _still(self, after: Plan) -> str | None:
        lacks = missing_seats(self.without, standing(self.without, after))[self.at, 0]
        was = missing_seats(self.problem, standing(self.problem, Plan(self.now[:, None])))[self.at, 0]
        when = np.flatnonzero(lacks > was).tolist()
        return self.read.week_parts.words(when, [0]) if when else None

    def _lost(self, after: Plan) -> tuple[HallMinimum, ...]:
        """Minimums that were kept with the person there and are not with this."""
        was = missing_cover(self.problem, Plan(self.now[:, None])).sum(axis=(1, 2))
        now = missing_cover(self.without, after).sum(axis=(1, 2))
        keys = [rule.key for rule, more in zip(self.without.cover, now > was, strict=True) if more]
        if not keys:
            return ()
        return tuple(row for row in self._minimums if f"{row.skill_id}-{row.level}" in keys)

    @cached_property
    def _minimums(self) -> list[HallMinimum]:
        return list(HallMinimum.objects.filter(hall=self.read.plan.hall_id).select_related("skill"))


def _days_in(first: date, last: date, begin: date, end: date) -> int:
    return max(0, (min(last, end) - max(first, begin)).days + 1)


def _in_order(moved: dict[int, int], now: Ints, post: int) -> list[tuple[int, int]]:
    """The chain from whoever takes the post to the last who follows."""
    chain: list[tuple[int, int]] = []
    left = dict(moved)
    while (clerk := next((one for one, at in left.items() if at == post), None)) is not None:
        chain.append((clerk, left.pop(clerk)))
        post = int(now[clerk])
    return [*chain, *left.items()]
