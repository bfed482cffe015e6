"""The page for checking offline in a real browser, opened from a disk: what it believes and what it does not."""

import random
import shutil
from datetime import UTC, date, datetime
from unittest import mock

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from core.typesetting import code_of
from skills import keys, offline_page, seals
from skills.credentials.multibase import public_key_to_multibase

from .test_seals import DAY, facts, is_believed, pen, sealed

OURS, RETIRED, STOLEN, STRANGER = (pen(bytes([number]) * 32) for number in (1, 2, 3, 4))
BEGIN, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)


def public(key, **fields):
    multibase = public_key_to_multibase(key.private.public_key().public_bytes_raw())
    return keys.PublicKey(key.id, multibase, BEGIN, **fields)


@pytest.fixture(scope="module")
def saved(tmp_path_factory, django_db_setup, django_db_blocker):
    """The file as somebody downloaded it."""
    known = [public(OURS), public(RETIRED, until=END), public(STOLEN, until=END, compromised_from=date(2026, 5, 1))]
    register = {key.id: key for key in known}
    with django_db_blocker.unblock(), mock.patch.object(keys, "public_keys", return_value=register):
        content = offline_page.offline_page(datetime(2026, 11, 26, tzinfo=UTC))
    path = tmp_path_factory.mktemp("disk") / "check.html"
    path.write_bytes(content)
    return path


@pytest.fixture(scope="module")
def browser(saved):
    """Begun after the file was made: its event loop keeps Django from the database."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture
def open_saved(browser, saved):
    """`open_saved(locale="zh-CN")` is the file in a browser without a network."""
    complaints, contexts = [], []

    def make(locale="zh-CN", **options):
        context = browser.new_context(locale=locale, offline=True, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        page.clock.set_fixed_time(datetime(2026, 11, 26, 4, tzinfo=UTC))
        page.goto(saved.as_uri())
        return page

    yield make
    for context in contexts:
        context.close()
    assert not complaints


def check(page, text):
    """The verdict on what is pasted."""
    page.fill("#text", text)
    page.click("button[type=submit]")
    return page.get_attribute("[data-verdict]", "data-verdict")


def test_a_good_seal_shows_every_printed_fact_in_both_languages(open_saved):
    page = open_saved()
    what = facts(name="龚䶮𠮷")
    assert check(page, sealed(what, OURS)) == "good"
    shown = page.inner_text("#facts")
    pairs = [what[key] for key in ("hall", "issuer", "certification", "evidence")]
    wanted = [word for pair in pairs for word in pair.values()]
    wanted += ["龚䶮𠮷", what["number"], "手语 · 持证", "Sign language · Certified", "2026年3月1日", "2027年2月28日"]
    assert [word for word in wanted if word not in shown] == []
    assert "离线无法知道" in page.inner_text("#result")
    page.click("#language")
    assert "28 February 2027" in page.inner_text("#facts")
    assert "cannot be known without a network" in page.inner_text("#result")


def test_its_days_are_judged_by_the_clock_of_the_device(open_saved):
    page = open_saved("en-GB")
    said = []
    for until in ("2026-11-25", "2026-11-26", None):
        check(page, sealed(facts(valid_until=until), OURS))
        said.append("has expired" in page.inner_text(".verdict"))
    assert said == [True, False, False]
    check(page, sealed(facts(valid_from="2026-11-27"), OURS))
    assert "not valid yet" in page.inner_text(".verdict")


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (sealed(facts(), OURS)[:-9] + "AAAAAAAAA", "forged"),
        (sealed(facts(), STRANGER), "unknown"),
        (sealed(facts(), RETIRED), "good"),
        (sealed(facts(), RETIRED, on=date(2026, 7, 1)), "forged"),
        (sealed(facts(), STOLEN), "lost"),
        ("https://hall.example/verify/Zq3k9XfT0aLw2bN8cVtY1g/", "none"),
        ("hello", "none"),
        (sealed(facts(), OURS)[:-1], "none"),
    ],
)
def test_what_is_not_ours_is_not_believed(open_saved, text, verdict):
    page = open_saved()
    assert check(page, text) == verdict
    assert page.locator("#facts").count() == (verdict in ("good", "lost"))


def test_a_thousand_changed_seals_are_refused_as_the_server_refuses_them(open_saved):
    page = open_saved()
    text, chance = sealed(facts(), OURS), random.Random(7)
    changed = [text]
    for _ in range(1000):
        at = chance.randrange(len(text))
        changed.append(text[:at] + chance.choice(seals.LETTERS + "ab.#%") + text[at + 1 :])
    verdicts = page.evaluate("texts => texts.map(text => judgeSeal(text, hall).verdict)", changed)
    assert [verdict == "good" for verdict in verdicts] == [is_believed(one, OURS) for one in changed]
    assert verdicts.count("good") < 30  # a letter may be changed into itself


def test_facts_of_every_shape_are_read_as_the_server_reads_them(open_saved):
    page = open_saved()
    shapes = [
        facts(hall=None, evidence=None, valid_until=None),
        facts(name='"><img src=x onerror=alert(1)>', issuer={"zh": "星窗", "en": "星窗"}),
        facts(skills=[{"zh": "手语", "en": "Sign", "level": 2, "level_zh": "熟练", "level_en": "Fluent"}]),
        facts(issued_on="1999-12-31", valid_from="2000-02-29"),
    ]
    found = page.evaluate(
        "texts => texts.map(text => judgeSeal(text, hall).facts)", [sealed(what, OURS) for what in shapes]
    )
    for what, read in zip(shapes, found, strict=True):
        assert read["name"] == what["name"]
        assert read["hall"] == (list(what["hall"].values()) if what["hall"] else None)
        assert read["skills"][0][0] == f"{what['skills'][0]['zh']} · {what['skills'][0]['level_zh']}"
        assert [read[key] for key in ("issued_on", "valid_from", "valid_until")] == [
            what[key] for key in ("issued_on", "valid_from", "valid_until")
        ]
    assert check(page, sealed(shapes[1], OURS)) == "good"
    assert page.locator("#facts img").count() == 0


def test_a_photo_of_the_code_is_read(open_saved, browser, tmp_path):
    address, letters = sealed(facts(), OURS).split("#")
    code = code_of(f"{address}#", letters, most_modules=121, wanted_modules=105)
    drawing = browser.new_page(viewport={"width": 900, "height": 700})
    drawing.set_content(f'<div style="width:420px;margin:90px;transform:rotate(7deg)">{code.svg}</div>')
    photo = tmp_path / "photo.png"
    drawing.screenshot(path=photo)
    drawing.close()
    page = open_saved()
    page.set_input_files("#photo", photo)
    page.wait_for_selector("[data-verdict=good]")
    assert page.input_value("#text") == f"{address}#{letters}"


def test_a_photo_without_a_code_says_how_to_take_a_better_one(open_saved, browser, tmp_path):
    blank = browser.new_page()
    blank.screenshot(path=tmp_path / "blank.png")
    blank.close()
    page = open_saved()
    page.set_input_files("#photo", tmp_path / "blank.png")
    page.wait_for_selector(".verdict.caution")
    assert page.locator("[data-verdict]").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_the_page_is_accessible(open_saved, locale, scheme):
    page = open_saved(locale, color_scheme=scheme, viewport={"width": 360, "height": 740})
    for text in (sealed(facts(), OURS), "hello", sealed(facts(), STRANGER)):
        check(page, text)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    check(page, sealed(facts(), OURS))
    page.click("details summary >> nth=0")
    # The policy of the file lets no script in, so axe comes by the back door.
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_day_of_sealing_is_not_the_day_of_the_check():
    assert seals.read(sealed(facts(), OURS)).sealed_on == DAY
