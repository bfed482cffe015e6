"""What is read of a plan before anything is reckoned: its people, posts and periods, when it is open and who works."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from people.models import User

from .able_days import Worked
from .models import DayPart, Period, Post, RotationPlan
from .opening import Opening, WorkTimes
from .slices import Slices, slices_of
from .week_parts import WeekParts


@dataclass(frozen=True)
class Read:
    """What was read so far, and where people, posts and periods are on the axes."""

    plan: RotationPlan
    people: list[User]
    posts: list[Post]
    periods: list[Period]
    known: Opening
    days: list[list[date]]  # open days by period
    times: WorkTimes

    @cached_property
    def slices(self) -> Slices:
        """The weekdays that are told apart."""
        return slices_of(self.times, self.open_days)

    @cached_property
    def weekdays(self) -> list[str]:
        """The weekdays of each number of the axis h; none where they are not told apart."""
        each = range(len(self.known.parts_of(self.plan.hall_id)))
        return [group for group in self.slices.groups for _part in each] if self.slices.told_apart else []

    @property
    def open_on(self) -> list[str]:
        """The open weekdays of each period."""
        return ["".join(sorted({str(day.isoweekday()) for day in days})) for days in self.days]

    @cached_property
    def week_parts(self) -> WeekParts:
        """What the axis h is called, in the reader's language; a query where the hall knows parts of the day."""
        return week_parts(parts_of(self), self.weekdays, self.open_on)

    @property
    def open_days(self) -> list[date]:
        return [day for days in self.days for day in days]

    @property
    def worked(self) -> Worked:
        """When everybody works, for `able_days`."""
        return Worked(self.times, self.open_days, self.first, self.last)

    @property
    def first(self) -> date:
        return self.periods[0].first_day

    @property
    def last(self) -> date:
        return self.periods[-1].last_day

    @cached_property
    def clerk(self) -> dict[int, int]:
        """Where people are on their axis."""
        return {user.pk: number for number, user in enumerate(self.people)}

    @cached_property
    def post(self) -> dict[int, int]:
        """Where posts are on theirs."""
        return {post.pk: number for number, post in enumerate(self.posts)}

    def when(self, first: date, last: date | None) -> list[int]:
        """The periods of which some open days lie between these, both included."""
        return [
            number
            for number, days in enumerate(self.days)
            if any(first <= day and (last is None or day <= last) for day in days)
        ]


def parts_of(read: Read) -> list[DayPart | None]:
    """The part of the day of each number of the axis h, None for the whole day; one query at most."""
    numbers = read.known.parts_of(read.plan.hall_id)
    rows = DayPart.objects.in_bulk([number for number in numbers if number is not None])
    return [rows.get(number or 0) for _group in read.slices.groups for number in numbers]


def week_parts(parts: Iterable[DayPart | None], weekdays: Sequence[str], open_on: Sequence[str]) -> WeekParts:
    """What the axis h is called, in the reader's language."""
    return WeekParts([part.local_name if part else "" for part in parts], weekdays, open_on)
