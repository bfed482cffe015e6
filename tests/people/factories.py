"""Staff files as programs write them, made in memory."""

import io

import openpyxl

HEADER = ["工号", "姓名", "邮箱", "营业厅", "入职日期", "离职日期", "角色"]


def workbook(rows, *, formats=None, epoch=None, sheets=()):
    """The bytes of an .xlsx; `formats` maps (row, column) from 1 to a number format; `sheets` come before it."""
    book = openpyxl.Workbook()
    for position, title in enumerate(sheets):
        book.create_sheet(title, position)
    sheet = book.worksheets[-1]
    for row in rows:
        sheet.append(row)
    for place, number_format in (formats or {}).items():
        sheet.cell(*place).number_format = number_format
    if epoch:
        book.epoch = epoch
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_text(rows, delimiter=","):
    return "\r\n".join(delimiter.join(row) for row in rows) + "\r\n"
