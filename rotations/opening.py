"""When halls are open, how many seats are wanted when, and who works when.

`open_days`, `seats_wanted` and `works` ask about one stretch of days; who asks about many periods reads `opening` and
`work_times` once for all of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Q

from people.models import Hall, User

from .models import EVERY_DAY, CalendarDay, DayPart, Post, RotationSettings, SeatRule, WorkTime

# The number of a part of the day; None for the whole day of a hall that knows no parts.
PartKey = int | None
DAY = timedelta(days=1)
WHOLE_DAY: tuple[PartKey, ...] = (None,)


class Rule(NamedTuple):
    """A rule about seats: when it speaks, and the number. Without a day, weekday or part it speaks of all of them."""

    pk: int
    seats: int
    part: PartKey = None
    weekdays: str = ""
    first_day: date | None = None
    last_day: date | None = None

    def speaks_of(self, day: date, part: PartKey) -> bool:
        """Whether it says anything about a part of a day."""
        return (
            (self.part is None or self.part == part)
            and (not self.weekdays or is_weekday(day, self.weekdays))
            and (self.first_day is None or self.first_day <= day)
            and (self.last_day is None or day <= self.last_day)
        )

    @property
    def weight(self) -> tuple[bool, bool, bool, int]:
        """The heaviest that speaks wins: one with days, then with weekdays, then with a part, then the latest."""
        return (self.first_day or self.last_day) is not None, bool(self.weekdays), self.part is not None, self.pk


class Time(NamedTuple):
    """When somebody works, from–until; no parts: all day. `share` in percent of a full load."""

    first_day: date
    last_day: date | None
    weekdays: str
    share: int
    parts: frozenset[int]

    def covers(self, day: date) -> bool:
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


class Work(NamedTuple):
    """How somebody works in a period.

    `parts` are those worked on every open day: in these alone a seat can be counted on. `share` is the mean over the
    open days, in percent; `days` how many of the open days are worked at all.
    """

    parts: frozenset[PartKey]
    share: int
    days: int


def is_weekday(day: date, weekdays: str) -> bool:
    """Whether a day is one of the weekdays named by 1 to 7, Monday first."""
    return str(day.isoweekday()) in weekdays


def days_between(first: date, last: date) -> list[date]:
    """Every day of a stretch, both ends included; none when it ends before it begins."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def seats_on(day: date, part: PartKey, usual: int, rules: Iterable[Rule]) -> int:
    """The seats of a part of an open day: by the heaviest rule that speaks of it, else as usual."""
    spoken = [rule for rule in rules if rule.speaks_of(day, part)]
    return max(spoken, key=lambda rule: rule.weight).seats if spoken else usual


@dataclass(frozen=True)
class Opening:
    """The calendars and seat rules of some halls."""

    open_on: Mapping[int, str] = field(default_factory=dict)  # by hall
    entries: Mapping[tuple[int | None, date], bool] = field(default_factory=dict)  # hall or all, day: open
    parts: Mapping[int, tuple[PartKey, ...]] = field(default_factory=dict)  # by hall, in the order of the day
    rules: Mapping[int, Sequence[Rule]] = field(default_factory=dict)  # by post

    def is_open(self, hall_id: int, day: date) -> bool:
        """By the calendar of the hall, else by that of all halls, else by the weekday."""
        for whose in (hall_id, None):
            if (whose, day) in self.entries:
                return self.entries[whose, day]
        return is_weekday(day, self.open_on.get(hall_id, EVERY_DAY))

    def days(self, hall_id: int, first: date, last: date) -> list[date]:
        """The open days of a stretch, both ends included."""
        return [day for day in days_between(first, last) if self.is_open(hall_id, day)]

    def parts_of(self, hall_id: int) -> tuple[PartKey, ...]:
        """The parts of its day, at least one."""
        return self.parts.get(hall_id, WHOLE_DAY)

    def seats(self, post: Post, first: date, last: date) -> dict[PartKey, int]:
        """The most seats of the post that are wanted on one of the open days, by part of the day; 0 without any."""
        return self.seats_on(post, self.days(post.hall_id, first, last))

    def seats_on(self, post: Post, days: Sequence[date]) -> dict[PartKey, int]:
        """The same for open days that were chosen from a period."""
        rules = self.rules.get(post.pk, ())
        return {
            part: max((seats_on(day, part, post.seats, rules) for day in days), default=0)
            for part in self.parts_of(post.hall_id)
        }


def opening(halls: Iterable[Hall | int], first: date, last: date, *, posts: Sequence[Post] = ()) -> Opening:
    """The opening of halls for a stretch of days, and the seat rules of some of their posts; four queries."""
    numbers = {hall if isinstance(hall, int) else hall.pk for hall in halls}
    entries = CalendarDay.objects.filter(Q(hall=None) | Q(hall__in=numbers), day__range=(first, last))
    parts = defaultdict(list)
    for pk, hall_id in DayPart.objects.filter(hall__in=numbers).order_by("begins_at", "pk").values_list("pk", "hall"):
        parts[hall_id].append(pk)
    rules = defaultdict(list)
    for post_id, pk, seats, part, weekdays, first_day, last_day in (
        SeatRule.objects.filter(post__in=[post.pk for post in posts])
        .exclude(Q(first_day__gt=last) | Q(last_day__lt=first))
        .values_list("post", "pk", "seats", "part", "weekdays", "first_day", "last_day")
    ):
        rules[post_id].append(Rule(pk, seats, part, weekdays, first_day, last_day))
    return Opening(
        open_on=dict(RotationSettings.objects.filter(hall__in=numbers).values_list("hall", "open_on")),
        entries={(hall, day): is_open for hall, day, is_open in entries.values_list("hall", "day", "is_open")},
        parts={hall: tuple(numbers) for hall, numbers in parts.items()},
        rules=dict(rules),
    )


def open_days(hall: Hall, first: date, last: date) -> list[date]:
    """The days of a stretch on which a hall is open, both ends included."""
    return opening([hall], first, last).days(hall.pk, first, last)


def seats_wanted(posts: Sequence[Post], first: date, last: date) -> dict[tuple[int, PartKey], int]:
    """`{(post, part of the day or None): seats}`: the most that are wanted on one of the open days of a period."""
    known = opening({post.hall_id for post in posts}, first, last, posts=posts)
    return {(post.pk, part): seats for post in posts for part, seats in known.seats(post, first, last).items()}


@dataclass(frozen=True)
class WorkTimes:
    """When some people work; whoever is not named works always."""

    times: Mapping[int, Sequence[Time]] = field(default_factory=dict)

    def on(self, user_id: int, day: date) -> Time | None:
        """What holds on a day: of several the one that began last; None for always."""
        holding = [time for time in self.times.get(user_id, ()) if time.covers(day)]
        return max(holding, key=lambda time: time.first_day, default=None)

    def in_days(self, user_id: int, days: Sequence[date], parts: Sequence[PartKey]) -> Work:
        """How somebody works on the open days of a period, in a hall with these parts of the day."""
        every = frozenset(parts)
        if user_id not in self.times or not days:
            return Work(every, 100, len(days))
        holding = [self.on(user_id, day) for day in days]
        worked = [_parts_of(time, day, every) for time, day in zip(holding, days, strict=True)]
        share = round(sum(time.share if time else 100 for time in holding) / len(days))
        return Work(frozenset.intersection(*worked), share, sum(bool(found) for found in worked))


def _parts_of(time: Time | None, day: date, every: frozenset[PartKey]) -> frozenset[PartKey]:
    if time is None:
        return every
    if not is_weekday(day, time.weekdays):
        return frozenset()
    # Parts of a hall where somebody worked before say nothing here.
    return (every & time.parts) or every


def work_times(users: Iterable[User | int], first: date, last: date) -> WorkTimes:
    """The working times of people that hold on a day of a stretch; two queries."""
    numbers = [user if isinstance(user, int) else user.pk for user in users]
    rows = WorkTime.objects.filter(user__in=numbers, first_day__lte=last).exclude(last_day__lt=first)
    times = defaultdict(list)
    for row in rows.prefetch_related("parts"):
        parts = frozenset(part.pk for part in row.parts.all())
        times[row.user_id].append(Time(row.first_day, row.last_day, row.weekdays, row.share, parts))
    return WorkTimes(dict(times))


def works(users: Iterable[User], first: date, last: date, *, known: Opening | None = None) -> dict[int, Work]:
    """How people work in a period, each by the open days and the parts of the day of their hall; six queries."""
    users = list(users)
    halls = {user.hall_id for user in users if user.hall_id}
    known = known or opening(halls, first, last)
    days = {hall: known.days(hall, first, last) for hall in halls}
    times = work_times(users, first, last)
    found = {}
    for user in users:
        hall = user.hall_id or 0
        found[user.pk] = times.in_days(user.pk, days.get(hall, []), known.parts_of(hall))
    return found
