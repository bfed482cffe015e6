"""The clerk's day: one next thing, then what stands around it."""

import datetime

import pytest
from django.urls import reverse

from courses.services import complete_step, enrol, open_step
from dashboard.today import Kind, today_of
from people.roles import Role
from skills.models import Level
from tests.courses.factories import make_attempt, make_course, make_quiz_page, steps_of
from tests.rotations.factories import LeaveFactory, PostFactory

from .factories import NOW, TODAY, hold, make_skills, teach

DAY = datetime.timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(person):
    return person()


@pytest.fixture
def page(client_as, clerk):
    """`page()` is the text of the clerk's day."""
    client_as(user=clerk)
    return lambda **headers: client_as(user=clerk).get("/today/", headers=headers).content.decode()


def begin(user, course, steps_done=0, ago=DAY):
    """Somebody joins a course and does its first steps."""
    enrolment = enrol(user=user, course=course, now=NOW - ago)
    for step in steps_of(course)[:steps_done]:
        complete_step(enrolment=enrolment, page=step, now=NOW - ago)
    return enrolment


def test_the_next_thing_is_to_go_on_at_the_very_step_with_its_minutes(clerk, page):
    course = make_course(lessons=3)
    begin(clerk, course, steps_done=1)
    step = steps_of(course)[1]
    step.own_minutes = 7
    step.save_revision().publish()
    day = today_of(clerk, NOW)
    assert day.next.kind == Kind.CONTINUE
    assert day.next.outline.next_step.page.pk == step.pk
    text = page()
    assert step.url in text
    assert step.title in text
    assert "7 分钟" in text


def test_a_quiz_just_failed_is_no_next_thing_before_its_waiting_time_is_over(clerk):
    course = make_course(lessons=0)
    quiz = make_quiz_page(course).quiz
    quiz.waiting_minutes = 30
    quiz.save()
    begin(clerk, course)
    make_attempt(clerk, quiz, passed=False, started_at=NOW - datetime.timedelta(minutes=10))
    assert "10:25" in today_of(clerk, NOW).next.wait
    assert today_of(clerk, NOW + datetime.timedelta(minutes=26)).next.wait == ""


def test_of_two_open_courses_the_one_touched_last_goes_on(clerk):
    older, newer = make_course(), make_course()
    enrolment = begin(clerk, older, ago=9 * DAY)
    begin(clerk, newer, ago=2 * DAY)
    assert today_of(clerk, NOW).next.outline.course == newer
    open_step(enrolment=enrolment, page=steps_of(older)[0], now=NOW - DAY)
    assert today_of(clerk, NOW).next.outline.course == older


def test_an_open_course_that_renews_something_due_goes_before_one_touched_later(clerk):
    (skill,) = make_skills(1)
    hold(clerk, skill, "grace")
    renewing = teach(skill)
    begin(clerk, renewing, ago=9 * DAY)
    begin(clerk, make_course())
    day = today_of(clerk, NOW)
    assert (day.next.kind, day.next.outline.course) == (Kind.CONTINUE, renewing)


def test_with_nothing_begun_the_next_thing_is_to_renew_what_ends_first(clerk, page):
    skills = make_skills(3)
    for skill, state in zip(skills, ["expired", "renewal", "grace"], strict=True):
        hold(clerk, skill, state)
        teach(skill)
    day = today_of(clerk, NOW)
    assert (day.next.kind, day.next.due.skill, day.next.due.days) == (Kind.RENEW, skills[2], 16)
    assert [row.due.skill for row in day.other_due] == [skills[1], skills[0]]
    text = page()
    assert text.index(skills[2].name) < text.index(skills[1].name) < text.index(skills[0].name)
    assert reverse("courses:enrol", args=[day.next.outline.course.pk]) in text


def test_something_due_without_a_course_is_listed_but_is_not_the_next_thing(clerk, page):
    (skill,) = make_skills(1)
    hold(clerk, skill, "renewal")
    teach(skill, level=Level.AWARE)
    assert today_of(clerk, NOW).next.kind == Kind.DONE
    assert "看看怎样续证" in page()


def test_with_nothing_due_the_next_thing_is_the_course_that_opens_the_nearest_post(clerk, hall, page):
    near, far, held = make_skills(3)
    hold(clerk, held)
    long_course, short_course = teach(far, lessons=5), teach(near, lessons=2)
    PostFactory(hall=hall, needs=[(far, Level.CERTIFIED)])
    nearest = PostFactory(hall=hall, needs=[(near, Level.CERTIFIED), (held, Level.ABLE)])
    both = PostFactory(hall=hall, needs=[(near, Level.CERTIFIED), (far, Level.CERTIFIED)])
    day = today_of(clerk, NOW)
    assert day.next.kind == Kind.QUALIFY
    assert (day.opening.verdict.post, day.next.outline.course) == (nearest, short_course)
    assert long_course not in [outline.course for outline in day.opening.courses]
    text = page()
    assert nearest.name in text
    assert both.name not in text


def test_a_post_that_no_course_can_open_is_no_way(clerk, hall):
    taught, untaught = make_skills(2)
    teach(taught)
    PostFactory(hall=hall, needs=[(taught, Level.CERTIFIED), (untaught, Level.ABLE)])
    day = today_of(clerk, NOW)
    assert (day.opening, day.next.kind) == (None, Kind.DONE)


def test_a_course_half_done_makes_its_post_the_nearer_one(clerk, hall):
    begun, other = make_skills(2)
    half, short = teach(begun, lessons=4), teach(other, lessons=3)
    wanted = PostFactory(hall=hall, needs=[(begun, Level.CERTIFIED)])
    PostFactory(hall=hall, needs=[(other, Level.CERTIFIED)])
    assert today_of(clerk, NOW).next.outline.course == short
    begin(clerk, half, steps_done=2)
    assert today_of(clerk, NOW).opening.verdict.post == wanted


def test_who_has_done_everything_is_told_so_kindly(clerk, page):
    assert today_of(clerk, NOW).next.kind == Kind.DONE
    assert "今天没有要办的事" in page()
    assert "Nothing is waiting for you today" in page(accept_language="en")


def test_posts_are_shown_clear_or_flagged_with_the_reason(clerk, hall, page):
    fresh, ending = make_skills(2)
    hold(clerk, fresh)
    hold(clerk, ending, "grace")
    clear = PostFactory(hall=hall, needs=[(fresh, Level.CERTIFIED)])
    flagged = PostFactory(hall=hall, needs=[(ending, Level.CERTIFIED)])
    elsewhere = PostFactory()
    day = today_of(clerk, NOW)
    assert [verdict.post for verdict in day.clear] == [clear]
    assert [verdict.post for verdict in day.flagged] == [flagged]
    text = page()
    assert day.flagged[0].reasons[0].text in text
    assert elsewhere.name not in text


def test_somebody_on_leave_reads_why_no_post_is_open(clerk, hall, page):
    PostFactory(hall=hall)
    LeaveFactory(user=clerk, first_day=TODAY, last_day=TODAY + DAY)
    day = today_of(clerk, NOW)
    assert day.clear == []
    assert day.leave.text in page()


def test_results_of_the_last_thirty_days_are_shown_the_latest_first(clerk, page):
    quiz = make_quiz_page(make_course(lessons=1)).quiz
    make_attempt(clerk, quiz, passed=False, started_at=NOW - 40 * DAY)
    failed = make_attempt(clerk, quiz, passed=False, started_at=NOW - 2 * DAY)
    passed = make_attempt(clerk, quiz, started_at=NOW - DAY)
    assert today_of(clerk, NOW).results == [passed, failed]
    assert reverse("courses:attempt_result", args=[passed.public_id]) in page()


def test_nothing_of_other_people_is_shown(clerk, person, page):
    (skill,) = make_skills(1)
    colleague = person()
    hold(colleague, skill, "grace")
    course = make_course()
    begin(colleague, course)
    text = page()
    assert skill.name not in text
    assert course.title not in text


def test_a_manager_without_a_hall_has_a_day_too(client_as, person):
    assert client_as(user=person(Role.MANAGER, hall=None)).get("/today/").status_code == 200


def test_the_day_makes_as_many_queries_for_much_as_for_little(client_as, clerk, hall, count_queries):
    client_as(user=clerk)

    def add(number):
        for skill in make_skills(number):
            hold(clerk, skill, "grace")
            begin(clerk, teach(skill))
            PostFactory(hall=hall, needs=[(skill, Level.CERTIFIED)])
            (missing,) = make_skills(1)
            PostFactory(hall=hall, needs=[(missing, Level.CERTIFIED)])
            quiz = make_quiz_page(teach(missing)).quiz
            make_attempt(clerk, quiz, started_at=NOW - DAY)

    add(1)
    at_one = count_queries("/today/")
    add(20)
    assert count_queries("/today/") == at_one
    assert len(client_as(user=clerk).get("/today/").content) < 30_000
