"""Fixtures every room's tests share.

Ordinary tests ask for `db` (or carry `@pytest.mark.django_db`): they run inside a transaction that is rolled back.

A test that needs real commits, several threads or several processes asks for `racing_db` instead. It runs on a copy of
the test database that is thrown away afterwards, so nothing it commits reaches another test, and the rows migrations
made (groups, the root page, the site, the collection) stay where they are:

    def test_two_clicks_make_one_enrolment(racing_db, person, course):
        clerk = person()
        racing_db.together(2 * [lambda: enrol(user=clerk, course=course, now=NOW)])
        assert Enrolment.objects.count() == 1

`transactional_db`, `live_server` and `django_db(transaction=True)` empty every table when they end; they are refused.
"""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import override_settings
from django.utils import translation
from playwright.sync_api import expect

from people.roles import Role
from phrasebook import index

from . import racing
from .factories import HallFactory, UserFactory

# Longer than five seconds: a machine with much to do is slow, and is not wrong.
expect.set_options(timeout=15_000)


# Folders and files that take minutes: begun first, so that no processor waits for the other in the end.
LONG = (
    "tests/e2e/",
    "tests/hostile/",
    "tests/programmes/test_a_year",
    "tests/reports/test_a_year",
    "tests/test_queries.py",
    "tests/test_permissions.py",
)


def pytest_collection_modifyitems(config, items):
    if connection.vendor == "postgresql":
        _leave_out_what_asks_no_database(config, items)
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
    for item in items:
        mark = item.get_closest_marker("django_db")
        if {"transactional_db", "live_server"} & set(item.fixturenames) or (mark and mark.kwargs.get("transaction")):
            raise pytest.UsageError(f"{item.nodeid} would empty the test database; use the fixture racing_db instead.")


def _leave_out_what_asks_no_database(config, items):
    """What is pure answers the same whatever the database is, and `make test` has asked it."""
    config.hook.pytest_deselected(items=[item for item in items if not _asks_a_database(item)])
    items[:] = [item for item in items if _asks_a_database(item)]


def _asks_a_database(item):
    return {"db", "django_db_setup"} & set(item.fixturenames) or item.get_closest_marker("django_db")


@pytest.fixture(scope="session", autouse=True)
def _uploads_of_tests(tmp_path_factory):
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")):
        yield


@pytest.fixture(scope="session", autouse=True)
def _keys_of_tests(tmp_path_factory):
    with override_settings(SIGNING_KEYS=tmp_path_factory.mktemp("keys")):
        yield


@pytest.fixture(autouse=True)
def _nothing_left_over():
    """Throttles and renditions live in caches, the language in the thread, the entries in memory: nothing may reach the
    next test."""
    for cache in caches.all():
        cache.clear()
    translation.deactivate()
    index.forget()


@pytest.fixture
def _own_database(request, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), racing.copied_database():
        yield


@pytest.fixture
def _django_db_helper(request):
    """What pytest-django's `db` and `django_db` stand on: everybody else's transaction, or the copy of a race."""
    request.getfixturevalue("_own_database" if "racing_db" in request.fixturenames else "_django_db_helper")


@pytest.fixture
def racing_db(db):
    """A database of the test's own in which commits are real, and `together()` to run things at the same time."""
    return racing.Race()


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


@pytest.fixture
def count_queries(client, django_assert_max_num_queries):
    """`count_queries(url)`: how many queries a page makes beside those for the session and the user."""

    def count(url):
        client.get(url)
        with django_assert_max_num_queries(15) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    return count
