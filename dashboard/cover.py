"""How many people will hold a skill, or could stand at a post, on each day of the months to come. Pure: facts and days
in, numbers out; no database, no clock.

A forecast knows no renewals but those that are promised: `nobody renews` is the forecast without promises. Days are
counted by their ordinal, because a hall has tens of thousands of awards; stretches of days are `(first, last)`, both
included, in order and apart from each other. docs/decisions/0075.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from skills.profile import last_day_of_force

Stretch = tuple[int, int]
NEVER_ENDS = date.max.toordinal()


class Promise(NamedTuple):
    """What somebody will hold when they finish what they are assigned: the level, from a day on, at most until one."""

    level: int
    day: date
    until: date | None = None


class Span(NamedTuple):
    """Days on which an award counts, grace included, and its level."""

    first: int
    last: int
    level: int


class Life(NamedTuple):
    """When somebody works in the hall, and the stretches they are away."""

    first: int = 1
    last: int = NEVER_ENDS
    leaves: Sequence[Stretch] = ()


# ---- stretches of days ----


def union(stretches: Iterable[Stretch]) -> list[Stretch]:
    """All days of the stretches; those that touch become one."""
    found: list[Stretch] = []
    for first, last in sorted(stretches):
        if last < first:
            continue
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def common(one: Sequence[Stretch], other: Sequence[Stretch]) -> list[Stretch]:
    """The days that both have."""
    found, i, j = [], 0, 0
    while i < len(one) and j < len(other):
        first, last = max(one[i][0], other[j][0]), min(one[i][1], other[j][1])
        if first <= last:
            found.append((first, last))
        if one[i][1] < other[j][1]:
            i += 1
        else:
            j += 1
    return found


def without(stretches: Sequence[Stretch], holes: Iterable[Stretch]) -> list[Stretch]:
    """The days of the stretches that lie in none of the holes."""
    between, day = [], 1
    for first, last in union(holes):
        between.append((day, first - 1))
        day = last + 1
    return common(stretches, [*between, (day, NEVER_ENDS)])


# ---- one person ----


def spans_of(award) -> list[Span]:
    """When an award counts (`models.Award` or `marks.Mark` of skills), but for days of suspension and revocation."""
    begin, last = award.valid_from.toordinal(), last_day_of_force(award).toordinal()
    found = []
    for first_day, again in award.breaks:
        found.append(Span(begin, min(last, first_day.toordinal() - 1), award.level))
        if again is None:
            begin = last + 1
            break
        begin = max(begin, again.toordinal())
    found.append(Span(begin, last, award.level))
    return [span for span in found if span.first <= span.last]


def spans_by_skill(awards: Iterable, promises: Mapping[int, Promise] | None = None) -> dict[int, list[Span]]:
    """`{skill_id: spans}` of one person's awards and of what they are promised."""
    found: dict[int, list[Span]] = {}
    for award in awards:
        found.setdefault(award.skill_id, []).extend(spans_of(award))
    for skill_id, promise in (promises or {}).items():
        level, day, until = Promise(*promise)
        last = until.toordinal() if until else NEVER_ENDS
        found.setdefault(skill_id, []).append(Span(day.toordinal(), last, level))
    return found


def holds(spans: Mapping[int, Sequence[Span]], skill_id: int, level: int, life: Life) -> list[Stretch]:
    """The days on which somebody who works here holds a skill at a level or above; who is on leave still holds it."""
    good = [(span.first, span.last) for span in spans.get(skill_id, ()) if span.level >= level]
    return common(union(good), [(life.first, life.last)]) if good else []


def stands(spans: Mapping[int, Sequence[Span]], needs: Iterable[tuple[int, int]], life: Life) -> list[Stretch]:
    """The days on which somebody could stand where these `(skill_id, level)` are asked: at work, and not on leave."""
    days = without([(life.first, life.last)], life.leaves)
    for skill_id, level in needs:
        if not days:
            break
        days = common(days, holds(spans, skill_id, level, life))
    return days


# ---- everybody ----


@dataclass(frozen=True)
class Change:
    """From this day on there are so many; who came and who went, by number."""

    day: date
    count: int
    gained: tuple[int, ...]
    lost: tuple[int, ...]


@dataclass(frozen=True)
class Month:
    """A month, or the part of it that is asked about: how many on its first day, and the fewest, from which day on."""

    first: date
    count: int
    least: int
    least_on: date


@dataclass(frozen=True)
class Forecast:
    """How many there are on every day from `first` to `last`, both included; the first change is on `first` itself."""

    first: date
    last: date
    changes: tuple[Change, ...]

    def on(self, day: date) -> int:
        """How many there are on a day of the forecast."""
        return self.changes[bisect_right([change.day for change in self.changes], day) - 1].count

    def falls_below(self, wanted: int) -> date | None:
        """The first day on which there are fewer than wanted; None when there always are enough."""
        return next((change.day for change in self.changes if change.count < wanted), None)

    @property
    def drops(self) -> list[Change]:
        """The changes after the first day by which somebody went."""
        return [change for change in self.changes[1:] if change.lost]

    @property
    def least(self) -> Change:
        """The change after which there are the fewest, the first of them."""
        return min(self.changes, key=lambda change: change.count)

    @property
    def months(self) -> list[Month]:
        """Month by month; the first and the last may be parts."""
        found, begin = [], self.first
        while begin <= self.last:
            following = date(begin.year + begin.month // 12, begin.month % 12 + 1, 1)
            count = self.on(begin)
            inside = [change for change in self.changes if begin < change.day < following]
            lowest = min(inside, key=lambda change: change.count, default=None)
            least, day = (lowest.count, lowest.day) if lowest and lowest.count < count else (count, begin)
            found.append(Month(begin, count, least, day))
            begin = following
        return found


def forecast(presence: Mapping[int, Sequence[Stretch]], first: date, last: date) -> Forecast:
    """The forecast of people who are there on the days of `{user_id: stretches}`."""
    begin, end = first.toordinal(), last.toordinal()
    gained: dict[int, list[int]] = {begin: []}
    lost: dict[int, list[int]] = {}
    for user_id, stretches in presence.items():
        for one, other in stretches:
            if one > end or other < begin:
                continue
            gained.setdefault(max(one, begin), []).append(user_id)
            if other < end:
                lost.setdefault(other + 1, []).append(user_id)
    count, changes = 0, []
    for day in sorted({*gained, *lost}):
        came, went = tuple(gained.get(day, ())), tuple(lost.get(day, ()))
        count += len(came) - len(went)
        changes.append(Change(date.fromordinal(day), count, came, went))
    return Forecast(first, last, tuple(changes))
