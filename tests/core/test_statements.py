"""A question that is put into SQL once answers what the queryset would answer, with whatever values it is asked."""

from datetime import date

import pytest
from django.db.models import BigIntegerField, DateField

from core.statements import Blank, Statement
from people.models import User
from skills.models import Award, Skill
from tests.factories import UserFactory
from tests.skills.factories import CertificationFactory, SkillFactory, give

pytestmark = pytest.mark.django_db
COLUMNS = ("pk", "valid_from", "evidence", "certificate__number", "written_at")


def awards_since(person, day):
    return Award.objects.filter(user=person, valid_from__gte=day).values_list(*COLUMNS)


def test_it_answers_what_the_queryset_answers_for_other_people_and_days(django_assert_num_queries):
    kind, clerks, days = CertificationFactory(), [UserFactory(), UserFactory()], [date(2026, 1, 1), date(2026, 5, 1)]
    for clerk in clerks:
        for day in days:
            give(clerk, SkillFactory(), on=day, certification=kind)
    put = []
    statement = Statement(
        lambda: put.append(1) or awards_since(Blank("person", BigIntegerField()), Blank("day", DateField()))
    )
    for clerk in clerks:
        for day in days:
            with django_assert_num_queries(1):
                found = statement.rows(person=clerk.pk, day=day)
            wanted = awards_since(clerk, day)
            assert len(wanted) == len(days) - days.index(day)
            assert [tuple(row) for row in found] == list(wanted)
    assert put == [1]


def test_it_makes_instances_that_know_the_database_they_came_from():
    skills = [SkillFactory(order=2), SkillFactory(order=1)]
    found = Statement(Skill.objects.all).instances()
    assert found == skills[::-1]
    assert [vars(one)["name_en"] for one in found] == [skill.name_en for skill in skills[::-1]]
    found[0].name = "改名"
    found[0].save()
    assert Skill.objects.get(pk=found[0].pk).name == "改名"


def test_instances_bring_along_what_they_are_annotated_with():
    clerk = UserFactory()
    statement = Statement(lambda: User.objects.with_roles().filter(pk=Blank("pk", BigIntegerField())))
    found, wanted = statement.instances(pk=clerk.pk), list(User.objects.with_roles().filter(pk=clerk.pk))
    assert found == wanted == [clerk]
    assert {**vars(found[0]), "_state": None} == {**vars(wanted[0]), "_state": None}
    assert found[0].is_held_clerk is True


def test_what_somebody_types_stays_a_value():
    statement = Statement(lambda: User.objects.filter(full_name=Blank("name", User._meta.get_field("full_name"))))
    clerk = UserFactory(full_name="x' OR 1=1 -- %s")
    UserFactory()
    assert statement.instances(name=clerk.full_name) == [clerk]
