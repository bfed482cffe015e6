"""What need not be renewed is not asked for."""

from datetime import date, datetime, time

import pytest
from django.utils import timezone

from people.roles import Role
from programmes.due import ending
from programmes.services import open_cycle, withdraw_cycle

from ..skills.factories import CertificationFactory, SkillFactory, give

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
