"""How many a hall wants: set once, logged once, refused when senseless."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from people.roles import Role
from rotations.models import HallMinimum
from rotations.services import set_minimum
from tests.skills.factories import SkillFactory

pytestmark = pytest.mark.django_db


def logged():
    return [entry.data for entry in ModelLogEntry.objects.filter(action="rotations.minimum").order_by("pk")]


def test_the_same_minimum_twice_is_one_and_logged_once(hall, person):
    skill, manager = SkillFactory(slug="signs"), person(Role.MANAGER)
    for people in (2, 2, 4, 0, 0):
        set_minimum(hall=hall, skill=skill, level=2, people=people, by=manager)
    assert [(entry["before"], entry["after"]) for entry in logged()] == [(0, 2), (2, 4), (4, 0)]
    assert not HallMinimum.objects.exists()


@pytest.mark.parametrize(("level", "people"), [(0, 2), (5, 2), (2, -1), (2, 1000)])
def test_senseless_minimums_are_refused(hall, person, level, people):
    with pytest.raises(ValidationError):
        set_minimum(hall=hall, skill=SkillFactory(), level=level, people=people, by=person(Role.MANAGER))
    assert logged() == []


@pytest.mark.parametrize(("level", "people"), [(0, 2), (5, 2), (2, 0), (2, 1000)])
def test_the_database_refuses_them_too(hall, level, people):
    with pytest.raises(IntegrityError), transaction.atomic():
        HallMinimum.objects.create(hall=hall, skill=SkillFactory(), level=level, people=people)


def test_levels_of_one_skill_have_minimums_of_their_own(hall, person):
    skill = SkillFactory()
    for level, people in ((2, 5), (3, 1)):
        set_minimum(hall=hall, skill=skill, level=level, people=people, by=person(Role.MANAGER))
    assert [(row.level, row.people) for row in HallMinimum.objects.all()] == [(2, 5), (3, 1)]
