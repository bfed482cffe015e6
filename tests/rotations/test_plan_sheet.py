"""A plan from Excel: what is exported comes back unchanged, what is edited is shown and then taken over in one step."""

import io
from datetime import date, datetime, timedelta

import openpyxl
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from people.tables import Cell, write_book, write_xlsx
from rotations.importing import Changed
from rotations.models import PlanChange, RotationImport, RotationPlan
from rotations.plan_sheet import NoHeads, taken_apart
from rotations.plan_sheet_heads import NoPeriod, Span, period_of
from rotations.plan_sheet_taking import apply_plan_sheet, start_plan_sheet
from rotations.plans import Placed, cells_of, change_cells, undo
from rotations.services import add_leave
from rotations.wall import Filter, plan_xlsx, wall_of
from tests.factories import UserFactory

from .planned import MONDAY, NOW, WEEK, Planned

pytestmark = pytest.mark.django_db
MOST = 5 * 1024 * 1024


@pytest.fixture
def world():
    return Planned()


@pytest.fixture
def read(world):
    """`read(plan, rows)` is the dry run of a sheet with these rows, or of bytes."""

    def run(plan, rows, name="轮岗.xlsx"):
        data = rows if isinstance(rows, bytes) else write_xlsx(rows, "轮岗")
        plan.refresh_from_db()
        return start_plan_sheet(plan=plan, owner=world.boss, file_name=name, data=data, most_bytes=MOST, now=NOW)

    return run


def take(world, found, **how):
    return apply_plan_sheet(found=found, by=world.boss, now=NOW, **how)


def outcomes(found):
    return [row["outcome"] for row in found.rows]


def reasons(found):
    return " ".join(reason for row in found.rows for reason in row["reasons"])


def exported(world, plan, wanted=None):
    plan.refresh_from_db()
    return plan_xlsx(wall_of(plan, world.boss, wanted or Filter(), NOW))


def edited(data, **cells):
    """The workbook with cells of its first sheet written over."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for at, value in cells.items():
        book.worksheets[0][at] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def locked(plan, world, clerk, period, post=None, note=""):
    cell = Placed(period, clerk.pk, post and post.pk, locked=True, note=note)
    change_cells(plan=plan, cells=[cell], by=world.boss, now=NOW)


# There and back


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_plan_that_is_exported_and_taken_over_again_is_unchanged(world, read, language):
    names = ["缴费窗口（一）", "缴费窗口（二）", "𠮷䶮·𬘭 =1+1"]
    for post, name in zip(world.posts, names, strict=True):
        post.name, post.name_en = name, f"=Desk {post.pk}"
        post.save()
    plan = world.draft([[0, 1, None], [1, 2, 2], [None, None, 0]])
    locked(plan, world, world.clerks[0], 2, world.posts[1], note="跟师傅学\n第二行")
    locked(plan, world, world.clerks[2], 1)
    before = cells_of(plan)
    with translation.override(language):
        data = exported(world, plan)
        found = read(plan, data)
    # The workbook speaks of everybody of the hall, managers included where they are clerks.
    assert set(outcomes(found)) == {"unchanged"}
    assert not found.ignored_columns
    lines = openpyxl.load_workbook(io.BytesIO(data))
    del lines[lines.sheetnames[0]]
    out = io.BytesIO()
    lines.save(out)
    assert set(outcomes(read(plan, out.getvalue()))) == {"unchanged"}
    take(world, found)
    assert cells_of(plan) == before
    assert PlanChange.objects.filter(plan=plan, kind="sheet").count() == 0


def test_the_export_of_a_plan_makes_the_same_of_an_empty_one(world, read):
    plan = world.draft([[0, 1], [1, 2]])
    locked(plan, world, world.clerks[1], 1, world.posts[1], note="带教")
    empty = world.draft([[None, None]])
    found = read(empty, exported(world, plan))
    assert set(outcomes(found)) == {"new", "unchanged"}
    take(world, found)
    assert cells_of(empty) == cells_of(plan)


def test_what_a_filter_hides_is_left_as_it_is(world, read):
    plan = world.draft([[0, 1], [1, 0]])
    found = read(plan, exported(world, plan, Filter(posts=frozenset([world.posts[0].pk]))))
    assert set(outcomes(found)) == {"unchanged"}
    assert len(found.rows) == 2


def test_edits_in_excel_are_shown_taken_over_once_and_undone_in_one_step(world, read):
    plan = world.draft([[0, 1], [1, 2], [2, 0]])
    before = cells_of(plan)
    data = edited(exported(world, plan), C2=f"{world.posts[2].name} 🔒", D3=None)
    found = read(plan, data)
    assert [row["at"] for row in found.rows_with("new")] == ["C2", "D3"]
    assert cells_of(plan) == before
    for _click in range(2):
        take(world, found)
    after = cells_of(plan)
    assert after[1, world.clerks[0].pk] == Placed(1, world.clerks[0].pk, world.posts[2].pk, locked=True)
    assert (2, world.clerks[1].pk) not in after
    assert PlanChange.objects.filter(plan=plan, kind="sheet").count() == 1
    assert ModelLogEntry.objects.filter(action="rotations.import").count() == 1
    undo(plan=plan, by=world.boss, now=NOW)
    assert cells_of(plan) == before


def test_when_the_plan_changed_in_between_the_sheet_is_shown_anew_before_it_is_taken(world, read):
    plan = world.draft([[0, 1]])
    found = read(plan, edited(exported(world, plan), C2=world.posts[2].name))
    change_cells(plan=plan, cells=[Placed(1, world.clerks[0].pk, world.posts[2].pk)], by=world.boss, now=NOW)
    with pytest.raises(Changed):
        take(world, found)
    found.refresh_from_db()
    assert (set(outcomes(found)), found.applied_at) == ({"unchanged"}, None)


# What is refused, and why


def test_a_cell_is_refused_for_what_the_board_refuses_it_for(world, read):
    plan = world.draft([[0, 1, 0], [None, 1, 0]])
    learner, away = UserFactory(hall=world.hall, full_name="新人"), world.clerks[1]
    locked(plan, world, world.clerks[0], 1, world.posts[0])
    add_leave(user=away, first_day=MONDAY, last_day=MONDAY + timedelta(days=6), by=world.boss)
    post = world.posts[2].name
    rows = [
        ["工号", "期次", "岗位"],
        [world.clerks[0].staff_number, "1", post],
        [away.staff_number, "第1期", post],
        [learner.staff_number, "2", post],
        [world.clerks[0].staff_number, "9", post],
        [world.clerks[0].staff_number, "3", "没有的窗口"],
        ["X404", "3", post],
        [world.clerks[1].staff_number, "3", f"{post} → {world.posts[0].name}"],
        [world.clerks[1].staff_number, "", post],
    ]
    found = read(plan, rows)
    assert outcomes(found) == ["refused", "refused", "ask", *["refused"] * 5]
    assert [row["number"] for row in found.rows] == list(range(2, 10))
    assert all(row["reasons"] for row in found.rows)
    assert "窗口业务" in " ".join(found.rows[2]["reasons"])
    take(world, found)
    assert (2, learner.pk) not in cells_of(plan)


def test_who_cannot_stand_there_is_taken_with_the_managers_own_word(world, read):
    plan = world.draft([[0, 1]])
    learner = UserFactory(hall=world.hall, full_name="新人")
    rows = [["工号", "期次", "岗位"], [learner.staff_number, "1", world.posts[0].name]]
    take(world, read(plan, rows), note="跟师傅学")
    assert cells_of(plan)[1, learner.pk].note == "跟师傅学"
    noted = [["工号", "期次", "岗位", "备注"], [learner.staff_number, "2", world.posts[0].name, "还在学"]]
    assert outcomes(read(plan, noted)) == ["new"]


def test_a_period_that_is_over_stays_as_it_was(world, read):
    plan = world.draft([[0, 1]], first_day=MONDAY - 2 * WEEK)
    found = read(plan, edited(exported(world, plan), C2=world.posts[2].name))
    assert set(outcomes(found)) == {"refused", "unchanged"}


def test_rows_that_contradict_each_other_are_all_refused_and_the_same_twice_is_once(world, read):
    plan = world.draft([[0, 1]])
    number, (a, _b, c) = world.clerks[0].staff_number, world.posts
    rows = [["工号", "第一天", "岗位"], [number, "2026-11-30", c.name], [number, "2026年11月30日", c.name]]
    assert outcomes(read(plan, rows)) == ["new", "unchanged"]
    assert outcomes(read(plan, [*rows, [number, "20261130", a.name]])) == ["refused"] * 3


def test_a_plan_that_is_not_open_takes_no_sheet(world, read):
    plan = world.draft([[0]])
    found = read(plan, edited(exported(world, plan), C2=world.posts[1].name))
    RotationPlan.objects.filter(pk=plan.pk).update(state="published")
    with pytest.raises(ValidationError):
        take(world, found)
    with pytest.raises(ValidationError):
        read(plan, exported(world, plan))


def test_people_of_another_hall_are_not_there(world, read):
    stranger = UserFactory()
    plan = world.draft([[0]])
    found = read(plan, [["工号", "期次", "岗位"], [stranger.staff_number, "1", world.posts[0].name]])
    assert outcomes(found) == ["refused"]
    assert stranger.full_name not in reasons(found)


# Files as halls have them


def test_months_merged_above_weeks_and_names_alone_are_understood(world, read):
    plan = world.draft([[None] * 3] * 2)
    rows = [
        ["嘉兴营业厅轮岗表"],
        ["姓名", "11月", "12月", ""],
        ["", "11-30", "12月7日", "12.14"],
        ["员工0", world.posts[0].name, "", "休"],
        ["员工1", "", f"{world.posts[1].name}（锁定）", ""],
        ["", "", "", ""],
    ]
    found = read(plan, rows)
    assert "refused" not in outcomes(found)
    take(world, found)
    cells = cells_of(plan)
    assert cells[1, world.clerks[0].pk].post == world.posts[0].pk
    assert cells[2, world.clerks[1].pk] == Placed(2, world.clerks[1].pk, world.posts[1].pk, locked=True)
    assert len(cells) == 2


def test_two_of_one_name_are_told_apart_by_their_numbers_only(world, read):
    twin = UserFactory(hall=world.hall, full_name="员工0")
    plan = world.draft([[None]])
    assert outcomes(read(plan, [["姓名", "第1期"], ["员工0", world.posts[0].name]])) == ["refused"]
    assert outcomes(read(plan, [["工号", "姓名", "第1期"], [twin.staff_number, "员工0", "无"]])) == ["unchanged"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
def test_csv_is_read_in_the_encodings_of_china_and_the_world(world, read, encoding):
    world.posts[0].name = "𠮷䶮窗口"
    world.posts[0].save()
    plan = world.draft([[None, None]])
    data = f"工号,姓名,第１期,第二期\r\n{world.clerks[0].staff_number},员工0,𠮷䶮窗口,\r\n".encode(encoding)
    take(world, read(plan, data, "轮岗.csv"))
    assert cells_of(plan)[1, world.clerks[0].pk].post == world.posts[0].pk


def test_posts_that_differ_in_brackets_alone_are_two(world, read):
    for post, name in zip(world.posts, ["窗口（一）", "窗口（二）", "窗口"], strict=True):
        post.name = name
        post.save()
    plan = world.draft([[None, None, None]])
    take(world, read(plan, [["姓名", "1", "2", "3"], ["员工0", "窗口(二)", "窗口（一）", "窗口"]]))
    one, two, plain = world.posts
    assert [cells_of(plan)[n, world.clerks[0].pk].post for n in (1, 2, 3)] == [two.pk, one.pk, plain.pk]


def test_columns_of_another_plan_are_named_and_not_taken_for_this_one(world, read):
    plan, other = world.draft([[None]]), world.draft([[0]], first_day=MONDAY + WEEK)
    found = read(
        plan, [["姓名", "1", "1: 2026-12-07 – 2026-12-13"], ["员工0", world.posts[0].name, world.posts[1].name]]
    )
    assert outcomes(found) == ["refused", "new"]
    assert found.rows[0]["at"] == "C1"
    # Its lines are read, and none of them is a period of this plan.
    assert set(outcomes(read(plan, exported(world, other)))) == {"refused"}
    with pytest.raises(NoHeads):
        read(plan, [["姓名", "岗位", "日期"], ["员工0", world.posts[0].name, "2026-11-30"]])


def test_a_list_line_of_several_periods_is_one_cell_for_each(world, read):
    plan = world.draft([[None] * 3])
    head = ["工号", "岗位", "开始日期", "结束日期", "锁定"]
    number, post = world.clerks[0].staff_number, world.posts[0]
    take(world, read(plan, [head, [number, post.name, "2026-11-30", "2026-12-13", "是"]]))
    assert [cell.locked for cell in cells_of(plan).values()] == [True, True]
    assert outcomes(read(plan, [head, [number, post.name, "2026-11-30", "2026-12-10", ""]])) == ["refused"]
    assert outcomes(read(plan, [head, [number, post.name, "2026-11-30", "", "也许"]])) == ["refused"]
    assert outcomes(read(plan, [head[:4], [number, post.name, "2026-11-30", ""]])) == ["unchanged"]


def test_a_real_date_in_the_head_of_a_column_is_a_first_day(world, read):
    plan = world.draft([[None, None]])
    data = write_book(
        [("轮岗", [["姓名", MONDAY, MONDAY + WEEK], ["员工0", world.posts[0].name, world.posts[1].name]])]
    )
    assert outcomes(read(plan, data)) == ["new", "new"]


# The pure parts

SPANS = [Span(n + 1, date(2026, 11, 30) + n * timedelta(7), date(2026, 12, 6) + n * timedelta(7)) for n in range(12)]
EPOCH = datetime(1899, 12, 30)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("3", 3), ("第3期", 3), ("第三周", 3), ("第十二期", 12), ("Week 3", 3), ("第１０期", 10), ("12-14", 3),
        ("12月14日", 3), ("12/14", 3), ("2026-12-14", 3), ("20261214", 3), ("2026年12月14日", 3),
        ("12月14日 – 12月20日", 3), ("3: 2026-12-14 – 2026-12-20", 3), ("第3周 12月14日-20日", None),
        ("第3周（12.14-12.20）", 3), ("2027-1-4", 6), ("1月4日（周一）", 6),
        ("11月", 1), ("12月", None), ("4: 2026-12-14 – 2026-12-20", None), ("13", None), ("0", None), ("合计", None),
        ("2026-12-14 – 2026-12-21", None), ("12月15日", None), ("", None), ("2026", None), ("第期", None),
    ],
)  # fmt: skip
def test_a_period_is_known_by_its_number_or_its_first_day(words, number):
    cell = Cell("text", words) if words else Cell("empty", None)
    if number is None:
        with pytest.raises(NoPeriod):
            period_of(cell, SPANS, EPOCH)
    else:
        assert period_of(cell, SPANS, EPOCH) == number


NAMES = st.text(st.characters(blacklist_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=12).map(str.strip)


@settings(max_examples=60, deadline=None)
@given(NAMES.filter(bool), st.booleans(), NAMES)
def test_what_a_cell_says_is_read_as_it_was_written(name, is_locked, note):
    text = f"{name} 🔒" if is_locked else name
    text = f"{text}\n◆ {note}" if note else text
    if text != name and text.strip() != "…":
        assert taken_apart(text, lambda word: word == name) == (name, is_locked or None, note)


# The pages


@pytest.fixture
def page(client, world):
    with time_machine.travel(NOW, tick=False):
        client.force_login(world.boss)
        yield client


def send(page, plan, data):
    address = reverse("rotations:plan_sheet", args=[plan.pk])
    return page.post(address, {"file": SimpleUploadedFile("轮岗.xlsx", data)})


def test_a_manager_uploads_looks_takes_over_and_carries_the_refused_cells_home(page, world):
    learner = UserFactory(hall=world.hall, full_name="=新人")
    plan = world.draft([[0, 1]])
    rows = [
        ["姓名", "1", "2"],
        ["员工0", world.posts[1].name, world.posts[1].name],
        ["=新人", world.posts[0].name, ""],
        ["谁", "", world.posts[0].name],
    ]
    answer = send(page, plan, write_xlsx(rows, "轮岗"))
    assert answer.status_code == 302
    shown = page.get(answer.url)
    assert [line["at"] for line in shown.context["lines"]] == ["B2"]
    assert "员工0" in shown.content.decode()
    found = RotationImport.objects.get()
    taken = page.get(reverse("rotations:plan_sheet_refused", args=[plan.pk, found.pk]))
    sheet = openpyxl.load_workbook(io.BytesIO(taken.content)).active
    table = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert {row[1] for row in table[1:]} == {"'=新人", "谁"}
    assert all(cell.data_type == "s" for row in sheet.iter_rows() for cell in row if cell.value)
    assert page.post(answer.url, {"note": "还在学"}).url == reverse("rotations:board", args=[plan.pk])
    assert cells_of(plan)[1, learner.pk].note == "还在学"
    assert page.get(answer.url).context["found"].applied_at == NOW
    history = page.get(reverse("rotations:plan_history", args=[plan.pk])).content.decode()
    assert "表格" in history


def test_a_file_that_heads_nothing_is_said_to_be_so(page, world):
    plan = world.draft([[0]])
    for data in (b"\xd0\xcf\x11\xe0old", b"PK\x03\x04broken", write_xlsx([["甲", "乙"]], "表")):
        answer = send(page, plan, data)
        assert answer.status_code == 422
        assert answer.context["form"].errors["file"]


def test_the_sheet_of_somebody_else_is_nowhere(page, world):
    plan = world.draft([[0]])
    facts = {"plan": plan, "file_name": "a.xlsx", "data": exported(world, plan), "most_bytes": MOST, "now": NOW}
    found = start_plan_sheet(owner=world.other, **facts)
    assert page.get(reverse("rotations:plan_sheet_preview", args=[plan.pk, found.pk])).status_code == 404
    assert page.get(reverse("rotations:import_preview", args=[found.pk])).status_code == 404
