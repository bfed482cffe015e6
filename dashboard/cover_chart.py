"""Where the lines of a small chart of cover go, in units of its view box of 360 × 88. Pure; words stand beside it."""

from dataclasses import dataclass
from datetime import date

from .cover import Forecast

LEFT, RIGHT, TOP, BOTTOM = 24.0, 354.0, 8.0, 68.0
BASE = 80.0


@dataclass(frozen=True)
class Tick:
    """The first day of a month and where it is drawn; its number is written where `is_named`."""

    month: int
    x: float
    is_named: bool


@dataclass(frozen=True)
class Chart:
    """The two lines of steps as paths, the line of what is wanted, the months, and the number at the top."""

    nobody: str
    assigned: str
    wanted_y: float | None
    ticks: tuple[Tick, ...]
    most: int


def chart(nobody: Forecast, assigned: Forecast, wanted: int) -> Chart:
    """The chart of both scenarios; the scale begins at nobody and ends at the most of all."""
    most = max(wanted, *(change.count for found in (nobody, assigned) for change in found.changes), 1)
    days = (nobody.last - nobody.first).days + 1

    def across(day: date) -> float:
        return round(LEFT + (RIGHT - LEFT) * (day - nobody.first).days / days, 1)

    def up(count: int) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * count / most, 1)

    def steps(found: Forecast) -> str:
        first = found.changes[0]
        path = f"M{across(first.day):g} {up(first.count):g}"
        for change in found.changes[1:]:
            path += f"H{across(change.day):g}V{up(change.count):g}"
        return f"{path}H{RIGHT:g}"

    ticks = tuple(
        Tick(month.first.month, across(month.first), month.first.day == 1 and across(month.first) < RIGHT - 10)
        for month in nobody.months
    )
    return Chart(steps(nobody), steps(assigned), up(wanted) if wanted else None, ticks, most)
