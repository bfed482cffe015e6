"""What people see when something is wrong: it looks like the product and offers the way back."""

import importlib

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import Client
from django.urls import path

import training.urls
from people.roles import Role

pytestmark = pytest.mark.django_db


@login_not_required
def forbidden(request):
    raise PermissionDenied


@login_not_required
def suspicious(request):
    raise SuspiciousOperation("secret detail")


@login_not_required
def broken(request):
    raise RuntimeError("secret detail")


@pytest.fixture
def wrong_doors(settings):
    module = type(importlib)("wrong_doors")
    module.urlpatterns = [
        path("wrong/forbidden/", forbidden),
        path("wrong/suspicious/", suspicious),
        path("wrong/broken/", broken),
        *training.urls.urlpatterns,
    ]
    settings.ROOT_URLCONF = module


def test_an_unknown_address_offers_the_way_back(client_as):
    answer = client_as(Role.CLERK).get("/nothing-here/")
    assert answer.status_code == 404
    assert "这个地址下没有内容" in answer.text
    assert 'class="btn btn-primary" href="/"' in answer.text
    assert "tab-bar" in answer.text


def test_a_closed_page_says_whom_to_ask(wrong_doors, client_as):
    answer = client_as(Role.CLERK).get("/wrong/forbidden/")
    assert answer.status_code == 403
    assert "请联系班长或管理员" in answer.text


@pytest.mark.parametrize(("door", "status"), [("suspicious", 400), ("broken", 500)])
def test_a_failure_tells_no_detail_and_needs_no_database(wrong_doors, django_assert_num_queries, door, status):
    client = Client(raise_request_exception=False)
    with django_assert_num_queries(0):
        answer = client.get(f"/wrong/{door}/")
    assert answer.status_code == status
    assert "secret" not in answer.text
    assert "星窗" in answer.text
    assert 'href="/"' in answer.text


def test_a_form_that_lay_open_too_long_says_to_send_it_again():
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x"})
    assert answer.status_code == 403
    assert "请再提交一次" in answer.text


def test_the_wrong_pages_speak_english_too():
    client = Client(headers={"accept-language": "en"})
    assert "There is nothing at this address" in client.get("/nothing-here/").text


def test_the_component_page_exists_in_development_only(settings, client):
    assert client.get("/style/").status_code == 200
    settings.SHOW_STYLE_PAGE = False
    try:
        doors = importlib.reload(training.urls).urlpatterns
        assert not [door for door in doors if str(door.pattern) == "style/"]
    finally:
        settings.SHOW_STYLE_PAGE = True
        importlib.reload(training.urls)
