"""What stays mean for a rotation that begins on a day: who runs where, who rests, who knows which post. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from .planner.problem import NOTHING, Bools, Ints

DAY = timedelta(days=1)


class Stay(NamedTuple):
    """Somebody (number of the axis) stood at a post (number of the axis), both days included; None: until now."""

    clerk: int
    post: int
    first_day: date
    last_day: date | None


@dataclass(frozen=True)
class Before:
    """`stood[i, p]`: ever stood there; the others as in `planner.problem.Problem`."""

    stood: Bools
    running_post: Ints
    running: Ints
    resting: Ints


def before(stays: Iterable[Stay], begins: date, period_days: float, rest: Sequence[int], clerks: int) -> Before:
    """Reads stays up to the day before `begins`; a period of the rotation has `period_days` days.

    Stays at one post that follow each other without a free day are one run. A run counts whole periods, at least one;
    a rest counts only periods that are over.
    """
    found = Before(
        np.zeros((clerks, len(rest)), dtype=bool),
        np.full(clerks, NOTHING, dtype=np.int64),
        np.zeros(clerks, dtype=np.int64),
        np.zeros((clerks, len(rest)), dtype=np.int64),
    )
    for clerk, post, first, last in _runs(stays, begins):
        found.stood[clerk, post] = True
        if last == begins - DAY:
            found.running_post[clerk] = post
            found.running[clerk] = max(1, round(((last - first).days + 1) / period_days))
        else:
            gone = int((begins - DAY - last).days / period_days)
            found.resting[clerk, post] = max(found.resting[clerk, post], rest[post] - gone, 0)
    return found


def _runs(stays: Iterable[Stay], begins: date) -> list[tuple[int, int, date, date]]:
    """Stays before the day, cut off there, those that follow each other joined."""
    end = begins - DAY
    runs: list[tuple[int, int, date, date]] = []
    for clerk, post, first, last in sorted(stays, key=lambda stay: (stay.clerk, stay.first_day)):
        if first > end:
            continue
        last = min(last or end, end)
        if runs and runs[-1][:2] == (clerk, post) and first <= runs[-1][3] + DAY:
            clerk, post, first, until = runs.pop()
            last = max(last, until)
        runs.append((clerk, post, first, last))
    return runs
