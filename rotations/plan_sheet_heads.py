"""Which period of a plan a cell means: by its number, its first day, or both. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from people.importing import Refused, day, plain_text
from people.tables import Cell

# The greatest number a period has (plans.MOST_PERIODS has one digit less than a day has).
_MOST = 999
_NUMBER = re.compile(
    r"(?:第\s*)?(\d{1,3}|[一二三四五六七八九十]{1,3})\s*(?:个?(?:期|周|星期|轮))?|(?:period|week|wk|w|p)\.?\s*(\d{1,3})",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(.{1,12}?)\s*[:,;、(]\s*(.*\d.*)", re.DOTALL)
_WHOLE_DAY = r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?"
_SHORT_DAY = r"(?<!\d)\d{1,2}\s*(?:月\s*\d{1,2}\s*[日号]?|[-/.]\s*\d{1,2})(?!\d)"
_DAYS = re.compile(rf"{_WHOLE_DAY}|(?<!\d)\d{{8}}(?!\d)|{_SHORT_DAY}")
_BETWEEN = re.compile(r"[\s\-–—~至到()周日一二三四五六]*")
_MONTH = re.compile(r"(?:(\d{4})\s*年\s*)?(\d{1,2})\s*月份?|(\d{4})[-/.](\d{1,2})")


class Span(NamedTuple):
    """A period of a plan: its number and its days, both included."""

    number: int
    first: date
    last: date


class NoPeriod(Exception):
    """No period is meant, or none of this plan. `looks_like_one`: a number or days stand there."""

    def __init__(self, *, looks_like_one: bool = False) -> None:
        super().__init__()
        self.looks_like_one = looks_like_one


class _Asked(NamedTuple):
    """What stands there: a number, days as (year or 0, month, day or 0)."""

    number: int | None = None
    days: tuple[tuple[int, int, int], ...] = ()


def period_of(cells: Cell | Sequence[Cell], spans: Sequence[Span], epoch: datetime) -> int:
    """The number of the period that one cell, or two beside each other, mean; NoPeriod for none.

    A number and days must agree with each other: weeks of another plan are not taken for those of this one.
    """
    some = [cells] if isinstance(cells, Cell) else [cell for cell in cells if cell.kind != "empty"]
    asked = [_asked(cell, epoch) for cell in some]
    if not asked:
        raise NoPeriod
    found = [span for span in spans if all(_is_meant(one, span) for one in asked)]
    if len(found) != 1:
        raise NoPeriod(looks_like_one=True)
    return found[0].number


def _is_meant(asked: _Asked, span: Span) -> bool:
    days = (span.first, span.last)
    return asked.number in (None, span.number) and all(
        year in (0, own.year) and month == own.month and number in (0, own.day)
        for (year, month, number), own in zip(asked.days, days, strict=False)
    )


def _asked(cell: Cell, epoch: datetime) -> _Asked:
    if cell.kind == "number" and isinstance(cell.value, int) and 0 < cell.value <= _MOST:
        return _Asked(cell.value)
    if cell.kind in ("number", "date"):
        try:
            found = day(cell, epoch)
        except Refused as refused:
            raise NoPeriod from refused
        return _Asked(days=((found.year, found.month, found.day),))
    try:
        text = unicodedata.normalize("NFKC", plain_text(cell)).strip()
    except Refused as refused:
        raise NoPeriod from refused
    return _of_text(text)


def _of_text(text: str) -> _Asked:
    """Of 3, 第3期, 第三周, Week 3, 2026-11-30, 11月30日 – 12月6日, 2026年12月, 3: 2026-11-30 – 2026-12-06."""
    if (number := _number(text)) is not None:
        return _Asked(number)
    if days := _days(text):
        return _Asked(days=days)
    if (parts := _NUMBERED.fullmatch(text)) or (parts := re.fullmatch(r"(\S+)\s+(.*\d.*)", text, re.DOTALL)):
        number, days = _number(parts[1]), _days(parts[2].rstrip(") "))
        if number is not None and days:
            return _Asked(number, days)
    raise NoPeriod


def _number(text: str) -> int | None:
    found = _NUMBER.fullmatch(text.strip())
    if not found:
        return None
    word = found[1] or found[2]
    return int(word) if word.isdigit() else _chinese(word)


def _chinese(word: str) -> int | None:
    """一 to 九十九."""
    tens, ten, ones = word.rpartition("十")
    digits = "一二三四五六七八九"
    if len(tens) > 1 or len(ones) > 1 or "十" in tens:
        return None
    return (10 * (digits.index(tens) + 1 if tens else 1) if ten else 0) + (digits.index(ones) + 1 if ones else 0)


def _days(text: str) -> tuple[tuple[int, int, int], ...]:
    """One or two days, or a month, that are all of a text."""
    if month := _MONTH.fullmatch(text):
        return ((int(month[1] or month[3] or 0), int(month[2] or month[4]), 0),)
    found = _DAYS.findall(text)
    if not 1 <= len(found) <= 2 or not _BETWEEN.fullmatch(_DAYS.sub("", text)):
        return ()
    return tuple(_day(word) for word in found)


def _day(word: str) -> tuple[int, int, int]:
    if re.fullmatch(r"\d{8}", word):
        return int(word[:4]), int(word[4:6]), int(word[6:])
    *year, month, number = [int(part) for part in re.findall(r"\d+", word)]
    return year[0] if year else 0, month, number
