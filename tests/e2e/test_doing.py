"""Things done inside a lesson, on a phone: checks, drills by touch and by keyboard, dialogues with branches."""

import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from .conftest import CHROMIUM, FLAGS
from .doing import CHECKS, answer_check, do_drill, do_exercise, do_what_is_asked, play_dialogue
from .quality import assert_accessible, assert_valid_html

# A microphone that hums, for the recordings.
MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
COURSE = "/learn/customer-communication/"
LISTEN, UPSET, TARIFF = (f"{COURSE}{slug}/" for slug in ("cc-listen", "cc-upset-and-refuse", "cc-plain-tariff"))
# Two ways beside the good one at the clerk's first turn in the scene of the tariff: one lets choose again, one ends it.
CHOICES = """
from phrasebook.models import Choice, Dialogue
scene = Dialogue.objects.get(key="cc-d01")
turn = next(number for number, turn in enumerate(scene.turns.all(), start=1) if turn.role == "clerk")
again, over = "电脑算的，不会错。", "您自己看公告吧。"
scene.choices.set([
    Choice(sort_order=0, at_turn=turn, text=again, quality="poor", feedback="像在推脱", reply="我不信。"),
    Choice(sort_order=1, at_turn=turn, text=over, quality="poor", feedback="客户走了", reply="我去投诉。", leads_to=0),
])
scene.save_revision().publish()
"""


@pytest.fixture(scope="module")
def browser():
    path = next(filter(None, map(shutil.which, CHROMIUM)))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS + MICROPHONE)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module", autouse=True)
def _branches(hall_folder):
    hall_folder.manage("shell", "-v", "0", "-c", CHOICES)


@pytest.fixture
def phone(open_page):
    """`phone("/learn/…/")` is somebody who has joined the course and opened the lesson; nobody's progress is shared."""

    def read(address, role="clerk", **options):
        page = open_page(role, width=360, height=740, has_touch=True, **options)
        page.goto(COURSE)
        join = page.locator("form[action$='/enrol/'] button")
        if join.count():
            join.first.click()
        page.goto(address)
        return page

    return read


def block(page, kind):
    return page.locator(f".lesson-{kind}:has(.part-state)").first


def assert_good(page):
    assert_accessible(page)
    page.emulate_media(color_scheme="dark")
    assert_accessible(page)
    page.emulate_media(color_scheme="light")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_a_lesson_is_refused_until_it_is_done_and_then_leads_on(phone):
    page = phone(LISTEN, role="trainer")
    foot = page.locator(".step-left")
    expect(foot).to_have_text("还差 2 项")
    expect(page.locator("form[action*='/complete/']")).to_be_hidden()
    foot.click()
    assert page.url.endswith(page.locator("[data-left]").first.get_attribute("id"))
    drill = block(page, "drill")
    do_drill(drill, act="tap")
    expect(drill.locator(".part-state")).to_have_text("已完成")
    expect(foot).to_have_text("还差 1 项")
    answer_check(block(page, "check"))
    expect(foot).to_have_count(0)
    assert_good(page)
    page.locator("form[action*='/complete/'] button").click()
    page.wait_for_url(lambda url: LISTEN not in url)
    page.goto(LISTEN)
    expect(page.locator(".drill-over")).to_be_visible()
    expect(page.locator(".check-answered")).to_be_visible()
    assert_valid_html(page.request.get(LISTEN).text())


def test_a_drill_by_keyboard_goes_on_where_it_was_left(phone):
    page = phone(UPSET, role="chief-trainer")
    drill = block(page, "drill")
    do_exercise(drill, act="key")
    place = drill.locator(".drill-desk > .meta").inner_text()
    assert place.startswith("第 2 题")
    page.reload()
    expect(drill.locator(".drill-desk > .meta")).to_have_text(place)
    do_drill(drill, act="key")
    expect(drill.locator(".part-state")).to_have_text("已完成")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('drill:'))") == []
    drill.get_by_role("button", name="再练一遍").press("Enter")
    expect(drill.locator(".drill-desk > .meta")).to_contain_text("第 1 题")


def test_a_wrong_order_is_not_passed_and_the_second_time_the_sentence_is_shown(phone):
    page = phone(UPSET, role="manager")
    drill = block(page, "drill")
    do_exercise(drill, act="tap")
    for _time in range(2):
        while drill.locator(".drill-pool button").count():
            drill.locator(".drill-pool button").first.tap()
        expect(drill.locator(".drill-status")).to_contain_text("还不对")
        assert_good(page)
        if _time == 0:
            drill.locator(".drill-placed button").first.tap()
    expect(drill.locator(".drill-status b")).to_be_visible()
    assert drill.get_by_role("button", name="继续").count() == 0


def test_one_hears_oneself_and_sees_both_voices_and_nothing_is_sent(phone):
    page = phone(UPSET, role="manager", permissions=["microphone"])
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    drill = block(page, "drill")
    drill.get_by_role("button", name="录下自己").tap()
    expect(drill.locator(".drill-status")).to_have_text("正在录音……")
    page.wait_for_timeout(1200)
    drill.get_by_role("button", name="停止录音").tap()
    wave = drill.locator("canvas.wave-my-wave")
    expect(wave).to_be_visible()
    assert wave.evaluate("one => one.getContext('2d').getImageData(0, 0, one.width, one.height).data.some(Boolean)")
    drill.get_by_role("button", name="我的录音").tap()
    assert_good(page)
    assert sent == []


def test_a_bad_answer_has_its_consequence_and_one_chooses_again(phone):
    page = phone(TARIFF)
    scene = block(page, "dialogue")
    scene.get_by_role("button", name="电脑算的，不会错。").tap()
    expect(scene.locator(".scene-log")).to_contain_text("不要这样 像在推脱")
    expect(scene.locator(".scene-log")).to_contain_text("我不信。")
    expect(scene.get_by_role("button", name="电脑算的，不会错。")).to_have_attribute("aria-disabled", "true")
    assert scene.locator(".scene-ask").evaluate("one => one === document.activeElement")
    assert_good(page)
    scene.get_by_role("button", name="您自己看公告吧。").press("Enter")
    expect(scene.locator(".scene-ask")).to_have_text("对话演完了")
    expect(scene.locator(".scene-better > li")).to_have_count(1)
    expect(scene.locator(".part-state")).to_have_text("已完成")
    assert_good(page)
    scene.get_by_role("button", name="再演一遍").tap()
    play_dialogue(scene)
    expect(scene.locator(".scene-desk")).to_contain_text("每一句都说得好")


def test_a_check_explains_itself_in_place_and_may_be_tried_again(phone):
    page = phone(TARIFF)
    check = block(page, "check")
    question = check.locator("legend [lang]").inner_text()
    wrong = next(one for one in check.locator("label.choice").all() if one.inner_text() not in CHECKS[question])
    wrong.tap()
    check.locator("form button").tap()
    expect(check.locator(".check-answered")).to_contain_text("不完全对")
    assert check.locator(".check-answered").evaluate("one => one === document.activeElement")
    assert_good(page)
    check.get_by_role("link", name="再试一次").tap()
    answer_check(check)
    expect(check.locator(".check-answered")).to_contain_text("答对了")


def test_without_the_script_all_of_it_can_be_done(phone):
    page = phone(UPSET, role="administrator", java_script_enabled=False)
    for _time in range(2):
        page.locator("[data-left] button").first.click()
    page.goto(TARIFF)
    page.locator(".lesson-check label.choice").first.click()
    page.locator(".lesson-check form button").first.click()
    assert "#block-" in page.url
    expect(page.locator(".check-answered .notice")).to_be_visible()
    page.get_by_role("link", name="再试一次").click()
    expect(page.locator(".lesson-check form")).to_be_visible()
    page.locator(".lesson-dialogue button").click()
    page.locator("form[action*='/complete/'] button").click()
    page.wait_for_url(lambda url: TARIFF not in url)


def test_in_english_the_lesson_asks_in_english(phone):
    page = phone(UPSET, role="administrator", language="en-US")
    expect(page.locator(".drill, .scene").first).to_be_visible()
    assert_good(page)
    page = phone(LISTEN, role="administrator", language="en-US")
    expect(page.locator(".step-left")).to_contain_text("Still to do")


def test_every_lesson_that_asks_can_be_done(phone):
    page = phone(TARIFF, role="chief-trainer")
    do_what_is_asked(page)
    page.locator("form[action*='/complete/'] button").click()
    page.wait_for_url(lambda url: TARIFF not in url)
