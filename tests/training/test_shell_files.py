"""The files of the design system: light, complete and without colours of their own."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from people.roles import Role

STATIC = Path(settings.BASE_DIR) / "training" / "static"
SHEETS = ["tokens.css", "base.css", "components.css", "utilities.css"]


def test_the_clerks_pages_load_at_most_sixty_kilobytes_of_ours():
    files = [STATIC / "css" / name for name in SHEETS] + [STATIC / "js/shell.js", STATIC / "icons/sprite.svg"]
    assert sum(path.stat().st_size for path in files) <= 60_000


def test_only_the_tokens_hold_colours():
    for name in SHEETS[1:]:
        sheet = re.sub(r"@media print \{.*?\n  \}", "", (STATIC / "css" / name).read_text(), flags=re.S)
        assert not re.findall(r"(?<!\w)#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(", sheet), name


def test_the_fallback_for_older_browsers_is_the_light_theme_exactly():
    tokens = (STATIC / "css" / "tokens.css").read_text()
    plain = dict(re.findall(r"--([\w-]+): (#\w+);", tokens.split("@supports")[0]))
    both = dict(re.findall(r"--([\w-]+): light-dark\((#\w+),", tokens))
    assert both
    assert {name: plain.get(name) for name in both} == both


def test_every_token_a_sheet_uses_is_defined():
    defined = set(re.findall(r"--([\w-]+):", (STATIC / "css" / "tokens.css").read_text()))
    for path in Path(settings.BASE_DIR).glob("*/static/**/*.css"):
        if path.name == "cms.css":
            continue
        sheet = path.read_text()
        # Those of Wagtail begin with w-: sheets of the CMS stand on them.
        used = set(re.findall(r"var\(--(?!w-)([\w-]+)\)", sheet))
        assert used <= defined | set(re.findall(r"--([\w-]+):", sheet)), path


@pytest.mark.django_db
def test_the_cms_wears_the_name_and_the_colours(client_as):
    html = client_as(Role.ADMINISTRATOR).get("/cms/").text
    assert "css/cms.css" in html
    assert "img/logo-on-green.svg" in html
    assert "img/favicon.svg" in html


@pytest.mark.django_db
def test_the_sign_in_page_shows_one_form_when_there_is_no_demonstration():
    html = Client().get("/accounts/login/").text
    assert "demo-roles" not in html
    assert html.count("<h1>") == 1
