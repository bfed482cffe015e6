"""An attempt in a real browser: nothing is lost, whatever the network does."""

import re
import shutil
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test.testcases import LiveServerThread
from django.utils import timezone
from playwright.sync_api import expect, sync_playwright

from quizzes.models import Answer, Attempt
from quizzes.services import start_attempt

from .factories import make_quiz, minutes, one_of_each

# How many answers wait on the device. (Playwright's own way of waiting is refused by the content security policy.)
WAITING = """() => new Promise((done) => {
  const opening = indexedDB.open("xingchuang-attempts", 1);
  opening.onsuccess = () => {
    const all = opening.result.transaction("kept").objectStore("kept").getAll();
    all.onsuccess = () => { opening.result.close(); done(all.result.filter((one) => one.waiting).length); };
  };
})"""
SAVED = re.compile(r"\d\d:\d\d:\d\d")


@pytest.fixture
def attempt(racing_db, person):
    quiz = make_quiz(one_of_each(), time_limit_minutes=15)
    return start_attempt(user=person(), quiz=quiz, now=timezone.now())


@pytest.fixture
def origin(attempt, settings):
    """A server in a thread, on the database copy of this test."""
    settings.ROOT_URLCONF = "tests.quizzes.urls"
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert not server.error
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


@pytest.fixture
def page(origin, attempt, client, monkeypatch):
    """A phone-sized browser in which the attempt's own person is signed in."""
    # Playwright runs its event loop in this thread, which Django would take for asynchronous code.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    client.force_login(attempt.user)
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        context = browser.new_context(base_url=origin, viewport={"width": 360, "height": 740}, locale="zh-CN")
        context.set_default_timeout(10_000)
        sign_in(context, client, origin)
        page = context.new_page()
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield page
        browser.close()
        # While its event loop runs, this thread has connections of its own: leave none open on this test's database.
        connections.close_all()
        assert not errors


def sign_in(context, client, origin):
    for name, morsel in client.cookies.items():
        context.add_cookies([{"name": name, "value": morsel.value, "url": origin}])


def address(attempt):
    return f"/a/{attempt.public_id}/"


def status(page):
    return page.locator("#quiz-saved")


def choose(page, position, number=0):
    page.evaluate(f"location.hash = '#q{position}'")
    page.locator(f"#q{position} input").nth(number).check()


def wait_for(what):
    deadline = time.monotonic() + 10
    while not what():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.05)


def position_of(attempt, kind):
    return attempt.questions.get(shown__kind=kind).position


def test_one_question_is_shown_at_a_time_and_each_answer_is_acknowledged(page, attempt):
    page.goto(address(attempt))
    expect(page.locator("fieldset:visible")).to_have_count(1)
    choose(page, 1)
    expect(status(page)).to_have_text(SAVED)
    page.locator("[data-step='1']").click()
    expect(page.locator("#q2")).to_be_visible()
    page.go_back()
    expect(page.locator("#q1")).to_be_visible()
    expect(page.locator(".quiz-nav li a").first).to_have_class("is-answered")
    assert Answer.objects.get().position == 1


def test_answers_given_without_a_network_survive_a_reload_and_arrive(page, attempt):
    page.goto(address(attempt))
    page.route("**/save/", lambda route: route.abort())
    choose(page, 1)
    expect(status(page)).to_have_class(re.compile("is-waiting"))
    blank = position_of(attempt, "fill_in")
    page.evaluate(f"location.hash = '#q{blank}'")
    page.locator(f"#q{blank} input").fill("2760")
    page.locator("[data-step='-1']").click()
    assert not Answer.objects.exists()

    page.goto("about:blank")  # the tab is closed
    page.unroute("**/save/")
    page.goto(address(attempt))
    expect(page.locator("#q1 input").first).to_be_checked()
    expect(status(page)).to_have_text(SAVED)
    wait_for(lambda: page.evaluate(WAITING) == 0)
    assert {answer.position for answer in Answer.objects.all()} == {1, blank}


def test_the_waiting_answer_is_sent_again_by_itself_and_the_newest_counts(page, attempt):
    page.goto(address(attempt))
    page.route("**/save/", lambda route: route.abort())
    choose(page, 1, 0)
    expect(status(page)).to_have_class(re.compile("is-waiting"))
    choose(page, 1, 1)
    page.unroute("**/save/")
    expect(status(page)).to_have_text(SAVED)
    assert Answer.objects.get().value == {"options": [attempt.questions.first().shown["options"][1]["id"]]}


def test_signed_out_in_the_middle_says_so_and_keeps_the_answer(page, attempt, client, origin):
    page.goto(address(attempt))
    page.context.clear_cookies()
    choose(page, 1)
    expect(status(page)).to_have_class(re.compile("is-waiting"))
    assert not Answer.objects.exists()
    sign_in(page.context, client, origin)
    page.reload()
    expect(status(page)).to_have_text(SAVED)
    assert Answer.objects.get().position == 1


def test_the_page_hands_in_by_itself_when_the_time_is_up(page, attempt):
    Attempt.objects.update(deadline=timezone.now() + minutes(0.1))
    page.goto(address(attempt))
    choose(page, 1)
    expect(page.locator("#quiz-time")).to_have_class(re.compile("is-short"))
    page.wait_for_url("**/result/", timeout=20_000)
    closed = Attempt.objects.get()
    assert closed.ended_at <= closed.deadline + minutes(0.1)
    assert Answer.objects.count() == 1


def test_handing_in_without_a_network_waits_and_happens_once(page, attempt):
    page.goto(address(attempt))
    choose(page, 1)
    expect(status(page)).to_have_text(SAVED)
    page.route("**/submit/", lambda route: route.abort())
    page.evaluate("location.hash = '#finish'")
    button = page.locator("#finish .btn-primary")
    button.dblclick()
    expect(status(page)).to_have_class(re.compile("is-waiting"))
    assert Attempt.objects.get().ended_at is None
    page.unroute("**/submit/")
    page.wait_for_url("**/result/", timeout=15_000)
    assert Attempt.objects.get().ended_at


def test_a_whole_attempt_by_keyboard(page, attempt):
    page.goto(address(attempt))
    for asked in attempt.questions.all():
        expect(page.locator(f"#q{asked.position}")).to_be_visible()
        page.locator(f"#q{asked.position}").focus()
        page.keyboard.press("Tab")
        if asked.shown["kind"] == "fill_in":
            page.keyboard.type("2760")
            page.keyboard.press("Enter")
        else:
            page.keyboard.press("Space")
            page.locator("[data-step='1']").focus()
            page.keyboard.press("Enter")
    expect(page.locator("#finish")).to_be_visible()
    page.locator("#finish .btn-primary").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/result/")
    assert Answer.objects.values("position").distinct().count() == 4


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_every_state_is_accessible(page, attempt, width, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 740})

    def check(state):
        violations = Axe().run(page).response["violations"]
        assert not violations, (state, violations)

    page.goto(address(attempt))
    check("first question")
    choose(page, 1)
    expect(status(page)).to_have_text(SAVED)
    check("saved")
    page.route("**/save/", lambda route: route.abort())
    choose(page, position_of(attempt, "multiple"))
    expect(status(page)).to_have_class(re.compile("is-waiting"))
    check("offline")
    page.unroute("**/save/")
    Attempt.objects.update(deadline=timezone.now() + minutes(1.5))
    page.goto("about:blank")
    page.goto(f"{address(attempt)}#finish")
    expect(page.locator("#quiz-time")).to_have_class(re.compile("is-short"))
    check("time nearly out")
    page.locator("#finish .btn-primary").click()
    page.wait_for_url("**/result/")
    check("result")
