"""A hall with a manager, another hall nobody may look into, and reports asked as somebody."""

import datetime

import pytest

from people.roles import Role
from reports.asking import ask
from reports.catalogue import report_of
from tests.factories import HallFactory, UserFactory

NOW = datetime.datetime(2026, 11, 23, 2, 0, tzinfo=datetime.UTC)  # ten in the morning in the hall
TODAY = datetime.date(2026, 11, 23)  # a Monday


def days(count):
    return datetime.timedelta(days=count)


@pytest.fixture
def manager(person):
    return person(Role.MANAGER, email="manager@hall.example")


@pytest.fixture
def other_hall(db):
    return HallFactory()


@pytest.fixture
def stranger(other_hall):
    """A clerk of another hall."""
    return UserFactory(hall=other_hall, full_name="别厅的人")


@pytest.fixture
def asked(manager):
    """`asked("expiring", days=30)`: what the manager is told, as `Found`; `viewer=` asks as somebody else."""

    def look(slug, *, viewer=None, now=NOW, report=None, **query):
        answer = ask(
            report or report_of(slug), viewer or manager, {key: str(value) for key, value in query.items()}, now
        )
        assert answer.found is not None, answer.form.errors
        return answer.found

    return look


def cells(found, *keys):
    """The cells of these columns of every row, as text or themselves."""
    return [tuple(plain(row.cells.get(key)) for key in keys) for row in found.rows]


def plain(value):
    if hasattr(value, "full_name"):
        return value.full_name
    return str(value.text) if hasattr(value, "text") else value
