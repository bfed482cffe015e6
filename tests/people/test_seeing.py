"""Who sees whom: one person is found exactly where the list of people holds them."""

import pytest
from django.contrib.auth.models import AnonymousUser

from people.models import User
from people.roles import Role
from tests.factories import HallFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("in_a_hall", [True, False])
def test_one_person_is_found_exactly_where_the_list_holds_them(person, hall, role, in_a_hall):
    viewer = person(role, hall=hall if in_a_hall else None)
    people = [viewer, person(hall=hall), person(hall=HallFactory()), person(hall=None)]
    listed = set(User.objects.visible_to(viewer))
    for one in people:
        found = User.objects.one_visible_to(viewer, one.pk)
        assert found == (one if one in listed else None)


def test_nobody_is_found_by_a_stranger_or_under_a_number_nobody_has(person):
    clerk = person()
    assert User.objects.one_visible_to(AnonymousUser(), clerk.pk) is None
    assert User.objects.one_visible_to(clerk, 10**17) is None
