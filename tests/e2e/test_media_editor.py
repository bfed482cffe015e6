"""A trainer at the media desk: uploads a film, takes its poster from it, types captions beside it, speaks a phrase."""

import re
import shutil

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect, sync_playwright

from tests.core import films

from .conftest import CHROMIUM, FLAGS
from .quality import STANDARDS

# A microphone that beeps, and nobody who would have to answer a question.
MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
SRT = "1\n00:00:00,000 --> 00:00:01,000\nGood morning.\n\n2\n00:00:01,000 --> 00:00:02,500\nPlease take a seat.\n"


@pytest.fixture(scope="module")
def browser():
    """The system's Chromium, with a microphone."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    assert path, "Chromium is missing; on Debian, as root: apt-get install chromium fonts-noto-cjk"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=[*FLAGS, *MICROPHONE])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """A film of four seconds on the disk."""
    assert films.HAS_FFMPEG, "ffmpeg is missing; on Debian, as root: apt-get install ffmpeg"
    folder = tmp_path_factory.mktemp("film")
    films.film(folder, "您好.mp4", "640x360", 4)
    return folder / "您好.mp4"


def upload(page, film, title):
    page.goto("/cms/media/video/add/")
    page.set_input_files("#id_file", film)
    page.fill("#id_title", title)
    page.locator("form[enctype] button[type=submit]").click()
    page.wait_for_url("**/cms/media/", timeout=90_000)


def open_desk(page, title):
    page.goto("/cms/media/")
    page.get_by_role("link", name=title, exact=True).click()
    page.locator("[data-caption-editor]:not([hidden])").wait_for()
    page.evaluate(
        """() => new Promise((done) => {
            const clip = document.querySelector('[data-clip]');
            if (clip.readyState >= 2) done();
            else clip.addEventListener('loadeddata', done, { once: true });
        })"""
    )


def seek(page, seconds):
    page.evaluate(
        """seconds => new Promise((done) => {
            const clip = document.querySelector('[data-clip]');
            clip.addEventListener('seeked', done, { once: true });
            clip.currentTime = seconds;
        })""",
        seconds,
    )


def save(page):
    page.locator("form[enctype] button[type=submit]").click()
    page.wait_for_url("**/cms/media/", timeout=90_000)


@pytest.fixture
def desk(open_page, film, request):
    """The desk of a film of the test's own."""
    page = open_page("trainer", height=1000)
    title = f"film of {request.node.name[:60]}"
    upload(page, film, title)
    open_desk(page, title)
    page.film = title
    return page


def test_an_upload_says_how_far_it_is_and_what_became_of_it(open_page, film):
    page = open_page("trainer")
    page.goto("/cms/media/video/add/")
    limits = page.locator("[data-contentpath=file] .help, .help").filter(has_text="MP4")
    expect(limits).to_contain_text("200")
    page.set_input_files("#id_file", film)
    expect(page.locator("#id_title")).to_have_value("您好")
    expect(page.locator("#id_width")).to_have_value("640")
    expect(page.locator("#id_duration")).to_have_value(re.compile(r"4(\.\d+)?"))
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": film.stat().st_size / 3}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    page.locator("form[enctype] button[type=submit]").click()
    expect(page.locator(".upload__words")).to_contain_text(re.compile(r"正在上传：\d+ %（[\d.]+ \w+ / [\d.]+ \w+）"))
    expect(page.locator("form[enctype] button[type=submit]")).to_be_disabled()
    page.wait_for_url("**/cms/media/", timeout=90_000)
    expect(page.locator(".messages")).to_contain_text("您好")
    expect(page.locator("td").filter(has_text="已压缩")).to_contain_text("→ MP4")


def test_an_upload_can_be_stopped_and_nothing_typed_is_lost(open_page, film):
    page = open_page("trainer")
    page.goto("/cms/media/video/add/")
    page.set_input_files("#id_file", film)
    page.fill("#id_title", "停下的")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": film.stat().st_size / 20}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    page.locator("form[enctype] button[type=submit]").click()
    page.get_by_role("button", name="停止上传").click()
    expect(page.locator("form[enctype] button[type=submit]")).to_be_enabled()
    expect(page.locator("#id_title")).to_have_value("停下的")
    assert page.evaluate("document.querySelector('#id_file').files.length") == 1


def test_a_file_of_the_wrong_kind_is_said_before_it_travels(open_page):
    page = open_page("trainer", language="en-US")
    page.goto("/cms/media/video/add/")
    sent = []
    page.on("request", lambda request: request.method == "POST" and "/add/" in request.url and sent.append(request))
    page.set_input_files("#id_file", {"name": "film.avi", "mimeType": "video/x-msvideo", "buffer": b"RIFF"})
    expect(page.locator("#id_file-fault")).to_contain_text("Save it as MP4, WEBM")
    page.locator("form[enctype] button[type=submit]").click()
    assert page.url.endswith("/add/")
    assert sent == []


def test_a_clip_uploaded_from_the_editor_of_a_sign_is_counted_too(open_page, film):
    page = open_page("trainer", height=1000)
    page.goto("/cms/snippets/phrasebook/sign/")
    page.locator("td a[href*='/edit/']").first.click()
    page.locator(".media-chooser [data-chooser-action-choose]:visible").first.click()
    page.get_by_role("tab", name=re.compile("上传.*|Upload.*")).first.click()
    chosen = page.locator("form.media-upload input[data-most-bytes]")
    chosen.set_input_files({"name": "film.avi", "mimeType": "video/x-msvideo", "buffer": b"RIFF"})
    expect(page.locator("form.media-upload .upload__fault")).to_contain_text("MP4")
    assert chosen.evaluate("field => field.files.length") == 0
    chosen.set_input_files(film)
    expect(page.locator("form.media-upload .upload__fault")).to_be_empty()
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": film.stat().st_size / 3}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    page.locator("form.media-upload button[type=submit]").click()
    expect(page.locator("form.media-upload .upload__words")).to_contain_text(re.compile(r"正在上传：\d+ %"))
    expect(page.locator("form.media-upload")).to_have_count(0, timeout=90_000)
    expect(page.locator(".media-chooser:not(.blank)").filter(has_text="film")).to_be_visible()


def test_what_the_server_refuses_keeps_the_form_as_it_was(open_page):
    page = open_page("trainer", language="en-US")
    page.goto("/cms/media/video/add/")
    page.set_input_files("#id_file", {"name": "film.mp4", "mimeType": "video/mp4", "buffer": films.zipped()})
    expect(page.locator("#id_file-fault")).to_contain_text("cannot play")
    page.fill("#id_title", "A zip")
    page.locator("form[enctype] button[type=submit]").click()
    expect(page.locator(".error-message")).to_contain_text("something else inside")
    expect(page.locator("#id_title")).to_have_value("A zip")
    assert page.evaluate("document.querySelector('#id_file').files[0].name") == "film.mp4"
    expect(page.locator("form[enctype] button[type=submit]")).to_be_enabled()


def test_the_poster_is_a_picture_of_the_film(desk):
    before = desk.locator("video[data-clip]").get_attribute("poster")
    assert "first-picture-" in before
    seek(desk, 2.5)
    desk.get_by_role("button", name="用这一帧作封面").click()
    expect(desk.locator("[data-poster] p")).to_contain_text("00:02.5")
    expect(desk.locator("[data-poster] img")).to_be_visible()
    save(desk)
    open_desk(desk, desk.film)
    poster = desk.locator("video[data-clip]").get_attribute("poster")
    assert "poster" in poster
    assert poster != before
    size = desk.evaluate(
        """address => new Promise((done) => {
            const picture = new Image();
            picture.onload = () => done([picture.naturalWidth, picture.naturalHeight]);
            picture.src = address;
        })""",
        poster,
    )
    assert size == [640, 360]


def test_captions_are_typed_beside_the_film_and_kept(desk):
    field = desk.locator("#id_captions")
    seek(desk, 0.5)
    desk.get_by_role("button", name="在此处加一条字幕").click()
    desk.keyboard.type("您好，请坐。")
    seek(desk, 2)
    desk.keyboard.press("Control+Enter")
    desk.keyboard.type("请问您要办理什么业务？")
    assert field.input_value() == (
        "WEBVTT\n\n00:00.500 --> 00:02.000\n您好，请坐。\n\n00:02.000 --> 00:04.000\n请问您要办理什么业务？\n"
    )
    second = desk.locator(".captions__cue").nth(1)
    seek(desk, 3.25)
    second.get_by_role("button", name="到此处为止").click()
    assert "00:02.000 --> 00:03.250" in field.input_value()
    second.locator("[data-start]").fill("9")
    expect(second.locator("[data-fault]")).to_contain_text("早于")
    second.locator("[data-start]").fill("2,5")
    expect(second.locator("[data-fault]")).to_be_empty()
    desk.get_by_role("button", name="英文", exact=True).click()
    desk.set_input_files("[data-file]", {"name": "a.srt", "mimeType": "text/plain", "buffer": SRT.encode()})
    expect(desk.locator(".captions__cue")).to_have_count(2)
    save(desk)
    open_desk(desk, desk.film)
    assert "00:02.500 --> 00:03.250\n请问您要办理什么业务？" in desk.locator("#id_captions").input_value()
    assert "00:01.000 --> 00:02.500\nPlease take a seat." in desk.locator("#id_captions_en").input_value()
    expect(desk.locator(".captions__cue")).to_have_count(2)
    assert desk.evaluate("document.querySelector('video[data-clip]').textTracks[0].cues.length") == 2


def test_captions_are_split_deleted_and_edited_as_text(desk):
    field = desk.locator("#id_captions")
    field.fill("WEBVTT\n\nNOTE by hand\n\n00:00.000 --> 00:02.000 align:start\n您好请坐\n")
    only = desk.locator(".captions__cue")
    expect(only.locator("[data-text]")).to_have_value("您好请坐")
    seek(desk, 1)
    only.locator("[data-text]").focus()
    desk.keyboard.press("Home")
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("ArrowRight")
    only.get_by_role("button", name="拆开").click()
    expect(desk.locator(".captions__cue")).to_have_count(2)
    assert "NOTE by hand" in field.input_value()
    assert "00:00.000 --> 00:01.000 align:start\n您好" in field.input_value()
    assert "00:01.000 --> 00:02.000 align:start\n请坐" in field.input_value()
    desk.locator(".captions__cue").first.get_by_role("button", name="删除").press("Enter")
    expect(desk.locator(".captions__cue [data-text]")).to_have_value("请坐")
    expect(desk.locator(".captions__cue [data-delete]")).to_be_focused()
    # What the list cannot read it leaves alone.
    field.fill("WEBVTT\n\n00:00.000 --> soon\n您好\n")
    expect(desk.locator(".captions__note")).to_contain_text("第 3 行")
    expect(desk.get_by_role("button", name="在此处加一条字幕")).to_be_disabled()
    save_refused(desk)
    assert field.input_value() == "WEBVTT\n\n00:00.000 --> soon\n您好\n"


def save_refused(page):
    page.locator("form[enctype] button[type=submit]").click()
    expect(page.locator(".error-message")).to_contain_text("3")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_the_desk_is_for_everybody(desk, open_page, width, scheme):
    page = open_page("trainer", width=width, scheme=scheme)
    open_desk(page, desk.film)
    page.get_by_role("button", name="在此处加一条字幕").click()
    page.keyboard.type("您好")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page, ".clip-desk") == []
    small = page.evaluate(
        """() => [...document.querySelectorAll('.clip-desk button, .clip-desk .button, .clip-desk input[type=text]')]
            .filter(each => each.offsetParent && each.getBoundingClientRect().height < 44)
            .map(each => each.outerHTML)"""
    )
    assert small == []


def violations(page, part):
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(
        "([part, rules]) => axe.run(part, { runOnly: rules, resultTypes: ['violations'] }).then(a => a.violations)",
        [part, STANDARDS],
    )
    return [f"{each['id']}: {node['html'][:150]} {node['failureSummary']}" for each in found for node in each["nodes"]]


def open_phrase(page):
    page.goto("/cms/snippets/phrasebook/phrase/")
    page.locator("td a[href*='/edit/']").first.click()
    recorder = page.locator("[data-recorder][data-field=audio_slow]")
    expect(recorder).to_be_visible()
    return recorder


def test_a_phrase_is_spoken_in_its_editor_and_sent_only_when_it_is_used(open_page):
    page = open_page("chief-trainer", height=1000)
    recorder = open_phrase(page)
    words = page.locator("#id_text").input_value()
    sent = []
    page.on("request", lambda request: "/recordings/" in request.url and sent.append(request.url))
    recorder.get_by_role("button", name=re.compile("^录音")).click()
    expect(recorder.locator("p")).to_contain_text(re.compile("正在录音：[23] / 60 秒"))
    recorder.get_by_role("button", name="停止").click()
    expect(recorder.locator("p")).to_contain_text("还没有发送")
    recorder.get_by_role("button", name="重新录").click()
    expect(recorder.locator("p")).to_contain_text(re.compile("正在录音：[23] / 60 秒"))
    recorder.get_by_role("button", name="停止").click()
    expect(recorder.locator("audio")).to_be_visible()
    assert violations(page, "[data-recorder][data-field=audio_slow]") == []
    assert sent == []
    # The editor saves a draft by itself when something was chosen.
    with page.expect_response(lambda answer: answer.request.method == "POST" and "/edit/" in answer.url) as kept:
        recorder.get_by_role("button", name="用这段录音").click()
        expect(recorder.locator("p")).to_contain_text("已选用", timeout=60_000)
    assert kept.value.status == 200
    assert len(sent) == 1
    chosen = page.locator("#id_audio_slow").input_value()
    assert chosen.isdigit()
    expect(page.locator("#id_audio_slow-chooser")).to_contain_text(words)
    open_phrase(page)
    assert page.locator("#id_audio_slow").input_value() == chosen
    page.goto(f"/cms/media/edit/{chosen}/")
    expect(page.locator("audio[data-clip]")).to_be_visible()
    expect(page.locator("#id_duration")).to_have_value(re.compile(r"[234]\.\d+"))
    expect(page.locator("#id_synthetic")).not_to_be_checked()


def test_a_refused_microphone_is_said_and_the_chooser_stays(open_page):
    page = open_page("trainer")
    page.add_init_script("navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('refused'))")
    recorder = open_phrase(page)
    recorder.get_by_role("button", name=re.compile("^录音")).click()
    expect(recorder.locator("p")).to_contain_text("请改为选择声音文件")
    expect(recorder.get_by_role("button", name=re.compile("^录音"))).to_be_visible()
