"""The desk of quizzes in a real browser: it brings itself up to date, and a correction is previewed and done."""

import re
import shutil

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test.testcases import LiveServerThread
from django.utils import timezone
from playwright.sync_api import expect, sync_playwright

from people.roles import Role
from quizzes.models import Act
from quizzes.services import save_answer, start_attempt
from skills.models import Revocation
from tests.courses.certified import certified_by_a_quiz, make_place
from tests.quizzes.corrections import correct
from tests.quizzes.factories import make_question, make_quiz, right_value


@pytest.fixture(autouse=True)
def _ten_in_the_morning():
    """Here the clock runs: a browser waits for it."""
    with time_machine.travel(timezone.now(), tick=True):
        yield


@pytest.fixture
def chief(racing_db, person):
    return person(Role.CHIEF_TRAINER)


@pytest.fixture
def origin(chief):
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert not server.error
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


@pytest.fixture
def page(origin, chief, client, monkeypatch):
    """A browser in which the chief trainer is signed in."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    client.force_login(chief)
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
        connections.close_all()
        assert not errors


def no_fault(page):
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_page_brings_itself_up_to_date_without_moving_the_focus(page, person):
    quiz = make_quiz([make_question(f"q-{n}") for n in range(3)], time_limit_minutes=30)
    attempt = start_attempt(user=person(), quiz=quiz, now=timezone.now())
    page.goto(f"/exams/quizzes/{quiz.pk}/")
    row = page.locator(".sittings > li")
    expect(row).to_contain_text("0 of 3 answered")
    no_fault(page)
    row.locator("a").focus()
    asked = attempt.questions.first()
    save_answer(attempt=attempt, position=1, value=right_value(asked), now=timezone.now())
    start_attempt(user=person(), quiz=quiz, now=timezone.now())
    expect(row).to_have_count(2, timeout=30_000)
    expect(row.first).to_contain_text("1 of 3 answered", timeout=30_000)
    expect(row.first.locator("a")).to_be_focused()
    expect(page.locator("#live-count")).to_have_text("2")

    page.route("**/now/", lambda route: route.abort())
    expect(page.locator("#live-state")).to_contain_text("The network is away", timeout=30_000)
    page.unroute("**/now/")
    # After a failure it waits longer before it tries again.
    expect(page.locator("#live-state")).to_contain_text("brought up to date", timeout=30_000)


def test_a_correction_is_previewed_and_done(page, person):
    attempt = certified_by_a_quiz(person(), *make_place())
    question = correct()
    page.goto(f"/exams/questions/{question.pk}/correction/?published")
    expect(page.locator("main")).to_contain_text("1 mark would change")
    no_fault(page)
    page.get_by_label(re.compile(attempt.user.certificates.get().number)).check()
    page.get_by_label("Reason").fill("答案印错了")
    page.get_by_role("button", name="Mark anew").click()
    expect(page.locator(".messages")).to_contain_text("1 mark changed. 1 certificate was revoked.")
    expect(page.locator("main")).to_contain_text("nothing to correct")
    assert Act.objects.get().reason == Revocation.objects.get().reason == "答案印错了"
