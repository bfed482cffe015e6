"""On which days a report is due. Pure; weekdays count from Monday 0, and a month without the 31st uses its last day."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

WEEKLY, MONTHLY = "weekly", "monthly"


@dataclass(frozen=True)
class Rhythm:
    """Every week on a weekday (0-6), or every month on a day (1-31)."""

    every: str
    day: int

    def is_due(self, on: date) -> bool:
        if self.every == WEEKLY:
            return on.weekday() == self.day
        return on.day == min(self.day, calendar.monthrange(on.year, on.month)[1])

    def latest(self, on: date) -> date:
        """The last due day not after `on`."""
        if self.every == WEEKLY:
            return on - timedelta(days=(on.weekday() - self.day) % 7)
        here = self._in_month(on.year, on.month)
        return here if here <= on else self._in_month(*_before(on.year, on.month))

    def following(self, on: date) -> date:
        """The first due day after `on`."""
        if self.every == WEEKLY:
            return on + timedelta(days=(self.day - on.weekday() - 1) % 7 + 1)
        here = self._in_month(on.year, on.month)
        return here if here > on else self._in_month(*_after(on.year, on.month))

    def _in_month(self, year: int, month: int) -> date:
        return date(year, month, min(self.day, calendar.monthrange(year, month)[1]))


def _before(year: int, month: int) -> tuple[int, int]:
    return (year - 1, 12) if month == 1 else (year, month - 1)


def _after(year: int, month: int) -> tuple[int, int]:
    return (year + 1, 1) if month == 12 else (year, month + 1)
