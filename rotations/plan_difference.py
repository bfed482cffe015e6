"""What a plan would change for whom: against the plan that is published for those days, and where none is, against
where people stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Q

from people.models import User

from .models import Assignment, Period, Post
from .plan_facts import published_before
from .setting_out import SetOut

Key = tuple[int, int]


@dataclass(frozen=True)
class Change:
    """Somebody stands elsewhere from a day to a day, both included; None is no post."""

    first_day: date
    last_day: date
    was: Post | None
    now: Post | None


@dataclass(frozen=True)
class Changed:
    """A person whom the plan moves, and in how many periods."""

    user: User
    changes: list[Change]
    count: int


@dataclass(frozen=True)
class Difference:
    """Everybody who is moved, by name; `unchanged` are the others who stand somewhere, `unknown` the periods of which
    nothing was said before."""

    people: list[Changed]
    unchanged: int
    unknown: list[Period]

    @property
    def count(self) -> int:
        """How many places differ."""
        return sum(one.count for one in self.people)


def stood(out: SetOut) -> tuple[dict[Key, int | None], list[Period]]:
    """Where everybody stands or stood by what was published, else by the stays on the first day of a period; and the
    periods of which neither says anything. In three queries."""
    before = published_before(out.plan, out.periods)
    said = {number for number, _user in before}
    open_periods = [period for period in out.periods if period.number not in said]
    if open_periods:
        before |= _stays(out, open_periods)
    said = {number for number, _user in before}
    return before, [period for period in out.periods if period.number not in said]


def _stays(out: SetOut, periods: list[Period]) -> dict[Key, int | None]:
    last = periods[-1].first_day
    rows = Assignment.objects.filter(Q(last_day=None) | Q(last_day__gte=periods[0].first_day), first_day__lte=last)
    rows = rows.filter(user__in=[user.pk for user in out.people]).order_by("first_day", "pk")
    stays = list(rows.values_list("user_id", "post_id", "first_day", "last_day"))
    found: dict[Key, int | None] = {}
    for period in periods:
        here = {
            user: post
            for user, post, begins, ends in stays
            if begins <= period.first_day and (ends is None or period.first_day <= ends)
        }
        if here:
            found |= {(period.number, user.pk): here.get(user.pk) for user in out.people}
    return found


def difference(out: SetOut) -> Difference:
    """What the plan changes for everybody in it."""
    before, unknown = stood(out)
    people, unchanged = [], 0
    for user in out.people:
        changes = _changes(out, before, user)
        count = sum(number for _change, number in changes)
        if changes:
            people.append(Changed(user, [change for change, _number in changes], count))
        elif any(before.get((period.number, user.pk)) is not None for period in out.periods):
            unchanged += 1
    return Difference(people, unchanged, unknown)


def _changes(out: SetOut, before: Mapping[Key, int | None], user: User) -> list[tuple[Change, int]]:
    posts = {post.pk: post for post in out.posts}
    rows = []
    for number, period in enumerate(out.periods):
        key = (period.number, user.pk)
        cell = out.cells.get(key)
        now = cell.post if cell else None
        if key in before and before[key] != now:
            rows.append((number, period, before[key], now))
    found = []
    # Periods that follow each other and change alike are one line.
    for _same, group in groupby(enumerate(rows), key=lambda each: (each[1][0] - each[0], each[1][2], each[1][3])):
        several = [row for _place, row in group]
        first, last = several[0], several[-1]
        was, now = posts.get(first[2] or 0), posts.get(first[3] or 0)
        found.append((Change(first[1].first_day, last[1].last_day, was, now), len(several)))
    return found
