"""Reads the cells of files a rotation is set by: weekdays, numbers, words. Pure; staff numbers and days are read as in
the staff import."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice, zip_longest

from people.importing import HEADER_WITHIN, Refused, day, plain_text, printable, squeezed, staff_number
from people.neutral import restore
from people.tables import EMPTY, Cell, Table

# Every spelling of a weekday, Monday first.
_WEEKDAY_WORDS = (
    "1 一 周一 星期一 礼拜一 mon monday",
    "2 二 周二 星期二 礼拜二 tue tues tuesday",
    "3 三 周三 星期三 礼拜三 wed wednesday",
    "4 四 周四 星期四 礼拜四 thu thur thurs thursday",
    "5 五 周五 星期五 礼拜五 fri friday",
    "6 六 周六 星期六 礼拜六 sat saturday",
    "7 日 天 周日 周天 星期日 星期天 礼拜天 sun sunday",
)
_WEEKDAY_OF = {word: str(number) for number, words in enumerate(_WEEKDAY_WORDS, start=1) for word in words.split()}
_EVERY = {"每天", "每日", "everyday", "daily", "all"}
_NO_END = {"至今", "长期", "不限", "无", "-", "–", "—", "待定", "untilfurthernotice", "none", ""}
# What people write behind a number: 2个, 1人, 3期.
_UNITS = re.compile(r"\s*(?:%|个|人|名|席|位|期|周|次)$")
_SEPARATORS = re.compile(r"[、，,;；/\s|]+")
_SPAN = re.compile(r"(.+?)[-–—~～至到](.+)")

LONGEST = 200  # characters of a number, of weekdays, of a skill with its level

Reader = Callable[[Cell], str]


@dataclass(frozen=True)
class Column:
    """A column of a kind of file: the words that may head it, the first in Chinese and in English shown to people."""

    key: str
    headings: str
    read: Reader = plain_text
    required: bool = False
    about: str = ""

    @property
    def words(self) -> list[str]:
        return [squeezed(word) for word in self.headings.split("|")]


@dataclass
class Row:
    """A row as it was read: text by column, and a code with what was found for every cell that cannot be taken."""

    number: int
    values: dict[str, str] = field(default_factory=dict)
    problems: list[tuple[str, str, str]] = field(default_factory=list)  # code, column, found


class NoHeading(Exception):
    """No row of the file names all the columns it must have."""


def rows_of(tables: Iterable[Table], columns: Iterable[Column]) -> tuple[list[Row], list[str]]:
    """The rows of the first table with a heading, and the headings nobody asked for; NoHeading without one."""
    by_word = {word: column for column in columns for word in column.words}
    needed = {column.key for column in by_word.values() if column.required}
    for table in tables:
        rows = iter(table.rows)
        top = list(islice(rows, HEADER_WITHIN))
        for place, (_number, cells) in enumerate(top):
            below = top[place + 1][1] if place + 1 < len(top) else []
            # A title may be merged above the headings of some columns: 休假时间 above 开始 and 结束.
            for heads, taken in ((cells, 1), (merged_heads(cells, below), 2)):
                places, ignored = _places(heads, by_word)
                if needed <= {column.key for column in places.values()} and (taken == 1 or _places(cells, by_word)[0]):
                    found = [*top[place + taken :], *rows]
                    zeros = _pads_with_zeros(found, places)
                    read = [_row(number, cells, places, table, zeros) for number, cells in found]
                    return [row for row in read if row.values or row.problems], ignored
    raise NoHeading


def merged_heads(upper: list[Cell], lower: list[Cell]) -> list[Cell]:
    """Two rows of headings as one: what stands below counts before a title that was merged above it."""
    return [low if low.kind != "empty" else high for high, low in zip_longest(upper, lower, fillvalue=EMPTY)]


def _places(cells: list[Cell], by_word: Mapping[str, Column]) -> tuple[dict[int, Column], list[str]]:
    places, ignored = {}, []
    for place, cell in enumerate(cells):
        column = by_word.get(squeezed(str(cell.value))) if cell.kind == "text" else None
        if column and column not in places.values():
            places[place] = column
        elif cell.kind != "empty":
            ignored.append(printable(str(cell.value)).strip()[:60])
    return places, ignored


def _pads_with_zeros(rows, places) -> bool:
    """Whether staff numbers with leading zeros stand in the file, so that one without has probably lost its own."""
    people = [place for place, column in places.items() if column.read is person_number]
    cells = (cells[place] for _number, cells in rows for place in people if place < len(cells))
    return any(cell.kind == "text" and re.match(r"0\d", str(cell.value).strip()) for cell in cells)


def _row(number, cells, places, table, zeros) -> Row:
    row = Row(number)
    for place, column in places.items():
        cell = cells[place] if place < len(cells) else None
        if cell is None or cell.kind == "empty" or _is_open_ended(column, cell):
            continue
        try:
            row.values[column.key] = _read(column, cell, table, zeros)
        except Refused as refused:
            row.problems.append((refused.code, column.key, printable(refused.found or restore(str(cell.value)))[:100]))
    if row.values or row.problems:
        refused_cells = {key for _code, key, _found in row.problems}
        missing = [column for column in places.values() if column.required and column.key not in row.values]
        row.problems += [("missing", column.key, "") for column in missing if column.key not in refused_cells]
    return row


def _is_open_ended(column: Column, cell: Cell) -> bool:
    """Whether a last day says in words that there is none."""
    return column.read is a_day and not column.required and squeezed(str(cell.value)) in _NO_END


def _read(column, cell, table, zeros) -> str:
    if column.read is person_number:
        return staff_number(cell, zeros)
    if column.read is a_day:
        return day(cell, table.epoch).isoformat()
    return column.read(cell)


def person_number(cell: Cell) -> str:
    """A staff number; refused where Excel may have destroyed it."""
    return staff_number(cell, False)


def a_day(cell: Cell) -> str:
    """A day as 2026-11-23."""
    return day(cell).isoformat()


def whole_number(cell: Cell) -> str:
    """A number from 0 on, as text; a percent sign or 个, 人, 期 behind it is read over."""
    if cell.kind == "number" and isinstance(cell.value, float) and 0 < cell.value < 1:
        # Excel keeps 50 % as 0.5.
        return str(round(cell.value * 100))
    text = unicodedata.normalize("NFKC", plain_text(cell)).strip()
    # Looking for what stands at the end of blanks takes as long as they are long, squared.
    text = _UNITS.sub("", text) if len(text) <= LONGEST else text
    if not re.fullmatch(r"\d{1,5}", text, re.ASCII):
        raise Refused("number-shape")
    return str(int(text))


def some_weekdays(cell: Cell) -> str:
    """Weekdays as "135": from 135, 1-5, 周一至周五, 一、三、五, Mon-Fri; refused for anything else."""
    return weekdays_of(plain_text(cell))


def weekdays_of(text: str) -> str:
    """As `some_weekdays`, of a text."""
    text = unicodedata.normalize("NFKC", text).strip().lower().removesuffix(".0")
    if len(text) > LONGEST:
        raise Refused("weekdays-shape", text[:LONGEST])
    if text.replace(" ", "") in _EVERY:
        return "1234567"
    found: set[str] = set()
    for word in filter(None, _SEPARATORS.split(re.sub(r"\s*([-–—~至到])\s*", r"\1", text))):
        span = _SPAN.fullmatch(word)
        if span and {span[1], span[2]} <= _WEEKDAY_OF.keys() and _WEEKDAY_OF[span[1]] <= _WEEKDAY_OF[span[2]]:
            found |= set(map(str, range(int(_WEEKDAY_OF[span[1]]), int(_WEEKDAY_OF[span[2]]) + 1)))
        elif word in _WEEKDAY_OF:
            found.add(_WEEKDAY_OF[word])
        elif set(letters := re.sub("^[周星期礼拜]+", "", word)) <= set("1234567一二三四五六日天") and letters:
            found |= {_WEEKDAY_OF[letter] for letter in letters}
        else:
            raise Refused("weekdays-shape", word)
    if not found:
        raise Refused("weekdays-shape", text)
    return "".join(sorted(found))


def several(text: str) -> list[str]:
    """The words of a cell that holds several."""
    return [word.strip() for word in re.split(r"[、，,;；\n|]", text) if word.strip()]
