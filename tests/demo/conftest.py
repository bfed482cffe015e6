"""The demonstration hall, loaded once for all tests of this folder into a copy of the test database.

Tests run on it inside a transaction that is rolled back, as everywhere: what one of them empties is back for the next.
"""

import datetime

import pytest

from people.models import User
from tests import racing
from training.demo import load

TODAY = datetime.date(2026, 3, 2)


@pytest.fixture(scope="package")
def _loaded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), racing.copied_database():
        yield load.load(today=TODAY)


@pytest.fixture
def demo(_loaded, db):
    """`demo("JX001")` is that person of the loaded demonstration, whose today is TODAY."""

    def person(staff_number):
        return User.objects.get(staff_number=staff_number)

    return person
