"""People whose certificate rests on one attempt."""

from courses.services import complete_step, enrol, quiz_passed
from quizzes.services import submit_attempt
from tests.quizzes.corrections import sat, wrong_question
from tests.quizzes.factories import make_quiz

from .factories import NOW, make_course, make_quiz_page, steps_of


def make_place():
    """A course of a lesson and a quiz whose key is wrong, and that quiz."""
    course, quiz = make_course(lessons=1), make_quiz([wrong_question()])
    make_quiz_page(course, quiz=quiz)
    return course, quiz


def certified_by_a_quiz(user, course, quiz):
    """Somebody who completed the course by this attempt."""
    enrolment = enrol(user=user, course=course, now=NOW)
    complete_step(enrolment=enrolment, page=steps_of(course)[0], now=NOW)
    attempt = sat(user, quiz, "甲", now=NOW, hand_in=False)
    return submit_attempt(attempt=attempt, now=NOW, after=lambda one, now: quiz_passed(attempt=one, now=now))
