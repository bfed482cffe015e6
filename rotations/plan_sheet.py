"""Reads sheets that say who stands where in which period of a plan. Pure: tables in, what each cell says out.

Two shapes: a *matrix*, people in rows and periods in columns, as a plan is exported and as most halls keep it; and a
*list*, a row for a person and a period. docs/decisions/0099.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from people.importing import HEADER_WITHIN, Refused, day, plain_text, printable, squeezed, staff_number
from people.neutral import restore
from people.tables import EMPTY, Cell, Table

from .import_cells import merged_heads
from .plan_sheet_heads import NoPeriod, Span, period_of

# How a cell says that it is locked, why somebody stands there all the same, and that a filter hid what it says.
LOCK, NOTE, HIDDEN = "🔒", "◆", "…"
_LOCKED = re.compile(
    "\\s*(?:🔒[\ufe0e\ufe0f]?|[(（\\[【]\\s*(?:锁定|已锁定|锁|locked)\\s*[)）\\]】])\\s*$", re.IGNORECASE
)
_NOTED = re.compile(rf"(?:^|[\r\n]+)\s*{NOTE}\s*")
_NOWHERE = {"", "-", "–", "—", "/", "无", "无岗位", "不上岗", "不排", "休", "休息", "轮休", "none", "no post", "off"}
_YES = {"是", "锁", "锁定", "已锁定", LOCK, "√", "✓", "y", "yes", "1", "true", "locked"}
_NO = {"", "否", "未锁定", "-", "–", "—", "×", "n", "no", "0", "false"}

# The words that head a column, squeezed.
_HEADS = {
    "who": "工号 员工编号 员工号 职工号 人员编号 staffnumber staffno staffid",
    "name": "姓名 员工姓名 名字 name fullname",
    "period": "期 期次 期数 期间 第几期 周次 周期 period week",
    "first": "第一天 开始日期 起始日期 开始 from firstday startdate",
    "last": "最后一天 结束日期 截止日期 结束 to lastday enddate",
    "post": "岗位 岗位名称 post",
    "locked": "锁定 是否锁定 已锁定 锁 locked lock",
    "note": "备注 原因 说明 note reason why",
}
_HEAD_OF = {word: key for key, words in _HEADS.items() for word in words.split()}


class NoHeads(Exception):
    """No row of the file heads people and periods, or people, a period and a post."""


@dataclass
class Said:
    """What a file says of one person in one period. `at` is where it stands, "C5" or the number of a row; `post` as
    written, "" for no post; `locked` None where nothing is said about locks; `problems` are codes with the column and
    what was found."""

    number: int
    at: str
    who: str = ""
    name: str = ""
    period: int = 0
    post: str = ""
    locked: bool | None = None
    note: str = ""
    problems: list[tuple[str, str, str]] = field(default_factory=list)


class SheetRead(NamedTuple):
    """The sheet that was read, what it says, the heads nobody asked for, and heads of periods the plan lacks."""

    sheet: str
    shape: str
    cells: list[Said]
    ignored: list[str]
    strange: list[Said]


@dataclass(frozen=True)
class _Reading:
    """A table, what it is read for, and where its heads stand."""

    table: Table
    spans: Sequence[Span]
    is_post: Callable[[str], bool]
    number: int  # of the row of the heads
    heads: list[Cell]
    zeros: bool = False

    @cached_property
    def columns(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for place, cell in enumerate(self.heads):
            key = _HEAD_OF.get(squeezed(str(cell.value))) if cell.kind == "text" else None
            if key:
                found.setdefault(key, place)
        return found

    @cached_property
    def periods(self) -> int:
        """How many heads are periods of the plan."""
        return sum(self.span(cell) is not None for cell in self.heads)

    @property
    def names_people(self) -> bool:
        return bool({"who", "name"} & self.columns.keys())

    @property
    def shape(self) -> str:
        if not self.names_people:
            return ""
        if "post" in self.columns and {"period", "first"} & self.columns.keys():
            return "list"
        return "matrix" if self.periods else ""

    def span(self, cell: Cell) -> int | None:
        try:
            return period_of(cell, self.spans, self.table.epoch)
        except NoPeriod:
            return None

    def at(self, place: int) -> str:
        """The name of a place in the row of the heads, as spreadsheets show it."""
        return f"{get_column_letter(place + 1)}{self.number}"


def read_plan_sheet(tables: Iterable[Table], spans: Sequence[Span], is_post: Callable[[str], bool]) -> SheetRead:
    """What the first sheet with heads says of the periods of a plan; NoHeads without one.

    `is_post` knows the names of the posts: what is one is not taken apart in search of a lock.
    """
    for table in tables:
        rows = iter(table.rows)
        top = list(islice(rows, HEADER_WITHIN))
        for place, (number, cells) in enumerate(top):
            below = top[place + 1][1] if place + 1 < len(top) else []
            alone = _Reading(table, spans, is_post, number, cells)
            both = replace(alone, heads=merged_heads(cells, below))
            # Where months are merged above weeks, one row or both could head the columns: what heads more does.
            merges = alone.shape != "list" and both.shape and alone.names_people and both.periods > alone.periods
            reading, taken = (both, 2) if merges else (alone, 1)
            if reading.shape:
                return _read(reading, [*top[place + taken :], *rows])
    raise NoHeads


def _read(reading: _Reading, rows: list[tuple[int, list[Cell]]]) -> SheetRead:
    who = [_at(cells, reading.columns.get("who")) for _number, cells in rows]
    # Where others begin with zeros, a number without has probably lost its own.
    zeros = any(cell.kind == "text" and re.match(r"0\d", str(cell.value).strip()) for cell in who)
    reading = replace(reading, zeros=zeros)
    if reading.shape == "list":
        cells = [said for number, row in rows for said in _line(reading, number, row)]
        return SheetRead(reading.table.name, "list", cells, _ignored(reading, set(reading.columns.values())), [])
    return _matrix(reading, rows)


def _ignored(reading: _Reading, known: set[int]) -> list[str]:
    heads = enumerate(reading.heads)
    return [_shown(cell) for place, cell in heads if place not in known and cell.kind != "empty"]


def _matrix(reading: _Reading, rows: list[tuple[int, list[Cell]]]) -> SheetRead:
    known = {place for key, place in reading.columns.items() if key in ("who", "name")}
    periods: dict[int, int] = {}
    strange: dict[int, Said] = {}
    for place, cell in enumerate(reading.heads):
        if place in known or cell.kind == "empty":
            continue
        try:
            period = period_of(cell, reading.spans, reading.table.epoch)
        except NoPeriod as fault:
            code = "period" if fault.looks_like_one else ""
        else:
            code = "twice" if period in periods.values() else ""
            if not code:
                periods[place] = period
        if code:
            strange[place] = Said(reading.number, reading.at(place), problems=[(code, "period", _shown(cell))])
    cells = [said for number, row in rows for said in _across(reading, periods, number, row)]
    ignored = _ignored(reading, {*known, *periods, *strange})
    return SheetRead(reading.table.name, "matrix", cells, ignored, list(strange.values()))


def _across(reading: _Reading, periods: Mapping[int, int], number: int, row: list[Cell]) -> Iterator[Said]:
    """The cells of one person."""
    who = Said(number, str(number))
    _person(reading, who, row)
    if not (who.who or who.name or who.problems):
        return
    for place, period in periods.items():
        at = f"{get_column_letter(place + 1)}{number}"
        said = replace(who, at=at, period=period, problems=list(who.problems))
        _post(reading, said, _at(row, place))
        if said.post != HIDDEN:
            said.locked = bool(said.locked)
            yield said


def _line(reading: _Reading, number: int, row: list[Cell]) -> list[Said]:
    """What a row of a list says: of one period, or of each from a first to a last day; nothing without a person."""
    columns, said = reading.columns, Said(number, str(number))
    _person(reading, said, row)
    if not (said.who or said.name or said.problems):
        return []
    _post(reading, said, _at(row, columns["post"]))
    if "locked" in columns:
        _lock(said, _at(row, columns["locked"]))
    said.note = _text(said, "note", _at(row, columns.get("note"))) or said.note
    when = [_at(row, columns.get(key)) for key in ("period", "first")]
    try:
        period = period_of(when, reading.spans, reading.table.epoch)
    except NoPeriod:
        words = " ".join(_shown(cell) for cell in when if cell.kind != "empty")
        said.problems.append(("period" if words else "missing", "period", words))
        return [said]
    return [replace(said, period=one, problems=list(said.problems)) for one in _until(reading, said, row, period)]


def _until(reading: _Reading, said: Said, row: list[Cell], period: int) -> list[int]:
    """The periods from one on that end on the last day a row names or before; the one where it names none."""
    cell = _at(row, reading.columns.get("last"))
    if cell.kind == "empty":
        return [period]
    try:
        last = day(cell, reading.table.epoch)
    except Refused as refused:
        said.problems.append((refused.code, "last_day", refused.found or _shown(cell)))
        return [period]
    first = next(span.first for span in reading.spans if span.number == period)
    found = [span for span in reading.spans if span.first >= first and span.last <= last]
    if not found or found[-1].last != last:
        said.problems.append(("last", "last_day", _shown(cell)))
        return [period]
    return [span.number for span in found]


def _at(row: Sequence[Cell], place: int | None) -> Cell:
    return row[place] if place is not None and place < len(row) else EMPTY


def _person(reading: _Reading, said: Said, row: Sequence[Cell]) -> None:
    cell = _at(row, reading.columns.get("who"))
    if cell.kind != "empty":
        try:
            said.who = staff_number(cell, reading.zeros)
        except Refused as refused:
            said.problems.append((refused.code, "user", refused.found or _shown(cell)))
    said.name = _text(said, "name", _at(row, reading.columns.get("name")))


def _text(said: Said, column: str, cell: Cell) -> str:
    if cell.kind == "empty":
        return ""
    try:
        return plain_text(cell)
    except Refused as refused:
        said.problems.append((refused.code, column, refused.found or _shown(cell)))
        return ""


def _post(reading: _Reading, said: Said, cell: Cell) -> None:
    text = _text(said, "post", cell)
    said.post, said.locked, said.note = taken_apart(text, reading.is_post)


def taken_apart(text: str, is_post: Callable[[str], bool]) -> tuple[str, bool | None, str]:
    """The post a cell names ("" for none), True where it is locked, and the note behind it.

    "缴费窗口 🔒\\n◆ 跟师傅学" is a post, locked, with a note.
    """
    text = text.strip()
    if text == HIDDEN or is_post(text):
        return text, None, ""
    text, *note = _NOTED.split(text, maxsplit=1)
    locked = None
    if not is_post(text) and (mark := _LOCKED.search(text)):
        text, locked = text[: mark.start()], True
    text = text.strip()
    if not is_post(text) and unicodedata.normalize("NFKC", text).lower() in _NOWHERE:
        text = ""
    return text, locked, note[0].strip() if note else ""


def _lock(said: Said, cell: Cell) -> None:
    if cell.kind == "yes-no":
        said.locked = bool(cell.value)
        return
    word = unicodedata.normalize("NFKC", _text(said, "locked", cell)).strip("\ufe0e\ufe0f ").lower()
    if word in _YES or word in _NO:
        said.locked = word in _YES or bool(said.locked)
    else:
        said.problems.append(("lock", "locked", _shown(cell)))


def _shown(cell: Cell) -> str:
    return printable(restore(str(cell.value))).strip()[:60]
