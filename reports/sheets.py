"""A report as files: typed cells in a workbook, text in CSV; exactly the rows that are shown, in their order."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from people.models import User
from people.tables import write_book, write_csv

from .asking import Answer
from .frame import Column, Kind, Link, Word

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


def workbook(answer: Answer, now: datetime) -> bytes:
    """Two sheets: the rows, and what the report is, as of when, of whom, and how it is counted."""
    return write_book([(str(answer.report.title), _rows(answer)), (pgettext("sheet", "About"), _about(answer, now))])


def csv_file(answer: Answer) -> bytes:
    """The rows as CSV; dates as 2026-11-23."""
    return write_csv([[_text(value) for value in row] for row in _rows(answer)])


def file_name(answer: Answer, now: datetime, ending: str) -> str:
    return f"{answer.report.title} {timezone.localdate(now).isoformat()}.{ending}"


def _rows(answer: Answer) -> Iterator[list[Any]]:
    columns = answer.report.columns
    yield [head for column in columns for head in _heads(column)]
    for row in answer.found.rows if answer.found else ():
        yield [cell for column in columns for cell in _cells(column, row.cells.get(column.key))]


def _heads(column: Column) -> list[str]:
    return [_("Staff number"), str(column.label)] if column.kind == Kind.PERSON else [str(column.label)]


def _cells(column: Column, value: Any) -> list[Any]:
    if column.kind == Kind.PERSON:
        return [value.staff_number, value.full_name] if isinstance(value, User) else ["", ""]
    return [plain(value)]


def plain(value: Any) -> Any:
    """A cell as a spreadsheet holds it: a number, a day, or text."""
    if value is None:
        return ""
    if isinstance(value, Word | Link):
        return str(value.text)
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "Y-m-d H:i")
    if isinstance(value, int | float | date) and not isinstance(value, bool):
        return value
    return str(value)


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _about(answer: Answer, now: datetime) -> Iterator[list[str]]:
    found, form = answer.found, answer.form
    yield [pgettext("report", "Report"), str(answer.report.title)]
    yield [pgettext("report", "Question"), str(answer.report.question)]
    yield [_("Made at"), date_format(timezone.localtime(now), "Y-m-d H:i")]
    yield [_("Made for"), str(form.viewer)]
    yield [_("Rows"), str(len(found.rows) if found else 0)]
    for label, value in answer.filters:
        yield [label, value]
    yield [_("How it is counted"), str(answer.report.how)]
