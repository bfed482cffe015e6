from unittest import mock

import pytest
from django.db import DatabaseError
from django.urls import reverse


@pytest.mark.django_db
def test_a_working_hall_says_ok_to_anybody(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = client.get(reverse("healthz"))
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert "no-store" in answer["Cache-Control"]


def test_a_silent_database_is_said_without_a_secret(client):
    with mock.patch("core.views.connection.cursor", side_effect=DatabaseError("password=geheim")):
        answer = client.get(reverse("healthz"))
    assert (answer.status_code, answer.content) == (503, b"database unavailable")
