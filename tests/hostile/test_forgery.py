"""What a page of another site, a forged header or a link could make a browser do."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from people.password_links import password_link
from people.roles import Role
from tests.doors import Things, doors
from tests.factories import UserFactory
from tests.test_permissions import TABLE, address_of, url_of

pytestmark = pytest.mark.django_db
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "javascript:alert(1)",
    "https:evil.example",
]


@pytest.fixture(scope="module")
def things(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield Things().made()
        transaction.set_rollback(True)


def test_no_door_takes_a_form_another_site_has_sent(things):
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory(hall=things.hall, roles=[Role.ADMINISTRATOR]))
    things.viewer = None
    open_doors = {}
    for row in TABLE:
        with transaction.atomic():
            status = client.post(address_of(row, things)).status_code
            transaction.set_rollback(True)
        if status != 403:
            open_doors[row[0]] = status
    assert open_doors == {}
    assert {url_of(row) for row in TABLE} == doors()


@pytest.mark.parametrize("target", ELSEWHERE)
@pytest.mark.parametrize("way", ["login", "cms", "language", "demo", "learn"])
def test_no_link_leads_elsewhere(client, person, way, target, settings):
    clerk = person()
    secret = {"login": clerk.staff_number, "password": "correct horse 9"}
    if way == "login":
        answer = client.post(reverse("account_login"), {**secret, "next": target})
    elif way in ("cms", "learn"):
        name = {"cms": "wagtailadmin_login", "learn": "wagtailcore_login"}[way]
        onward = client.get(reverse(name), {"next": target})["Location"]
        assert onward.startswith("/accounts/login/")
        answer = client.post(onward, secret)
    elif way == "language":
        answer = client.post(reverse("set_language"), {"language": "en", "next": target})
    else:
        answer = client.post(reverse("demo_enter", args=["clerk"]), {"next": target})
    assert "evil" not in answer.headers.get("Location", "").partition("?")[0]
    assert not answer.headers.get("Location", "").startswith("javascript")


@pytest.mark.parametrize("name", ["account_login", "home", "people:list", "skills:mine", "verify"])
def test_no_page_is_framed(client_as, name):
    answer = client_as(Role.ADMINISTRATOR).get(
        reverse(name, args=["x"] if name == "verify" else []), follow=name != "account_login"
    )
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_signing_in_takes_a_new_session(client, person):
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = "1"
    session.save()
    client.cookies["xingchuang"] = session.session_key
    client.post(reverse("account_login"), {"login": person().staff_number, "password": "correct horse 9"})
    assert client.session.get("_auth_user_id")
    assert client.session.session_key != session.session_key


def test_a_letter_names_our_own_address_whatever_host_was_claimed(client, person, django_capture_on_commit_callbacks):
    clerk = person(email="clerk@hall.example")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account_reset_password"), {"email": clerk.staff_number}, headers={"host": "evil.example"})
    (letter,) = mail.outbox
    assert "evil.example" not in letter.body


def test_a_one_time_link_asks_for_the_second_step(client, person):
    manager = person(Role.MANAGER)
    TOTP.activate(manager, generate_totp_secret())
    assert Authenticator.objects.filter(user=manager).exists()
    page = client.get(password_link(manager), follow=True)
    answer = client.post(page.redirect_chain[-1][0], {"password1": "new horse 12345", "password2": "new horse 12345"})
    assert "_auth_user_id" not in client.session
    assert client.get(reverse("home"), follow=True).redirect_chain[-1][0].startswith("/accounts/"), answer
