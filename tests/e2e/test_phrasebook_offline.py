"""The phrasebook when the network drops: what was heard once plays, what was published is found, the rest says so."""

import time

import pytest

PATIENCE = 30

# Two phrases of the demonstration are given a recording of their own: a tone, long enough to be sought in.
RECORD = """
import io, wave
from django.core.files.base import ContentFile
from core.models import Clip
from phrasebook.models import Phrase
sound = io.BytesIO()
with wave.open(sound, "wb") as file:
    file.setparams((1, 2, 8000, 0, "NONE", ""))
    file.writeframes(b"".join((8000 * (-1) ** (at // 9)).to_bytes(2, "little", signed=True) for at in range(8000 * 6)))
for key, name in (("en-p01", "heard"), ("en-p02", "unheard")):
    clip = Clip(title=name, type="audio", duration=6, synthetic=True)
    clip.file.save(name + ".wav", ContentFile(sound.getvalue()), save=True)
    Phrase.objects.filter(key=key).update(audio=clip)
"""


@pytest.fixture(scope="module")
def recorded(hall_folder):
    hall_folder.manage("shell", "-c", RECORD)


@pytest.fixture
def phone(recorded, open_page):
    """A clerk's phone that has seen the phrasebook once, with its script in charge and its files kept."""
    page = open_page("clerk", width=360, height=740)
    page.goto("/phrasebook/")
    until(page, "() => Boolean(navigator.serviceWorker.controller)")
    kept(page, "/phrasebook/offline.json")
    kept(page, "/phrasebook/offline/")
    return page


def until(page, question, about=None):
    """Ask the page until it says yes. (Playwright's own way of waiting is refused by the content security policy.)"""
    deadline = time.monotonic() + PATIENCE
    while not page.evaluate(question, about):
        assert time.monotonic() < deadline, f"{page.url}: never true: {question}"
        page.wait_for_timeout(100)


def kept(page, address):
    """Wait until the device keeps an answer for the address."""
    until(page, "address => caches.match(address, {ignoreVary: true}).then(Boolean)", address)


def only_files_are_kept(page):
    until(page, "() => caches.keys().then(names => names.every(name => name.startsWith('hall-files')))")


def type_in(page, query):
    """Type as a thumb does and wait for the answer to this query."""
    page.locator("main input[type=search]").fill("")
    page.locator("main input[type=search]").press_sequentially(query, delay=20)


def hear(page, key):
    """Press the sound of an entry and wait until it is under way."""
    page.locator(f"[data-entry='phrase/{key}'] .sound").first.click()
    until(
        page,
        "key => document.querySelector(`[data-entry='phrase/${key}'] .sound`)?.getAttribute('aria-pressed') === 'true'",
        key,
    )


def go_offline(page):
    page.context.set_offline(True)


def forgive_the_missing_network(page):
    """The browser writes down every request that found no network."""
    page.complaints = [each for each in page.complaints if "ERR_INTERNET_DISCONNECTED" not in each]


def test_what_was_heard_plays_without_a_network_and_what_was_not_says_so(phone):
    type_in(phone, "qingzuo")
    phone.locator("[data-entry='phrase/en-p01']").wait_for()
    hear(phone, "en-p01")
    kept(phone, phone.locator("[data-entry='phrase/en-p01'] .sound").first.get_attribute("href"))
    go_offline(phone)
    phone.reload()
    phone.locator("[data-here]").wait_for()

    type_in(phone, "qz")
    card = phone.locator("[data-entry='phrase/en-p01']")
    card.wait_for()
    assert "您好，请坐" in card.inner_text()
    assert played_on(phone, card.locator(".sound").first.get_attribute("href"))
    hear(phone, "en-p01")

    type_in(phone, "quhao")
    silent = phone.locator("[data-entry='phrase/en-p02']")
    silent.locator(".not-kept").wait_for()
    assert silent.locator(".sound").count() == 0
    forgive_the_missing_network(phone)


def played_on(page, address):
    """Whether a sound starts, runs, and can be sought in: past where it has played, and back."""
    return page.evaluate(
        """async address => {
            const sound = new Audio(address);
            await sound.play();
            await new Promise(done => sound.addEventListener('timeupdate', () => sound.currentTime > 0.2 && done()));
            sound.currentTime = 4;
            await new Promise(done => sound.addEventListener('seeked', done, {once: true}));
            const there = sound.currentTime;
            sound.pause();
            return sound.readyState >= 2 && there >= 4;
        }""",
        address,
    )


def test_a_range_of_a_kept_clip_is_answered_as_the_hall_would(phone):
    type_in(phone, "qingzuo")
    hear(phone, "en-p01")
    address = phone.locator("[data-entry='phrase/en-p01'] .sound").first.get_attribute("href")
    kept(phone, address)
    go_offline(phone)
    asked = """async ([address, range]) => {
        const answer = await fetch(address, {headers: range ? {Range: range} : {}});
        return [answer.status, answer.headers.get('Content-Range'), (await answer.blob()).size];
    }"""
    size = 44 + 8000 * 6 * 2
    assert phone.evaluate(asked, [address, "bytes=0-3"]) == [206, f"bytes 0-3/{size}", 4]
    assert phone.evaluate(asked, [address, "bytes=-4"]) == [206, f"bytes {size - 4}-{size - 1}/{size}", 4]
    assert phone.evaluate(asked, [address, f"bytes={size - 2}-"]) == [206, f"bytes {size - 2}-{size - 1}/{size}", 2]
    assert phone.evaluate(asked, [address, f"bytes={size}-"]) == [416, f"bytes */{size}", 0]
    assert phone.evaluate(asked, [address, ""]) == [200, None, size]
    # The browser writes down the 416.
    phone.complaints = [each for each in phone.complaints if "416" not in each]
    forgive_the_missing_network(phone)


def test_a_slip_is_forgiven_and_an_entry_opens_without_a_network(phone):
    go_offline(phone)
    phone.goto("/phrasebook/?q=nothing")
    type_in(phone, "qingzuu")
    phone.locator("[data-entry='phrase/en-p01']").wait_for()
    phone.goto("/phrasebook/phrase/en-p03/")
    phone.locator("[data-entry='phrase/en-p03'] .enlarge").click()
    assert "对不起" in phone.locator("dialog.large").inner_text()
    forgive_the_missing_network(phone)


def test_another_page_says_that_the_network_is_away_and_leads_to_the_phrasebook(phone):
    go_offline(phone)
    phone.goto("/today/")
    assert phone.locator("[data-elsewhere]").is_visible()
    type_in(phone, "dianfei")
    phone.locator(".entry-card").first.wait_for()
    # The page comes back by itself as soon as the network does.
    phone.context.set_offline(False)
    phone.locator(".tab-bar").wait_for()
    assert phone.url.endswith("/today/")
    forgive_the_missing_network(phone)


def test_the_network_may_drop_while_the_page_is_open(phone):
    go_offline(phone)
    type_in(phone, "dinafei")
    phone.locator(".entry-card").first.wait_for()
    assert phone.locator("[data-results] .notice").count() == 1
    forgive_the_missing_network(phone)


def test_the_box_over_another_page_answers_without_a_network_too(phone):
    phone.goto("/skills/")
    go_offline(phone)
    phone.keyboard.press("/")
    phone.locator("dialog.lookup .notice").wait_for()
    phone.keyboard.type("dinafei")
    phone.locator("dialog.lookup .entry-card").first.wait_for()
    assert phone.locator("dialog.lookup .notice").inner_text().startswith("网络断了")
    forgive_the_missing_network(phone)


def test_nothing_that_is_about_a_person_is_kept(phone):
    for address in ("/today/", "/skills/", "/phrasebook/?q=dianfei", "/phrasebook/"):
        phone.goto(address)
    found = phone.evaluate(
        """async () => {
            const all = [];
            for (const name of await caches.keys())
                for (const request of await (await caches.open(name)).keys()) all.push(new URL(request.url).pathname);
            return all;
        }"""
    )
    pages = [address for address in found if not address.startswith("/static/")]
    assert sorted(pages) == ["/phrasebook/offline.json", "/phrasebook/offline/"]
    page = phone.evaluate("caches.match('/phrasebook/offline/', {ignoreVary: true}).then(found => found.text())")
    for personal in ("data-reader", "csrfmiddlewaretoken", "沈嘉禾"):
        assert personal not in page


def test_a_session_that_ended_without_signing_out_leaves_nothing_either(phone):
    phone.goto("/phrasebook/phrase/en-p01/")
    assert phone.evaluate("localStorage.getItem('phrasebook-recent')")
    phone.context.clear_cookies()
    phone.goto("/phrasebook/")
    phone.wait_for_url("**/accounts/login/**")
    only_files_are_kept(phone)
    assert phone.evaluate("localStorage.getItem('phrasebook-recent')") is None


# The last of the module: it ends the session that the others share.
def test_whoever_comes_next_finds_nothing_of_whoever_went(phone):
    type_in(phone, "qingzuo")
    hear(phone, "en-p01")
    phone.goto("/phrasebook/")
    phone.locator("[data-recent] a").first.wait_for()
    phone.locator(".menu summary").click()
    phone.locator(".menu button").click()
    phone.wait_for_url("**/accounts/login/**")
    only_files_are_kept(phone)
    assert phone.evaluate("localStorage.getItem('phrasebook-recent')") is None
