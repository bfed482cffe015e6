"""A file of questions as rows with a verdict each; tables in the layouts they were given. Nothing is written."""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from people.tables import Table, Unreadable, read_tables

from .exchange import formats, own_table
from .exchange.layouts import HEADER_WITHIN, Layout, guess, signature
from .exchange.table import QUESTION, Row, read_sheet
from .exchange.table_cells import MOST_QUESTIONS, Sheet, sheets_of

TABLE = "table"
LOOKED_AT = 230  # rows of a sheet that are read to show and to guess its layout
TOO_MANY = "too many"


class NoQuestions(Exception):
    """The file can be read, but nothing in it looks like a question."""


def recognised(file_name: str, data: bytes) -> str:
    """The format a file is in: TABLE, or the code of one of `exchange.formats`.

    Commas and braces mean nothing in a file that calls itself a table; of a zip its contents decide.
    """
    if file_name.lower().endswith((".csv", ".tsv", ".xls", ".xlsx")) or _is_workbook(data):
        return TABLE
    form = formats.recognise(file_name, data)
    return form.code if form else TABLE


def _is_workbook(data: bytes) -> bool:
    if not data.startswith(b"PK"):
        return False
    try:
        return "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, OverflowError, EOFError, NotImplementedError):
        return False


def first_sheets(data: bytes, file_name: str, most_bytes: int) -> list[Sheet]:
    """The beginning of every sheet, enough to guess its layout. Raises people.tables.Unreadable."""
    tables = read_tables(data, file_name, most_bytes)
    return sheets_of(Table(table.name, islice(table.rows, LOOKED_AT), table.epoch) for table in tables)


def guesses(sheets: list[Sheet], remembered: Callable[[set[str]], Mapping[str, Layout]]) -> list[Layout]:
    """A layout for each sheet: the one its headings had last time, else the likeliest.

    `remembered` answers, for signatures of sheets, the layouts that are known of them.
    """
    marks = [{signature(sheet, number): number for number, _cells in sheet.rows[:HEADER_WITHIN]} for sheet in sheets]
    known = remembered({mark for each in marks for mark in each})
    return [_guess(sheet, each, known) for sheet, each in zip(sheets, marks, strict=True)]


def _guess(sheet: Sheet, marks: Mapping[str, int], known: Mapping[str, Layout]) -> Layout:
    found = guess(sheet)
    mark = next((mark for mark in marks if mark in known), None)
    if mark is None:
        return found
    # Where the headings stand and what the sheet is called belong to this file, the rest to the layout.
    return replace(known[mark], header=marks[mark], kind=found.kind or known[mark].kind)


def read(file_name: str, data: bytes, form: str, layouts: list[Layout], most_bytes: int) -> Iterator[Row]:
    """Every row of every sheet that is to be read, or every item. Raises Unreadable and NoQuestions."""
    found = 0
    for row in _table_rows(file_name, data, layouts, most_bytes) if form == TABLE else _items(data, form):
        found += row.what == QUESTION
        if found > MOST_QUESTIONS:
            raise Unreadable(TOO_MANY)
        yield row
    if not found:
        raise NoQuestions


def _items(data: bytes, form: str) -> Iterator[Row]:
    for found in formats.BY_CODE[form].read(data):
        yield Row("", None, (found.item.stem if found.item else "",), QUESTION, found)


def _table_rows(file_name: str, data: bytes, layouts: list[Layout], most_bytes: int) -> Iterator[Row]:
    for place, sheet in enumerate(sheets_of(read_tables(data, file_name, most_bytes))):
        yield from _rows(sheet, layouts[place] if place < len(layouts) else guess(sheet))


def _rows(sheet: Sheet, layout: Layout) -> Iterator[Row]:
    if own_table.is_own(sheet):
        return own_table.read(sheet)
    return read_sheet(sheet, layout) if layout.read and layout.can_be_read else iter(())
