"""Reads and writes tables: Excel (.xlsx) and CSV as Chinese and English programs write them.

Nothing is evaluated: a formula is a formula. What a file claims about itself (its size when unpacked, its encoding) is
checked before it is believed.
"""

import csv
import io
import itertools
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

import openpyxl
from django.utils.translation import gettext_lazy as _
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.datetime import CALENDAR_WINDOWS_1900

from .neutral import literal, neutralise

UNPACKED_TIMES = 40  # an honest workbook unpacks to 5-20 times its size
UNPACKED_LEAST = 20 * 1024 * 1024  # small files may unpack to this much whatever the ratio
MOST_PARTS = 1000
MOST_COLUMNS = 100
MOST_ROWS = 20_000

# Excel opens no workbook in which a sheet is called by one of these.
_NOT_IN_TITLES = re.compile(r"[\\/*?:\[\]]")

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"


class Unreadable(Exception):
    """The whole file cannot be read; the argument is a translated sentence that says why and what to do."""


@dataclass(frozen=True)
class Cell:
    """One cell. `kind` is text, number, date, yes-no, formula, fault or empty; `value` a str, int, float or date."""

    kind: str
    value: str | int | float | date | bool | None
    padded: bool = False  # a number shown with leading zeros that are not in its value


EMPTY = Cell("empty", None)


@dataclass
class Table:
    """A sheet or a CSV file: rows with the numbers people see beside them."""

    name: str
    rows: Iterable[tuple[int, list[Cell]]]
    epoch: datetime = field(default=CALENDAR_WINDOWS_1900)


def read_tables(data: bytes, file_name: str, most_bytes: int) -> Iterator[Table]:
    """The tables of an uploaded file, those one can see before the hidden ones are even opened.

    Raises `Unreadable` for what is too large, no table, or a trap.
    """
    if len(data) > most_bytes:
        raise Unreadable(
            _("The file is larger than %(most)d MB. Split it, or remove pictures.") % {"most": most_bytes // 1024**2}
        )
    if data.startswith(_OLD_EXCEL):
        raise Unreadable(_("This is an old .xls file or one with a password. Save it as .xlsx without a password."))
    if data.startswith(_ZIP):
        return _workbook_tables(data)
    if file_name.lower().endswith((".xls", ".xlsx")):
        raise Unreadable(_("This is no Excel file, though its name says so. Open it in Excel and save it as .xlsx."))
    return iter([Table(file_name, _csv_rows(_decoded(data)))])


# Excel


def _check_parts(data: bytes) -> None:
    """Refuse archives that would unpack to far more than a workbook does.

    The sizes are those the archive claims; Python's reader never yields more than what was claimed.
    """
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile as fault:
        raise Unreadable(_("The file is damaged. Open it in Excel and save it again.")) from fault
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > max(UNPACKED_LEAST, UNPACKED_TIMES * len(data)):
        raise Unreadable(_("The file would unpack to far more than a list holds. Copy the list into a new workbook."))


def _workbook_tables(data: bytes) -> Iterator[Table]:
    _check_parts(data)
    with _damage_said():
        # openpyxl reads XML through defusedxml: entities, within the file or outside, are refused.
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            yield Table(sheet.title, _sheet_rows(sheet), book.epoch)


@contextmanager
def _damage_said() -> Iterator[None]:
    """A workbook is a bundle of XML by any program; what breaks in it has no common ancestor but Exception."""
    try:
        yield
    except Unreadable:
        raise
    except Exception as fault:
        raise Unreadable(_("The file is damaged. Open it in Excel and save it again.")) from fault


def _sheet_rows(sheet) -> Iterator[tuple[int, list[Cell]]]:
    # What the sheet says about its own extent is often wrong, and a lie can cost memory.
    sheet.reset_dimensions()
    found = 0
    with _damage_said():
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
            cells = [_excel_cell(cell) for cell in row]
            while cells and cells[-1] is EMPTY:
                cells.pop()
            if cells:
                found = _counted(found)
                yield number, cells


def _counted(found: int) -> int:
    if found >= MOST_ROWS:
        raise Unreadable(_("The file holds more than %(most)d rows. Split it.") % {"most": MOST_ROWS})
    return found + 1


def _excel_cell(cell) -> Cell:
    value = cell.value
    if value is None or (isinstance(value, str) and not value.strip()):
        return EMPTY
    if cell.data_type == "f":
        text = literal(str(value))
        return Cell("formula", str(value)) if text is None else Cell("text", text)
    if cell.data_type == "e":
        return Cell("fault", str(value))
    if isinstance(value, bool):
        return Cell("yes-no", value)
    if isinstance(value, int | float):
        whole = int(value) if isinstance(value, float) and value.is_integer() else value
        return Cell("number", whole, padded=_pads(cell.number_format, whole))
    if isinstance(value, datetime):
        return Cell("date", value.date())
    if isinstance(value, date):
        return Cell("date", value)
    return Cell("text", str(value))


def _pads(number_format: str, value: int | float) -> bool:
    """Whether the format ("00000") shows more digits than the number has."""
    digits = number_format.split(";")[0].strip('"')
    return len(digits) > 1 and set(digits) == {"0"} and len(str(value)) < len(digits)


# CSV


def _decoded(data: bytes) -> str:
    """The text of a CSV file: by its byte order mark, else UTF-8, else GB18030 (which also reads GBK and GB2312)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in (head := data[:4000]):
        # No other encoding of text holds zero bytes; commas and digits have theirs second (LE) or first (BE).
        encodings = ["utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unreadable(_("The characters of this file cannot be read. Save it as .xlsx, or as CSV in UTF-8."))


def _csv_rows(text: str) -> Iterator[tuple[int, list[Cell]]]:
    # csv wants to see the line ends itself; quoted fields may hold some.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    found, first_line = 0, 1
    try:
        for row in reader:
            cells = [_csv_cell(value) for value in row[:MOST_COLUMNS]]
            if any(cell.kind != "empty" for cell in cells):
                found = _counted(found)
                yield first_line, cells
            first_line = reader.line_num + 1
    except csv.Error as fault:
        raise Unreadable(_("The file is damaged: a quotation mark is not closed.")) from fault


def _delimiter(text: str) -> str:
    """The separator by which most of the first rows have as many fields as the very first, and more than one.

    Where no separator parts the first row (a title stands there), the one by which most rows have equally many fields,
    and of two the one with more of them: a text of many lines may hold a semicolon in each.
    """

    def agreeing(mark: str) -> tuple[int, int]:
        rows = csv.reader(io.StringIO(text[:8000], newline=""), delimiter=mark)
        lengths = [len(row) for row in itertools.islice(rows, 20)]
        first = lengths.count(lengths[0]) if lengths and lengths[0] > 1 else 0
        often = Counter(length for length in lengths if length > 1)
        return first, max((length * times for length, times in often.items()), default=0)

    return max(",\t;", key=agreeing)


def _csv_cell(value: str) -> Cell:
    # Some programs protect leading zeros as ="00123".
    text = literal(value.strip())
    text = value if text is None else text
    return Cell("text", text) if text.strip() else EMPTY


# Writing


def write_csv(rows: Iterable[Iterable[str]]) -> bytes:
    """The rows as CSV in UTF-8 with the mark by which Excel knows it; no cell can be taken for a formula."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([neutralise(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(rows: Iterable[Iterable[str]], title: str) -> bytes:
    """The rows as a workbook of one sheet in which every cell is text; no cell can be taken for a formula."""
    return write_book([(title, rows)])


def write_book(sheets: Iterable[tuple[str, Iterable[Iterable[str | int | float | date]]]]) -> bytes:
    """A workbook of titled sheets: numbers and days are such, all else is text that nothing can take for a formula."""
    book = openpyxl.Workbook(write_only=True)
    for title, rows in sheets:
        sheet = book.create_sheet(_NOT_IN_TITLES.sub(" ", title)[:31])
        for row in rows:
            sheet.append([_written_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _written_cell(sheet, value: str | int | float | date):
    if isinstance(value, str):
        return _text_cell(sheet, value)
    cell = openpyxl.cell.WriteOnlyCell(sheet, value)
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    return cell


def _text_cell(sheet, value: str):
    cell = openpyxl.cell.WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", neutralise(value)))
    cell.data_type = "s"
    cell.number_format = "@"
    return cell
