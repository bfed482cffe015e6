"""The staff import from upload to confirmation: what it shows, what it does, whom it lets do it, and only once."""

import datetime
import io

import openpyxl
import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import ModelLogEntry

from people import services
from people.history import keep_history
from people.importing import parse
from people.models import StaffImport, User
from people.roles import Role, remember_roles, roles_of
from people.staff_table import refused_rows, staff_rows
from people.tables import read_tables, write_csv, write_xlsx
from tests.factories import HallFactory

from .factories import HEADER, csv_text, workbook

MOST = 5 * 1024 * 1024
NOW = timezone.now()


def start(owner, rows, **how):
    data = workbook([HEADER, *rows])
    return services.start_import(
        owner=owner, file_name="staff.xlsx", data=data, most_bytes=MOST, now=how.get("now", NOW)
    )


def apply(staff_import, by):
    return services.apply_import(staff_import=staff_import, by=by, now=NOW)


def row(number, name="张伟", email="", hall="", hired="", left="", roles=""):
    return [number, name, email, hall, hired, left, roles]


def codes(staff_import):
    return [[problem["code"] for problem in step["problems"]] for step in staff_import.rows]


def outcomes(staff_import):
    return [step["outcome"] for step in staff_import.rows]


@pytest.fixture
def administrator(person):
    return person(Role.ADMINISTRATOR, staff_number="ADMIN", email="admin@hall.example")


@pytest.fixture
def manager(person):
    return person(Role.MANAGER, staff_number="BOSS")


def test_a_dry_run_counts_every_row_and_changes_nothing(administrator, person, hall):
    known = person(staff_number="K1", full_name="王芳", email="")
    person(staff_number="K2", full_name="赵敏")
    before = User.objects.count()
    dry = start(
        administrator,
        [
            row("N1", hall=hall.code),
            row("K1", "王芳", "wang@hall.example"),
            row("K2", "赵敏"),
            row("", "无号"),
            row("N2", roles="大王"),
        ],
    )
    assert dry.counts == {"new": 1, "changed": 1, "unchanged": 1, "refused": 2}
    assert sum(dry.counts.values()) == len(dry.rows) == 5
    assert dry.rows[1]["changes"] == {"email": ["", "wang@hall.example"]}
    assert User.objects.count() == before
    known.refresh_from_db()
    assert known.email == ""


def test_applying_enters_and_changes_people_and_leaves_everybody_else(administrator, person, hall):
    known = person(staff_number="K1", full_name="王芳")
    bystander = person(staff_number="B1", full_name="不在文件里")
    dry = start(
        administrator,
        [
            row("N1", "单雄信", "Dan@Hall.example", hall.name, "2024年3月1日", "", "营业员、培训师"),
            row("k1", "王芬", "", "", "", "2030-01-31"),
        ],
    )
    apply(dry, administrator)
    new = User.objects.get(staff_number="N1")
    assert (new.full_name, new.email, new.hall, new.hired_on) == (
        "单雄信",
        "dan@hall.example",
        hall,
        datetime.date(2024, 3, 1),
    )
    assert (new.name_pinyin, new.name_search) == ("shan4 xiong2 xin4", "shanxiongxin sxx")
    assert roles_of(new) == {Role.CLERK, Role.TRAINER}
    assert not new.has_usable_password()
    known.refresh_from_db()
    assert (known.full_name, known.name_pinyin, known.left_on) == ("王芬", "wang2 fen1", datetime.date(2030, 1, 31))
    assert known.staff_number == "K1"
    unchanged = User.objects.get(pk=bystander.pk)
    assert (unchanged.full_name, unchanged.password) == (bystander.full_name, bystander.password)


def test_an_import_keeps_what_the_list_said_before(administrator, person, hall):
    known, other = person(staff_number="K1", full_name="张伟", hall=hall), HallFactory(name="城东营业厅")
    keep_history([known.pk], now=NOW - datetime.timedelta(days=3))
    apply(start(administrator, [row("K1", hall="城东营业厅"), row("N1", "王芳", hall="城东营业厅")]), administrator)
    assert list(known.staff_records.values_list("hall", flat=True)) == [hall.pk, other.pk]
    assert User.objects.get(staff_number="N1").staff_records.get().hall == other


def test_an_empty_cell_changes_nothing_and_a_role_cell_replaces_the_roles(administrator, person):
    known = person(Role.TRAINER, staff_number="K1", full_name="王芳", email="w@hall.example")
    apply(start(administrator, [row("K1", "")]), administrator)
    known.refresh_from_db()
    assert (known.full_name, known.email) == ("王芳", "w@hall.example")
    apply(start(administrator, [row("K1", "", roles="班长")]), administrator)
    (known,) = remember_roles(User.objects.filter(pk=known.pk))
    assert roles_of(known) == {Role.MANAGER}


def test_a_second_click_finds_it_done(administrator):
    dry = start(administrator, [row("N1")])
    first, second = apply(dry, administrator), apply(dry, administrator)
    assert first.applied_at == second.applied_at
    assert User.objects.filter(staff_number="N1").count() == 1
    assert ModelLogEntry.objects.filter(action="people.import").count() == 1


def test_two_clicks_at_the_same_moment_enter_people_once(racing_db, person):
    administrator = person(Role.ADMINISTRATOR)
    dry = start(administrator, [row("N1"), row("N2")])
    answers = racing_db.together(2 * [lambda: apply(dry, administrator)])
    assert [type(answer) for answer in answers] == [StaffImport, StaffImport]
    assert User.objects.filter(staff_number__in=["N1", "N2"]).count() == 2


def test_nothing_is_applied_when_the_hall_changed_in_between(administrator, person):
    dry = start(administrator, [row("N1"), row("N2")])
    person(staff_number="N1", full_name="先来的")
    with pytest.raises(services.HallChanged):
        apply(dry, administrator)
    assert not User.objects.filter(staff_number="N2").exists()
    dry.refresh_from_db()
    assert outcomes(dry) == ["changed", "new"]
    assert apply(dry, administrator).applied_at


def test_refused_rows_take_no_other_row_with_them(administrator):
    dry = start(administrator, [row("N1"), row("N 2"), row("N3", hired="明天")])
    apply(dry, administrator)
    assert set(User.objects.filter(staff_number__startswith="N").values_list("staff_number", flat=True)) == {"N1"}


def test_addresses_of_others_unknown_halls_and_missing_names_are_refused(administrator, person, hall):
    person(staff_number="K1", email="taken@hall.example")
    HallFactory(code="a", name="同名厅")
    HallFactory(code="b", name="同名厅")
    dry = start(
        administrator,
        [
            row("N1", email="Taken@hall.example"),
            row("N2", hall="月球厅"),
            row("N3", ""),
            row("N4", hall="同名厅"),
            row("N5", hall="B"),
        ],
    )
    assert codes(dry) == [["email-taken"], ["hall-unknown"], ["no-name"], ["hall-twice"], []]


def test_leaving_is_held_against_the_day_of_hiring_in_the_database(administrator, person):
    person(staff_number="K1", full_name="王芳", hired_on=datetime.date(2020, 1, 1))
    assert codes(start(administrator, [row("K1", "王芳", left="2019-12-31")])) == [["left-before-hired"]]


# Who may


def test_a_manager_enters_only_clerks_of_the_own_hall(manager, person, hall):
    other = HallFactory(code="other")
    person(Role.ADMINISTRATOR, staff_number="A1", full_name="管理员")
    person(staff_number="O1", full_name="别处", hall=other)
    dry = start(
        manager,
        [
            row("N1"),
            row("N2", hall=hall.code),
            row("N3", hall="other"),
            row("N4", roles="培训师"),
            row("N5", roles="营业员"),
            row("A1", email="mine@hall.example"),
            row("O1", email="mine2@hall.example"),
            row("BOSS", email="me@hall.example"),
        ],
    )
    assert codes(dry) == [
        [],
        [],
        ["other-hall"],
        ["other-role"],
        [],
        ["not-yours"],
        ["not-yours"],
        ["not-yours"],
    ]
    apply(dry, manager)
    for number in ["N1", "N2", "N5"]:
        new = User.objects.get(staff_number=number)
        assert new.hall == hall
        assert roles_of(new) == {Role.CLERK}


def test_an_administrator_changes_no_superuser_and_keeps_the_own_role(administrator, person):
    person(Role.ADMINISTRATOR, staff_number="ROOT", is_superuser=True)
    dry = start(administrator, [row("ROOT", "", email="mine@hall.example"), row("ADMIN", "", roles="营业员")])
    assert codes(dry) == [["not-yours"], ["own-role"]]


def test_a_file_cannot_make_a_superuser(administrator):
    apply(start(administrator, [row("N1", roles="管理员")]), administrator)
    assert not User.objects.get(staff_number="N1").is_superuser


@pytest.mark.parametrize("role", [Role.CLERK, Role.TRAINER, Role.CHIEF_TRAINER])
def test_clerks_and_trainers_may_not_import_or_export(client_as, role):
    client = client_as(role)
    for url in ["/people/import/", "/people/import/1/", "/people/import/1/refused/csv/", "/people/export/csv/"]:
        assert client.get(url).status_code == 403


def test_a_dry_run_belongs_to_whoever_uploaded_it(client_as, administrator, manager):
    dry = start(administrator, [row("N1")])
    client = client_as(user=manager)
    assert client.get(reverse("people:import_preview", args=[dry.pk])).status_code == 404
    assert client.post(reverse("people:import_preview", args=[dry.pk])).status_code == 404
    assert client.get(reverse("people:import_refused", args=[dry.pk, "csv"])).status_code == 404


# On the screen


def upload(client, data, name="staff.xlsx"):
    return client.post("/people/import/", {"file": SimpleUploadedFile(name, data)})


def test_upload_preview_confirm(client_as, administrator):
    client = client_as(user=administrator)
    assert client.get("/people/import/").status_code == 200
    answer = upload(
        client, workbook([[*HEADER, "性别"], [*row("N1", "单雄信"), "男"], [*row("N2", hired="明天"), "女"]])
    )
    page = client.get(answer.url).content.decode()
    assert "单雄信" in page
    assert "性别" in page
    assert "明天" in page
    assert "单雄信" not in client.get(f"{answer.url}?outcome=refused").content.decode()
    done = client.post(answer.url, follow=True)
    assert done.status_code == 200
    assert User.objects.filter(staff_number="N1").exists()
    again = client.post(answer.url, follow=True)
    assert again.status_code == 200
    assert User.objects.filter(staff_number="N1").count() == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_csv_uploads_work_too(client_as, administrator, encoding):
    client = client_as(user=administrator)
    answer = upload(client, csv_text([HEADER, row("N1", "苏𬘭")], "\t").encode(encoding), "staff.txt")
    client.post(answer.url)
    assert User.objects.get(staff_number="N1").full_name == "苏𬘭"


@pytest.mark.parametrize(
    "data", [b"", b"\xd0\xcf\x11\xe0rest", b"PK\x03\x04rest", "姓名\n张\n".encode(), b"x" * (MOST + 1)]
)
def test_a_bad_file_keeps_the_page_and_says_why(client_as, administrator, data):
    answer = upload(client_as(user=administrator), data)
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert not StaffImport.objects.exists()


def test_a_forgotten_dry_run_is_forgotten_after_a_day(administrator):
    old = start(administrator, [row("N1")])
    kept = apply(start(administrator, [row("N2")]), administrator)
    start(administrator, [row("N3")], now=NOW + datetime.timedelta(days=2))
    assert not StaffImport.objects.filter(pk=old.pk).exists()
    assert StaffImport.objects.filter(pk=kept.pk).exists()


def queries_of(client, url):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_preview_and_upload_cost_the_same_for_one_row_and_many(client_as, administrator):
    client = client_as(user=administrator)
    one = start(administrator, [row("N1")])
    many = start(administrator, [row(f"M{n}") for n in range(30)])
    client.get("/people/import/")  # the settings of the hall are made when they are first asked for
    few = queries_of(client, reverse("people:import_preview", args=[one.pk]))
    assert few == queries_of(client, reverse("people:import_preview", args=[many.pk]))
    assert few <= 8


def test_reading_and_applying_a_file_costs_the_same_for_one_row_and_many(administrator, django_assert_max_num_queries):
    for rows in [[row("N1")], [row(f"M{n}") for n in range(200)]]:
        with django_assert_max_num_queries(12):
            dry = start(administrator, rows)
        with django_assert_max_num_queries(30):
            apply(dry, administrator)


def test_new_people_with_an_address_are_written_to_once(client_as, administrator, django_capture_on_commit_callbacks):
    dry = start(
        administrator, [row("N1", email="n1@hall.example"), row("N2"), row("ADMIN", "改名", "admin2@hall.example")]
    )
    client = client_as(user=administrator)
    letters = reverse("people:import_letters", args=[dry.pk])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(letters)
    assert mail.outbox == [], "nobody is written to before the file is applied"
    apply(dry, administrator)
    assert letters in client.get(reverse("people:import_preview", args=[dry.pk])).content.decode()
    for _click in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(letters)
    assert [letter.to for letter in mail.outbox] == [["n1@hall.example"]]
    assert letters not in client.get(reverse("people:import_preview", args=[dry.pk])).content.decode()


def test_those_without_a_password_are_found_in_the_list(client_as, administrator):
    apply(start(administrator, [row("N1", "新来的")]), administrator)
    page = client_as(user=administrator).get("/people/?show=waiting").content.decode()
    assert "新来的" in page
    assert administrator.staff_number not in page.split("<tbody>")[1]


# Out again


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(("write", "name"), [(write_csv, "s.csv"), (lambda rows: write_xlsx(rows, "staff"), "s.xlsx")])
def test_an_export_read_back_changes_nothing(administrator, person, hall, language, write, name):
    person(
        staff_number="00123", full_name="阿依古丽·买买提", email="ayi@hall.example", left_on=datetime.date(2030, 1, 1)
    )
    person(Role.CHIEF_TRAINER, staff_number="330402199001011234", full_name="=HYPERLINK(1)")
    people = User.objects.select_related("hall")
    with translation.override(language):
        data = write(staff_rows(people))
        parsed = parse(read_tables(data, name, MOST))
        dry = services.start_import(owner=administrator, file_name=name, data=data, most_bytes=MOST, now=NOW)
    assert not parsed.ignored_columns
    assert outcomes(dry) == ["unchanged"] * people.count()


def test_the_export_of_a_manager_holds_the_own_hall(client_as, manager, person):
    person(staff_number="IN1")
    person(staff_number="OUT1", hall=HallFactory())
    client = client_as(user=manager)
    text = client.get("/people/export/csv/").content.decode("utf-8-sig")
    assert "IN1" in text
    assert "OUT1" not in text
    assert client.get("/people/export/pdf/").status_code == 404


def test_refused_rows_can_be_corrected_and_uploaded_again(client_as, administrator):
    dry = start(administrator, [row("N1"), row("N2", "=cmd", hired="明天", roles="营业员")])
    client = client_as(user=administrator)
    data = client.get(reverse("people:import_refused", args=[dry.pk, "xlsx"])).content
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    _header, refused = sheet.iter_rows(values_only=True)
    assert refused[0] == "N2"
    assert "明天" in refused[4]
    assert refused[-2] == "3"
    again = services.start_import(owner=administrator, file_name="r.xlsx", data=data, most_bytes=MOST, now=NOW)
    assert codes(again) == [["date-shape"]]
    assert len(again.ignored_columns) == 2
    assert len(list(refused_rows(dry))) == 2
