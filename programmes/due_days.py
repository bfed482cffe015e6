"""The day by which something is to be done, and whether that can be done at all. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .models import AssignmentException, AssignmentRule

DAY = timedelta(days=1)
# How much learning fits into a working day at a counter, in pieces between customers. Saturdays, Sundays and days off
# are no working days.
MINUTES_A_DAY = 60

Problem = AssignmentException.Problem
Days = tuple[date, date]


@dataclass(frozen=True)
class Bases:
    """What a due day may be counted from; None where it is not known."""

    assigned: date
    hired: date | None = None
    post: date | None = None


def due_day(rule: AssignmentRule, bases: Bases) -> tuple[date | None, bool]:
    """The due day a rule gives, and whether its base is known. `(None, True)` is a rule that sets no day."""
    if rule.due_days is None:
        return rule.due_on, True
    base = {"assigned": bases.assigned, "hired": bases.hired, "post": bases.post}[rule.due_from]
    return (base + timedelta(days=rule.due_days), True) if base else (None, False)


def has_time(first: date, last: date, minutes: int, away: Sequence[Days] = ()) -> bool:
    """Whether so many minutes fit into the working days from `first` to `last`, both included, outside the days off."""
    needed, day = -(-minutes // MINUTES_A_DAY), first
    while needed > 0 and day <= last:
        needed -= day.weekday() < 5 and not any(begin <= day <= end for begin, end in away)
        day += DAY
    return needed <= 0


def problem_of(
    due: date | None,
    *,
    known: bool,
    on: date,
    minutes: int,
    left_on: date | None = None,
    away: Sequence[Days] = (),
    held_back: bool = False,
) -> str:
    """Why the day cannot be kept by somebody who begins on `on`; empty when it can, and when there is no day.

    `minutes` is what the training takes in all; `away` are the days off.
    """
    if not known:
        return Problem.NO_DAY
    if held_back:
        return Problem.HELD_BACK
    if due is None:
        return ""
    if due < on:
        return Problem.PAST
    if left_on and due > left_on:
        return Problem.AFTER_LEAVING
    if _away_all_the_time(on, due, away):
        return Problem.ON_LEAVE
    return "" if has_time(on, due, minutes, away) else Problem.TOO_SHORT


def _away_all_the_time(first: date, last: date, away: Sequence[Days]) -> bool:
    day = first
    for begin, end in sorted(away):
        if begin > day:
            break
        day = max(day, end + DAY)
    return day > last
