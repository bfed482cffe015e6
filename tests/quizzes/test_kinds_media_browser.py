"""Pointing, listening, essays and cases in a real browser: by keyboard, by finger, and kept through a reload."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from quizzes.items import Item
from quizzes.models import Answer
from quizzes.services import start_attempt
from tests.e2e.quality import accessibility_violations

from .factories import make_quiz
from .media_factories import item_of_kind, one_of_each_media, publish
from .test_browser import address, origin, page, position_of, status  # noqa: F401  (fixtures)

SAVED = re.compile(r"\d\d:\d\d:\d\d")


@pytest.fixture
def attempt(racing_db, person):
    item = item_of_kind("hotspot")
    find = publish("find", Item("hotspot", item.stem, {**item.body, "find": True}))
    return start_attempt(user=person(), quiz=make_quiz([*one_of_each_media(), find]), now=timezone.now())


def go(page, attempt, kind):  # noqa: F811
    position = attempt.questions.filter(shown__kind=kind).first().position
    page.goto(f"{address(attempt)}#q{position}")
    expect(page.locator(f"#q{position}")).to_be_visible()
    return page.locator(f"#q{position}"), position


def last(position):
    return Answer.objects.filter(position=position).latest("sequence").value


def position_of_find(attempt):
    return attempt.questions.get(shown__find=True).position


def names(attempt, position):
    return {area["id"]: area["name"] for area in attempt.questions.get(position=position).shown["areas"]}


def tap(page, x, y):  # noqa: F811
    """As a finger does, whatever the browser of the fixture was told about touch."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_place_is_pointed_at_with_a_finger_on_a_phone(page, attempt):  # noqa: F811
    position = position_of_find(attempt)
    page.goto(f"{address(attempt)}#q{position}")
    picture = page.locator(f"#q{position} .quiz-map-picture")
    box = picture.bounding_box()
    assert box["width"] <= 360
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    tap(page, box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.7)
    expect(status(page)).to_have_text(SAVED)
    expect(page.locator(f"#q{position} .is-chosen")).to_have_count(1)
    [area] = last(position)["areas"]
    assert names(attempt, position)[area] == "右边大格"
    # In the hole between the areas nothing happens, and what was chosen stays.
    page.mouse.click(box["x"] + box["width"] * 0.05, box["y"] + box["height"] * 0.95)
    expect(page.locator(f"#q{position} .is-chosen")).to_have_count(1)
    page.reload()
    expect(page.locator(f"#q{position} .is-chosen")).to_have_count(1)


def test_a_finger_may_miss_a_polygon_by_a_little_and_hits_its_inside_only(page, attempt):  # noqa: F811
    question, position = go(page, attempt, "hotspot")
    shape = question.locator("polygon[data-for]").bounding_box()
    page.mouse.click(shape["x"] + shape["width"] / 2, shape["y"] - 6)
    expect(status(page)).to_have_text(SAVED)
    assert names(attempt, position)[last(position)["areas"][0]] == "中间三角"


def test_a_place_is_pointed_at_by_keyboard_and_seen_before_it_is_chosen(page, attempt):  # noqa: F811
    position = position_of_find(attempt)
    page.goto(f"{address(attempt)}#q{position}")
    page.locator(f"#q{position}").focus()
    page.keyboard.press("Tab")
    expect(page.locator(f"#q{position} .is-focused")).to_have_count(1)
    expect(page.locator(f"#q{position} .is-chosen")).to_have_count(0)
    page.keyboard.press("Space")
    expect(page.locator(f"#q{position} .is-chosen")).to_have_count(1)
    first = page.locator(f"#q{position} .is-chosen").get_attribute("data-for")
    page.keyboard.press("ArrowDown")
    expect(page.locator(f"#q{position} .is-chosen")).to_have_count(1)
    assert page.locator(f"#q{position} .is-chosen").get_attribute("data-for") != first
    expect(status(page)).to_have_text(SAVED)


def test_a_recording_is_played_stopped_and_played_again(page, attempt):  # noqa: F811
    question, _position = go(page, attempt, "listen")
    expect(question.locator("audio")).not_to_have_attribute("controls", "")
    # The bytes of this test are no sound: what is asked here is that the button asks for it.
    with page.expect_request(re.compile("/media/.*/sound$")):
        question.locator(".quiz-play").click()
    expect(question.locator("audio")).to_have_js_property("controls", True)


def test_an_essay_counts_its_characters_and_is_kept(page, attempt):  # noqa: F811
    question, position = go(page, attempt, "essay")
    field = question.locator("textarea")
    field.fill("您 好")
    expect(question.locator(".quiz-count")).to_contain_text("还差 3 字")
    field.fill("对不起，\n我一次说全。")
    expect(question.locator(".quiz-count")).to_contain_text("10 字")
    field.blur()
    expect(status(page)).to_have_text(SAVED)
    assert last(position) == {"text": "对不起，\n我一次说全。"}
    field.fill("长" * 120)
    expect(question.locator(".quiz-count")).to_contain_text("超出 20 字")


def test_a_case_is_saved_part_by_part_and_comes_back_even_without_a_network(page, attempt):  # noqa: F811
    question, position = go(page, attempt, "case")
    question.locator("input[type=radio][value=true]").check()
    expect(status(page)).to_have_text(SAVED)
    assert last(position)["parts"][0] == {"value": True}
    page.route("**/save/", lambda route: route.abort())
    question.locator(".quiz-blank").fill("95598")
    question.locator("[data-for]").first.click()
    question.locator("input[type=checkbox]").first.check()
    expect(status(page)).to_have_class(re.compile("is-waiting"))
    page.goto("about:blank")
    page.unroute("**/save/")
    question, position = go(page, attempt, "case")
    expect(question.locator(".quiz-blank")).to_have_value("95598")
    expect(question.locator(".is-chosen")).to_have_count(1)
    expect(status(page)).to_have_text(SAVED)
    truth, blank, areas, options = last(position)["parts"]
    assert truth == {"value": True}
    assert blank == {"blanks": ["95598"]}
    assert len(areas["areas"]) == len(options["options"]) == 1


def test_closing_the_help_of_the_player_does_not_hand_in(page, attempt):  # noqa: F811
    question, _position = go(page, attempt, "watch")
    question.locator(".player-start").click()
    question.locator("[data-do=help]").click()
    question.locator("dialog button").click()
    expect(question.locator("dialog")).not_to_be_visible()
    page.wait_for_timeout(300)
    attempt.refresh_from_db()
    assert attempt.ended_at is None


@pytest.mark.parametrize(("language", "width", "scheme"), [("zh-CN", 360, "light"), ("en", 1280, "dark")])
def test_every_kind_and_its_result_are_accessible(page, attempt, language, width, scheme):  # noqa: F811
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 740})
    page.set_extra_http_headers({"Accept-Language": language})
    for asked in attempt.questions.all():
        page.goto("about:blank")
        page.goto(f"{address(attempt)}#q{asked.position}")
        expect(page.locator(f"#q{asked.position}")).to_be_visible()
        assert not accessibility_violations(page), asked.shown["kind"]
    essay = position_of(attempt, "essay")
    page.goto(f"{address(attempt)}#q{essay}")
    page.locator(f"#q{essay} textarea").fill("对不起，我一次说全。")
    expect(status(page)).to_have_text(SAVED)
    page.evaluate("location.hash = '#finish'")
    page.locator("#finish .btn-primary").click()
    page.wait_for_url("**/result/")
    assert not accessibility_violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
