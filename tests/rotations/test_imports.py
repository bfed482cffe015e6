"""Files a rotation is set by: a dry run that does nothing, and an applying that does exactly what was shown."""

import io
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from people.importing import Refused
from people.roles import Role
from people.tables import Unreadable, write_xlsx
from rotations.import_cells import NoHeading, weekdays_of
from rotations.import_kinds import KINDS
from rotations.importing import Changed, apply_import, start_import, template_sheets
from rotations.models import (
    Assignment,
    CalendarDay,
    Counter,
    DayPart,
    HallMinimum,
    Leave,
    Pair,
    Post,
    PostVersion,
    RotationImport,
    SeatRule,
    Wish,
    WorkTime,
)
from rotations.opening import open_days
from rotations.services import add_leave
from tests.factories import HallFactory
from tests.skills.factories import SkillFactory

from .factories import PostFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
MONDAY = date(2026, 11, 30)
DAY = timedelta(days=1)
MOST = 5 * 1024 * 1024


@pytest.fixture
def manager(person):
    return person(Role.MANAGER)


@pytest.fixture
def read(hall, manager):
    """`read("leaves", rows)` is the dry run of a file with these rows, the first of them the headings."""

    def run(kind, rows, owner=None):
        data = write_xlsx(rows, "表")
        return start_import(
            kind=kind, hall=hall, owner=owner or manager, file_name="表.xlsx", data=data, most_bytes=MOST, now=NOW
        )

    return run


def outcomes(found):
    return [row["outcome"] for row in found.rows]


def reasons(found):
    return " ".join(reason for row in found.rows for reason in row["reasons"])


def test_a_dry_run_enters_nothing_and_applying_enters_what_it_showed_once(read, person, manager):
    clerk = person(staff_number="00123", full_name="龚䶮·𠮷𬘭")
    found = read(
        "leaves", [["工号", "姓名", "开始日期", "结束日期"], ["00123", "龚䶮·𠮷𬘭", "2026-12-01", "2026年12月3日"]]
    )
    assert outcomes(found) == ["new"]
    assert not Leave.objects.exists()
    assert not ModelLogEntry.objects.filter(action="rotations.leave").exists()
    for _click in range(2):
        apply_import(found=found, by=manager, now=NOW)
    leave = Leave.objects.get()
    assert (leave.user, leave.first_day, leave.last_day) == (clerk, date(2026, 12, 1), date(2026, 12, 3))
    assert ModelLogEntry.objects.filter(action="rotations.import").count() == 1
    assert outcomes(read("leaves", [["工号", "开始日期", "结束日期"], ["00123", "2026-12-01", "2026-12-03"]])) == [
        "unchanged"
    ]


def test_rows_that_contradict_each_other_are_found_before_anything_is_entered(read, person):
    number = person().staff_number
    rows = [
        [number, "2026-12-01", "2026-12-05"],
        [number, "2026-12-05", "2026-12-07"],
        [number, "2026-12-08", "2026-12-09"],
    ]
    assert outcomes(read("leaves", [["工号", "开始日期", "结束日期"], *rows])) == ["new", "refused", "new"]


def test_every_row_that_cannot_be_taken_says_why_and_keeps_its_number(read, person, manager):
    person(staff_number="00001", full_name="安宁")
    person(staff_number="X9", hall=HallFactory())
    rows = [
        ["00001", "王芳", "2026-12-01", "2026-12-02"],
        ["00002", "", "2026-12-01", "2026-12-02"],
        ["X9", "", "2026-12-01", "2026-12-02"],
        ["00001", "", "2.12.26", "2026-12-02"],
        ["00001", "", "2026-12-03", "2026-12-02"],
        ["", "安宁", "2026-12-01", "2026-12-02"],
        ["00001", "", "2026-12-01", ""],
    ]
    found = read("leaves", [["班组休假表"], ["工号", "姓名", "开始日期", "结束日期", "天气"], *rows])
    assert outcomes(found) == ["refused"] * 7
    assert [row["number"] for row in found.rows] == list(range(3, 10))
    assert all(row["reasons"] for row in found.rows)
    assert found.ignored_columns == ["天气"]
    apply_import(found=found, by=manager, now=NOW)
    assert not Leave.objects.exists()


def test_a_number_that_lost_its_zeros_is_refused(hall, manager, person):
    person(staff_number="123")
    book = openpyxl.Workbook()
    for row in [
        ["工号", "开始日期", "结束日期"],
        [123, date(2026, 12, 1), date(2026, 12, 2)],
        ["00123", "2026-12-01", "2026-12-02"],
    ]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    facts = {"kind": "leaves", "hall": hall, "owner": manager, "file_name": "a.xlsx", "most_bytes": MOST, "now": NOW}
    found = start_import(data=out.getvalue(), **facts)
    assert outcomes(found) == ["refused", "refused"]
    assert "zero" in reasons(found) or "0" in reasons(found)


def test_a_csv_as_excel_writes_it_in_china_is_read(hall, manager, person):
    person(staff_number="00123", full_name="陈晨")
    data = "工号,姓名,开始日期,结束日期\r\n00123,陈晨,2026/12/1,2026/12/2\r\n".encode("gb18030")
    facts = {"kind": "leaves", "hall": hall, "owner": manager, "file_name": "a.csv", "most_bytes": MOST, "now": NOW}
    assert outcomes(start_import(data=data, **facts)) == ["new"]


def test_when_something_changed_since_the_preview_nothing_is_done(read, person, manager):
    one, other = person(), person()
    rows = [[user.staff_number, "2026-12-01", "2026-12-02"] for user in (one, other)]
    found = read("leaves", [["工号", "开始日期", "结束日期"], *rows])
    add_leave(user=other, first_day=date(2026, 12, 2), last_day=date(2026, 12, 4), by=manager)
    with pytest.raises(Changed):
        apply_import(found=found, by=manager, now=NOW)
    assert Leave.objects.count() == 1
    found.refresh_from_db()
    assert (outcomes(found), found.applied_at) == (["new", "refused"], None)
    apply_import(found=found, by=manager, now=NOW)
    assert Leave.objects.count() == 2


def test_every_kind_is_entered_by_its_own_verbs(read, person, manager, hall):
    learner, coach = person(staff_number="A1"), person(staff_number="A2")
    post = PostFactory(hall=hall, name="缴费窗口")
    morning = DayPart.objects.create(hall=hall, name="上午", begins_at=time(8, 30), ends_at=time(12))
    sign = SkillFactory(name="手语", name_en="Sign")
    english = SkillFactory(name="英语", name_en="English")
    files = {
        "working-times": [
            ["工号", "上班日", "时段", "百分比", "开始日期", "结束日期"],
            ["A1", "周一至周四", "上午", "40%", "2026-12-01", ""],
        ],
        "wishes": [
            ["staff number", "wish", "post", "from", "to", "note"],
            ["A1", "想去", "缴费窗口", "2026-12-01", "2026-12-31", "=1+1"],
        ],
        "pairs": [["工号1", "工号2", "方式", "岗位", "开始日期"], ["A1", "A2", "跟岗", "", "2026-12-01"]],
        "seats": [["岗位", "席位", "星期", "时段"], ["缴费窗口", "5", "一", "上午"]],
        "stays": [["工号", "岗位", "开始日期", "结束日期", "备注"], ["A2", "缴费窗口", "2026-12-01", "2026-12-20", ""]],
        "posts": [["岗位", "席位", "要求", "繁忙程度", "窗口"], ["缴费窗口", "3", "手语 3、英语", "4", "5、6"]],
    }
    for kind, rows in files.items():
        found = read(kind, rows)
        assert outcomes(found) == ["new"], (kind, reasons(found))
        assert apply_import(found=found, by=manager, now=NOW).applied_at == NOW
        assert outcomes(read(kind, rows)) == ["unchanged"], kind
    worked = WorkTime.objects.get()
    assert (worked.weekdays, worked.share, list(worked.parts.all())) == ("1234", 40, [morning])
    assert (Wish.objects.get().user, Wish.objects.get().note) == (learner, "=1+1")
    assert (Pair.objects.get().bond, Pair.objects.get().second) == ("together", coach)
    assert (SeatRule.objects.get().weekdays, SeatRule.objects.get().part) == ("1", morning)
    assert (Assignment.objects.get().user, Assignment.objects.get().post) == (coach, post)
    post.refresh_from_db()
    assert (post.seats, post.busy) == (3, 4)
    assert set(post.requirements.values_list("skill", "level")) == {(sign.pk, 3), (english.pk, 2)}
    assert list(Counter.objects.values_list("number", flat=True)) == ["5", "6"]
    assert PostVersion.objects.filter(post=post).count() == 1


def test_only_an_administrator_enters_new_posts(read, person):
    rows = [["岗位", "席位"], ["自助区", "1"]]
    assert outcomes(read("posts", rows)) == ["refused"]
    administrator = person(Role.ADMINISTRATOR)
    found = read("posts", rows, owner=administrator)
    assert outcomes(found) == ["new"]
    assert not Post.objects.exists()
    apply_import(found=found, by=administrator, now=NOW)
    assert Post.objects.get().name == "自助区"


def test_a_learner_is_placed_only_with_a_reason(read, person, hall):
    person(staff_number="A1")
    PostFactory(hall=hall, name="无障碍窗口", needs=[(SkillFactory(), 3)])
    heading = ["工号", "岗位", "开始日期", "备注"]
    assert outcomes(read("stays", [heading, ["A1", "无障碍窗口", "2026-12-01", ""]])) == ["refused"]
    assert outcomes(read("stays", [heading, ["A1", "无障碍窗口", "2026-12-01", "跟师傅学"]])) == ["new"]


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_empty_sheet_of_a_kind_is_a_file_of_that_kind(kind, read):
    (_title, rows), _about = template_sheets(KINDS[kind])
    assert read(kind, rows).rows == []


def test_a_file_without_headings_one_too_large_and_none_at_all_are_refused(hall, manager):
    facts = {"kind": "leaves", "hall": hall, "owner": manager, "file_name": "a.csv", "now": NOW}
    with pytest.raises(NoHeading):
        start_import(data="甲,乙\n1,2\n".encode(), most_bytes=MOST, **facts)
    with pytest.raises(Unreadable):
        start_import(data=b"x" * 11, most_bytes=10, **facts)
    lines = "工号,开始日期,结束日期\n" + "A1,2026-12-01,2026-12-02\n" * 2001
    with pytest.raises(Unreadable):
        start_import(data=lines.encode(), most_bytes=MOST, **facts)
    assert not RotationImport.objects.exists()


@given(st.sets(st.sampled_from("1234567"), min_size=1).map(lambda days: "".join(sorted(days))))
def test_weekdays_are_read_however_they_are_written(weekdays):
    names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    chinese = ["一二三四五六日"[int(number) - 1] for number in weekdays]
    english = [names[int(number) - 1] for number in weekdays]
    spellings = [weekdays, "周" + "".join(chinese), "、".join(f"周{one}" for one in chinese), ", ".join(english)]
    assert {weekdays_of(text) for text in spellings} == {weekdays}


@pytest.mark.parametrize("text", ["8", "周末", "5-1", "soon", "", "2026-01-05", "、"])
def test_what_are_no_weekdays_is_refused(text):
    with pytest.raises(Refused):
        weekdays_of(text)


# The pages


@pytest.fixture
def page(client_as, manager):
    return client_as(user=manager)


def upload(page, rows, kind="leaves"):
    file = SimpleUploadedFile("休假.xlsx", write_xlsx(rows, "表"))
    return page.post(reverse("rotations:import", args=[kind]), {"file": file})


def test_a_manager_uploads_looks_applies_and_takes_the_refused_rows_home(page, person):
    person(staff_number="00123")
    answer = upload(
        page,
        [["工号", "开始日期", "结束日期"], ["00123", "2026-12-01", "2026-12-02"], ["=X", "2026-12-01", "2026-12-02"]],
    )
    shown = page.get(answer.url)
    assert [line["number"] for line in shown.context["lines"]] == [2, 3]
    assert page.post(answer.url).status_code == 302
    assert Leave.objects.count() == 1
    refused = page.get(reverse("rotations:import_refused", args=[RotationImport.objects.get().pk]))
    sheet = openpyxl.load_workbook(io.BytesIO(refused.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "工号"
    assert rows[1][0] == "'=X"
    assert all(cell.data_type == "s" for row in sheet.iter_rows() for cell in row if cell.value)


def test_a_wrong_file_is_said_to_be_wrong(page):
    for data in (b"\xd0\xcf\x11\xe0old", b"PK\x03\x04broken", "没有表头".encode()):
        file = SimpleUploadedFile("a.xls", data)
        answer = page.post(reverse("rotations:import", args=["leaves"]), {"file": file})
        assert answer.status_code == 422
        assert answer.context["form"].errors["file"]


def test_how_many_must_hold_a_skill_is_read_by_name_and_level_and_zero_takes_it_back(read, hall, manager):
    skill = SkillFactory(name="手语", name_en="Sign language")
    head = ["技能", "等级", "至少人数"]
    found = read("minimums", [head, ["手语", "能用", "1"], ["Sign language", "3", "2"], ["手语", "很好", "1"]])
    assert outcomes(found) == ["new", "new", "refused"]
    assert "很好" in reasons(found)
    apply_import(found=found, by=manager, now=NOW)
    assert sorted(HallMinimum.objects.values_list("hall", "skill", "level", "people")) == [
        (hall.pk, skill.pk, 2, 1),
        (hall.pk, skill.pk, 3, 2),
    ]
    again = read("minimums", [head, ["手语", "能用", "1"], ["手语", "持证", "0"], ["手语", "1", "1000"]])
    assert outcomes(again) == ["unchanged", "new", "refused"]
    apply_import(found=again, by=manager, now=NOW)
    assert HallMinimum.objects.get().level == 2


def test_the_calendar_of_a_hall_is_read_by_days_and_stretches(read, hall, manager):
    head = ["日期", "结束日期", "营业", "名称"]
    rows = [
        ["2027-02-06", "2027-02-12", "休息", "春节"],
        ["2027-02-14", "", "营业", "春节调休上班"],
        ["2027-03-01", "2027-02-01", "休息", ""],
        ["2027-03-02", "", "也许", ""],
    ]
    found = read("calendar", [head, *rows])
    assert outcomes(found) == ["new", "new", "refused", "refused"]
    apply_import(found=found, by=manager, now=NOW)
    days = CalendarDay.objects.filter(hall=hall)
    assert (days.filter(is_open=False).count(), days.filter(is_open=True).count()) == (7, 1)
    assert open_days(hall, date(2027, 2, 4), date(2027, 2, 15)) == [date(2027, 2, day) for day in (4, 5, 13, 14, 15)]
    changed = [["2027-02-06", "2027-02-12", "休息", "春节"], ["2027-02-13", "", "休息", "春节"]]
    assert outcomes(read("calendar", [head, *changed])) == ["unchanged", "new"]


# Files as halls have them


def test_what_a_real_file_holds_is_read(read, person, hall):
    person(staff_number="A1", full_name="安宁"), person(staff_number="A2", full_name="龚䶮")
    for name in ("缴费窗口（一）", "缴费窗口（二）"):
        PostFactory(hall=hall, name=name)
    SkillFactory(name="手语", name_en="Sign language"), SkillFactory(name="英语", name_en="English")
    files = {
        "leaves": [
            ["嘉兴营业厅休假表"],
            ["工号", "姓名", "休假时间", "", "类型"],
            ["", "", "开始", "结束", ""],
            ["Ａ１", "安 宁", "2027年1月4日", "2027-1-5", "年假"],
            ["A2", "龚䶮", "20270104", "２０２７／１／６", ""],
            ["", "", "", "", ""],
        ],
        "wishes": [
            ["工号", "意愿", "岗位", "开始日期", "结束日期"],
            ["A1", "不愿意", "缴费窗口(二)", "2027-01-01", "长期"],
        ],
        "pairs": [["徒弟工号", "师傅工号", "搭档方式", "开始日期"], ["A1", "A2", "师带徒", "2027-01-01"]],
        "seats": [["岗位", "席位数", "星期"], ["缴费窗口（二）", "３个", "周六、周日"]],
        "posts": [
            ["岗位", "席位", "要求", "窗口"],
            ["缴费窗口（一）", "2", "手语≥2、英语2级", "1号，2号"],
            ["缴费窗口（二）", "1", "手语3级以上；英语（能用）", "3号"],
        ],
        "calendar": [["日期", "是否营业", "说明"], ["2027年2月5日", "休", "春节"], ["2027-02-14", "补班", "调休"]],
        "minimums": [["技能", "等级", "最少人数"], ["手语", "2级", "1人"], ["英语", "能用及以上", "１人"]],
        "stays": [["工号", "岗位", "开始日期", "结束日期"], ["A1", "缴费窗口（一）", "2026-12-05", "至今"]],
    }
    for kind, rows in files.items():
        found = read(kind, rows)
        assert set(outcomes(found)) == {"new"}, (kind, reasons(found))


def test_posts_that_differ_in_brackets_alone_are_two_and_needs_are_read_as_people_write_them(read, person, hall):
    administrator = person(Role.ADMINISTRATOR)
    sign = SkillFactory(name="手语")
    rows = [["岗位", "席位", "要求"], ["窗口（一）", "1", "手语2级"], ["窗口（二）", "2", "无"], ["窗口 (一)", "3", ""]]
    found = read("posts", rows, owner=administrator)
    apply_import(found=found, by=administrator, now=NOW)
    assert list(Post.objects.filter(hall=hall).order_by("name").values_list("name", "seats")) in (
        [("窗口（一）", 3), ("窗口（二）", 2)],
        [("窗口（二）", 2), ("窗口（一）", 3)],
    )
    assert list(Post.objects.get(name="窗口（一）").requirements.values_list("skill", "level")) == [(sign.pk, 2)]


def test_a_name_that_could_be_two_posts_is_refused(read, person, hall):
    person(staff_number="A1")
    PostFactory(hall=hall, name="VIP 窗口"), PostFactory(hall=hall, name="ｖｉｐ窗口")
    head = ["工号", "岗位", "开始日期"]
    assert outcomes(read("stays", [head, ["A1", "vip窗口", "2026-12-01"]])) == ["refused"]
    assert outcomes(read("stays", [head, ["A1", "VIP 窗口", "2026-12-01"]])) == ["new"]
