"""How long something is valid: months as people count them. Pure; every end is inclusive."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta


def last_day_of(first_day, months):
    """The last day (inclusive) of a period of so many months that begins on `first_day`.

    From 15 March, 12 months last until 14 March. Where the closing month has no such day the period ends with that
    month: from 31 January, one month lasts until 28 (or 29) February.
    """
    month_index = first_day.year * 12 + first_day.month - 1 + months
    year, month = divmod(month_index, 12)
    month += 1
    if first_day.day > calendar.monthrange(year, month)[1]:
        return date(year, month, calendar.monthrange(year, month)[1])
    return date(year, month, first_day.day) - timedelta(days=1)


@dataclass(frozen=True)
class Term:
    """The days of an award; all three ends are empty when it never expires."""

    valid_from: date
    valid_until: date | None = None
    renewal_from: date | None = None
    grace_until: date | None = None


def term_of(on, certification=None):
    """The term of something awarded on a day under the rules of a certification; for ever without one."""
    if certification is None or certification.validity_months is None:
        return Term(on)
    until = last_day_of(on, certification.validity_months)
    return Term(
        valid_from=on,
        valid_until=until,
        renewal_from=max(on, until - timedelta(days=certification.renewal_days) + timedelta(days=1)),
        grace_until=until + timedelta(days=certification.grace_days),
    )
