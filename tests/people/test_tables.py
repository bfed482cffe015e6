"""Reading tables of every encoding, refusing traps, and writing what no spreadsheet can run."""

import io
import zipfile

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from people.neutral import literal, neutralise, restore
from people.tables import MOST_ROWS, Unreadable, read_tables, write_csv, write_xlsx

from .factories import csv_text, workbook

MOST = 5 * 1024 * 1024
ROWS = [["工号", "姓名"], ["00123", "张伟"], ["A-7", "苏𬘭"]]


def values(data, name="staff.csv", most=MOST):
    (table,) = read_tables(data, name, most)
    return [[cell.value for cell in cells] for _number, cells in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_is_read_in_every_encoding_and_with_every_delimiter(encoding, delimiter):
    assert values(csv_text(ROWS, delimiter).encode(encoding)) == ROWS


def test_gbk_is_read_as_gb18030():
    assert values(csv_text(ROWS[:2]).encode("gbk")) == ROWS[:2]


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(Unreadable):
        values(b"\xff\xff\x80\x81,\xfe" * 20)


def test_row_numbers_are_those_people_see():
    text = '工号,姓名\r\n\r\n1,"张\n伟"\r\n2,李\r\n'
    (table,) = read_tables(text.encode(), "a.csv", MOST)
    assert [number for number, _cells in table.rows] == [1, 3, 5]
    (sheet,) = read_tables(workbook([["工号", "姓名"], [], ["1", "张"]]), "a.xlsx", MOST)
    assert [number for number, _cells in sheet.rows] == [1, 3]


def test_hidden_sheets_are_not_read():
    book = openpyxl.Workbook()
    book.active.append(["工号", "姓名"])
    secret = book.create_sheet("old")
    secret.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    assert [table.name for table in read_tables(out.getvalue(), "a.xlsx", MOST)] == ["Sheet"]


# Traps


def test_a_file_that_is_too_large_is_refused():
    with pytest.raises(Unreadable):
        values(b"x" * (MOST + 1))


def test_old_and_protected_excel_files_are_named():
    with pytest.raises(Unreadable, match=r"xls"):
        values(b"\xd0\xcf\x11\xe0" + b"\0" * 500, "staff.xls")


def test_text_named_xlsx_is_named():
    with pytest.raises(Unreadable):
        values(b"<html>login</html>", "staff.xlsx")


def repacked(changes, more=()):
    """A workbook with parts replaced or added."""
    source, out = zipfile.ZipFile(io.BytesIO(workbook(ROWS))), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            target.writestr(part, changes.get(part, source.read(part)))
        for name, data in more:
            target.writestr(name, data)
    return out.getvalue()


def read_all(data):
    return [list(table.rows) for table in read_tables(data, "staff.xlsx", MOST)]


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = repacked({}, [("xl/media/bomb.bin", b"\0" * (300 * 1024 * 1024))])
    assert len(bomb) < MOST
    with pytest.raises(Unreadable, match=r"."):
        read_all(bomb)


def test_an_archive_of_thousands_of_parts_is_refused():
    with pytest.raises(Unreadable):
        read_all(repacked({}, [(f"xl/{n}", b"") for n in range(1200)]))


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_entities_in_the_xml_are_refused(declaration):
    sheet = (
        f'<?xml version="1.0"?>{declaration}'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row></sheetData></worksheet>'
    )
    with pytest.raises(Unreadable):
        read_all(repacked({"xl/worksheets/sheet1.xml": sheet}))


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"])
def test_a_damaged_workbook_gets_a_sentence(part):
    with pytest.raises(Unreadable):
        read_all(repacked({part: b"<broken"}))


def test_a_cut_off_workbook_gets_a_sentence():
    with pytest.raises(Unreadable):
        read_all(workbook(ROWS)[:900])


def test_more_rows_than_allowed_are_refused_not_cut():
    text = "工号,姓名\n" + "1,张\n" * MOST_ROWS
    with pytest.raises(Unreadable):
        values(text.encode())


def test_a_cell_at_the_far_corner_costs_nothing():
    book = openpyxl.Workbook()
    book.active["A1"] = "工号"
    book.active["XFD30000"] = "far"
    out = io.BytesIO()
    book.save(out)
    (rows,) = read_all(out.getvalue())
    assert len(rows) == 1


# Out again


@given(st.text(max_size=20) | st.text(alphabet="'=+-@\t\r\n\0＝＋－＠a1", max_size=6))
def test_neutralised_values_come_back_and_no_spreadsheet_runs_them(value):
    out = neutralise(value)
    assert restore(out) == value
    assert not out.startswith(tuple("=+-@\t\r\n\0＝＋－＠"))


CELLS = st.text(alphabet="=+-@＝'\"86,;张 \n", min_size=1, max_size=8).filter(str.strip)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=5))
@example([["6", ";;"]] * 3)
def test_csv_and_xlsx_give_back_what_was_written(rows):
    rows = [["a", "b"], *rows]
    for back in (values(write_csv(rows)), values(write_xlsx(rows, "staff"), "staff.xlsx")):
        assert [[restore(value) for value in row] for row in back] == rows


def test_a_telephone_number_survives_the_round_trip():
    assert neutralise("+86 573 8221") == "'+86 573 8221"
    (table,) = read_tables(write_csv([["x", "y"], ["+86 573", "b"]]), "a.csv", MOST)
    assert [restore(cells[0].value) for _n, cells in table.rows] == ["x", "+86 573"]


def test_only_the_formula_that_is_none_is_taken_for_text():
    assert literal('="00123"') == "00123"
    assert literal('=1+"2"') is None
    assert literal('=CONCATENATE("0","1")') is None
