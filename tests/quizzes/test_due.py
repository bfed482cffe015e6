"""Whom an observer is to watch, and by when."""

import pytest

from people.roles import Role
from quizzes import observing
from quizzes.due import to_watch
from tests.skills.factories import SkillFactory

from .practical_factories import NOW, TODAY, ask, make_coach, make_practical, sheet

pytestmark = pytest.mark.django_db


def test_an_observation_is_due_to_its_observer_until_the_sheet_is_handed_in(person, hall):
    skill = SkillFactory()
    clerk, coach = person(full_name="李芳"), make_coach(skill, hall)
    asked = ask(make_practical(skill), clerk)
    observing.assign(request=asked, place=1, observer=coach, by=person(Role.TRAINER), now=NOW)
    (due,) = to_watch(None, TODAY)
    assert (due.user_id, due.kind, due.facts) == (coach.pk, "watch", {"person": "李芳"})
    assert due.link == f"/practicals/{asked.public_id}/"
    assert list(to_watch([clerk.pk], TODAY)) == []
    observing.observe(request=asked, observer=coach, sheet=sheet(asked), now=NOW)
    assert list(to_watch(None, TODAY)) == []


def test_who_asked_and_took_it_back_is_watched_by_nobody(person, hall):
    skill = SkillFactory()
    clerk, coach = person(), make_coach(skill, hall)
    asked = ask(make_practical(skill), clerk)
    observing.assign(request=asked, place=1, observer=coach, by=person(Role.TRAINER), now=NOW)
    observing.withdraw(request=asked, by=clerk, now=NOW)
    assert list(to_watch(None, TODAY)) == []
