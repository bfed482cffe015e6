"""The periods of a rotation: weeks, fortnights or months, one after another. Pure."""

import calendar
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

DAY = timedelta(days=1)
_DAYS = {"week": 7, "fortnight": 14}


class Stretch(NamedTuple):
    """Days, both included."""

    first_day: date
    last_day: date


def stretches(first_day: date, kind: str, count: int) -> list[Stretch]:
    """So many periods from a day on. Months begin on that day of the month, or on its last day where it is shorter."""
    if kind == "month":
        begins = [_months_later(first_day, number) for number in range(count + 1)]
    else:
        begins = [first_day + number * timedelta(days=_DAYS[kind]) for number in range(count + 1)]
    return [Stretch(begin, after - DAY) for begin, after in pairwise(begins)]


def next_monday(day: date) -> date:
    """The first Monday after a day: where a plan of weeks begins unless somebody says otherwise."""
    return day + (7 - day.weekday()) * DAY


def next_first(day: date) -> date:
    """The first of the next month."""
    return _months_later(day.replace(day=1), 1)


def _months_later(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
