"""The player as a clerk uses it: by keyboard, slowly, in a loop, mirrored, from two sides, and on another device."""

import itertools
import re
import time

import pytest
from playwright.sync_api import expect

from .conftest import FLAGS, chromium_path, listen
from .films import COURSE, LESSON, SCENARIO, SECONDS
from .quality import assert_accessible, assert_valid_html

ADDRESS = f"/learn/{COURSE}/{LESSON}/"
FRAME = 1 / 25


@pytest.fixture(scope="module")
def hall_folder(hall_folder):
    hall_folder.manage("shell", "-c", "from tests.e2e.films import make; make()")
    return hall_folder


@pytest.fixture
def watch(open_page):
    """`watch()` is a clerk's browser with the film of the lesson ready, its player in focus."""

    def open_lesson(role="clerk", **options):
        page = open_page(role, **options)
        page.goto(ADDRESS)
        player = page.locator(".player")
        expect(player).to_have_attribute("data-ready", "yes")
        player.evaluate("root => root.querySelector('video').load()")
        until(page, "document.querySelector('.player-video').readyState > 0")
        player.focus()
        return page

    return open_lesson


def film(page, what, picture=".player-video"):
    return page.locator(picture).evaluate(f"video => video.{what}")


def until(page, holds, patience=15):
    """Ask the page again and again; its policy forbids Playwright's own way of waiting for a script."""
    end = time.monotonic() + patience
    while not page.evaluate(f"Boolean({holds})"):
        assert time.monotonic() < end, holds
        page.wait_for_timeout(30)


def second(page):
    return film(page, "currentTime")


def to(page, seconds):
    """The film stands at that second, and shows it."""
    page.locator(".player-video").evaluate(
        """(video, seconds) => new Promise(done => {
            video.pause();
            video.addEventListener("seeked", () => setTimeout(done, 60), {once: true});
            video.currentTime = seconds;
        })""",
        seconds,
    )


def settled(page):
    until(page, "!document.querySelector('.player-video').seeking")
    page.wait_for_timeout(80)
    return second(page)


def test_keys_play_seek_and_change_the_speed_while_the_player_has_the_focus(watch):
    page = watch()
    page.keyboard.press("k")
    until(page, "document.querySelector('.player-video').currentTime > 0.3")
    assert not film(page, "paused")
    page.keyboard.press(" ")
    assert film(page, "paused")
    to(page, 3)
    page.keyboard.press("ArrowRight")
    assert settled(page) == pytest.approx(4, abs=0.05)
    for key in ("j", "ArrowLeft"):
        page.keyboard.press(key)
    assert settled(page) == pytest.approx(2, abs=0.05)
    for key, speed in (("-", 0.75), ("-", 0.5), ("-", 0.25), ("-", 0.25)):
        page.keyboard.press(key)
        assert film(page, "playbackRate") == speed
    for _time in range(9):
        page.keyboard.press("+")
    assert film(page, "playbackRate") == 2
    page.keyboard.press("0")
    assert settled(page) == 0


def test_keys_do_nothing_outside_the_player(watch):
    page = watch()
    page.locator("h1").click()
    for key in ("k", "m", "?"):
        page.keyboard.press(key)
    assert film(page, "paused")
    assert not page.locator(".is-mirrored, dialog[open]").count()


def test_all_speeds_can_be_chosen(watch):
    page = watch()
    speeds = page.locator(".player-speed option").evaluate_all("options => options.map(each => Number(each.value))")
    assert speeds == [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2]
    page.locator(".player-speed").select_option("0.5")
    page.locator("[data-do=play]").click()
    begun = second(page)
    page.wait_for_timeout(1000)
    assert 0.2 < second(page) - begun < 0.8


def test_a_step_is_one_frame(watch):
    page = watch()
    page.keyboard.press("k")
    until(page, "document.querySelector('.player-video').currentTime > 0.5")
    page.keyboard.press("k")
    to(page, 2)
    places = []
    for key in (".", ".", ".", ",", ","):
        page.keyboard.press(key)
        places.append(settled(page))
    steps = [later - earlier for earlier, later in itertools.pairwise(places)]
    assert steps == pytest.approx([FRAME, FRAME, -FRAME, -FRAME], abs=0.003)
    assert film(page, "paused")


def test_two_taps_make_a_loop_that_loops_and_a_third_ends_it(watch):
    page = watch()
    loop = page.locator("[data-do=loop]")
    to(page, 1)
    loop.click()
    to(page, 1.6)
    loop.click()
    expect(loop).to_have_attribute("data-state", "on")
    expect(page.locator(".player-said")).to_contain_text("0:01.00 – 0:01.60")
    mark = page.locator(".player-mark").bounding_box()
    line = page.locator(".player-seek").bounding_box()
    assert (mark["x"] - line["x"]) / line["width"] == pytest.approx(1 / SECONDS, abs=0.01)
    assert mark["width"] / line["width"] == pytest.approx(0.6 / SECONDS, abs=0.02)
    page.evaluate(
        """() => { const video = document.querySelector(".player-video"); let last = video.currentTime;
        window.seen = {back: 0, least: 9, most: 0};
        video.addEventListener("timeupdate", () => { const now = video.currentTime;
          if (now < last - 0.2) seen.back += 1; last = now;
          if (seen.back) { seen.least = Math.min(seen.least, now); seen.most = Math.max(seen.most, now); } }); }"""
    )
    page.keyboard.press("k")
    until(page, "seen.back >= 3")
    seen = page.evaluate("seen")
    assert seen["least"] >= 0.95
    assert seen["most"] <= 1.75
    loop.click()
    expect(loop).to_have_attribute("data-state", "off")
    until(page, "document.querySelector('.player-video').currentTime > 2")


def test_a_loop_is_set_by_keys_and_refused_when_it_is_too_short(watch):
    page = watch()
    to(page, 3)
    page.keyboard.press("[")
    page.keyboard.press("]")
    expect(page.locator("[data-do=loop]")).to_have_attribute("data-state", "half")
    to(page, 2)
    page.keyboard.press("]")
    expect(page.locator(".player-said")).to_contain_text("0:02.00 – 0:03.00")
    page.keyboard.press("\\")
    expect(page.locator("[data-do=loop]")).to_have_attribute("data-state", "off")


def test_the_mirror_turns_both_pictures_and_no_caption(watch):
    page = watch()
    page.keyboard.press("2")
    page.keyboard.press("m")
    to(page, 1)
    turned = "each => getComputedStyle(each).transform"
    for picture in (".player-video", ".player-second"):
        assert page.locator(picture).evaluate(turned) == "matrix(-1, 0, 0, 1, 0, 0)"
    expect(page.locator(".player-captions")).to_have_text("您好，请坐。")
    assert page.locator(".player-captions").evaluate(turned) == "none"
    page.locator("[data-do=mirror]").click()
    assert page.locator(".player-video").evaluate(turned) == "none"


def test_captions_change_their_language_and_go_and_are_remembered(watch):
    page = watch()
    to(page, 2.5)
    expect(page.locator(".player-captions")).to_have_text("请问您要办理什么业务？")
    page.keyboard.press("c")
    expect(page.locator(".player-captions")).to_have_text("What can I do for you?")
    expect(page.locator(".player-transcript li")).to_have_count(2)
    page.keyboard.press("c")
    expect(page.locator(".player-captions")).to_be_hidden()
    page.reload()
    expect(page.locator(".player")).to_have_attribute("data-ready", "yes")
    assert page.locator(".player-tongue").input_value() == ""


def test_the_transcript_follows_and_a_line_leads_to_its_second(watch):
    page = watch()
    current = page.locator(".player-transcript [aria-current]")
    to(page, 4.5)
    expect(current).to_contain_text("请稍等。")
    page.locator(".player-transcript button", has_text="请问您要办理什么业务").click()
    assert settled(page) == pytest.approx(2, abs=0.05)
    expect(current).to_contain_text("请问您要办理什么业务？")


def test_the_second_angle_keeps_step(watch):
    page = watch()
    page.locator("[data-do=angle]").click()
    until(page, "document.querySelector('.player-second').readyState >= 3")
    page.keyboard.press("k")
    until(page, "document.querySelector('.player-video').currentTime > 0.8")
    drift = "document.querySelector('.player-second').currentTime - document.querySelector('.player-video').currentTime"
    drifts = [page.evaluate(drift) for _look in range(10) if page.wait_for_timeout(100) is None]
    assert max(map(abs, drifts)) < 0.1, drifts
    # Somebody pushes it out of step: it comes back.
    page.locator(".player-second").evaluate("video => { video.currentTime += 0.8; }")
    page.wait_for_timeout(600)
    assert abs(page.evaluate(drift)) < 0.1
    page.keyboard.press("k")
    to(page, 3)
    page.wait_for_timeout(300)
    assert film(page, "currentTime", ".player-second") == pytest.approx(3, abs=0.1)
    assert film(page, "paused", ".player-second")


def test_both_angles_wait_while_one_stalls(watch):
    page = watch()
    page.locator("[data-do=angle]").click()
    until(page, "document.querySelector('.player-second').readyState >= 3")
    page.keyboard.press("k")
    until(page, "document.querySelector('.player-video').currentTime > 0.3")
    page.locator(".player-second").evaluate(
        """video => { Object.defineProperty(video, "readyState", {value: 2, configurable: true});
        video.dispatchEvent(new Event("waiting")); }"""
    )
    assert film(page, "paused")
    expect(page.locator("[data-do=play]")).to_have_attribute("data-state", "on")
    page.locator(".player-second").evaluate(
        "video => { delete video.readyState; video.dispatchEvent(new Event('canplay')); }"
    )
    until(page, "!document.querySelector('.player-video').paused")


def test_an_angle_that_cannot_be_had_keeps_nobody_waiting(watch):
    page = watch()
    page.route("**/side*.webm", lambda route: route.abort())
    page.locator("[data-do=angle]").click()
    expect(page.locator("[data-do=angle]")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("k")
    until(page, "document.querySelector('.player-video').currentTime > 0.3")
    page.complaints.clear()


def test_angles_stand_side_by_side_where_there_is_room_and_swap(watch):
    page = watch()
    page.keyboard.press("2")
    expect(page.locator(".player-second")).to_be_visible()

    def box(picture):
        return page.locator(picture).bounding_box()

    assert box(".player-second")["x"] >= box(".player-video")["x"] + box(".player-video")["width"] - 1
    page.keyboard.press("x")
    assert box(".player-second")["x"] < box(".player-video")["x"]
    page.set_viewport_size({"width": 360, "height": 740})
    assert box(".player-second")["width"] > 2 * box(".player-video")["width"]
    page.locator(".player-second").click()
    assert box(".player-video")["width"] > 2 * box(".player-second")["width"]


def test_the_film_goes_on_at_the_same_second_in_another_browser(watch):
    page = watch("manager")
    to(page, 3.2)
    page.keyboard.press("k")
    until(page, "document.querySelector('.player-video').currentTime > 3.6")
    with page.expect_response(re.compile("/place/$")) as told:
        page.keyboard.press("k")
    assert told.value.status == 200
    left = second(page)
    there = watch("manager", width=360, height=740)
    until(there, "document.querySelector('.player-video').currentTime > 0")
    assert second(there) == pytest.approx(left, abs=1)
    note = there.locator(".player-resume")
    expect(note).to_contain_text("0:03")
    note.get_by_role("button").click()
    assert settled(there) == 0
    expect(note).to_have_count(0)


def test_leaving_the_page_keeps_the_place(watch):
    page = watch("trainer")
    to(page, 3.1)
    page.keyboard.press("k")
    until(page, "document.querySelector('.player-video').currentTime > 3.4")
    page.goto("/phrasebook/")
    page.goto(ADDRESS)
    assert float(page.locator(".player").get_attribute("data-start")) == pytest.approx(3.4, abs=0.7)


def test_seen_to_the_end_it_is_done_and_a_drag_to_the_end_is_not(watch):
    page = watch("administrator")
    page.get_by_role("button", name="报名这门课").click()
    page.goto(ADDRESS)
    expect(page.locator(".player")).to_have_attribute("data-ready", "yes")
    page.evaluate("addEventListener('player:place', event => { window.place = event.detail; })")
    page.locator(".player-start").click()
    until(page, "document.querySelector('.player-video').currentTime > 0")
    to(page, SECONDS - 0.4)
    page.locator(".player").focus()
    page.keyboard.press("k")
    until(page, "document.querySelector('.player-video').ended && window.place")
    assert page.evaluate("place.seen") < 0.5
    assert not page.evaluate("place.done")
    page.locator(".player-speed").select_option("2")
    page.locator("[data-do=play]").click()
    until(page, "document.querySelector('.player-video').ended && place.done", patience=20)


def test_without_javascript_it_is_a_plain_film_with_captions(open_page):
    page = open_page("clerk")
    cookies = page.context.cookies()
    plain = open_page(java_script_enabled=False)
    plain.context.add_cookies(cookies)
    html = plain.goto(ADDRESS).text()
    assert_valid_html(html)
    films = plain.locator("video")
    assert films.count() == 2
    assert all(each.get_attribute("controls") is not None for each in films.all())
    assert plain.locator("video source").first.get_attribute("src").startswith("/media/media/")
    assert plain.locator("track").count() == 2
    expect(films.first).to_be_visible()
    for control in (".player-bar", ".player-start"):
        assert not plain.locator(control).count()


def test_many_signs_on_a_page_fetch_nothing_until_one_is_touched(open_page):
    page = open_page("clerk")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/phrasebook/{SCENARIO}/", wait_until="networkidle")
    assert page.locator(".player-start").count() == 6
    assert not [url for url in asked if url.endswith((".webm", "player.js"))]
    assert page.get_by_text("示意占位").count() == 6
    assert_accessible(page)
    page.locator(".player-start").nth(1).click()
    until(page, "document.querySelectorAll('.player-video')[1].currentTime > 0.2")
    assert len([url for url in asked if url.endswith(".webm")]) == 1
    assert page.locator(".player-bar").count() == 1
    assert_accessible(page)


def test_a_film_that_cannot_be_had_says_so(open_page):
    page = open_page("clerk")
    page.route("**/*.webm", lambda route: route.abort())
    page.goto(ADDRESS)
    page.locator(".player-start").click()
    expect(page.locator(".player-said")).to_contain_text("没有加载出来")
    page.complaints.clear()


def test_the_keys_are_listed_and_the_list_closes(watch):
    page = watch()
    page.keyboard.press("?")
    assert page.locator("dialog.player-help").get_attribute("open") is not None
    assert page.locator("dialog.player-help dt").count() > 10
    assert_accessible(page)
    page.keyboard.press("Escape")
    assert not page.locator("dialog[open]").count()
    page.keyboard.press("k")
    assert not film(page, "paused")


def test_nothing_plays_by_itself_and_targets_are_large_enough(watch):
    page = watch(width=360, height=740)
    assert film(page, "paused")
    for control in page.locator(".player-keys > :is(button, select):visible").all():
        box = control.bounding_box()
        assert box["width"] >= 44, control
        assert box["height"] >= 44, control
        assert control.get_attribute("aria-label")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize(("width", "language", "scheme"), [(360, "en", "dark"), (1280, "zh-CN", "light")])
def test_it_is_accessible_with_everything_open(watch, width, language, scheme):
    page = watch(width=width, language=language, scheme=scheme)
    to(page, 1)
    for key in ("2", "m", "[", "v"):
        page.keyboard.press(key)
    page.wait_for_timeout(500)
    assert_accessible(page)


@pytest.fixture(scope="module")
def browser_with_camera(browser):
    """Chromium with a camera that shows a test picture and asks nobody."""
    flags = [*FLAGS, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    chromium = browser.browser_type.launch(executable_path=chromium_path(), args=flags)
    yield chromium
    chromium.close()


def test_myself_beside_the_clip_recorded_for_my_own_eyes(browser_with_camera, hall_server, open_page):
    cookies = open_page("clerk").context.cookies()
    context = browser_with_camera.new_context(base_url=hall_server, locale="zh-CN", reduced_motion="reduce")
    context.add_cookies(cookies)
    page = context.new_page()
    listen(page, hall_server)
    sent = []
    page.on("request", lambda request: request.method != "GET" and sent.append(request))
    page.goto(ADDRESS)
    page.locator("[data-do=camera]").click()
    mine = page.locator(".player-self")
    until(page, "document.querySelector('.player-self')?.videoWidth > 0")
    assert mine.evaluate("video => getComputedStyle(video).transform") == "matrix(-1, 0, 0, 1, 0, 0)"
    assert "不会上传" in page.locator(".player-private").inner_text()
    page.evaluate("window.tracks = document.querySelector('.player-self').srcObject.getTracks()")
    page.locator("[data-camera=record]").click()
    page.wait_for_timeout(1300)
    assert not film(page, "paused")
    page.locator("[data-camera=stop]").click()
    until(page, "document.querySelector('.player-self').src.startsWith('blob:')")
    assert page.evaluate("tracks.map(track => track.readyState)") == ["ended"]
    page.locator("[data-camera=compare]").click()
    until(page, "document.querySelector('.player-self').currentTime > 0.3")
    assert not film(page, "paused")
    page.locator("[data-camera=delete]").click()
    until(page, "document.querySelector('.player-self').srcObject")
    page.evaluate("window.tracks = document.querySelector('.player-self').srcObject.getTracks()")
    page.locator("[data-camera=off]").click()
    assert page.evaluate("tracks.map(track => track.readyState)") == ["ended"]
    assert not mine.count()
    # All that was sent is where the clip was.
    assert all(re.search("/place/$", request.url) and len(request.post_data) < 500 for request in sent)
    assert not page.complaints
    context.close()


def test_a_refused_camera_is_answered_with_a_sentence(watch):
    page = watch()
    page.evaluate(
        """() => { const refused = new DOMException("no", "NotAllowedError");
        navigator.mediaDevices.getUserMedia = () => Promise.reject(refused); }"""
    )
    page.keyboard.press("v")
    expect(page.locator(".player-camera-said")).to_contain_text("没有获得摄像头权限")
    expect(page.locator("[data-camera=record]")).to_be_hidden()
