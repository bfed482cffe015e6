"""The kinds that are more than choosing, on a phone: by hand, by keyboard, and as they come back after a reload."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from quizzes.models import Answer, Attempt
from quizzes.services import start_attempt
from tests.e2e.quality import assert_accessible

from .factories import make_quiz
from .test_browser import SAVED, address, origin, page, status  # noqa: F401 - the fixtures of the neighbour
from .test_views_typed import ITEMS, make_typed, value_of

POSITIONS = {kind: position for position, kind in enumerate(ITEMS, 1)}


@pytest.fixture
def attempt(racing_db, person):
    quiz = make_quiz([make_typed(kind) for kind in ITEMS], pass_mark=100)
    return start_attempt(user=person(), quiz=quiz, now=timezone.now())


def question(page, kind):  # noqa: F811
    page.evaluate(f"location.hash = '#q{POSITIONS[kind]}'")
    found = page.locator(f"#q{POSITIONS[kind]}")
    expect(found).to_be_visible()
    return found


def texts_of(attempt, kind):
    """The right answer in the words on the screen, in its order where it has one."""
    asked = attempt.questions.get(position=POSITIONS[kind])
    value, shown = value_of(asked), asked.shown
    if kind == "cloze":
        return [next(one["text"] for one in gap if one["id"] in value["choices"]) for gap in shown["gaps"]]
    if kind in ("ordering", "build"):
        texts = {one["id"]: one["text"] for one in shown.get("steps") or shown["tiles"]}
        return [texts[one] for [*ids] in value.values() for one in ids]
    texts = {one["id"]: one["text"] for one in shown["entries"] + shown["places"]}
    return [(texts[one], texts[place]) for placed in value.values() for one, place in placed.items()]


def answer_by_hand(page, attempt):  # noqa: F811
    numeric = question(page, "numeric")
    numeric.get_by_label(re.compile("数值|Number")).fill("一十二")
    numeric.get_by_label(re.compile("单位|Unit")).fill("千瓦时")
    matching = question(page, "matching")
    for left, right in texts_of(attempt, "matching"):
        matching.get_by_label(left).select_option(label=right)
    ordering = question(page, "ordering")
    for place, text in enumerate(texts_of(attempt, "ordering")):
        while ordering.locator("li").nth(place).locator(".quiz-step").inner_text() != text:
            ordering.locator("li", has_text=text).locator("[data-by='-1']").click()
    categorise = question(page, "categorise")
    for text, group in texts_of(attempt, "categorise"):
        categorise.get_by_role("radiogroup", name=text).get_by_label(group).check()
    cloze = question(page, "cloze")
    for n, text in enumerate(texts_of(attempt, "cloze")):
        cloze.locator("select").nth(n).select_option(label=text)
    build = question(page, "build")
    for text in texts_of(attempt, "build"):
        build.locator(".quiz-bank").get_by_role("button", name=text, exact=True).click()


def all_saved(page):  # noqa: F811
    page.evaluate("location.hash = '#finish'")
    expect(page.locator("#finish")).to_be_visible()
    expect(status(page)).to_have_text(SAVED)
    page.wait_for_function("() => !Object.keys(localStorage).some((key) => key.startsWith('xingchuang.attempt.'))")


def test_every_kind_is_answered_by_hand_comes_back_after_a_reload_and_is_right(page, attempt):  # noqa: F811
    page.goto(address(attempt))
    answer_by_hand(page, attempt)
    all_saved(page)
    given = {answer.position: answer.value for answer in Answer.objects.order_by("sequence")}
    assert len(given) == 6

    page.goto("about:blank")
    page.goto(address(attempt))
    expect(page.locator(".quiz-nav li a.is-answered")).to_have_count(6)
    expect(question(page, "ordering").locator(".quiz-step")).to_have_text(texts_of(attempt, "ordering"))
    expect(question(page, "build").locator(".quiz-line button")).to_have_text(texts_of(attempt, "build"))
    expect(question(page, "categorise").locator("input:checked")).to_have_count(2)
    for left, right in texts_of(attempt, "matching"):
        chosen = question(page, "matching").get_by_label(left).locator("option:checked")
        expect(chosen).to_have_text(right)
    # Looking at an answer is not giving another one.
    assert Answer.objects.count() == Answer.objects.order_by("sequence").last().sequence
    before = Answer.objects.count()
    all_saved_again = page.locator("#finish .btn-primary")
    page.evaluate("location.hash = '#finish'")
    all_saved_again.click()
    page.wait_for_url("**/result/")
    assert Answer.objects.count() == before
    assert Attempt.objects.get().points == 6


def test_an_order_and_a_sentence_given_without_a_network_come_back(page, attempt):  # noqa: F811
    page.goto(address(attempt))
    page.route("**/save/", lambda route: route.abort())
    ordering = question(page, "ordering")
    ordering.locator("li").first.locator("[data-by='1']").click()
    order = ordering.locator(".quiz-step").all_inner_texts()
    build = question(page, "build")
    build.locator(".quiz-bank button").nth(1).click()
    build.locator(".quiz-bank button").nth(0).click()
    line = build.locator(".quiz-line button").all_inner_texts()
    expect(status(page)).to_have_class(re.compile("is-waiting"))
    page.goto("about:blank")
    page.goto(address(attempt))  # still without a network: what is shown comes from the device
    expect(question(page, "ordering").locator(".quiz-step")).to_have_text(order)
    expect(question(page, "build").locator(".quiz-line button")).to_have_text(line)
    page.unroute("**/save/")
    page.reload()
    all_saved(page)
    assert {answer.position for answer in Answer.objects.all()} == {POSITIONS["ordering"], POSITIONS["build"]}


def test_enter_leads_from_the_number_to_its_unit_and_then_on(page, attempt):  # noqa: F811
    page.goto(address(attempt))
    number, unit = question(page, "numeric").locator("input").all()
    number.fill("12")
    number.press("Enter")
    expect(unit).to_be_focused()
    unit.fill("度")
    unit.press("Enter")
    expect(page.locator(f"#q{POSITIONS['numeric'] + 1}")).to_be_visible()
    expect(status(page)).to_have_text(SAVED)
    assert Answer.objects.last().value == {"number": "12", "unit": "度"}


def test_an_untouched_order_is_open_and_can_be_said_to_be_right(page, attempt):  # noqa: F811
    page.goto(address(attempt))
    ordering = question(page, "ordering")
    link = page.locator(".quiz-nav li a").nth(POSITIONS["ordering"] - 1)
    expect(link).not_to_have_class("is-answered")
    ordering.locator(".quiz-keep").click()
    expect(link).to_have_class("is-answered")
    expect(ordering.locator(".quiz-keep")).to_be_hidden()
    expect(ordering.locator(".quiz-number")).to_have_text(["1", "2", "3"])


def test_steps_are_moved_by_keyboard_and_each_move_is_said(page, attempt):  # noqa: F811
    page.goto(address(attempt))
    ordering = question(page, "ordering")
    first = ordering.locator(".quiz-step").first.inner_text()
    ordering.locator("li").first.locator("[data-by='1']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(ordering.locator(".quiz-step").last).to_have_text(first)
    expect(ordering.locator("[aria-live]")).to_contain_text(first)
    expect(ordering.locator("[aria-live]")).to_contain_text("3")
    assert page.evaluate("document.activeElement.closest('li').innerText").startswith("3")
    page.keyboard.press("ArrowDown")  # there is nothing below the last place
    expect(ordering.locator(".quiz-step").last).to_have_text(first)


def test_steps_are_dragged_by_their_grip(page, attempt):  # noqa: F811
    page.goto(address(attempt))
    ordering = question(page, "ordering")
    texts = ordering.locator(".quiz-step").all_inner_texts()
    grip = ordering.locator(".quiz-grip").first.bounding_box()
    last = ordering.locator("li").last.bounding_box()
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(grip["x"] + 5, last["y"] + last["height"], steps=20)
    page.mouse.up()
    expect(ordering.locator(".quiz-step")).to_have_text([*texts[1:], texts[0]])
    expect(status(page)).to_have_text(SAVED)
    ids = {step["text"]: step["id"] for step in attempt.questions.get(position=POSITIONS["ordering"]).shown["steps"]}
    assert Answer.objects.last().value == {"order": [ids[text] for text in [*texts[1:], texts[0]]]}


def test_a_sentence_is_built_by_keyboard_and_said_as_it_grows(page, attempt):  # noqa: F811
    page.goto(address(attempt))
    build = question(page, "build")
    bank, line = build.locator(".quiz-bank button"), build.locator(".quiz-line button")
    words = bank.all_inner_texts()
    bank.first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Space")  # the focus went on to the next piece
    expect(line).to_have_text(words[:2])
    line.first.focus()
    page.keyboard.press("ArrowRight")
    expect(line).to_have_text([words[1], words[0]])
    expect(build.locator("[aria-live]")).to_contain_text(words[1] + words[0])
    page.keyboard.press("Enter")
    expect(line).to_have_text([words[1]])
    expect(bank).to_have_text([words[0], *words[2:]])
    build.locator(".quiz-again").click()
    expect(line).to_have_count(0)
    expect(bank).to_have_text(words)
    expect(build.locator(".quiz-again")).to_be_hidden()


@pytest.mark.parametrize(("width", "scheme", "language"), [(360, "light", "zh-hans"), (1280, "dark", "en")])
def test_every_kind_is_accessible_and_fits_the_phone(page, attempt, width, scheme, language):  # noqa: F811
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 740})
    page.set_extra_http_headers({"Accept-Language": language})
    page.goto(address(attempt))
    for kind in ITEMS:
        question(page, kind)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), kind
    answer_by_hand(page, attempt)
    for kind in ITEMS:
        question(page, kind)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), kind
    all_saved(page)
    page.locator("#finish .btn-primary").click()
    page.wait_for_url("**/result/")
    assert_accessible(page)
