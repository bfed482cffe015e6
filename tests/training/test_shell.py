"""The frame around every page, for every role."""

import re

import html5lib
import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from core.models import HallSettings
from people.roles import Role
from training.context import Shell

pytestmark = pytest.mark.django_db


def page(user, path="/learn/"):
    """The bare shell as this person sees it at this address."""
    request = RequestFactory().get(path)
    request.user = user
    return render_to_string("base.html", {}, request)


def labels(links):
    return [str(link["label"]) for link in links]


@pytest.fixture
def shell_of(person):
    def make(role, path="/"):
        request = RequestFactory().get(path)
        request.user = person(role)
        return Shell(request)

    return make


def test_somebody_signed_out_sees_no_navigation_but_can_change_the_language():
    html = page(AnonymousUser())
    assert "main-nav" not in html
    assert 'name="language" value="en"' in html


@pytest.mark.parametrize("role", Role.values)
def test_everybody_signed_in_has_the_five_places_of_learning_on_the_phone(shell_of, role):
    assert labels(shell_of(role).learning) == ["今日", "课程", "常用语", "我的技能", "认证"]


@pytest.mark.parametrize(
    ("role", "work"),
    [
        (Role.CLERK, []),
        (Role.MANAGER, ["营业厅", "岗位", "培训", "人员", "认证管理", "报表"]),
        (Role.TRAINER, ["培训台", "认证管理", "报表", "内容管理"]),
        (Role.CHIEF_TRAINER, ["培训台", "认证管理", "报表", "内容管理"]),
        (Role.ADMINISTRATOR, ["营业厅", "岗位", "培训", "人员", "认证管理", "报表", "培训台", "内容管理"]),
    ],
)
def test_each_role_sees_the_places_of_its_own_work(shell_of, role, work):
    assert labels(shell_of(role).work) == work


def test_the_navigation_says_where_the_reader_is(shell_of):
    here = {str(link["label"]): link["current"] for link in shell_of(Role.CLERK, "/learn/").learning}
    below = {str(link["label"]): link["current"] for link in shell_of(Role.CLERK, "/learn/hall-english/").learning}
    assert here["课程"] == "page"
    assert below["课程"] == "true"
    assert here["今日"] == below["今日"] == ""


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/skills/people/7/", "人员"),
        ("/courses/attempts/0/", "课程"),
        ("/recognitions/", "认证"),
        ("/recognitions/waiting/", "认证管理"),
        ("/certificates/a/people/7/", "认证管理"),
        ("/training/rules/", "培训"),
    ],
)
def test_a_page_that_lies_elsewhere_still_belongs_to_one_place(shell_of, path, place):
    shell = shell_of(Role.MANAGER, path)
    assert [str(link["label"]) for link in shell.learning + shell.work if link["current"]] == [place]


def test_what_is_assigned_to_somebody_belongs_to_their_day_alone(shell_of):
    shell = shell_of(Role.MANAGER, "/training/mine/")
    assert [str(link["label"]) for link in shell.learning + shell.work if link["current"]] == ["今日"]


def test_signing_out_is_a_post_with_a_token(person):
    html = page(person())
    [form] = re.findall(r'<form [^>]*id="shell" method="post".*?</form>', html, re.S)
    assert "csrfmiddlewaretoken" in form
    assert '<button form="shell" formaction="/accounts/logout/">' in html


@pytest.mark.parametrize(("language", "tag"), [("zh-hans", "zh-Hans"), ("en", "en")])
def test_the_page_names_its_language(client, language, tag):
    client.cookies["django_language"] = language
    assert f'<html lang="{tag}">' in client.get("/nothing-here/").text


def test_switching_the_language_comes_back_to_the_same_page(client_as):
    client = client_as(Role.CLERK)
    html = client.get("/inbox/?show=due&page=1").text
    [address] = re.findall(r'<form [^>]*id="shell" method="post" action="([^"]+)"', html)
    assert client.post(address, {"language": "en"}).url == "/inbox/?show=due&page=1"
    answer = client.post("/language/", {"language": "en", "next": "/learn/?q=bill"})
    assert answer.url == "/learn/?q=bill"
    assert '<html lang="en">' in client.get("/nothing-here/").text


def test_the_demonstration_hall_says_on_every_page_that_it_is_invented(person):
    user = person()
    assert "demo-banner" not in page(user)
    settings = HallSettings.load()
    settings.demonstration = True
    settings.save()
    assert "demo-banner" in page(user)


def test_the_shell_costs_two_queries_the_settings_and_the_roles(person, django_assert_num_queries):
    user = person(Role.ADMINISTRATOR)
    HallSettings.load()
    with django_assert_num_queries(2):
        page(user)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_shell_weighs_less_than_six_kilobytes(person, language):
    user = person(Role.ADMINISTRATOR)
    with override(language):
        assert len(page(user).encode()) < 6_000


def test_the_shell_is_valid_and_needs_no_inline_script_or_style(person):
    html = page(person(Role.ADMINISTRATOR))
    html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    assert "style=" not in html
    assert "onclick" not in html
    assert "<script>" not in html


def test_a_message_is_said_once_with_its_kind(client_as, person):
    from django.contrib import messages
    from django.contrib.messages.storage.cookie import CookieStorage

    request = RequestFactory().get("/learn/")
    request.user = person()
    request._messages = CookieStorage(request)
    messages.success(request, "已保存 10:42:07")
    html = render_to_string("base.html", {}, request)
    assert 'role="status"' in html
    assert "notice-ok" in html
    assert html.count("已保存 10:42:07") == 1
