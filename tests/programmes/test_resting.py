"""Certificates that a programme issued on evidence of an attempt or an observation, and taking them back."""

import datetime

import pytest
from django.urls import reverse

from courses.resting import resting_on, revoke_resting
from courses.services import complete_step, enrol, quiz_passed
from people.roles import Role
from programmes.services import learned, open_cycle
from quizzes.services import submit_attempt, void_attempt
from skills.models import Certificate, Revocation

from ..courses.factories import NOW, TODAY, make_attempt, make_course, make_quiz_page, steps_of
from ..quizzes.corrections import correct, sat, wrong_question
from ..quizzes.factories import make_quiz
from ..quizzes.practical_factories import make_coach, make_practical
from ..skills.factories import CertificationFactory, SkillFactory
from .deeds import accept, be_watched, do, plain_course
from .factories import make_programme, path

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiz():
    return make_quiz([wrong_question()])


@pytest.fixture
def programme(quiz):
    kind = CertificationFactory(name="柜面服务证书", name_en="Service at the counter")
    return make_programme(path([quiz]), grants=[(SkillFactory(), 3)], certification=kind)


def certified(user, programme, quiz):
    """The attempt by which somebody got the certificate of a programme that asks for a quiz."""
    open_cycle(user=user, certification=programme.certification, now=NOW)
    attempt = sat(user, quiz, "甲", now=NOW)
    learned(user=user, now=NOW)
    return attempt


def revoke(rows, by, chosen=None):
    chosen = {row.key for row in rows} if chosen is None else chosen
    return revoke_resting(rows=rows, chosen=chosen, on=TODAY + datetime.timedelta(days=1), reason="替考", by=by)


def test_a_certificate_of_a_programme_rests_on_the_attempt_its_round_counted(person, programme, quiz):
    clerk, other = person(), person()
    attempt, elsewhere = certified(clerk, programme, quiz), certified(other, programme, quiz)
    [row] = resting_on([attempt])
    assert (row.deed, row.user, row.certificate) == (attempt, clerk, Certificate.objects.get(user=clerk))
    assert row.title == "柜面服务证书"
    assert {one.deed for one in resting_on([attempt, elsewhere])} == {attempt, elsewhere}


def test_what_is_revoked_rests_on_nothing_any_more(person, programme, quiz):
    attempt, chief = certified(person(), programme, quiz), person(Role.CHIEF_TRAINER)
    rows = resting_on([attempt])
    assert revoke(rows, chief, chosen=set()) == 0
    assert revoke(rows, chief) == 1
    assert Revocation.objects.get().award.certificate == rows[0].certificate
    assert resting_on([attempt]) == []


def test_an_attempt_the_round_did_not_count_bears_nothing(person, programme, quiz):
    clerk = person()
    certified(clerk, programme, quiz)
    again = make_attempt(clerk, quiz, started_at=NOW + datetime.timedelta(hours=1))
    assert resting_on([again]) == []


def test_through_the_course_it_completed_an_attempt_bears_the_certificate_of_the_programme_too(person, quiz):
    clerk, course = person(), make_course(lessons=1, level=2, certified=False)
    make_quiz_page(course, quiz=quiz)
    programme = make_programme(path([course]), grants=[(SkillFactory(), 3)])
    open_cycle(user=clerk, certification=programme.certification, now=NOW)
    enrolment = enrol(user=clerk, course=course, now=NOW)
    complete_step(enrolment=enrolment, page=steps_of(course)[0], now=NOW)
    attempt = sat(clerk, quiz, "甲", now=NOW, hand_in=False)
    submit_attempt(attempt=attempt, now=NOW, after=lambda one, now: quiz_passed(attempt=one, now=now))
    rows = resting_on([attempt])
    assert [row.title for row in rows] == [course.title, programme.certification.name]
    assert [bool(row.certificate) for row in rows] == [False, True]
    assert revoke(rows, person(Role.CHIEF_TRAINER), chosen={rows[1].key}) == 1
    assert [row.title for row in resting_on([attempt])] == [course.title]


def test_a_course_that_awards_nothing_itself_is_only_the_way_to_what_rests(person, quiz):
    clerk, course = person(), make_course(lessons=0, level=None, certified=False)
    make_quiz_page(course, quiz=quiz)
    programme = make_programme(path([course]), grants=[(SkillFactory(), 3)])
    open_cycle(user=clerk, certification=programme.certification, now=NOW)
    enrol(user=clerk, course=course, now=NOW)
    attempt = sat(clerk, quiz, "甲", now=NOW, hand_in=False)
    submit_attempt(attempt=attempt, now=NOW, after=lambda one, now: quiz_passed(attempt=one, now=now))
    assert [row.title for row in resting_on([attempt])] == [programme.certification.name]


def test_it_rests_on_an_observation_as_well(person, hall):
    clerk, practical, course = person(), make_practical(), plain_course()
    programme = make_programme(path([practical, course]), grants=[(SkillFactory(), 3)])
    open_cycle(user=clerk, certification=programme.certification, now=NOW)
    coach = make_coach(practical.skill, hall, on=TODAY)
    asked = be_watched(clerk, practical, by=person(Role.MANAGER), coach=coach)
    accept(asked, by=person(Role.TRAINER))
    do(clerk, course)
    assert [(row.deed, row.certificate.user) for row in resting_on([asked])] == [(asked, clerk)]


def test_without_a_room_above_only_courses_are_asked(settings, person, programme, quiz):
    attempt = certified(person(), programme, quiz)
    settings.RESTING_ON = ""
    assert resting_on([attempt]) == []


def test_many_attempts_ask_as_little_as_one(person, programme, quiz, django_assert_num_queries):
    attempts = [certified(person(), programme, quiz) for _number in range(5)]
    with django_assert_num_queries(3):
        assert len(resting_on(attempts)) == 5


def test_voiding_on_the_screen_offers_it_and_a_chief_trainer_revokes_what_is_ticked(client_as, person, quiz):
    clerk, kinds = person(), [CertificationFactory(name=name) for name in ("证书甲", "证书乙")]
    for kind in kinds:
        programme = make_programme(path([quiz]), grants=[(SkillFactory(), 3)], certification=kind)
        open_cycle(user=clerk, certification=programme.certification, now=NOW)
    attempt = sat(clerk, quiz, "甲", now=NOW)
    learned(user=clerk, now=NOW)
    void = reverse("exams:void", args=[attempt.public_id])
    page = client_as(Role.TRAINER).get(void).content.decode()
    assert all(kind.name in page for kind in kinds)
    void_attempt(attempt=attempt, by=person(Role.TRAINER), reason="替考", now=NOW)
    chief = client_as(Role.CHIEF_TRAINER)
    page = chief.get(reverse("exams:attempt", args=[attempt.public_id])).content.decode()
    assert page.count('name="revoke"') == 2
    [first, _second] = resting_on([attempt])
    revoking = reverse("exams:revoke", args=[attempt.public_id])
    assert chief.post(revoking, {"reason": "替考", "revoke": [first.key]}).status_code == 302
    assert [row.award.certificate.certification.name for row in Revocation.objects.all()] == [first.title]
    assert "证书乙" in chief.get(reverse("exams:attempt", args=[attempt.public_id])).content.decode()


def test_correcting_a_key_offers_it(client_as, person, programme, quiz):
    attempt = certified(person(), programme, quiz)
    chief, question = client_as(Role.CHIEF_TRAINER), correct()
    address = reverse("exams:correction", args=[question.pk])
    [row] = resting_on([attempt])
    assert row.certificate.number in chief.get(address).content.decode()
    chief.post(address, {"reason": "答案印错了", "revoke": [row.key]})
    assert Revocation.objects.get().award.certificate == row.certificate
