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


def term_of(on, certification=None, previous_until=None, renewal_from=None):
    """The term of something awarded on a day under the rules of a certification; for ever without one.

    `previous_until` is the last valid day of the certificate before, None for a first one, and `renewal_from` the day
    its renewal opened. Only what is renewed in time (from that day on until the end of grace) keeps the rhythm of the
    certificate before; what comes earlier or later counts as a first one. docs/decisions/0070.
    """
    if certification is None or certification.validity_months is None:
        return Term(on)
    until = _last_valid_day(on, certification, previous_until, renewal_from)
    return Term(
        valid_from=on,
        valid_until=until,
        renewal_from=max(on, until - timedelta(days=certification.renewal_days) + timedelta(days=1)),
        grace_until=until + timedelta(days=certification.grace_days),
    )


def _last_valid_day(on, certification, previous_until, renewal_from):
    months, basis = certification.validity_months, certification.renewal_basis
    if basis == "completion":
        return last_day_of(on, months)
    first = first_fixed_day(on, certification) if basis == "fixed" else last_day_of(on, months)
    if not is_in_time(on, certification, previous_until, renewal_from):
        return first
    following = last_day_of(previous_until + timedelta(days=1), months)
    if basis == "fixed":
        following = fixed_day_in(following.year, certification)
    # A grace longer than the validity would let a renewal end before it begins.
    return following if following >= on else first


def capped(term, latest):
    """The term that ends on `latest` where it would end later, without grace then; `latest` None changes nothing."""
    if latest is None or (term.valid_until and term.valid_until <= latest):
        return term
    renewal = min(term.renewal_from, latest) if term.renewal_from else latest
    return Term(term.valid_from, latest, max(term.valid_from, renewal), latest)


def is_in_time(on, certification, previous_until, renewal_from):
    """Whether a renewal on a day keeps the rhythm: from the day it opened until the end of grace."""
    if previous_until is None:
        return False
    opens = renewal_from or previous_until - timedelta(days=certification.renewal_days) + timedelta(days=1)
    return opens <= on <= previous_until + timedelta(days=certification.grace_days)


def fixed_day_in(year, certification):
    """The fixed day of a certification in a year; the last of the month where it has no such day."""
    month = certification.fixed_month
    return date(year, month, min(certification.fixed_day, calendar.monthrange(year, month)[1]))


def first_fixed_day(on, certification):
    """The first fixed day that leaves the minimum: not before `on`, nor before the minimum of months is over."""
    least = last_day_of(on, certification.minimum_months) if certification.minimum_months else on
    day = fixed_day_in(least.year, certification)
    return day if day >= least else fixed_day_in(least.year + 1, certification)
