"""The matrix in a real browser: the slider brings the table up to date, a cell opens beside it, all by keyboard."""

import shutil

import pytest
import time_machine
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test.testcases import LiveServerThread
from django.utils import timezone
from playwright.sync_api import expect, sync_playwright

from people.roles import Role
from skills.models import Level
from tests.e2e.quality import assert_accessible, assert_valid_html
from tests.rotations.factories import PostFactory
from tests.skills.factories import CertificationFactory, give

from .factories import make_skills


@pytest.fixture(autouse=True)
def _ten_in_the_morning():
    """Here the clock runs: a browser waits for it."""
    with time_machine.travel(timezone.now(), tick=True):
        yield


@pytest.fixture
def origin(racing_db):
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert not server.error
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


@pytest.fixture
def page(origin, person, client, monkeypatch):
    """A phone in which the manager is signed in."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    client.force_login(person(Role.MANAGER))
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        context = browser.new_context(base_url=origin, viewport={"width": 360, "height": 740}, locale="en-GB")
        context.set_default_timeout(15_000)
        for name, morsel in client.cookies.items():
            context.add_cookies([{"name": name, "value": morsel.value, "url": origin}])
        page, errors = context.new_page(), []
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield page
        browser.close()
        # While its event loop runs, this thread has connections of its own: the next test in a browser would read this
        # test's database through one left open.
        connections.close_all()
        assert errors == []


def test_the_table_follows_the_slider_and_a_cell_opens_by_keyboard(page, hall, person):
    skills = make_skills(6)
    clerks = [person(full_name=f"王芳{number}") for number in range(12)]
    for clerk in clerks:
        for skill in skills[:5]:
            give(clerk, skill, Level.ABLE, on=timezone.localdate(), certification=CertificationFactory())
    PostFactory(hall=hall, needs=[(skills[0], 2), (skills[5], 2)])
    answer = page.goto("/hall/matrix/")
    assert_valid_html(answer.text())
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator("td button.v").first).to_be_visible()
    heads_stay(page)

    page.locator("#months").focus()
    page.keyboard.press("End")
    # A year later all of it has run out or is in grace, and the address says which day it is.
    expect(page.locator("td button.v")).to_have_count(0)
    assert "on=" in page.url
    expect(page.locator("#months")).to_be_focused()

    page.keyboard.press("Home")
    expect(page.locator("td button.f").first).to_be_visible()
    cell = page.locator("td button").first
    cell.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("#matrix-dialog")
    expect(dialog).to_contain_text("王芳")
    expect(dialog).to_contain_text(skills[0].name_en)
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("td button").first).to_be_focused()

    for address in (
        "/hall/matrix/?view=posts",
        "/hall/cover/",
        "/hall/minimums/",
        f"/hall/train/?skill={skills[5].slug}",
    ):
        assert_valid_html(page.goto(address).text())
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def heads_stay(page):
    """Scrolled to the far corner, the names and the heads are where they were."""
    wrap = page.locator(".table-wrap")
    wrap.evaluate("wrap => wrap.scrollTo(400, 300)")
    left = wrap.evaluate("wrap => wrap.getBoundingClientRect().left")
    top = wrap.evaluate("wrap => wrap.getBoundingClientRect().top")
    name, head = page.locator("tbody th").nth(6).bounding_box(), page.locator("thead th").nth(3).bounding_box()
    assert abs(name["x"] - left) < 3
    assert abs(head["y"] - top) < 3
