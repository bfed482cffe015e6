"""Sessions are found as Django finds them: those that are there and have not run out."""

import datetime

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from people.sessions import SessionStore


@pytest.fixture
def key(db):
    session = SessionStore()
    session["seen"] = "yes"
    session.create()
    return session.session_key


def test_a_session_is_found_in_one_query_with_what_was_put_into_it(key, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert SessionStore(key)["seen"] == "yes"


def test_a_session_that_has_run_out_is_empty_and_gets_another_key(key):
    Session.objects.update(expire_date=timezone.now() - datetime.timedelta(seconds=1))
    session = SessionStore(key)
    assert "seen" not in session
    assert session.session_key is None


def test_a_key_nobody_gave_out_finds_nothing(db):
    assert not list(SessionStore("x" * 32).keys())
