"""The days somebody works here. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple


class Employment(NamedTuple):
    """First and last day of work, both included; empty means always."""

    hired_on: date | None = None
    left_on: date | None = None

    def touches(self, first: date, last: date) -> bool:
        """Whether a day from `first` to `last` is worked."""
        return (self.hired_on or first) <= last and (self.left_on or last) >= first

    def covers(self, first: date, last: date) -> bool:
        """Whether every day from `first` to `last` is worked."""
        return (self.hired_on or first) <= first and (self.left_on or last) >= last


def employment_for(present: Employment, past: Iterable[Employment], first: date, last: date) -> Employment:
    """Of all the times somebody worked here, the one a period is to be judged by: one that covers it, else the first
    that touches it, else the present one."""
    every = [*past, present]
    covering = (one for one in every if one.covers(first, last))
    touching = (one for one in every if one.touches(first, last))
    return next(covering, None) or next(touching, None) or present
