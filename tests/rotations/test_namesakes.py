"""People of the same name are told apart by their staff numbers, and nobody else is given one."""

import pytest
from django.urls import reverse

from rotations.namesakes import told_apart

from ..factories import UserFactory
from .planned import MONDAY, Planned

pytestmark = pytest.mark.django_db


def test_the_number_stands_after_a_shared_name_only():
    first, second, other = (UserFactory(full_name=name) for name in ("张敏", "张敏", "李一"))
    assert told_apart([first, second, other]) == {
        first.pk: f"张敏 {first.staff_number}",
        second.pk: f"张敏 {second.staff_number}",
        other.pk: "李一",
    }


def test_somebody_named_twice_is_no_namesake():
    person = UserFactory(full_name="张敏")
    assert told_apart([person, person]) == {person.pk: "张敏"}


@pytest.mark.parametrize("page", ["board", "board_posts", "scores"])
def test_namesakes_are_told_apart_on_every_page_of_a_plan(page, client):
    world = Planned()
    for clerk in world.clerks[:2]:
        clerk.full_name = "张敏"
        clerk.save()
    plan = world.draft([[0], [1], [2]], first_day=MONDAY)
    client.force_login(world.boss)
    shown = client.get(reverse(f"rotations:{page}", args=[plan.pk])).content.decode()
    assert all(f"张敏 {clerk.staff_number}" in shown for clerk in world.clerks[:2])
    assert f"{world.clerks[2].full_name} {world.clerks[2].staff_number}" not in shown
