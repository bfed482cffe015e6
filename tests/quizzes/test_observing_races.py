"""Two trainers at once, a phone that sends twice, two hands on one button."""

import uuid
from collections import Counter

import pytest

from courses.models import Completion
from courses.services import enrol, practical_passed
from people.roles import Role
from quizzes import evidence, observing
from quizzes.models import EvidenceFile, Observation, ObservationDecision, ObservationRequest
from quizzes.models.observations import FIRST
from skills.models import Certificate
from tests.courses.factories import make_course, make_practical_page
from tests.factories import UserFactory

from .practical_factories import NOW, ask, consent, hours, make_coach, make_practical, photo, sheet

CLICKS = 12


@pytest.fixture
def practical(racing_db):
    return make_practical()


@pytest.fixture
def assigned(practical, hall, person):
    """`(request, coach)`: the next thing is the observation."""
    coach, clerk = make_coach(practical.skill, hall), person()
    asked = ask(practical, clerk)
    observing.assign(request=asked, place=FIRST, observer=coach, by=person(Role.MANAGER), now=NOW)
    return asked, coach


@pytest.fixture
def watched(assigned):
    asked, coach = assigned
    observing.observe(request=asked, observer=coach, sheet=sheet(asked), now=NOW + hours(1))
    return asked


def test_asking_many_times_at_once_is_one_request(racing_db, practical, person):
    clerk = person()
    answers = racing_db.together(CLICKS * [lambda: ask(practical, clerk)])
    assert Counter(answers) == {ObservationRequest.objects.get(): CLICKS}


def test_a_phone_that_sends_many_times_at_once_makes_one_observation(racing_db, assigned):
    asked, coach = assigned
    handed_in = sheet(asked)
    answers = racing_db.together(
        CLICKS * [lambda: observing.observe(request=asked, observer=coach, sheet=handed_in, now=NOW)]
    )
    assert Counter(answers) == {Observation.objects.get(): CLICKS}


def test_two_phones_of_one_observer_make_one_observation(racing_db, assigned):
    asked, coach = assigned
    sheets = [sheet(asked, place) for place in (0, 1, 2, 0)]
    answers = racing_db.together(
        [lambda one=one: observing.observe(request=asked, observer=coach, sheet=one, now=NOW) for one in sheets]
    )
    assert Observation.objects.count() == 1
    assert sum(isinstance(answer, Observation) for answer in answers) == 1


def decisions(racing_db, asked, hall):
    trainers = [UserFactory(hall=hall, roles=[Role.TRAINER]) for _each in range(6)]
    outcomes = 2 * ["accepted", "rejected", "redo"]
    return racing_db.together(
        [
            lambda by=by, outcome=outcome: observing.decide(
                request=asked, outcome=outcome, by=by, now=NOW + hours(2), note="理由", after=practical_passed
            )
            for by, outcome in zip(trainers, outcomes, strict=True)
        ]
    )


def test_trainers_who_decide_at_once_all_get_the_first_decision(racing_db, watched, hall):
    answers = decisions(racing_db, watched, hall)
    assert Counter(answers) == {ObservationDecision.objects.get(): 6}
    watched.refresh_from_db()
    assert watched.outcome == ObservationDecision.objects.get().outcome


def test_without_the_lock_two_decisions_collide(racing_db, watched, hall, monkeypatch):
    """The race is real: without lock and transaction only the constraint of the database keeps the decision single."""
    monkeypatch.setattr(
        observing,
        "locked",
        lambda request: ObservationRequest.objects.with_story().prefetch_related("replies").get(pk=request.pk),
    )
    monkeypatch.setattr(observing, "decide", observing.decide.__wrapped__)
    answers = decisions(racing_db, watched, hall)
    assert any(isinstance(answer, Exception) for answer in answers)
    assert ObservationDecision.objects.count() == 1


def test_accepting_many_times_at_once_gives_one_completion_and_one_certificate(racing_db, watched, hall):
    course = make_course(lessons=0)
    make_practical_page(course, practical=watched.practical)
    enrol(user=watched.user, course=course, now=NOW)
    trainer = UserFactory(hall=hall, roles=[Role.TRAINER])
    answers = racing_db.together(
        CLICKS
        * [
            lambda: observing.decide(
                request=watched, outcome="accepted", by=trainer, now=NOW + hours(2), after=practical_passed
            )
        ]
    )
    assert len(set(answers)) == 1
    assert (Completion.objects.count(), Certificate.objects.count()) == (1, 1)


def test_a_photo_sent_many_times_at_once_is_kept_once(racing_db, assigned, settings):
    asked, coach = assigned
    asked, number = ObservationRequest.objects.with_story().get(pk=asked.pk), uuid.uuid4()

    def send():
        return evidence.add(request=asked, by=coach, file=photo(), client_id=number, consent=consent(), now=NOW)

    answers = racing_db.together(6 * [send])
    assert Counter(answers) == {EvidenceFile.objects.get(): 6}
