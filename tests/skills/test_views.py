"""The pages of the room: who sees what, and that they cost little."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from core.templatetags.ui import full_day
from people.roles import Role
from skills import limits
from skills.facts import VERIFY_PATH
from skills.models import Certificate
from skills.services import revoke_certificate
from tests.factories import HallFactory

from .factories import CertificationFactory, SkillFactory, give

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def certified(person, today):
    clerk = person(full_name="王芳")
    skill = SkillFactory(name="手语", name_en="Sign language")
    certification = CertificationFactory(name="手语证书", name_en="Certificate in sign language")
    give(clerk, skill, 3, on=today - timedelta(days=30), certification=certification)
    return clerk


def test_my_profile_tells_what_i_hold_since_when_until_when_and_by_what_evidence(client_as, certified, today):
    number = Certificate.objects.get().number
    html = client_as(user=certified).get(reverse("skills:mine")).content.decode()
    assert "手语" in html
    assert number in html
    assert f'href="{reverse("skills:certificate", args=[number])}"' in html
    assert "持证" in html


def test_another_day_may_be_asked(client_as, certified, today):
    client = client_as(user=certified)
    before = client.get(reverse("skills:mine"), {"on": today - timedelta(days=31)})
    later = client.get(reverse("skills:mine"), {"on": today + timedelta(days=600)})
    assert [row["holding"].state for row in before.context["coming"]] == ["future"]
    assert [row["holding"].state for row in later.context["lapsed"]] == ["expired"]
    assert not before.context["in_force"]


@pytest.mark.parametrize("wrong", ["soon", "1066-01-01", "2026-02-30", "9999-12-31"])
def test_a_wrong_day_is_kept_and_explained(client_as, certified, today, wrong):
    response = client_as(user=certified).get(reverse("skills:mine"), {"on": wrong})
    assert response.status_code == 200
    assert response.context["on"] == today
    assert response.context["form"].errors["on"]
    assert f'value="{wrong}"' in response.content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.CLERK, 404), (Role.TRAINER, 200), (Role.CHIEF_TRAINER, 200), (Role.MANAGER, 200), (Role.ADMINISTRATOR, 200)],
)
def test_others_profiles_are_for_those_who_may_see_the_person(client_as, certified, role, status):
    client = client_as(role)
    number = Certificate.objects.get().number
    for url in [
        reverse("skills:person", args=[certified.pk]),
        reverse("skills:certificate", args=[number]),
        reverse("skills:certificate_pdf", args=[number]),
    ]:
        assert client.get(url).status_code == status, url


def test_the_manager_of_another_hall_learns_nothing(client_as, certified):
    client = client_as(Role.MANAGER, hall=HallFactory())
    assert client.get(reverse("skills:person", args=[certified.pk])).status_code == 404
    assert client.get(reverse("skills:certificate", args=[Certificate.objects.get().number])).status_code == 404


def test_the_owner_downloads_the_certificate(client_as, certified):
    number = Certificate.objects.get().number
    response = client_as(user=certified).get(reverse("skills:certificate_pdf", args=[number]))
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-1.7")
    assert number in response["Content-Disposition"]
    assert "private" in response["Cache-Control"]


def test_signed_out_people_are_sent_to_sign_in(client, certified):
    for url in [reverse("skills:mine"), reverse("skills:person", args=[certified.pk])]:
        assert client.get(url).status_code == 302


def queries_of(client, url):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_a_profile_costs_the_same_for_one_skill_and_for_twenty(client_as, person, today):
    one, many = person(), person()
    skills = [SkillFactory() for _ in range(20)]
    certification = CertificationFactory()
    give(one, skills[0], on=today, certification=certification)
    for skill in skills:
        give(many, skill, on=today, certification=certification)
        give(many, skill, on=today - timedelta(days=700), certification=certification)
    client = client_as(Role.MANAGER)
    client.get(reverse("skills:person", args=[one.pk]))
    few = queries_of(client, reverse("skills:person", args=[one.pk]))
    assert queries_of(client, reverse("skills:person", args=[many.pk])) == few <= 14


# The public page


def public_page(language="zh-hans"):
    url = reverse("verify", args=[Certificate.objects.get().public_id])
    return Client().get(url, headers={"accept-language": language})


def test_the_address_on_the_paper_is_the_address_of_the_page(certified):
    certificate = Certificate.objects.get()
    assert certificate.facts["verify_path"] == reverse("verify", args=[certificate.public_id])
    assert VERIFY_PATH.format("x") == reverse("verify", args=["x"])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_public_page_shows_every_printed_fact_in_either_language(certified, hall, language):
    response = public_page(language)
    html = response.content.decode()
    facts = Certificate.objects.get().facts
    pairs = [facts["hall"], facts["issuer"], facts["certification"], facts["evidence"], *facts["skills"]]
    words = [facts["number"], facts["name"], *(pair[key] for pair in pairs for key in ("zh", "en"))]
    words += [skill[key] for skill in facts["skills"] for key in ("level_zh", "level_en")]
    assert all(word in html for word in words)
    with translation.override(language):
        for key in ("issued_on", "valid_from", "valid_until"):
            assert full_day(date.fromisoformat(facts[key])) in html


def test_the_public_page_shows_no_more_than_the_paper_says(certified):
    html = public_page().content.decode()
    assert certified.staff_number not in html
    assert certified.name_pinyin not in html


def test_the_public_page_opens_no_session_and_stays_out_of_search_engines(certified):
    response = public_page()
    assert set(response.cookies) <= {"csrftoken"}  # of the language switch
    assert "noindex" in response["X-Robots-Tag"]
    assert 'name="robots" content="noindex' in response.content.decode()


def test_the_public_page_knows_every_state(person, today):
    certification, skill, clerk = CertificationFactory(), SkillFactory(), person()
    wanted = {
        "valid": today - timedelta(days=10),
        "renewal": today - timedelta(days=340),
        "grace": today - timedelta(days=370),
        "expired": today - timedelta(days=500),
        "future": today + timedelta(days=3),
    }
    for state, first in wanted.items():
        certificate = give(clerk, skill, on=first, certification=certification).certificate
        response = Client().get(reverse("verify", args=[certificate.public_id]))
        assert response.context["standing"].state == state


def test_a_revoked_certificate_says_since_when_and_never_why(certified, person, today):
    revoke_certificate(
        certificate=Certificate.objects.get(), on=today, reason="冒名考试", by=person(Role.MANAGER, full_name="钱主任")
    )
    response = public_page()
    assert response.context["standing"].revoked_on == today
    assert "冒名考试" not in response.content.decode()
    assert "钱主任" not in response.content.decode()


@pytest.mark.parametrize("wrong", ["x", "Aaaaaaaaaaaaaaaaaaaaaa", "%F0%9F%92%A5", "a%00b", "a" * 500])
def test_an_unknown_address_is_told_in_a_sentence(wrong):
    response = Client().get(f"/verify/{wrong}/")
    assert response.status_code == 404
    assert "<h1>" in response.content.decode()


def test_very_many_look_ups_within_a_minute_are_asked_to_wait(certified, monkeypatch):
    monkeypatch.setattr(limits, "LOOKUPS_A_MINUTE", 3)
    assert [public_page().status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    cache.clear()
    assert public_page().status_code == 200


def test_the_public_page_costs_few_queries(certified, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        public_page()


@pytest.mark.parametrize("number", ["XC-2026-999999", "%00", "..", "%F0%9F%92%A5"])
def test_a_certificate_that_does_not_exist_is_not_found(client_as, number):
    assert client_as(Role.ADMINISTRATOR).get(f"/skills/certificates/{number}/").status_code == 404
