"""The front door leads everybody to their own workspace."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from people.roles import Role


@pytest.mark.parametrize(
    ("role", "workspace"),
    [
        (Role.CLERK, "dashboard:today"),
        (Role.TRAINER, "dashboard:desk"),
        (Role.CHIEF_TRAINER, "dashboard:desk"),
        (Role.MANAGER, "dashboard:hall"),
        (Role.ADMINISTRATOR, "dashboard:hall"),
    ],
)
def test_each_role_comes_to_its_own_workspace(client_as, role, workspace):
    response = client_as(role).get("/")
    assert response.status_code == 302
    assert response.url == reverse(workspace)


def test_a_trainer_who_also_manages_comes_to_the_hall(client_as, person):
    both = person(Role.TRAINER)
    both.groups.add(Group.objects.get(name=Role.MANAGER))
    assert client_as(user=both).get("/").url == reverse("dashboard:hall")


def test_somebody_without_a_role_comes_to_their_day(client_as, person):
    nobody = person()
    nobody.groups.clear()
    assert client_as(user=nobody).get("/").url == reverse("dashboard:today")


def test_nobody_enters_without_signing_in(client, db):
    for name in ("home", "dashboard:today", "dashboard:desk", "dashboard:hall", "dashboard:matrix_xlsx"):
        response = client.get(reverse(name))
        assert response.status_code == 302
        assert response.url.startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("dashboard:today", set(Role)),
        ("dashboard:desk", {Role.TRAINER, Role.CHIEF_TRAINER, Role.ADMINISTRATOR}),
        ("dashboard:hall", {Role.MANAGER, Role.ADMINISTRATOR}),
        ("dashboard:matrix_xlsx", {Role.MANAGER, Role.ADMINISTRATOR}),
    ],
)
@pytest.mark.parametrize("role", list(Role))
def test_a_workspace_is_open_to_its_roles_alone(client_as, name, allowed, role):
    assert client_as(role).get(reverse(name)).status_code == (200 if role in allowed else 403)
