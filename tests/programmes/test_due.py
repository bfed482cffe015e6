"""What need not be renewed is not asked for."""

from datetime import date, datetime, time

import pytest
from django.utils import timezone

from people.roles import Role
from programmes.assigning import assign
from programmes.due import assigned, ending
from programmes.services import open_cycle, withdraw_cycle

from ..courses.factories import make_course
from ..skills.factories import CertificationFactory, SkillFactory, give
from .factories import make_programme, path

pytestmark = pytest.mark.django_db


def moment(day):
    return timezone.make_aware(datetime.combine(day, time(9)))


def test_a_renewal_that_was_withdrawn_is_not_asked_for_until_it_is_wanted_again(person):
    clerk, boss, kind = person(), person(Role.MANAGER), CertificationFactory()
    award = give(clerk, SkillFactory(), on=date(2026, 3, 1), certification=kind).awards[0]
    opens = award.renewal_from
    renewal = open_cycle(user=clerk, certification=kind, now=moment(opens))
    assert [due.key for due in ending(None, opens)] == [f"certificate:{award.certificate_id}"]
    withdraw_cycle(cycle=renewal, by=boss, reason="将调离营业厅", now=moment(opens))
    assert list(ending(None, opens)) == []
    open_cycle(user=clerk, certification=kind, now=moment(opens))
    assert len(list(ending([clerk.pk], opens))) == 1


def test_one_question_finds_all_assigned_training_with_its_names(person, django_assert_num_queries):
    boss, day = person(Role.MANAGER), date(2026, 4, 1)
    kind = CertificationFactory(name="手语证书", name_en="Sign certificate")
    make_programme(path([make_course(level=None, certified=False)]), grants=[(SkillFactory(), 3)], certification=kind)
    course = make_course()
    for _number in range(3):
        clerk = person()
        assign(users=[clerk], course=course, by=boss, now=moment(day), due_on=day)
        assign(users=[clerk], certification=kind, by=boss, now=moment(day), due_on=day)
    with django_assert_num_queries(1):
        found = [(due.what, due.what_en, due.day) for due in assigned(None, day)]
    told = [("手语证书", "Sign certificate", day), (course.title, course.title_en, day)]
    assert sorted(found) == sorted(3 * told)
