"""An attempt in a real browser: nothing is lost, whatever the network does."""

import re
import shutil
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test import Client
from django.test.testcases import LiveServerThread
from django.utils import timezone
from playwright.sync_api import expect, sync_playwright

from people.roles import Role
from quizzes.models import Answer, Attempt, Signal
from quizzes.services import close_attempt, extend_time, start_attempt, void_attempt

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
        page.origin = origin
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
    ready(page)
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
    ready(page)
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
    ready(page)
    page.route("**/save/", lambda route: route.abort())
    choose(page, 1, 0)
    expect(status(page)).to_have_class(re.compile("is-waiting"))
    choose(page, 1, 1)
    page.unroute("**/save/")
    expect(status(page)).to_have_text(SAVED)
    assert Answer.objects.get().value == {"options": [attempt.questions.first().shown["options"][1]["id"]]}


def test_signed_out_in_the_middle_says_so_and_keeps_the_answer(page, attempt, client, origin):
    page.goto(address(attempt))
    ready(page)
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
    ready(page)
    choose(page, 1)
    expect(page.locator("#quiz-time")).to_have_class(re.compile("is-short"))
    page.wait_for_url("**/result/", timeout=20_000)
    closed = Attempt.objects.get()
    assert closed.ended_at <= closed.deadline + minutes(0.1)
    assert Answer.objects.count() == 1


def test_handing_in_without_a_network_waits_and_happens_once(page, attempt):
    page.goto(address(attempt))
    ready(page)
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
    ready(page)
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


def ready(page):
    """The script is in charge of the page."""
    expect(page.locator("#quiz")).to_have_attribute("data-ready", "")


def keeps_the_page(page, attempt):
    """The device keeps the page and all its modules."""
    page.wait_for_load_state("load")
    kept = "address => caches.match(address, {ignoreVary: true}).then(Boolean)"
    wait_for(lambda: page.evaluate("() => Boolean(navigator.serviceWorker.controller)"))
    for path in (address(attempt), "/static/quizzes/attempt.js", "/static/quizzes/attempt_keep.js"):
        wait_for(lambda path=path: page.evaluate(kept, path))


def test_loading_the_page_again_without_a_network_loses_neither_questions_nor_answers(page, attempt):
    page.goto(address(attempt))
    ready(page)
    keeps_the_page(page, attempt)
    choose(page, 1)
    expect(status(page)).to_have_text(SAVED)
    page.context.set_offline(True)
    second = position_of(attempt, "true_false")
    choose(page, second)
    expect(status(page)).to_have_class(re.compile("is-waiting"))
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    ready(page)
    expect(page.locator("#q1 input").first).to_be_checked()
    expect(page.locator(f"#q{second} input").first).to_be_checked()
    expect(status(page)).to_contain_text("1")
    third = position_of(attempt, "multiple")
    choose(page, third)
    wait_for(lambda: page.evaluate(WAITING) == 2)
    page.context.set_offline(False)
    expect(status(page)).to_have_text(SAVED, timeout=40_000)
    assert {answer.position for answer in Answer.objects.all()} == {1, second, third}
    given = {answer.position: answer.given_at for answer in Answer.objects.all()}
    assert given[1] < given[second] < given[third]
    assert {signal.kind for signal in Signal.objects.all()} <= {"offline", "left"}
    # Handed in, the page is no longer on the device.
    page.evaluate("location.hash = '#finish'")
    page.locator("#finish .btn-primary").click()
    page.wait_for_url("**/result/")
    wait_for(lambda: not page.evaluate("() => caches.has('hall-attempt')"))
    assert page.evaluate(WAITING) == 0


def test_the_page_of_another_person_is_not_shown_nor_their_answers(page, attempt, client, origin, person):
    page.goto(address(attempt))
    ready(page)
    keeps_the_page(page, attempt)
    page.route("**/save/", lambda route: route.abort())
    choose(page, 1)
    wait_for(lambda: page.evaluate(WAITING) == 1)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("about:blank")
    page.unroute("**/save/")
    other = person()
    theirs = start_attempt(user=other, quiz=attempt.quiz, now=timezone.now())
    sign_in_as(page.context, other, origin)
    page.goto(address(theirs))
    ready(page)
    expect(page.locator("#q1 input").first).not_to_be_checked()
    assert page.goto(address(attempt)).status == 404
    wait_for(lambda: not page.evaluate("address => caches.match(address).then(Boolean)", address(attempt)))
    assert not Answer.objects.exists()
    sign_in_as(page.context, attempt.user, origin)
    page.goto(address(attempt))
    expect(status(page)).to_have_text(SAVED)
    assert Answer.objects.get().attempt == attempt


def sign_in_as(context, user, origin):
    fresh = Client()
    fresh.force_login(user)
    sign_in(context, fresh, origin)


def test_of_two_windows_the_later_one_answers_and_the_older_can_take_over_with_what_waits(page, attempt):
    page.goto(address(attempt))
    ready(page)
    choose(page, 1, 0)
    expect(status(page)).to_have_text(SAVED)
    later = page.context.new_page()
    later.goto(address(attempt))
    ready(later)
    expect(later.locator("#q1 input").first).to_be_checked()
    page.bring_to_front()
    choose(page, 1, 1)
    expect(page.locator("#quiz-elsewhere")).to_be_visible()
    expect(page.locator("#quiz-elsewhere")).to_be_focused()
    expect(page.locator("#q1")).to_have_attribute("disabled", "")
    expect(page.locator("#quiz-elsewhere [data-waiting]")).to_contain_text("1")
    # The later window answers meanwhile: what it says was given last.
    choose(later, 2, 0)
    expect(status(later)).to_have_text(SAVED)
    page.locator("#quiz-take-over").click()
    expect(status(page)).to_have_text(SAVED)
    expect(page.locator("#q1 input").nth(1)).to_be_checked()
    options = attempt.questions.first().shown["options"]
    assert [answer.value["options"] for answer in Answer.objects.filter(position=1)] == [
        [options[0]["id"]],
        [options[1]["id"]],
    ]
    choose(later, 2, 1)
    expect(later.locator("#quiz-elsewhere")).to_be_visible()
    # The windows share a browser, so its older one spoke up; nobody draws a conclusion from it.
    assert set(Signal.objects.values_list("kind", flat=True)) <= {"device", "left"}


def test_a_trainer_gives_time_and_closes_and_the_open_page_says_so(page, attempt, person):
    trainer = person(Role.TRAINER)
    Attempt.objects.update(deadline=timezone.now() + minutes(1.5))
    page.goto(address(attempt))
    ready(page)
    expect(page.locator("#quiz-time")).to_have_class(re.compile("is-short"))
    extend_time(attempt=attempt, minutes=20, by=trainer, reason="停电", now=timezone.now())
    choose(page, 1)
    expect(page.locator("#quiz-time")).not_to_have_class(re.compile("is-short"))
    close_attempt(attempt=attempt, by=trainer, reason="收卷", now=timezone.now())
    choose(page, 2)
    expect(page.locator("#quiz-ended")).to_be_visible()
    page.locator("#quiz-ended a").click()
    page.wait_for_url("**/result/")
    assert Answer.objects.count() == 1


def test_in_practice_an_answer_is_explained_on_the_spot(page, attempt):
    Attempt.objects.update(mode="practice")
    page.goto(address(attempt))
    ready(page)
    check = page.locator("#quiz-check")
    expect(check).to_be_disabled()
    choose(page, 1)
    check.click()
    expect(page.locator("#q1.is-revealed")).to_be_focused()
    expect(page.locator("#q1")).to_contain_text(attempt.questions.first().explanation)
    expect(check).to_be_hidden()
    page.locator("[data-step='1']").click()
    expect(check).to_be_visible()
    page.reload()
    expect(page.locator("#q1.is-revealed")).to_have_count(1)
    assert attempt.questions.get(position=1).revealed_at


@pytest.mark.parametrize(("width", "scheme", "language"), [(360, "light", "zh-hans"), (1280, "dark", "en")])
def test_every_state_is_accessible(page, attempt, person, width, scheme, language):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 740})
    page.context.add_cookies([{"name": "django_language", "value": language, "url": page.origin}])

    def check(state):
        violations = Axe().run(page).response["violations"]
        assert not violations, (state, violations)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), state

    page.goto(address(attempt))
    ready(page)
    expect(page.locator("html")).to_have_attribute("lang", "en" if language == "en" else "zh-Hans")
    check("first question")
    page.route("**/save/", lambda route: None)
    choose(page, 1)
    expect(status(page)).not_to_be_empty()
    check("saving")
    page.unroute("**/save/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    ready(page)
    choose(page, 1, 1)
    expect(status(page)).to_have_text(SAVED)
    check("saved")
    page.route("**/save/", lambda route: route.abort())
    choose(page, position_of(attempt, "multiple"))
    expect(status(page)).to_have_class(re.compile("is-waiting"))
    check("offline")
    page.unroute("**/save/")
    other = page.context.new_page()
    other.goto(address(attempt))
    ready(other)
    other.close()
    choose(page, position_of(attempt, "true_false"))
    expect(page.locator("#quiz-elsewhere")).to_be_visible()
    check("elsewhere")
    page.locator("#quiz-take-over").click()
    expect(status(page)).to_have_text(SAVED)
    Attempt.objects.update(deadline=timezone.now() + minutes(1.5))
    page.goto("about:blank")
    page.goto(f"{address(attempt)}#finish")
    expect(page.locator("#quiz-time")).to_have_class(re.compile("is-short"))
    check("time nearly out")
    page.locator("#finish .btn-primary").click()
    page.wait_for_url("**/result/")
    check("result")
    void_attempt(attempt=attempt, by=person(Role.TRAINER), reason="题目有误", now=timezone.now())
    page.reload()
    check("voided")


def test_practice_and_a_closed_attempt_are_accessible(page, attempt, person):
    Attempt.objects.update(mode="practice")
    page.goto(address(attempt))
    ready(page)
    choose(page, 1)
    page.locator("#quiz-check").click()
    expect(page.locator("#q1.is-revealed")).to_be_visible()
    assert not Axe().run(page).response["violations"]
    close_attempt(attempt=attempt, by=person(Role.TRAINER), reason="收卷", now=timezone.now())
    choose(page, 2)
    expect(page.locator("#quiz-ended")).to_be_visible()
    assert not Axe().run(page).response["violations"]
