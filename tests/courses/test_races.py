"""What two clicks, two devices and an impatient thumb do at the same moment."""

from collections import Counter

import pytest

from courses import services
from courses.models import Completion, Enrolment, Progress
from courses.services import complete_step, enrol, open_step
from skills.models import Award, Certificate

from .factories import NOW, make_course, steps_of

CLICKS = 50


@pytest.fixture
def ready(racing_db, person):
    """An enrolment of one step that is about to be completed, and that step."""
    course = make_course(lessons=1)
    return enrol(user=person(), course=course, now=NOW), steps_of(course)[0]


def click(ready):
    enrolment, page = ready
    return lambda: complete_step(enrolment=enrolment, page=page, now=NOW)


def test_without_the_lock_and_the_transaction_two_clicks_collide(racing_db, ready, monkeypatch):
    """The race is real: without lock and transaction only the constraint of the database keeps the fact single."""
    monkeypatch.setattr(services, "_locked", lambda enrolment: Enrolment.objects.get(pk=enrolment.pk))
    unguarded_step = complete_step.__wrapped__
    monkeypatch.setattr(services, "complete_course", services.complete_course.__wrapped__)
    enrolment, page = ready
    answers = racing_db.together(8 * [lambda: unguarded_step(enrolment=enrolment, page=page, now=NOW)])
    assert any(isinstance(answer, Exception) for answer in answers)
    assert Completion.objects.count() == 1


def test_fifty_clicks_on_the_last_step_complete_once_and_all_get_the_same_answer(racing_db, ready):
    answers = racing_db.together(CLICKS * [click(ready)])
    assert Counter(answers) == {Completion.objects.get(): CLICKS}
    assert (Award.objects.count(), Certificate.objects.count(), Progress.objects.count()) == (1, 1, 1)


def test_fifty_clicks_on_join_are_one_enrolment(racing_db, person):
    clerk, course = person(), make_course()
    answers = racing_db.together(CLICKS * [lambda: enrol(user=clerk, course=course, now=NOW)])
    assert Counter(answers) == {Enrolment.objects.get(): CLICKS}


def test_two_devices_opening_the_same_step_leave_one_row(racing_db, ready):
    enrolment, page = ready
    answers = racing_db.together(20 * [lambda: open_step(enrolment=enrolment, page=page, now=NOW)])
    assert answers == [None] * 20
    assert Progress.objects.count() == 1
