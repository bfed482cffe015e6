"""The pages around paper: a file that somebody was given, and the page for checking offline."""

import re

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import HallSettings
from skills import keys, limits, views_paper
from skills.certificates import certificate_pdf, draw, sheet_of
from skills.offline_page import offline_page
from skills.services import suspend
from tests.e2e.quality import assert_valid_html, html_faults

from .factories import CertificationFactory, SkillFactory, give

pytestmark = pytest.mark.django_db
LANGUAGES = ["zh-hans", "en"]


@pytest.fixture
def certificate(person):
    skill = SkillFactory(name="手语", name_en="Sign language")
    holder = person(full_name="龚䶮")
    return give(holder, skill, on=timezone.localdate(), certification=CertificationFactory()).certificate


def ask(data=None, name="a.pdf", text="", language="zh-hans"):
    fields = {"text": text}
    if data is not None:
        fields["file"] = SimpleUploadedFile(name, data)
    return Client().post(reverse("verify_file"), fields, headers={"accept-language": language})


def altered(certificate, **facts):
    sheet = sheet_of(certificate, timezone.now())
    return draw(type(sheet)({**sheet.facts, **facts}, sheet.address, sheet.sealed, sheet.credential))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_the_hall_issues_shows_its_facts_and_its_state(certificate, language):
    response = ask(certificate_pdf(certificate, timezone.now()), language=language)
    html = response.content.decode()
    assert response.context["check"].outcome == "same"
    assert all(words in html for words in ("龚䶮", certificate.number, "notice-ok"))
    assert ("今日有效" in html) if language == "zh-hans" else ("is valid today" in html)
    assert_valid_html(html)


def test_a_suspended_certificate_says_so_and_never_why(certificate, person):
    today = timezone.localdate()
    suspend(certificate=certificate, on=today, reason="复核中的原因", by=person(), now=timezone.now())
    html = ask(certificate_pdf(certificate, timezone.now())).content.decode()
    assert "暂停" in html
    assert "复核中的原因" not in html


def test_an_altered_sheet_names_what_differs_and_shows_what_is_true(certificate):
    response = ask(altered(certificate, name="王芳"))
    html = response.content.decode()
    assert response.context["check"].outcome == "altered"
    assert "龚䶮" in html
    assert "王芳" not in html
    assert_valid_html(html)


@pytest.mark.parametrize(
    ("data", "outcome"), [(b"%PDF-1.4 broken", "unreadable"), (b"{}", "unreadable"), (b"GIF89a", "unreadable")]
)
def test_what_cannot_be_read_says_what_to_do(data, outcome):
    response = ask(data)
    assert (response.status_code, response.context["check"].outcome) == (200, outcome)
    assert_valid_html(response.content.decode())


def test_a_number_alone_tells_nobody_anything(certificate):
    """A sheet that only names a number gets the same answer whether that certificate exists or not."""
    sheet = sheet_of(certificate, timezone.now())
    elsewhere = sheet.address.replace(certificate.public_id, "")

    def answer(number):
        facts = {**sheet.facts, "number": number}
        page = ask(draw(type(sheet)(facts, elsewhere, None, ""))).content.decode()
        return re.sub(r'value="\w+"', "", page.replace(number, "N"))

    assert answer(certificate.number) == answer("XC-2026-987654")


def test_a_forged_credential_shows_no_fact_and_the_way_to_the_truth(certificate):
    signed = certificate.credentials.get()
    forged = signed.jwt[:-6] + ("A" if signed.jwt[-6] != "A" else "B") + signed.jwt[-5:]
    html = ask(text=forged).content.decode()
    assert "龚䶮" not in html
    assert certificate.facts["verify_path"] in html


def test_a_pasted_credential_is_checked_as_a_file_is(certificate):
    assert ask(text=certificate.credentials.get().jwt).context["check"].outcome == "credential"


@pytest.mark.parametrize("fields", [{}, {"data": b""}, {"text": "   "}, {"data": b"0" * (2 * 1024 * 1024 + 1)}])
def test_nothing_and_too_much_are_explained(fields):
    response = ask(**fields)
    assert response.context["form"].errors
    assert "check" not in response.context
    assert_valid_html(response.content.decode())


def test_many_files_within_a_minute_are_asked_to_wait(monkeypatch):
    monkeypatch.setattr(views_paper, "FILES_A_MINUTE", 2)
    assert [ask(b"x").status_code for _ in range(4)] == [200, 200, 429, 429]
    cache.clear()
    assert ask(b"x").status_code == 200


def test_the_file_page_stays_out_of_search_engines_and_caches():
    response = Client().get(reverse("verify_file"))
    assert response["Cache-Control"] == "no-store"
    assert "noindex" in response["X-Robots-Tag"]
    assert_valid_html(response.content.decode())


def test_the_public_page_leads_to_the_other_ways_of_checking(certificate):
    html = Client().get(reverse("verify", args=[certificate.public_id])).content.decode()
    for name, arguments in [
        ("verify_file", []),
        ("verify_offline", []),
        ("credential_json", [certificate.public_id]),
        ("credential_jwt", [certificate.public_id]),
    ]:
        assert f'href="{reverse(name, args=arguments)}"' in html
    assert_valid_html(html)


# The page for checking offline


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_offline_page_is_explained_before_it_is_downloaded(language):
    key = keys.current_key()
    html = Client().get(reverse("verify_offline"), headers={"accept-language": language}).content.decode()
    assert key.id in html
    assert reverse("verify_offline_file") in html
    assert_valid_html(html)


def test_the_offline_page_is_one_small_file_that_asks_nobody():
    key = keys.current_key()
    response = Client().get(reverse("verify_offline_file"))
    html = response.content.decode()
    assert response["Content-Disposition"].startswith("attachment")
    assert len(response.content) <= 250_000
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", html)
    assert "default-src 'none'" in html
    assert key.raw.hex() in html
    # What no page of ours may have, and a page without a server must.
    assert {fault for fault in html_faults(html) if "is an inline s" not in fault} == set()


def test_both_languages_are_in_the_offline_page_whoever_downloads_it():
    for language in LANGUAGES:
        html = Client().get(reverse("verify_offline_file"), headers={"accept-language": language}).content.decode()
        assert "离线核验证书" in html
        assert "Check a certificate without a network" in html


def test_a_name_cannot_change_the_offline_page():
    hall = HallSettings.load()
    hall.organisation = "</script><script>alert(1)</script>{script}"
    hall.save()
    html = offline_page(timezone.now()).decode()
    assert "<script>alert" not in html
    assert html.count("<script") == 4


def test_retired_keys_stay_in_the_offline_page_with_their_days():
    first = keys.current_key()
    second = keys.rotate(now=timezone.now())
    html = offline_page(timezone.now()).decode()
    assert f'"id":"{first.id}"' in html
    assert f'"id":"{second.id}"' in html


def test_very_many_downloads_are_asked_to_wait(monkeypatch):
    monkeypatch.setattr(limits, "LOOKUPS_A_MINUTE", 1)
    assert [Client().get(reverse("verify_offline_file")).status_code for _ in range(2)] == [200, 429]
