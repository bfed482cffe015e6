"""What is to be done in courses by a day: after a change of what they teach, and before a quiz closes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.changes import decide
from courses.due import changed, closing
from courses.impact import Difference, impact_of
from courses.services import complete_step, enrol
from notices.due import step_on
from people.roles import Role
from quizzes.models import Quiz
from tests.phrasebook.factories import make_phrase

from .factories import make_course, make_lesson, make_quiz_page, steps_of

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate(NOW)


def complete(person, course):
    enrolment = enrol(user=person, course=course, now=timezone.now())
    for step in steps_of(course):
        complete_step(enrolment=enrolment, page=step, now=timezone.now())


@pytest.fixture
def phrase():
    return make_phrase(key="greeting", text="您好，请坐。", english="Please take a seat.", ipa="/pliz teɪk ə sit./")


@pytest.fixture
def course(phrase):
    course = make_course(lessons=0, title="问候语", title_en="Greetings")
    make_lesson(course, body=[("phrase", {"phrase": phrase})])
    return course


def change(phrase, editor, weight="recertify", days=30):
    found = impact_of(phrase, TODAY)
    words = [Difference("中文", "旧", "新")]
    decision = {"weight": weight, "note": "新", "note_en": "", "due_on": TODAY + timedelta(days=days)}
    return decide(entry=phrase, before=phrase, words=words, impact=found, user=editor, now=timezone.now(), **decision)


def test_who_learnt_the_old_words_completes_the_course_again(person, phrase, course):
    clerk, never = person(), person()
    complete(clerk, course)
    change(phrase, person(Role.CHIEF_TRAINER))
    (due,) = changed(None, TODAY)
    assert (due.user_id, due.kind, due.what, due.what_en) == (clerk.pk, "recertify", "问候语", "Greetings")
    assert due.day == TODAY + timedelta(days=30)
    assert due.link == course.get_url()
    assert list(changed([never.pk], TODAY)) == []
    complete(clerk, course)
    assert list(changed(None, TODAY)) == []


def test_a_delta_is_nothing_to_be_done(person, phrase, course):
    complete(person(), course)
    change(phrase, person(Role.CHIEF_TRAINER), weight="delta")
    assert list(changed(None, TODAY)) == []


@pytest.fixture
def closing_course():
    course = make_course(lessons=1)
    quiz = Quiz.objects.create(title="期末", title_en="Final", closes_at=NOW + timedelta(days=5))
    make_quiz_page(course, quiz=quiz)
    return course


def test_who_has_begun_a_course_hears_of_the_quiz_that_closes(person, closing_course):
    clerk, stranger = person(), person()
    enrolment = enrol(user=clerk, course=closing_course, now=NOW)
    (due,) = closing(None, TODAY)
    assert (due.user_id, due.kind, due.what) == (clerk.pk, "quiz", "期末")
    assert due.day == timezone.localdate(NOW + timedelta(days=5))
    assert due.facts["time"] == f"{timezone.localtime(NOW):%H:%M}"
    assert list(closing([stranger.pk], TODAY)) == []
    complete_step(enrolment=enrolment, page=steps_of(closing_course)[1], now=NOW, evidence={"attempt": "x"})
    assert list(closing(None, TODAY)) == []


def test_a_quiz_that_has_closed_is_due_to_nobody(person, closing_course):
    enrol(user=person(), course=closing_course, now=NOW)
    assert list(closing(None, TODAY + timedelta(days=6))) == []


def test_a_change_to_be_learnt_within_less_than_a_month_is_said_at_once(person, phrase, course):
    complete(person(), course)
    change(phrase, person(Role.CHIEF_TRAINER), days=29)
    (due,) = changed(None, TODAY)
    assert step_on(due, TODAY).name == "30"
