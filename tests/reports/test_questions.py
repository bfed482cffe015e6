"""Each report against facts made by hand; people of other halls are never in it."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import BlockDone, CoursePage, Enrolment, Progress
from courses.services import complete_step, enrol, open_step
from people.roles import Role
from programmes.findings import Finding
from programmes.models import AssignmentException, AssignmentRule, Extension, RecordsCheck, TrainingAssignment
from programmes.services import adopt_certificates, learned, open_cycle, waive_cycle, withdraw_cycle
from quizzes import observing
from quizzes.models import Duty
from reports.questions.hours import months_between, quiz_minutes
from rotations.models import Leave
from skills.services import reinstate, revoke_certificate, suspend
from tests.courses.factories import (
    make_attempt,
    make_course,
    make_lesson,
    make_practical_page,
    make_quiz_page,
    steps_of,
)
from tests.programmes.factories import make_programme, path
from tests.quizzes.practical_factories import ask as ask_practical
from tests.quizzes.practical_factories import make_coach, make_practical, sheet
from tests.quizzes.waiting import make_waiting
from tests.skills.factories import CertificationFactory, SkillFactory, give

from .conftest import NOW, TODAY, cells, days

pytestmark = pytest.mark.django_db


@pytest.fixture
def sign():
    """A certificate valid for a year, to be renewed in its last 60 days, with 30 days of grace."""
    return CertificationFactory(slug="sign", name="手语证", name_en="Sign certificate")


# Certificates


def test_people_are_counted_by_what_their_certificate_is_worth(asked, person, sign, stranger):
    skill = SkillFactory()
    names = {"有效": 10, "待续": 330, "宽限": 380, "过期": 500}
    for name, age in names.items():
        give(person(full_name=name), skill, on=TODAY - days(age), certification=sign)
    give(stranger, skill, on=TODAY - days(10), certification=sign)
    found = asked("certificates")
    standing = {row.cells["person"].full_name: row.facets["standing"][0] for row in found.rows}
    assert standing == {"有效": "valid", "待续": "risk", "宽限": "risk", "过期": "expired"}
    [block] = found.blocks()
    figures = {str(head): cell.amount for head, cell in zip(block.heads, block.lines[0].cells, strict=True)}
    assert figures == {"有效": 1, "有风险": 2, "已过期": 1}
    assert block.lines[0].total.amount == 4


def test_a_figure_leads_to_the_people_it_counts(asked, person, sign):
    give(person(full_name="有效"), SkillFactory(), on=TODAY - days(10), certification=sign)
    give(person(full_name="过期"), SkillFactory(), on=TODAY - days(500), certification=sign)
    figure = next(
        cell for cell in asked("certificates").blocks()[0].lines[0].cells if cell.drill["standing"] == "expired"
    )
    assert cells(asked("certificates", **figure.drill), "person") == [("过期",)]


def test_whoever_renewed_counts_once_with_the_newer_paper(asked, person, sign):
    clerk, skill = person(), SkillFactory()
    give(clerk, skill, on=TODAY - days(340), certification=sign)
    newer = give(clerk, skill, on=TODAY - days(5), certification=sign)
    assert cells(asked("certificates"), "number") == [(newer.certificate.number,)]


def test_the_past_is_told_as_it_was(asked, person, sign):
    clerk = person()
    give(clerk, SkillFactory(), on=TODAY - days(500), certification=sign)
    past = asked("certificates", on=(TODAY - days(400)).isoformat())
    assert [row.facets["standing"][0] for row in past.rows] == ["valid"]


def test_suspended_and_revoked_papers_are_said_to_be(asked, person, manager, sign):
    skill = SkillFactory()
    one = give(person(full_name="暂停"), skill, on=TODAY - days(10), certification=sign).certificate
    two = give(person(full_name="撤销"), skill, on=TODAY - days(10), certification=sign).certificate
    suspend(certificate=one, on=TODAY, reason="投诉核查", by=manager, now=NOW)
    revoke_certificate(certificate=two, on=TODAY, reason="代答", by=manager)
    found = {row.cells["person"].full_name: row.facets["standing"][0] for row in asked("certificates").rows}
    assert found == {"暂停": "suspended", "撤销": "revoked"}


def test_who_has_left_is_not_counted_any_more(asked, person, sign):
    give(person(left_on=TODAY - days(1)), SkillFactory(), on=TODAY - days(10), certification=sign)
    assert asked("certificates").rows == []


def test_an_administrator_may_choose_a_hall(asked, person, sign, stranger, hall):
    skill = SkillFactory()
    give(person(full_name="本厅"), skill, on=TODAY, certification=sign)
    give(stranger, skill, on=TODAY, certification=sign)
    admin = person(Role.ADMINISTRATOR)
    assert len(asked("certificates", viewer=admin).rows) == 2
    assert len(asked("certificates", viewer=admin).blocks()) == 2
    assert cells(asked("certificates", viewer=admin, hall=hall.code), "person") == [("本厅",)]


def test_a_manager_who_names_another_hall_sees_the_own_one(asked, person, sign, stranger, other_hall):
    give(stranger, SkillFactory(), on=TODAY, certification=sign)
    assert asked("certificates", hall=other_hall.code).rows == []


# Expiring


def test_what_ends_within_the_days_is_listed_the_nearest_first(asked, person, sign, stranger):
    skill = SkillFactory()
    # Valid for 365 days: given so many days ago, so many are left.
    for name, left in {"十天": 10, "五天": 5, "百天": 100}.items():
        give(person(full_name=name), skill, on=TODAY - days(364 - left), certification=sign)
    give(stranger, skill, on=TODAY - days(360), certification=sign)
    assert cells(asked("expiring", days=30), "person", "left") == [("五天", 5), ("十天", 10)]


def test_grace_is_listed_and_expired_is_not(asked, person, sign):
    give(person(full_name="宽限"), SkillFactory(), on=TODAY - days(380), certification=sign)
    give(person(full_name="过期"), SkillFactory(), on=TODAY - days(500), certification=sign)
    [row] = asked("expiring").rows
    assert (row.cells["person"].full_name, row.facets["window"][0]) == ("宽限", "grace")


def test_who_is_in_the_course_is_said_to_be_renewing(asked, person, sign):
    course = make_course(certification=sign)
    for name in ("在学", "没学"):
        give(person(full_name=name), SkillFactory(), on=TODAY - days(350), certification=sign)
    Enrolment.objects.create(user_id=asked("expiring").rows[0].cells["person"].pk, course=course, started_at=NOW)
    assert sorted(row.facets["renewing"][0] for row in asked("expiring").rows) == ["no", "yes"]


@pytest.fixture
def programme(sign):
    """What the certificate asks for: a course that issues nothing by itself, and a practical."""
    parts = path([make_course(level=None, certified=False), make_practical()])
    return make_programme(parts, grants=[(SkillFactory(), 3)], certification=sign)


def renewing(found):
    """`{name: (word, value of the facet)}` of the report."""
    return {row.cells["person"].full_name: (row.cells["renewing"], row.facets["renewing"][0]) for row in found.rows}


def test_an_open_round_of_the_programme_is_renewing_once_something_is_begun(asked, person, sign, programme):
    course, practical = (part.value for group in programme.first for part in group.value["parts"])
    course = CoursePage.objects.get(pk=course.pk)
    people = {name: person(full_name=name) for name in ("没开", "开了", "报了", "学了", "等考", "外人")}
    for one in people.values():
        give(one, SkillFactory(), on=TODAY - days(350), certification=sign)
        adopt_certificates(user=one, now=NOW - days(349))
    for name in ("开了", "报了", "学了", "等考"):
        open_cycle(user=people[name], certification=sign, now=NOW - days(20))
    for name in ("报了", "学了", "等考", "外人"):
        enrolment = enrol(user=people[name], course=course, now=NOW - days(2))
        if name in ("学了", "等考"):
            for step in steps_of(course):
                complete_step(enrolment=enrolment, page=step, now=NOW - days(1))
    ask_practical(practical, people["等考"], now=NOW - days(1))
    learned(user=people["等考"], now=NOW - days(1))
    assert renewing(asked("expiring")) == {
        "没开": ("尚未", "no"),
        "开了": ("已开一轮，尚未开始", "no"),
        "报了": ("是", "yes"),
        "学了": ("是", "yes"),
        "等考": ("已完成，等待考核或阅卷", "yes"),
        "外人": ("尚未", "no"),
    }
    before = renewing(asked("expiring", on=(TODAY - days(3)).isoformat()))
    assert {name for name, (_word, value) in before.items() if value == "yes"} == set(), "as it was on that day"
    assert before["学了"] == ("已开一轮，尚未开始", "no")
    assert renewing(asked("expiring", on=(TODAY - days(21)).isoformat()))["开了"] == ("尚未", "no")


def test_a_round_that_is_over_is_no_renewing(asked, person, manager, sign, programme):
    clerk = person(full_name="不续")
    give(clerk, SkillFactory(), on=TODAY - days(350), certification=sign)
    adopt_certificates(user=clerk, now=NOW - days(349))
    cycle = open_cycle(user=clerk, certification=sign, now=NOW - days(20))
    withdraw_cycle(cycle=cycle, by=manager, reason="调离", now=NOW)
    assert renewing(asked("expiring"))["不续"] == ("尚未", "no")


def test_a_course_that_issues_it_is_renewing_beside_its_round_too(asked, person, sign):
    course, clerk = make_course(certification=sign), person(full_name="在学")
    give(clerk, SkillFactory(), on=TODAY - days(350), certification=sign)
    adopt_certificates(user=clerk, now=NOW - days(349))
    open_cycle(user=clerk, certification=sign, now=NOW - days(20))
    assert renewing(asked("expiring"))["在学"][1] == "no"
    enrol(user=clerk, course=course, now=NOW)
    assert renewing(asked("expiring"))["在学"] == ("是", "yes")


def test_the_report_of_what_ends_asks_as_much_for_many_as_for_one(asked, person, sign, programme):
    def measure():
        with CaptureQueriesContext(connection) as captured:
            asked("expiring")
        return len(captured)

    def add(count):
        for _number in range(count):
            clerk = person()
            give(clerk, SkillFactory(), on=TODAY - days(350), certification=sign)
            open_cycle(user=clerk, certification=sign, now=NOW - days(20))

    add(1)
    measure()  # fills Wagtail's caches
    few = measure()
    add(20)
    assert measure() == few


# Observers


def test_the_backlog_tells_whom_a_practical_waits_for(asked, person, stranger):
    skill = SkillFactory()
    practical = make_practical(skill)
    coach = make_coach(skill, stranger.hall, full_name="教练")
    trainer = person(Role.TRAINER)
    free, given, seen = (person(full_name=name) for name in ("待派", "待看", "待审"))
    ask_practical(practical, free, now=NOW - days(4))
    for clerk in (given, seen):
        request = ask_practical(practical, clerk, now=NOW - days(9))
        Duty.objects.create(
            request=request,
            place=1,
            observer=coach,
            assigned_by=trainer,
            assigned_at=NOW - days(8),
            due_on=TODAY - days(1),
        )
    observing.observe(request=request, observer=coach, sheet=sheet(request), now=NOW - days(2))
    ask_practical(practical, stranger, now=NOW - days(4))
    found = {row.cells["person"].full_name: row for row in asked("observers").rows}
    assert {name: (row.facets["waits"][0], row.cells["days"]) for name, row in found.items()} == {
        "待派": ("observer", 4),
        "待看": ("watching", 8),
        "待审": ("decision", 2),
    }
    assert found["待看"].cells["observer"] == "教练"
    assert [name for name, row in found.items() if row.facets["late"][0] == "late"] == ["待看"]


def test_two_observers_are_two_rows(asked, person):
    practical = make_practical(SkillFactory(), second_percent=100)
    ask_practical(practical, person(), now=NOW)
    assert [row.facets["waits"][0] for row in asked("observers").rows] == ["observer", "observer"]


# Hours


def done(enrolment, page, at, revision=None):
    return Progress.objects.create(
        enrolment=enrolment, page_id=page.pk, opened_at=at, completed_at=at, revision_id=revision
    )


def test_lessons_count_with_the_minutes_they_were_published_with(asked, person, stranger):
    course = make_course(lessons=0)
    lesson = make_lesson(course, own_minutes=7)
    first = lesson.live_revision_id
    lesson.own_minutes = 30
    lesson.save_revision().publish()
    for clerk in (person(full_name="本厅"), stranger):
        enrolment = Enrolment.objects.create(user=clerk, course=course, started_at=NOW)
        done(enrolment, lesson, NOW - days(1), first)
    assert cells(asked("hours"), "person", "month", "minutes", "lessons") == [("本厅", "2026-11", 7, 7)]


def test_quizzes_count_from_start_to_end_and_voided_ones_do_not(asked, person):
    course = make_course(lessons=0, quiz=True)
    quiz, clerk = steps_of(course)[0].quiz, person()
    make_attempt(clerk, quiz, started_at=NOW - days(2))
    make_attempt(clerk, quiz, started_at=NOW - days(1), voided_at=NOW)
    assert cells(asked("hours"), "quizzes") == [(5,)]


def test_practicals_count_once_however_many_watched(asked, person):
    skill = SkillFactory()
    practical, clerk = make_practical(skill, second_percent=100), person()
    make_practical_page(make_course(lessons=0), practical=practical, minutes=12)
    request = ask_practical(practical, clerk, now=NOW - days(3))
    trainer = person(Role.TRAINER)
    for place in (1, 2):
        coach = make_coach(skill, clerk.hall)
        Duty.objects.create(
            request=request, place=place, observer=coach, assigned_by=trainer, assigned_at=NOW, due_on=TODAY
        )
        observing.observe(request=request, observer=coach, sheet=sheet(request), now=NOW - days(2))
    assert cells(asked("hours"), "person", "practicals") == [(clerk.full_name, 12)]


def test_what_is_begun_counts_no_minutes_but_is_told(asked, person):
    course = make_course(lessons=1)
    enrolment = Enrolment.objects.create(user=person(), course=course, started_at=NOW)
    BlockDone.objects.create(
        enrolment=enrolment, page_id=steps_of(course)[0].pk, block="b", kind="check", done_at=NOW - days(1)
    )
    assert cells(asked("hours"), "minutes", "doings") == [(0, 1)]


def test_those_without_any_are_listed_on_request(asked, person, manager):
    clerk = person()
    assert asked("hours").rows == []
    found = asked("hours", idle="on", since="2026-11-01", q=clerk.staff_number)
    assert cells(found, "month", "minutes") == [("2026-11", 0)]


def test_a_month_is_that_of_the_halls_clock(asked, person):
    course = make_course(lessons=0)
    lesson = make_lesson(course, own_minutes=5)
    enrolment = Enrolment.objects.create(user=person(), course=course, started_at=NOW)
    # Still October in Greenwich.
    done(enrolment, lesson, datetime.datetime(2026, 10, 31, 20, 0, tzinfo=datetime.UTC))
    assert cells(asked("hours"), "month") == [("2026-11",)]


def test_a_quiz_left_open_overnight_is_no_night_of_training():
    start = NOW
    assert quiz_minutes(start, start + datetime.timedelta(hours=9), None) == 60
    assert quiz_minutes(start, start + datetime.timedelta(minutes=50), start + datetime.timedelta(minutes=30)) == 30
    assert quiz_minutes(start, start + datetime.timedelta(seconds=61), None) == 2


def test_every_month_with_a_day_of_the_period_is_one():
    assert months_between(datetime.date(2026, 1, 31), datetime.date(2026, 3, 1)) == ["2026-01", "2026-02", "2026-03"]


# Changes


def test_acts_on_certificates_are_told_with_reason_and_hand(asked, person, manager, sign, stranger):
    clerk = person(full_name="李国梁")
    issued = give(clerk, SkillFactory(), on=TODAY - days(30), certification=sign)
    suspend(certificate=issued.certificate, on=TODAY, reason="核查", by=manager, now=NOW - days(2))
    reinstate(certificate=issued.certificate, on=TODAY, reason="无误", by=manager, now=NOW - days(1))
    with time_machine.travel(NOW, tick=False):
        revoke_certificate(certificate=issued.certificate, on=TODAY, reason="代答", by=manager)
        other = give(stranger, SkillFactory(), on=TODAY, certification=sign)
        revoke_certificate(certificate=other.certificate, on=TODAY, reason="别厅", by=manager)
    found = asked("changes")
    assert [(row.facets["what"][0], row.cells["reason"]) for row in found.rows] == [
        ("revoked", "代答"),
        ("reinstated", "无误"),
        ("suspended", "核查"),
    ]
    assert {row.cells["by"] for row in found.rows} == {manager.full_name}


def test_an_act_outside_the_period_is_not_told(asked, person, manager, sign):
    issued = give(person(), SkillFactory(), on=TODAY - days(30), certification=sign)
    suspend(certificate=issued.certificate, on=TODAY, reason="核查", by=manager, now=NOW - days(2))
    assert asked("changes", until=(TODAY - days(3)).isoformat()).rows == []
    assert len(asked("changes", since=(TODAY - days(2)).isoformat()).rows) == 1


# Overdue


@pytest.fixture
def assign(manager):
    def make(user, course=None, certification=None, late=3, assigned=20):
        at = NOW - days(assigned)
        cycle = certification and open_cycle(user=user, certification=certification, now=at)
        return TrainingAssignment.objects.create(
            user=user, course=course, certification=certification, cycle=cycle, assigned_by=manager,
            assigned_at=NOW - days(assigned), due_on=TODAY - days(late),
        )  # fmt: skip

    return make


def obstacle_of(found, person):
    return next(row.facets["obstacle"][0] for row in found.rows if row.cells["person"] == person)


def test_overdue_training_tells_what_keeps_it(asked, person, assign, stranger):
    skill = SkillFactory()
    practical = make_practical(skill)
    course = make_course(lessons=1)
    make_practical_page(course, practical=practical)
    quiz_page = make_quiz_page(course)
    people = {name: person(full_name=name) for name in ("untouched", "begun", "failed", "observer", "leave")}
    for clerk in (*people.values(), stranger):
        assign(clerk, course)
    for name in ("failed", "observer"):
        enrol(user=people[name], course=course, now=NOW - days(10))
    enrolment = enrol(user=people["begun"], course=course, now=NOW - days(10))
    open_step(enrolment=enrolment, page=steps_of(course)[0], now=NOW - days(9))
    make_attempt(people["failed"], quiz_page.quiz, passed=False, started_at=NOW - days(5))
    ask_practical(practical, people["observer"], now=NOW - days(4))
    Leave.objects.create(user=people["leave"], first_day=TODAY - days(1), last_day=TODAY + days(5))
    found = asked("overdue")
    assert {name: obstacle_of(found, clerk) for name, clerk in people.items()} == {name: name for name in people}
    assert len(found.rows) == 5
    assert {row.cells["days"] for row in found.rows} == {3}


def test_an_answer_that_waits_for_a_marker_comes_before_leave(asked, person, assign):
    clerk = person()
    waiting = make_waiting(clerk, NOW - days(2))
    course = make_course(lessons=0)
    make_quiz_page(course, quiz=waiting.quiz)
    assign(clerk, course)
    enrol(user=clerk, course=course, now=NOW - days(3))
    Leave.objects.create(user=clerk, first_day=TODAY, last_day=TODAY)
    assert obstacle_of(asked("overdue"), clerk) == "marker"


def test_what_failed_before_it_was_assigned_does_not_count_as_failed(asked, person, assign):
    course = make_course(lessons=0, quiz=True)
    clerk = person()
    make_attempt(clerk, steps_of(course)[0].quiz, passed=False, started_at=NOW - days(90))
    assign(clerk, course)
    assert obstacle_of(asked("overdue"), clerk) == "untouched"


def test_a_certificate_is_looked_for_in_the_courses_that_bring_it(asked, person, assign, sign):
    course = make_course(lessons=0, quiz=True, certification=sign)
    clerk = person()
    assign(clerk, certification=sign)
    enrol(user=clerk, course=course, now=NOW - days(2))
    make_attempt(clerk, steps_of(course)[0].quiz, passed=False, started_at=NOW - days(1))
    assert obstacle_of(asked("overdue"), clerk) == "failed"


def test_what_is_done_or_not_due_is_not_overdue(asked, person, assign):
    course = make_course()
    assign(person(), course, late=0)
    ended = assign(person(), course)
    TrainingAssignment.objects.filter(pk=ended.pk).update(ended_at=NOW, ending="done")
    assert asked("overdue").rows == []


# Exceptions


def test_exceptions_extensions_and_waivers_are_told_with_reason(asked, person, manager, assign, sign, stranger):
    course, clerk = make_course(), person()
    rule = AssignmentRule.objects.create(name="新员工", course=course, made_by=manager, made_at=NOW)
    for user in (clerk, stranger):
        AssignmentException.objects.create(rule=rule, user=user, problem="past", found_at=NOW - days(400))
    Extension.objects.create(
        assignment=assign(clerk, course), due_on=TODAY, reason="手术", extended_by=manager, written_at=NOW - days(1)
    )
    cycle = open_cycle(user=clerk, certification=sign, now=NOW - days(5))
    waive_cycle(cycle=cycle, by=manager, reason="持外部证书", now=NOW - days(2))
    found = asked("exceptions")
    told = {row.facets["what"][0]: row.cells["reason"] for row in found.rows}
    assert len(found.rows) == 3
    assert told["extended"] == "手术"
    assert told["round"] == "持外部证书"
    assert "open" in told  # however long ago it was found


# Left lying


def test_a_course_left_lying_is_told_with_where_it_stopped(asked, person, stranger):
    course = make_course(lessons=2)
    lying, busy = person(full_name="搁置"), person(full_name="在学")
    for clerk in (lying, busy, stranger):
        enrolment = enrol(user=clerk, course=course, now=NOW - days(40))
        complete_step(enrolment=enrolment, page=steps_of(course)[0], now=NOW - days(30))
    Progress.objects.filter(enrolment__user=busy).update(opened_at=NOW - days(1))
    assert cells(asked("stalled"), "person", "days", "done", "left") == [("搁置", 30, 1, 1)]


# Records


def test_records_that_were_never_checked_do_not_read_as_sound(asked, person):
    rows = asked("records", viewer=person(Role.ADMINISTRATOR)).rows
    assert [row.cells["code"] for row in rows] == ["not_checked"]


def test_findings_about_people_are_told_to_those_who_see_them(asked, person, stranger):
    clerk, admin = person(), person(Role.ADMINISTRATOR)
    found = [
        Finding("no_awards", "XC-2026-000001", clerk.pk, certificate="XC-2026-000001"),
        Finding("two_open_rounds", stranger.full_name, stranger.pk),
        Finding("grants_nothing", "营业厅综合服务上岗认证"),
    ]
    kept = {"on": TODAY, "checked_at": NOW, "people": 2, "certificates": 1, "found": 3}
    RecordsCheck.objects.create(findings=[finding.as_json() for finding in found], **kept)
    mine = asked("records")
    assert [row.cells["sentence"] for row in mine.rows] == ["该证书没有授予任何技能。"]
    assert mine.rows[0].cells["person"] == clerk
    assert mine.rows[0].cells["subject"].url == reverse("skills:certificate", args=["XC-2026-000001"])
    assert len(asked("records", viewer=admin).rows) == 3
