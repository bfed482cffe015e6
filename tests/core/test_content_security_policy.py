"""Strict on our pages, loosened where Wagtail's editor needs it, on responses as a browser gets them."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from core.middleware import ContentSecurityPolicy
from people.roles import Role


def policy(answer):
    """The policy of an answer as {directive: set of sources}."""
    parts = [part.split() for part in answer["Content-Security-Policy"].split(";")]
    return {directive: set(sources) for directive, *sources in parts}


@pytest.mark.django_db
def test_our_pages_allow_nothing_inline_and_nothing_from_outside(client):
    found = policy(client.get(reverse("account_login")))
    assert found["default-src"] == {"'self'"}
    assert found["script-src"] <= {"'self'"} | {
        source for source in found["script-src"] if source.startswith("'nonce-")
    }
    assert found["style-src"] == {"'self'"}
    assert found["object-src"] == {"'none'"}
    assert found["frame-ancestors"] == {"'none'"}
    assert found["base-uri"] == found["form-action"] == {"'self'"}
    assert not [source for sources in found.values() for source in sources if "unsafe" in source or "//" in source]


def test_the_editor_may_use_inline_scripts_and_styles_and_frame_itself(client_as):
    answer = client_as(Role.TRAINER).get(reverse("wagtailadmin_home"))
    assert answer.status_code == 200
    found = policy(answer)
    assert found["script-src"] == found["style-src"] == {"'self'", "'unsafe-inline'"}
    assert found["frame-src"] == found["frame-ancestors"] == {"'self'"}
    assert found["object-src"] == {"'none'"}
    assert not [source for sources in found.values() for source in sources if "//" in source]


@pytest.mark.parametrize("path", ["/cms", "/cmsx/", "/people/cms/", "/learn/?next=/cms/"])
def test_a_path_that_only_resembles_the_editors_stays_strict(path):
    answer = ContentSecurityPolicy(lambda request: HttpResponse())(RequestFactory().get(path))
    assert "unsafe" not in answer["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/no-such-page/", "/healthz", "/media/no-such.png"])
def test_answers_without_a_page_are_strict_too(client, path):
    assert "unsafe" not in client.get(path)["Content-Security-Policy"]
