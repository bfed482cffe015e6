"""Ways to a certificate round the lessons and the quiz, and honest people who must not be locked out by the guards."""

import datetime

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from courses.models import Completion, CoursePage, Enrolment, Progress
from courses.services import Refused, complete_course, enrol, quiz_passed
from people.roles import Role
from quizzes.models import Attempt
from quizzes.services import save_answer, start_attempt, submit_attempt
from skills.models import Award
from tests.courses.factories import make_course, make_lesson, make_quiz_page, steps_of
from tests.quizzes.factories import make_question, make_quiz, right_value, wrong_value

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(person):
    return person()


@pytest.fixture
def browser(client_as, clerk):
    return client_as(user=clerk)


def ago(minutes):
    return timezone.now() - datetime.timedelta(minutes=minutes)


def quiz_course(quiz):
    course = make_course(lessons=1)
    make_quiz_page(course, quiz=quiz)
    return course


def sit(user, quiz, value, *, since=None, now=None):
    """An attempt from its first to its last click, and what courses make of it."""
    now = now or timezone.now()
    attempt = start_attempt(user=user, quiz=quiz, now=now, since=since)
    for asked in attempt.questions.all():
        save_answer(attempt=attempt, position=asked.position, value=value(asked), now=now)
    return submit_attempt(attempt=attempt, now=now, after=quiz_passed_by)


def quiz_passed_by(attempt, now):
    quiz_passed(attempt=attempt, now=now)


def complete(browser, page):
    return browser.post(reverse("courses:complete", args=[page.pk]))


def start(browser, page):
    return browser.post(reverse("courses:start_quiz", args=[page.pk]))


def test_nothing_is_learnt_in_a_course_that_was_taken_off_the_site(browser, clerk):
    course = quiz_course(make_quiz([make_question("q")]))
    enrolment = enrol(user=clerk, course=course, now=ago(5))
    lesson, quiz_page = steps_of(course)
    course.unpublish()
    assert complete(browser, lesson).status_code == 404
    assert start(browser, quiz_page).status_code == 404
    with pytest.raises(Refused):
        complete_course(enrolment=enrolment, now=timezone.now())
    assert not Progress.objects.exists()


def test_a_quiz_passed_while_the_course_is_off_the_site_is_kept_and_finishes_it_later(browser, clerk):
    course = make_course(lessons=0)
    quiz = make_quiz([make_question("q")])
    page = make_quiz_page(course, quiz=quiz)
    enrol(user=clerk, course=course, now=ago(5))
    CoursePage.objects.get(pk=course.pk).unpublish()
    assert sit(clerk, quiz, right_value).passed
    assert not Award.objects.exists()
    CoursePage.objects.get(pk=course.pk).save_revision().publish()
    complete(browser, page)
    assert Completion.objects.get().course == course


def test_pages_kept_from_a_reader_cannot_be_completed_by_their_numbers(browser, clerk):
    course = quiz_course(make_quiz([make_question("q")]))
    restriction = PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.GROUPS)
    restriction.groups.add(Group.objects.get(name=Role.TRAINER))
    lesson, quiz_page = steps_of(course)
    assert browser.post(reverse("courses:enrol", args=[course.pk])).status_code == 403
    assert not Enrolment.objects.exists()
    enrol(user=clerk, course=course, now=ago(5))
    assert complete(browser, lesson).status_code == 403
    assert start(browser, quiz_page).status_code == 403
    assert not Progress.objects.exists()


def test_a_second_course_with_the_same_quiz_brings_no_further_attempts(browser, clerk):
    quiz = make_quiz([make_question("q")], attempt_limit=1)
    one, other = quiz_course(quiz), quiz_course(quiz)
    first = enrol(user=clerk, course=one, now=ago(20))
    sit(clerk, quiz, wrong_value, since=first.started_at, now=ago(10))
    enrol(user=clerk, course=other, now=ago(1))
    assert start(browser, steps_of(other)[-1])["Location"] == steps_of(other)[-1].get_url()
    assert Attempt.objects.count() == 1


def test_a_second_course_with_the_same_quiz_does_not_shorten_the_waiting(browser, clerk):
    quiz = make_quiz([make_question("q")], waiting_minutes=60)
    one, other = quiz_course(quiz), quiz_course(quiz)
    first = enrol(user=clerk, course=one, now=ago(20))
    sit(clerk, quiz, wrong_value, since=first.started_at, now=ago(10))
    enrol(user=clerk, course=other, now=ago(1))
    start(browser, steps_of(other)[-1])
    assert Attempt.objects.count() == 1


def test_who_passed_the_quiz_of_one_course_shows_it_again_in_one_joined_later(browser, clerk):
    quiz = make_quiz([make_question("q")], attempt_limit=1, waiting_minutes=60)
    one, other = quiz_course(quiz), quiz_course(quiz)
    first = enrol(user=clerk, course=one, now=ago(20))
    sit(clerk, quiz, right_value, since=first.started_at, now=ago(10))
    enrol(user=clerk, course=other, now=ago(1))
    start(browser, steps_of(other)[-1])
    assert Attempt.objects.filter(ended_at=None).count() == 1


def test_a_quiz_passed_before_it_became_a_step_counts_at_the_click(browser, clerk):
    quiz = make_quiz([make_question("q")])
    one, other = make_course(lessons=1), quiz_course(quiz)
    enrol(user=clerk, course=one, now=ago(20))
    enrol(user=clerk, course=other, now=ago(20))
    sit(clerk, quiz, right_value, now=ago(10))
    added = make_quiz_page(one, quiz=quiz)
    assert reverse("courses:start_quiz", args=[added.pk]) in browser.get(added.get_url()).content.decode()
    start(browser, added)
    assert Progress.objects.get(page=added).completed_at
    assert Attempt.objects.count() == 1


def test_a_quiz_passed_while_its_step_was_off_the_site_counts_at_the_click(browser, clerk):
    quiz = make_quiz([make_question("q")])
    course = make_course(lessons=1)
    page = make_quiz_page(course, quiz=quiz)
    enrolment = enrol(user=clerk, course=course, now=ago(20))
    page.unpublish()
    sit(clerk, quiz, right_value, since=enrolment.started_at, now=ago(10))
    page.refresh_from_db()
    page.save_revision().publish()
    start(browser, page)
    assert Progress.objects.get(page=page).completed_at


def test_a_lesson_moved_into_another_course_counts_in_neither(browser, clerk):
    one, other = make_course(lessons=2), make_course(lessons=1)
    enrol(user=clerk, course=one, now=ago(5))
    moved = steps_of(one)[0]
    moved.move(CoursePage.objects.get(pk=other.pk), "last-child")
    complete(browser, moved)
    assert not Progress.objects.exists()
    complete(browser, steps_of(one)[0])
    assert Completion.objects.get().course == one


def test_a_lesson_added_after_the_completion_takes_nothing_away(browser, clerk):
    course = make_course(lessons=1)
    enrol(user=clerk, course=course, now=ago(5))
    complete(browser, steps_of(course)[0])
    added = make_lesson(course)
    complete(browser, added)
    assert Completion.objects.count() == Award.objects.count() == 1
    assert not Progress.objects.filter(page=added).exists()
