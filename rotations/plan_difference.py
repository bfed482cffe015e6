"""What a plan would change for whom: against the plan that is published for those days, and where none is, against
where people stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from people.models import User

from .models import Period, Post
from .published import published_before, published_posts
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
    """Where everybody stands by what was published, exchanges and sick calls included, else by what a manager entered;
    and the periods of which nothing says anything. In three queries."""
    before = published_before(out.plan, out.periods, out.people)
    said = {number for number, _user in before}
    by_hand = [period for period in out.periods if period.number not in said]
    stands = published_posts(out.plan.hall, [(period.first_day, period.last_day) for period in by_hand])
    for period, posts in zip(by_hand, stands, strict=True):
        if posts:
            before |= {(period.number, user.pk): posts.get(user.pk) for user in out.people}
    return before, [period for period, posts in zip(by_hand, stands, strict=True) if not posts]


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
