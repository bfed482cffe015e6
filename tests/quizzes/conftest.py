"""Fixtures of the quiz tests."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

BESIDE = ("SAVEPOINT", "RELEASE SAVEPOINT", "BEGIN", "COMMIT", "PRAGMA")
SESSION_AND_USER = ('FROM "django_session"', 'FROM "people_user" WHERE')


@contextmanager
def statements():
    """The queries made, without the marks of transactions and without those for the session and the user."""
    made = []
    with CaptureQueriesContext(connection) as captured:
        yield made
    made += [
        query["sql"]
        for query in captured.captured_queries
        if not query["sql"].startswith(BESIDE) and not any(part in query["sql"] for part in SESSION_AND_USER)
    ]


@pytest.fixture
def mounted(settings):
    """The quiz views at addresses of the tests' own, without the rooms above."""
    settings.ROOT_URLCONF = "tests.quizzes.urls"
