"""Signing in to the demonstration with one click, and never to a real hall."""

import pytest
from django.test import Client
from django.urls import reverse

from core.models import HallSettings
from training.demo.cast import ROLES

LOGIN = "/accounts/login/"


def enter(client, role, **data):
    return client.post(reverse("demo_enter", args=[role]), data)


@pytest.mark.parametrize("role", ROLES)
def test_one_click_signs_in_as_each_role(demo, client, role):
    assert enter(client, role).status_code == 302
    assert client.session["_auth_user_id"]
    assert client.get("/", follow=True).status_code == 200


def test_it_goes_on_where_the_visitor_was_going_and_nowhere_else(demo, client):
    assert enter(client, "manager", next="/posts/").headers["Location"] == "/posts/"
    assert enter(client, "manager", next="https://elsewhere.example/").headers["Location"] == "/"


def test_the_sign_in_page_offers_every_role_and_says_that_the_people_are_invented(demo, client):
    page = client.get(LOGIN, headers={"accept-language": "en"}).content.decode()
    for role in ROLES:
        assert reverse("demo_enter", args=[role]) in page
    assert "沈嘉禾" in page
    assert "the people and the figures are invented" in page


def test_a_role_nobody_plays_is_not_found(demo, client):
    assert enter(client, "director").status_code == 404


def test_looking_at_the_address_signs_nobody_in(demo, client):
    assert client.get(reverse("demo_enter", args=["clerk"])).status_code == 405


def test_a_form_of_another_site_is_refused(demo):
    assert enter(Client(enforce_csrf_checks=True), "clerk").status_code == 403


@pytest.mark.parametrize("switched_on", [True, False])
def test_a_real_hall_has_no_such_door(demo, client, settings, switched_on):
    if switched_on:
        HallSettings.objects.update(demonstration=False)
    else:
        settings.DEMO_SIGN_IN = False
    assert enter(client, "clerk").status_code == 404
    assert client.get(reverse("demo_enter", args=["clerk"])).status_code == 404
    assert "/demo/enter/" not in client.get(LOGIN).content.decode()


def test_somebody_who_may_no_longer_sign_in_has_no_button(demo, client):
    clerk = demo("JX001")
    clerk.is_active = False
    clerk.save()
    assert enter(client, "clerk").status_code == 404
    assert reverse("demo_enter", args=["clerk"]) not in client.get(LOGIN).content.decode()


def test_pages_other_than_signing_in_do_not_ask_for_the_cast(client_as, django_assert_max_num_queries):
    client = client_as()
    with django_assert_max_num_queries(30) as asked:
        client.get("/phrasebook/")
    assert not [query for query in asked.captured_queries if "JX301" in query["sql"]]
