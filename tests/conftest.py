"""Fixtures every room's tests share."""

import pytest

from people.roles import Role

from .factories import HallFactory, UserFactory


@pytest.fixture
def hall(db):
    return HallFactory()


@pytest.fixture
def person(hall):
    """`person(Role.MANAGER)` is somebody of the same hall holding that role; further fields by keyword."""

    def make(role=Role.CLERK, **fields):
        fields.setdefault("hall", hall)
        return UserFactory(roles=[role], **fields)

    return make


@pytest.fixture
def client_as(client, person):
    """`client_as(Role.CLERK)` is a signed-in client; `client_as(user=…)` signs that person in."""

    def sign_in(role=Role.CLERK, user=None, **fields):
        client.force_login(user or person(role, **fields))
        return client

    return sign_in
