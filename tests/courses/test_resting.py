"""Which certificates rest on an attempt, and taking back those that are chosen."""

import datetime

import pytest

from courses.resting import resting_on, revoke_resting
from people.roles import Role
from skills.models import Revocation
from tests.quizzes.corrections import sat

from .certified import certified_by_a_quiz, make_place
from .factories import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return make_place()


def test_a_certificate_rests_on_the_attempt_that_proved_its_quiz_step(place, person):
    first, second = (certified_by_a_quiz(person(), *place) for _number in range(2))
    rows = resting_on([first])
    assert [(row.deed, row.certificate.user) for row in rows] == [(first, first.user)]
    assert {row.deed for row in resting_on([first, second])} == {first, second}
    assert resting_on([]) == []


def test_what_was_chosen_is_revoked_with_the_reason_and_the_rest_stays(place, person):
    attempts = [certified_by_a_quiz(person(), *place) for _number in range(2)]
    rows, chief = resting_on(attempts), person(Role.CHIEF_TRAINER)
    later = TODAY + datetime.timedelta(days=1)
    assert revoke_resting(rows=rows, chosen={rows[0].key}, on=later, reason="答案印错了", by=chief) == 1
    revoked = Revocation.objects.get()
    assert (revoked.award.certificate, revoked.reason, revoked.revoked_by) == (rows[0].certificate, "答案印错了", chief)
    assert [row.deed for row in resting_on(attempts)] == [attempts[1]]
    assert revoke_resting(rows=rows, chosen={rows[0].key}, on=later, reason="再来", by=chief) == 1
    assert Revocation.objects.count() == 1


def test_a_step_done_by_another_attempt_rests_on_that_one(place, person):
    attempt = certified_by_a_quiz(person(), *place)
    course, quiz = place
    other = sat(person(), quiz, "甲", now=NOW)
    assert resting_on([other]) == []
    assert resting_on([attempt])[0].title == course.title
