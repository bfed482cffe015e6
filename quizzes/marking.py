"""Marking: pure functions on plain values. No database, no clock, no language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from .kinds import NOTHING, kind_of

CENT = Decimal("0.01")


def mark(kind: str, answer_key: Mapping[str, Any], value: Any) -> Fraction:
    """The share of its points an answer earns, 0 to 1. Unanswered (`None`) or malformed earns nothing, no error."""
    if not isinstance(value, Mapping) or not value:
        return NOTHING
    return kind_of(kind).mark(answer_key, value)


def points_for(share: Fraction, max_points: Decimal) -> Decimal:
    """The points of a share, rounded half up to hundredths."""
    exact = share * Fraction(max_points)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Marked:
    """One question of an attempt: points earned, points possible, and the section it belongs to."""

    points: Decimal
    max_points: Decimal
    section: int = 1


@dataclass(frozen=True)
class Score:
    """The outcome of an attempt. `short` are the sections that stayed below their minimum."""

    points: Decimal
    max_points: Decimal
    pass_mark: int
    short: tuple[int, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.short and self.max_points > 0 and self.points * 100 >= self.pass_mark * self.max_points

    @property
    def percent(self) -> int:
        """Rounded down, so that 79.6 never reads as the 80 that would have passed."""
        return int(self.points * 100 // self.max_points) if self.max_points else 0


def score(marks: Sequence[Marked], pass_mark: int, minimums: Mapping[int, int] | None = None) -> Score:
    """Add up the marks of one attempt.

    `pass_mark` and the `minimums` of sections are in per cent of the points possible; an attempt without questions is
    not passed.
    """
    short = tuple(number for number, least in sorted((minimums or {}).items()) if _is_short(marks, number, least))
    return Score(
        points=sum((one.points for one in marks), Decimal(0)),
        max_points=sum((one.max_points for one in marks), Decimal(0)),
        pass_mark=pass_mark,
        short=short,
    )


def _is_short(marks: Sequence[Marked], number: int, least: int) -> bool:
    mine = [one for one in marks if one.section == number]
    return sum(one.points for one in mine) * 100 < least * sum(one.max_points for one in mine)
