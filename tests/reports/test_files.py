"""A report as a file: exactly what is filtered, and nothing a spreadsheet would run."""

import csv
import io
from urllib.parse import unquote

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from people.roles import Role
from tests.skills.factories import CertificationFactory, SkillFactory, give

from .conftest import NOW, TODAY, days

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall_of_two(person, stranger):
    sign = CertificationFactory(slug="sign", name="手语证")
    english = CertificationFactory(slug="english", name="英语证")
    give(person(full_name="龚䶮", staff_number="00123"), SkillFactory(), on=TODAY - days(10), certification=sign)
    give(person(full_name="=1+1"), SkillFactory(), on=TODAY - days(10), certification=english)
    give(stranger, SkillFactory(), on=TODAY - days(10), certification=sign)


def fetched(client, ending, **query):
    with time_machine.travel(NOW, tick=False):
        answer = client.get(reverse("reports:export", args=["certificates", ending]), query)
    assert answer.status_code == 200
    return answer


def test_the_workbook_holds_the_filtered_rows_with_real_days(client_as, manager, hall_of_two):
    answer = fetched(client_as(user=manager), "xlsx", certification="sign")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows, about = book.worksheets
    head, *data = rows.iter_rows(values_only=True)
    assert len(data) == 1
    row = dict(zip(head, data[0], strict=True))
    assert (row["工号"], row["人员"]) == ("00123", "龚䶮")
    assert row["有效期自"].date() == TODAY - days(10)
    words = {line[0]: line[1] for line in about.iter_rows(values_only=True)}
    assert words["证书"] == "手语证"
    assert words["行"] == "1"
    assert manager.full_name in words["查看人"]


def test_the_csv_is_what_excel_reads_and_holds_no_formula(client_as, manager, hall_of_two):
    answer = fetched(client_as(user=manager), "csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert {row["人员"] for row in rows} == {"龚䶮", "'=1+1"}
    assert rows[0]["有效期自"] == (TODAY - days(10)).isoformat()


def test_no_cell_of_the_workbook_is_a_formula(client_as, manager, hall_of_two):
    book = openpyxl.load_workbook(io.BytesIO(fetched(client_as(user=manager), "xlsx").content))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert "'=1+1" in {cell.value for row in book.worksheets[0].iter_rows() for cell in row}


def test_the_file_is_called_by_report_and_day(client_as, manager, hall_of_two):
    told = unquote(fetched(client_as(user=manager), "xlsx")["Content-Disposition"])
    assert "证书状态" in told
    assert "2026-11-23.xlsx" in told


def test_another_kind_of_file_is_not_found(client_as, manager):
    assert client_as(user=manager).get(reverse("reports:export", args=["certificates", "pdf"])).status_code == 404


def test_a_wrong_filter_leads_to_the_page_that_says_so(client_as, manager):
    answer = client_as(user=manager).get(
        reverse("reports:export", args=["certificates", "xlsx"]), {"on": "x"}, follow=True
    )
    assert "这不是有效的日期" in answer.content.decode()


def test_trainers_get_no_file_of_what_they_may_not_see(client_as):
    client = client_as(Role.TRAINER)
    assert client.get(reverse("reports:export", args=["certificates", "xlsx"])).status_code == 403
    assert client.get(reverse("reports:export", args=["expiring", "xlsx"])).status_code == 200
