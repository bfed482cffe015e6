"""Understanding staff lists: headers, dates, staff numbers, roles, and what is refused with which words."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, to_excel

from people.importing import NoHeader, day_of_text, parse, squeezed
from people.problems import SENTENCES, sentence
from people.roles import Role
from people.tables import read_tables

from .factories import HEADER, csv_text, workbook

MOST = 5 * 1024 * 1024
DAYS = st.dates(datetime.date(1950, 1, 1), datetime.date(2100, 12, 31))


def parse_csv(rows, delimiter=","):
    return parse(read_tables(csv_text(rows, delimiter).encode(), "staff.csv", MOST))


def parse_xlsx(rows, **how):
    return parse(read_tables(workbook(rows, **how), "staff.xlsx", MOST))


def codes(row):
    return [problem.code for problem in row.problems]


# Headers


@pytest.mark.parametrize(
    "header",
    [
        ["工号", "姓名", "邮箱", "营业厅", "入职日期", "离职日期", "角色"],
        ["员工编号 *", "员工姓名（必填）", "电子邮箱", "所属营业厅", "入职时间", "离职时间", "身份"],
        ["Staff number", "Name", "E-mail", "Hall", "Hired on", "Left on", "Roles"],
        ["STAFF NO.", "Full Name", "email address", "Service hall", "hired", "left", "role"],
        ["ＳｔａｆｆＮｏ", "姓 名", "E-Mail：", "网点", "入职", "最后工作日", "角色"],
    ],
)
def test_columns_are_found_under_their_many_names(header):
    values = ["A1", "张伟", "z@hall.example", "jx", "2024/3/1", "2025-03-01", "营业员"]
    (row,) = parse_csv([header, values]).rows
    assert row.values == {
        "staff_number": "A1",
        "full_name": "张伟",
        "email": "z@hall.example",
        "hall": "jx",
        "hired_on": "2024-03-01",
        "left_on": "2025-03-01",
        "roles": ["clerk"],
    }
    assert not row.problems


def test_a_heading_too_long_to_be_one_is_left_as_it_is():
    assert squeezed("姓名(必填)") == "姓名"
    assert squeezed("姓名(必填)" + "[" * 200) == "姓名(必填)" + "[" * 200


def test_titles_above_and_blank_rows_are_skipped_and_other_columns_named():
    parsed = parse_xlsx(
        [["2024 年花名册"], [], ["制表：李"], ["性别", "工号", "姓名", "电话"], [], ["男", "A1", "张伟", "8221"]]
    )
    assert parsed.ignored_columns == ["性别", "电话"]
    assert [(row.number, row.values["staff_number"]) for row in parsed.rows] == [(6, "A1")]


def test_the_first_sheet_with_a_header_is_read():
    parsed = parse_xlsx([["工号", "姓名"], ["A1", "张伟"]], sheets=["封面"])
    assert len(parsed.rows) == 1


def test_a_file_without_the_two_headings_is_refused():
    with pytest.raises(NoHeader):
        parse_csv([["工号", "性别"], ["A1", "男"]])


def test_a_row_with_nothing_known_in_it_is_no_row():
    assert parse_csv([["工号", "姓名", "备注"], ["", "", "以下空白"]]).rows == []


# Dates


@given(DAYS)
def test_every_way_of_writing_a_date_means_that_date(day):
    y, m, d = day.year, day.month, day.day
    for text in [
        f"{y}/{m}/{d}",
        f"{y}-{m:02}-{d:02}",
        f"{y}.{m}.{d}",
        f"{y}年{m}月{d}日",
        f"{y}年{m:02}月{d:02}号",
        f"{y}{m:02}{d:02}",
        f" {y} 年 {m} 月 {d} 日 ",
        f"{y}-{m:02}-{d:02} 00:00:00",
        f"{y}/{m}/{d} 8:30",
        f"{y}-{m:02}-{d:02}T00:00:00",
        str(to_excel(day)).removesuffix(".0"),
        f"{y}／{m}／{d}",
    ]:
        assert day_of_text(text) == day, text


@given(st.text(max_size=12) | st.text(alphabet="0123456789-/.年月日", max_size=12))
def test_no_text_makes_the_reader_fall(text):
    found = day_of_text(text)
    assert found is None or isinstance(found, datetime.date)


@pytest.mark.parametrize(
    "nonsense",
    [
        "3/4/2024",
        "24/3/4",
        "2024/13/1",
        "2023-02-29",
        "2024年3月",
        "昨天",
        "20241301",
        "0",
        "-5",
        "2024-3",
        "1899-12-31",
        "999999",
        "2150-01-01",
        "9" * 5_000,
    ],
)
def test_dates_nobody_can_be_sure_of_are_refused_with_their_row(nonsense):
    (row,) = parse_csv([["工号", "姓名", "入职"], ["A1", "张伟", nonsense]]).rows
    assert codes(row) == ["date-shape"]
    assert nonsense[:100] in sentence(row.problems[0])
    assert row.number == 2


@pytest.mark.parametrize("epoch", [CALENDAR_WINDOWS_1900, CALENDAR_MAC_1904])
@given(day=DAYS)
def test_excel_dates_and_serials_are_read_in_both_date_systems(epoch, day):
    serial = int(to_excel(day, epoch))
    parsed = parse_xlsx(
        [["工号", "姓名", "入职", "离职"], ["A1", "张伟", serial, serial]],
        formats={(2, 3): "yyyy-mm-dd", (2, 4): "General"},
        epoch=epoch,
    )
    assert [parsed.rows[0].values[column] for column in ("hired_on", "left_on")] == [day.isoformat()] * 2


def test_a_written_date_in_a_numeric_cell_is_a_date():
    assert parse_xlsx([["工号", "姓名", "入职"], ["A1", "张伟", 20220109]]).rows[0].values["hired_on"] == "2022-01-09"


def test_leaving_before_being_hired_is_refused():
    (row,) = parse_csv([["工号", "姓名", "入职", "离职"], ["A1", "张伟", "2024-1-2", "2024-1-1"]]).rows
    assert codes(row) == ["left-before-hired"]


# Staff numbers


def test_short_plain_numbers_are_accepted_as_they_stand():
    rows = parse_xlsx([["工号", "姓名"], [10123, "张伟"], [10124.0, "李娜"], ["A7", "王芳"]]).rows
    assert [row.values["staff_number"] for row in rows] == ["10123", "10124", "A7"]


def test_numbers_of_more_than_fifteen_digits_are_refused_because_excel_has_destroyed_them():
    rows = parse_xlsx([["工号", "姓名"], [330402199001011234, "张伟"], ["330402199001011235", "李娜"]]).rows
    assert codes(rows[0]) == ["number-too-long"]
    assert rows[1].values["staff_number"] == "330402199001011235"
    (row,) = parse_csv([["工号", "姓名"], ["3.30402E+17", "张伟"]]).rows
    assert codes(row) == ["number-too-long"]


def test_a_number_among_texts_with_leading_zeros_has_lost_its_own():
    rows = parse_xlsx([["工号", "姓名"], ["00122", "张伟"], [123, "李娜"]]).rows
    assert rows[0].values["staff_number"] == "00122"
    assert codes(rows[1]) == ["zeros-lost"]


def test_a_number_shown_with_zeros_it_does_not_hold_is_refused():
    rows = parse_xlsx(
        [["工号", "姓名"], [123, "张伟"], [12345, "李娜"]], formats={(2, 1): "00000", (3, 1): "00000"}
    ).rows
    assert codes(rows[0]) == ["zeros-lost"]
    assert rows[1].values["staff_number"] == "12345"


def test_zeros_protected_as_a_formula_of_pure_text_are_kept():
    assert parse_csv([["工号", "姓名"], ['="00123"', "张伟"]]).rows[0].values["staff_number"] == "00123"
    assert parse_xlsx([["工号", "姓名"], ['="00123"', "张伟"]]).rows[0].values["staff_number"] == "00123"


def test_formulas_are_refused_and_never_evaluated():
    (row,) = parse_xlsx([["工号", "姓名"], ['=HYPERLINK("http://x")', "=1+1"]]).rows
    assert codes(row) == ["formula", "formula"]


@pytest.mark.parametrize("cell", [True, 12.5, -4, "A 1", "张@1", "#", "x" * 33, datetime.date(2024, 1, 1)])
def test_what_is_no_staff_number_is_refused(cell):
    (row,) = parse_xlsx([["工号", "姓名"], [cell, "张伟"]]).rows
    assert len(codes(row)) == 1


def test_doubles_in_the_file_are_all_refused():
    rows = parse_csv(
        [["工号", "姓名", "邮箱"], ["a1", "张", "x@h.cn"], ["Ａ１", "李", ""], ["B1", "王", "X@H.cn"], ["B2", "赵", ""]]
    ).rows
    assert [codes(row) for row in rows] == [
        ["twice-in-file", "email-twice-in-file"],
        ["twice-in-file"],
        ["email-twice-in-file"],
        [],
    ]


# The other columns


@pytest.mark.parametrize(
    "written", ["营业员、培训师", "培训师,营业员", "Clerk; Trainer", "营业员\n培训师", "trainer、营业员"]
)
def test_several_roles_are_separated_in_many_ways(written):
    (row,) = parse_xlsx([["工号", "姓名", "角色"], ["A1", "张伟", written]]).rows
    assert row.values["roles"] == ["clerk", "trainer"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_role_is_understood_as_we_write_it(language):
    from django.utils.translation import override

    with override(language):
        rows = [["工号", "姓名", "角色"], *([f"A{n}", "张", str(role.label)] for n, role in enumerate(Role))]
    assert [row.values["roles"] for row in parse_xlsx(rows).rows] == [[role.value] for role in Role]


def test_a_lone_separator_is_no_role():
    """Read as "no roles" it would take away every role somebody holds."""
    (row,) = parse_csv([["工号", "姓名", "角色"], ["JX1", "甲", "、"]]).rows
    assert codes(row) == ["role-unknown"]


def test_an_unknown_role_and_a_bad_address_are_named():
    (row,) = parse_csv([["工号", "姓名", "角色", "邮箱"], ["A1", "张伟", "大堂经理", "nobody"]]).rows
    assert sorted(codes(row)) == ["email-shape", "role-unknown"]
    assert "大堂经理" in " ".join(sentence(problem) for problem in row.problems)


def test_names_are_tidied_and_control_characters_refused():
    rows = parse_csv([["工号", "姓名"], ["A1", "阿依古丽•买买提"], ["A2", "张\x08伟"], ["A3", "x" * 101]]).rows
    assert rows[0].values["full_name"] == "阿依古丽·买买提"
    assert [codes(row) for row in rows[1:]] == [["control-character"], ["name-shape"]]


def test_characters_no_database_keeps_are_refused_and_not_repeated():
    rows = parse_xlsx([["工号", "姓名", "_x0000_备注"], ["A1", "张_x0000_伟"], ["A2", "李_xD800_"]])
    assert all("\0" not in problem.found for row in rows.rows for problem in row.problems)
    "".join([*rows.ignored_columns, *(p.found for row in rows.rows for p in row.problems)]).encode()


def test_a_row_without_a_staff_number_is_refused_with_its_name():
    (row,) = parse_csv([["工号", "姓名"], ["", "张伟"]]).rows
    assert codes(row) == ["no-staff-number"]


@given(st.lists(st.lists(st.text(alphabet="=+-'1E.年/@、\x07张A ", max_size=6), min_size=7, max_size=7), max_size=4))
def test_no_file_makes_the_import_fall_and_every_problem_has_a_sentence(rows):
    for row in parse_xlsx([HEADER, *[[cell.replace("\x07", "") for cell in row] for row in rows]]).rows:
        assert all(sentence(problem) for problem in row.problems)


def test_every_sentence_can_be_written():
    for code in SENTENCES:
        assert sentence({"code": code, "column": "email", "found": "x"})
