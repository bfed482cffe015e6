"""Workbooks and sheets as question banks come, for tests."""

import io

import openpyxl

from people.tables import read_tables
from quizzes.exchange.layouts import guess
from quizzes.exchange.table import QUESTION, read_sheet
from quizzes.exchange.table_cells import sheets_of

MOST = 5 * 1024 * 1024
HEAD = ["题型", "题目内容", "选项A", "选项B", "选项C", "选项D", "答案", "解析"]


def book(**sheets):
    """The bytes of a workbook; a sheet is a list of rows."""
    out, made = io.BytesIO(), openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(out)
    return out.getvalue()


def sheets(data, name="bank.xlsx"):
    return sheets_of(read_tables(data, name, MOST))


def rows_of(data, name="bank.xlsx"):
    """All rows of all sheets, in the layouts that are guessed."""
    return [row for sheet in sheets(data, name) for row in read_sheet(sheet, guess(sheet))]


def found(*rows, title="Sheet1", name="bank.xlsx"):
    """What is found in a sheet of these rows."""
    return [row.found for row in rows_of(book(**{title: rows}), name) if row.what == QUESTION]


def one(*cells, head=HEAD, title="Sheet1"):
    """What is found in a sheet of one question."""
    (only,) = found(head, cells, title=title)
    return only


def right(item):
    """The letters of the right options."""
    return "".join("ABCDEFGHIJ"[n] for n, option in enumerate(item.body["options"]) if option["right"])


def texts(item):
    return [option["text"] for option in item.body["options"]]
