"""What is assigned is promised to the forecast."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dashboard.promises import promises_of
from people.models import User
from people.roles import Role
from programmes.assigning import assign

from ..courses.factories import make_course

pytestmark = pytest.mark.django_db


def test_what_is_assigned_is_held_from_its_day_on_in_the_forecast(person, hall):
    clerk, boss, course = person(), person(Role.MANAGER), make_course(lessons=1)
    now = timezone.now()
    today = timezone.localdate(now)
    due = today + timedelta(days=40)
    assign(users=[clerk], course=course, due_on=due, by=boss, reason="", now=now)
    grant = course.grants.get()
    found = promises_of(User.objects.filter(hall=hall), today)
    assert found[clerk.pk][grant.skill_id][:2] == (grant.level, due)
