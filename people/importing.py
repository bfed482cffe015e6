"""Understands staff lists: finds the columns, reads the cells, says row by row what is wrong. Pure; writes nothing.

A problem is a code with its facts and becomes a sentence only when it is shown: the reader may have another language
than the one who uploaded the file.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from openpyxl.utils.datetime import CALENDAR_WINDOWS_1900

from .models import STAFF_NUMBER
from .names import tidy_email, tidy_name, tidy_staff_number
from .neutral import restore
from .roles import Role
from .tables import Cell, Table

EARLIEST, LATEST = date(1950, 1, 1), date(2100, 12, 31)
# Excel keeps 15 digits of a number and writes zeros for the rest.
EXACT_DIGITS = 15
LONGEST_HEADING = 200
HEADER_WITHIN = 30  # rows of titles and remarks that may stand above the header

HEADERS = {
    "staff_number": "工号 员工编号 员工号 职工号 职工编号 人员编号 编号 "
    "staffnumber staffno staffid employeenumber employeeno employeeid",
    "full_name": "姓名 员工姓名 名字 name fullname staffname",
    "email": "邮箱 电子邮箱 邮件 电子邮件 邮箱地址 email emailaddress mail",
    "hall": "营业厅 所属营业厅 网点 厅 hall servicehall branch",
    "hired_on": "入职日期 入职时间 入职 聘用日期 到岗日期 hired hiredon hiredate datehired startdate",
    "left_on": "离职日期 离职时间 离职 离岗日期 最后工作日 left lefton leavingdate lastday enddate",
    "roles": "角色 岗位角色 身份 role roles",
}  # fmt: skip
_COLUMN_OF = {word: column for column, words in HEADERS.items() for word in words.split()}

ROLE_WORDS = {
    Role.CLERK: "营业员 clerk",
    Role.TRAINER: "培训师 trainer",
    Role.CHIEF_TRAINER: "首席培训师 主培训师 培训主管 chieftrainer",
    Role.MANAGER: "班长 主任 班长/主任 经理 manager",
    Role.ADMINISTRATOR: "管理员 系统管理员 administrator admin",
}
_ROLE_OF = {word: role for role, words in ROLE_WORDS.items() for word in words.split()}


@dataclass(frozen=True)
class Problem:
    """Why a row is refused: a code of `people.problems`, the column, and what was found."""

    code: str
    column: str = ""
    found: str = ""


@dataclass
class Row:
    """One person of the file. A column that is missing or empty is not in `values` and changes nothing."""

    number: int
    values: dict = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def as_json(self) -> dict:
        return {"number": self.number, "values": self.values, "problems": [asdict(each) for each in self.problems]}

    @classmethod
    def from_json(cls, kept: dict) -> "Row":
        return cls(kept["number"], kept["values"], [Problem(**each) for each in kept["problems"]])


@dataclass
class Parsed:
    """What a file holds: its rows and the headers nobody asked for."""

    rows: list[Row]
    ignored_columns: list[str]


class NoHeader(Exception):
    """No row of the file names both the staff number and the name."""


class Refused(ValueError):
    """A cell that cannot be taken: the code of its problem, and what was found instead of the cell's own text."""

    def __init__(self, code: str, found: str = ""):
        super().__init__(code)
        self.code, self.found = code, found


# The whole file


def parse(tables: Iterable[Table]) -> Parsed:
    """Read the first table that has a header; raises `NoHeader` when none has."""
    for table in tables:
        rows = iter(table.rows)
        for _position, (_number, cells) in zip(range(HEADER_WITHIN), rows, strict=False):
            columns, ignored = _columns(cells)
            if {"staff_number", "full_name"} <= set(columns):
                return _parsed(columns, ignored, list(rows), table.epoch)
    raise NoHeader


def _columns(cells: list[Cell]) -> tuple[dict[str, int], list[str]]:
    """Which column stands where, and the headers that mean nothing to us; the first of two equal ones counts."""
    columns, ignored = {}, []
    for position, cell in enumerate(cells):
        column = _COLUMN_OF.get(squeezed(str(cell.value))) if cell.kind == "text" else None
        if column and column not in columns:
            columns[column] = position
        elif cell.kind != "empty":
            ignored.append(printable(str(cell.value)).strip()[:60])
    return columns, ignored


def squeezed(header: str) -> str:
    """The header without blanks, case, punctuation and bracketed remarks: "Staff No." → staffno, 姓名(必填) → 姓名."""
    if len(header) > LONGEST_HEADING:
        return header  # none of ours; looking for brackets in it takes as long as it is long, squared
    header = unicodedata.normalize("NFKC", header).lower()
    return re.sub(r"[\s_.:*#-]|\(.*?\)|\[.*?\]|【.*?】", "", header)


def _parsed(columns, ignored, rows, epoch) -> Parsed:
    zeros = _has_leading_zeros(cells[columns["staff_number"] : columns["staff_number"] + 1] for _n, cells in rows)
    parsed = [_row(number, cells, columns, epoch, zeros) for number, cells in rows]
    parsed = [row for row in parsed if row.values or row.problems]
    for column, code in [("staff_number", "twice-in-file"), ("email", "email-twice-in-file")]:
        _mark_doubles(parsed, column, code)
    return Parsed(parsed, ignored)


def _has_leading_zeros(columns: Iterable[list[Cell]]) -> bool:
    return any(re.match(r"0\d", str(cell.value).strip()) for cells in columns for cell in cells if cell.kind == "text")


def _mark_doubles(rows: list[Row], column: str, code: str) -> None:
    """Refuse all rows that share a value: nobody can know which of them is meant."""
    counted = Counter(row.values[column].lower() for row in rows if column in row.values)
    for row in rows:
        if counted[row.values.get(column, "").lower()] > 1:
            row.problems.append(Problem(code, column, row.values[column]))


def _row(number: int, cells: list[Cell], columns: dict[str, int], epoch: datetime, zeros: bool) -> Row:
    row = Row(number)
    readers = {
        "staff_number": lambda cell: staff_number(cell, zeros),
        "full_name": full_name,
        "email": email,
        "hall": plain_text,
        "hired_on": lambda cell: day(cell, epoch).isoformat(),
        "left_on": lambda cell: day(cell, epoch).isoformat(),
        "roles": roles,
    }
    for column, position in columns.items():
        cell = cells[position] if position < len(cells) else None
        if cell is None or cell.kind == "empty":
            continue
        try:
            row.values[column] = readers[column](cell)
        except Refused as refused:
            found = refused.found or str(cell.value)
            row.problems.append(Problem(refused.code, column, printable(found)[:100]))
    _check_whole(row)
    return row


def printable(text: str) -> str:
    """The text without NUL and half characters, which a database refuses to keep."""
    return text.replace("\0", "").encode(errors="ignore").decode()


def _check_whole(row: Row) -> None:
    """What can be seen only from several cells."""
    named = {problem.column for problem in row.problems}
    if (row.values or row.problems) and "staff_number" not in row.values and "staff_number" not in named:
        row.problems.append(Problem("no-staff-number", "staff_number"))
    hired, left = row.values.get("hired_on"), row.values.get("left_on")
    if hired and left and left < hired:
        row.problems.append(Problem("left-before-hired", "left_on", left))


# Single cells


def _text(cell: Cell) -> str:
    """The text of a cell of any kind that can be text."""
    if cell.kind in {"formula", "fault", "yes-no"}:
        raise Refused(cell.kind)
    text = restore(str(cell.value).strip())
    # Control characters and half characters are the debris of broken exports; PostgreSQL takes no NUL.
    if any(unicodedata.category(character) in {"Cc", "Cs"} and not character.isspace() for character in text):
        raise Refused("control-character")
    return text


def plain_text(cell: Cell) -> str:
    return _text(cell).strip()


def staff_number(cell: Cell, zeros: bool) -> str:
    """The staff number as text. A number is refused when Excel may have destroyed what was typed.

    `zeros` says that other cells of the column are texts with leading zeros, so a number has probably lost its own.
    """
    if cell.kind == "date":
        raise Refused("number-became-date")
    if cell.kind == "number":
        if not isinstance(cell.value, int) or cell.value < 0:
            raise Refused("staff-number-shape")
        if len(str(cell.value)) > EXACT_DIGITS:
            raise Refused("number-too-long")
        if zeros or cell.padded:
            raise Refused("zeros-lost")
    number = tidy_staff_number(_text(cell))
    if re.fullmatch(r"\d(\.\d+)?e\+\d+", number, re.IGNORECASE):
        raise Refused("number-too-long")
    if len(number) > 32 or not re.match(STAFF_NUMBER, number):
        raise Refused("staff-number-shape")
    return number


def full_name(cell: Cell) -> str:
    if cell.kind in {"number", "date"}:
        raise Refused("name-shape")
    name = tidy_name(_text(cell))
    if not 1 <= len(name) <= 100:
        raise Refused("name-shape")
    return name


def email(cell: Cell) -> str:
    address = tidy_email(_text(cell))
    try:
        validate_email(address)
    except ValidationError as fault:
        raise Refused("email-shape") from fault
    if len(address) > 254:
        raise Refused("email-shape")
    return address


def roles(cell: Cell) -> list[str]:
    """The roles a cell names, separated by 、 , ; or a new line, in the order of `Role`."""
    words = [word for word in re.split(r"[、，,;；\n|]", _text(cell)) if word.strip()]
    unknown = [word.strip() for word in words if squeezed(word) not in _ROLE_OF]
    if unknown:
        raise Refused("role-unknown", unknown[0])
    if not words:
        # A lone separator names nobody's role; taking it for "none" would take every role away.
        raise Refused("role-unknown", _text(cell).strip())
    named = {_ROLE_OF[squeezed(word)] for word in words}
    return [role.value for role in Role if role in named]


def day(cell: Cell, epoch: datetime = CALENDAR_WINDOWS_1900) -> date:
    """The date a cell means; raises for what is no date or could be two."""
    found: date | None
    if isinstance(cell.value, date):
        found = cell.value
    elif isinstance(cell.value, int | float) and cell.kind == "number":
        found = _day_of_number(cell.value, epoch)
    else:
        found = day_of_text(_text(cell))
    if found is None or not EARLIEST <= found <= LATEST:
        raise Refused("date-shape")
    return found


_DATE = re.compile(
    r"(\d{4})\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})\s*[日号]?(?:[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)


def day_of_text(text: str) -> date | None:
    """2024/3/1, 2024-03-01, 2024.3.1, 2023年12月5日, 20220109, or an Excel serial as text; None for anything else.

    The year comes first and has four digits: 3/4/2024 and 24/3/4 mean different days to different people.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    # Python refuses to read a number of thousands of digits; no date has more than eight.
    if text.isascii() and text.isdigit() and len(text) <= 8:
        return _day_of_number(int(text), CALENDAR_WINDOWS_1900)
    found = _DATE.fullmatch(text)
    return _date_or_none(*map(int, found.groups())) if found else None


def _day_of_number(number: int | float, epoch: datetime) -> date | None:
    """A number of eight digits is a written date; a smaller one counts days since the epoch of the workbook.

    Excel's 1900 system counts a 29 February 1900 that never was; no date we accept lies before it.
    """
    if isinstance(number, int) and len(str(number)) == 8:
        return _date_or_none(number // 10_000, number // 100 % 100, number % 100)
    if 0 < number < 100_000:
        return (epoch + timedelta(days=int(number))).date()
    return None


def _date_or_none(year: int, month: int, day_of_month: int) -> date | None:
    try:
        return date(year, month, day_of_month)
    except ValueError:
        return None
