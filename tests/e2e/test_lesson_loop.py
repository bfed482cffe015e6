"""The promise of the lessons, as three people live it.

A trainer films, speaks and writes a lesson in the browser, without a line of code; the chief trainer reviews and
publishes it; a clerk takes it on a phone, is interrupted, and goes on elsewhere at the same second; at the counter its
phrase is found by a few letters and sounds without a network; and the same words stand in the printed textbook.
"""

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright
from pypdf import PdfReader

from training.demo.cast import PASSWORD

from .authoring import add_block, approve, blocks, choose, hand_in, rewrite_text, write, write_in
from .conftest import CHROMIUM, FLAGS
from .films import FILES, SECONDS
from .quality import assert_accessible, assert_valid_html
from .test_phrasebook_offline import forgive_the_missing_network, kept, type_in, until

# A microphone that beeps, and nobody who would have to answer a question.
MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
COURSE, COURSE_TITLE = "hall-english", "营业厅英语"
SCENARIO = "迎宾引导"
TITLE = "陪外宾去自助终端"
# Somebody who has not joined the course.
CLERK = "JX004"
FILM = "迎上去的六秒"
CAPTIONS = {0: "您好，我来帮您。", 3: "请跟我来。"}
SAID = "我陪您去自助终端。"
SAID_EN = "Let me walk you to the self-service terminal."
INITIALS = "wpnqzz"
OTHERS = ("您好，请坐", "对不起")
SCENE = "外宾找自助终端"
POOR, FEEDBACK, REPLY = "在那边，自己去。", "客户第一次来，指方向等于没帮。", "Where? I don't see it."
QUESTION, RIGHT, WRONG = "外宾问自助终端在哪儿，您怎么做？", "起身陪客户走过去", "用手指一个方向"
WHY = "走一段路，比讲一段路清楚。"


@pytest.fixture(scope="module")
def browser():
    """The system's Chromium, with a microphone."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    assert path, "Chromium is missing; on Debian, as root: apt-get install chromium fonts-noto-cjk"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=[*FLAGS, *MICROPHONE])
        yield chromium
        chromium.close()


def test_a_lesson_is_made_reviewed_taken_interrupted_looked_up_and_printed(open_page):
    trainer = open_page("trainer", height=1000)
    upload_the_film(trainer)
    caption_the_film(trainer)
    write_and_speak_the_phrase(trainer)
    write_the_dialogue(trainer)
    make_the_lesson(trainer)

    chief = open_page("chief-trainer", height=1000)
    for title in (SAID, SCENE, TITLE):
        review(chief, title)

    phone = clerks_phone(open_page)
    address = join_and_open(phone)
    left = watch_until_interrupted(phone)
    elsewhere = clerks_phone(open_page)
    elsewhere.goto(address)
    go_on_at(elsewhere, left)
    choose_badly_and_then_well(elsewhere)
    answer_the_check(elsewhere)
    finish(elsewhere, address)

    look_up_and_hear(elsewhere)
    look_up_and_hear_without_a_network(elsewhere)

    assert_printed(order_the_textbook(trainer))


# The trainer


def upload_the_film(page):
    page.goto("/cms/media/video/add/")
    page.set_input_files("#id_file", FILES / "front.webm")
    page.fill("#id_title", FILM)
    page.locator("form[enctype] button[type=submit]").click()
    page.wait_for_url("**/cms/media/", timeout=90_000)


def caption_the_film(page):
    """In the caption editor, beside the film: stop it where somebody speaks, and type."""
    page.get_by_role("link", name=FILM, exact=True).click()
    editor = page.locator("[data-caption-editor]")
    clip = page.locator("video[data-clip]")
    until(page, "() => document.querySelector('video[data-clip]')?.readyState >= 2")
    for second, words in CAPTIONS.items():
        clip.evaluate(
            """(clip, second) => new Promise(done => {
                clip.addEventListener("seeked", done, {once: true});
                clip.currentTime = second + 0.001;
            })""",
            second,
        )
        editor.locator("[data-add]").click()
        page.keyboard.type(words)
    expect(editor.locator(".captions__cue")).to_have_count(len(CAPTIONS))
    page.locator("form[enctype] button[type=submit]").click()
    page.wait_for_url("**/cms/media/", timeout=90_000)


def write_and_speak_the_phrase(page):
    """From the desk: the words, and the voice of the trainer."""
    page.goto("/desk/")
    page.get_by_role("link", name="新用语").click()
    write(page, {"key": "story-p01", "text": SAID, "english": SAID_EN, "when": "客户在找自助终端时"})
    choose(page, page.locator("#id_scenario-chooser"), SCENARIO)
    recorder = page.locator("[data-recorder][data-field=audio]")
    recorder.get_by_role("button", name=re.compile("^录音")).click()
    expect(recorder.locator("p")).to_contain_text(re.compile("正在录音：[2-9] / 60 秒"))
    recorder.get_by_role("button", name="停止").click()
    expect(recorder.locator("audio")).to_be_visible()
    recorder.get_by_role("button", name="用这段录音").click()
    expect(recorder.locator("p")).to_contain_text("已选用", timeout=60_000)
    hand_in(page)


def write_the_dialogue(page):
    """Two turns, and something else one might say."""
    page.goto("/cms/snippets/phrasebook/dialogue/add/")
    write(page, {"key": "story-d01", "title": SCENE, "situation": "一位外国客户四处张望"})
    choose(page, page.locator("#id_scenario-chooser"), SCENARIO)
    write(page, {"turns-0-role": "customer", "turns-0-text": "Excuse me, where is the payment machine?"})
    write(page, {"turns-1-role": "clerk", "turns-1-text": SAID, "turns-1-english": SAID_EN})
    page.locator("#id_choices-ADD").click()
    poor = {"at_turn": "2", "quality": "poor", "text": POOR, "reply": REPLY, "feedback": FEEDBACK}
    write(page, {f"choices-0-{name}": value for name, value in poor.items()})
    hand_in(page)


def make_the_lesson(page):
    """From the desk, by the pattern of three phrases; a film and a scene are added."""
    page.goto("/desk/")
    page.get_by_role("link", name=f"在“{COURSE_TITLE}”中新建课时").click()
    page.fill("[name=title]", TITLE)
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/edit/")
    rewrite_text(page, "外宾第一次来，指方向不如走一趟。")
    for place, words in enumerate((SAID, *OTHERS)):
        choose(page, blocks(page, "phrase").nth(place), words)
    advice = blocks(page, "do_dont")
    write_in(advice, "do-0-value", "走在客户侧前方")
    write_in(advice, "dont-0-value", "只用手指一个方向")
    film = add_block(page, "clip", "短片")
    choose(page, film.locator("[id$='-value-clip-chooser']"), FILM)
    write_in(film, "title", FILM)
    scene = add_block(page, "dialogue", "情景对话")
    choose(page, scene, SCENE)
    scene.locator("[name$='-value-play']").check()
    check = blocks(page, "check")
    for part, words in (("question", QUESTION), ("explanation", WHY)):
        write_in(check, part, words)
    write_in(check, "options-0-value-text", RIGHT)
    write_in(check, "options-1-value-text", WRONG)
    hand_in(page)


# The chief trainer


def review(page, title):
    """From the list of what waits, in the editor."""
    page.goto("/desk/")
    page.get_by_role("link", name=f"审核“{title}”").click()
    page.locator("footer .w-dropdown__toggle").wait_for()
    approve(page)
    page.goto("/desk/")
    expect(page.get_by_role("link", name=f"审核“{title}”")).to_have_count(0)


# The clerk


def clerks_phone(open_page):
    page = open_page(width=360, height=740, has_touch=True)
    page.goto("/accounts/login/")
    write(page, {"login": CLERK, "password": PASSWORD})
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
    return page


def join_and_open(page):
    page.goto(f"/learn/{COURSE}/")
    page.locator("form[action$='/enrol/'] button").tap()
    page.wait_for_url(f"**/learn/{COURSE}/*/")
    page.goto(f"/learn/{COURSE}/")
    page.locator(".steps a", has_text=TITLE).tap()
    expect(page.locator("h1")).to_have_text(TITLE)
    expect(page.locator(".step-left")).to_have_text("还差 3 项")
    assert_good(page)
    assert len(page.request.get(page.url).body()) <= 30_000
    return page.url


def watch_until_interrupted(page):
    """The film begins, a customer comes: the browser is closed in the middle. Answers the second."""
    page.locator(".player-start").tap()
    until(page, "() => document.querySelector('.player-video').currentTime > 2.2")
    expect(page.locator(".player-captions")).to_have_text(CAPTIONS[0])
    left = second(page)
    page.close()
    page.context.close()
    return left


def go_on_at(page, left):
    """In another browser: where it was left, and on to the end; what was seen before the interruption counts."""
    page.locator(".player").scroll_into_view_if_needed()
    expect(page.locator(".player-resume")).to_contain_text(f"0:0{int(left)}")
    film = page.locator(".player-video")
    film.evaluate(
        "film => film.addEventListener('playing', () => { film.dataset.from = film.currentTime; }, {once: true})"
    )
    page.locator(".player-start").tap()
    until(page, "() => document.querySelector('.player-video').dataset.from")
    assert float(film.get_attribute("data-from")) == pytest.approx(left, abs=1)
    until(page, "() => document.querySelector('.player-video').currentTime > 3.2")
    expect(page.locator(".player-captions")).to_have_text(CAPTIONS[3])
    expect(page.locator(".lesson-clip .part-state")).to_have_text("已完成", timeout=SECONDS * 5_000)


def choose_badly_and_then_well(page):
    scene = page.locator(".lesson-dialogue")
    scene.get_by_role("button", name=POOR).tap()
    expect(scene.locator(".scene-log")).to_contain_text(FEEDBACK)
    expect(scene.locator(".scene-log")).to_contain_text(REPLY)
    expect(scene.get_by_role("button", name=POOR)).to_have_attribute("aria-disabled", "true")
    expect(scene.locator(".part-state")).not_to_have_text("已完成")
    scene.get_by_role("button", name=SAID).tap()
    expect(scene.locator(".scene-better > li")).to_contain_text(SAID)
    expect(scene.locator(".part-state")).to_have_text("已完成")


def answer_the_check(page):
    check = page.locator(".lesson-check")
    check.locator("label.choice", has_text=RIGHT).tap()
    check.locator("form button").tap()
    expect(check.locator(".check-answered")).to_contain_text(WHY)
    assert_good(page)


def finish(page, address):
    """Nothing is left to do: the step is done, and the next one is open."""
    page.locator("form[action*='/complete/'] button").tap()
    page.wait_for_url(lambda url: url != address)
    page.goto(f"/learn/{COURSE}/")
    expect(page.locator(".steps li.is-done")).to_have_text(re.compile(TITLE))


# At the counter


def look_up_and_hear(page):
    page.goto("/phrasebook/")
    until(page, "() => Boolean(navigator.serviceWorker.controller)")
    for address in ("/phrasebook/offline.json", "/phrasebook/offline/"):
        kept(page, address)
    card = look_up(page)
    hear_to_the_end(page, card)
    kept(page, card.locator(".sound").first.get_attribute("href"))


def look_up_and_hear_without_a_network(page):
    page.context.set_offline(True)
    page.goto("/phrasebook/")
    page.locator("[data-here]").wait_for()
    hear_to_the_end(page, look_up(page))
    forgive_the_missing_network(page)
    page.context.set_offline(False)


def look_up(page):
    type_in(page, INITIALS)
    card = page.locator("[data-entry='phrase/story-p01']")
    expect(card.locator(".zh")).to_have_text(SAID)
    expect(card.locator(".en")).to_have_text(SAID_EN)
    # Spoken by a person: the label of the machine's voices is not on it.
    expect(card.locator(".synthetic")).to_have_count(0)
    return card


def hear_to_the_end(page, card):
    """The recording begins, and ends by itself without a word of trouble."""
    sound = card.locator(".sound").first
    sound.tap()
    expect(sound).to_have_attribute("aria-pressed", "true")
    expect(sound).to_have_attribute("aria-pressed", "false", timeout=30_000)
    expect(card.locator(".card-note")).to_have_count(0)


# On paper


def order_the_textbook(page):
    """From the desk; answers the pages of the file as text."""
    page.goto("/desk/")
    page.get_by_role("link", name="教材").click()
    page.get_by_role("link", name="印一本教材").first.click()
    page.locator("[name=course]").select_option(label=COURSE_TITLE)
    page.locator("main form .btn-primary").click()
    download = page.locator("main a[href$='/textbook.pdf']")
    download.wait_for(timeout=60_000)
    with page.expect_download() as told:
        download.click()
    return Path(told.value.path())


def assert_printed(path):
    pdf = PdfReader(path)
    # Letters are spaced out on paper; the words are what counts.
    printed = "".join("".join(page.extract_text() for page in pdf.pages).split())
    for words in (COURSE_TITLE, TITLE, SAID, SCENE, "".join(SAID_EN.split())):
        assert words in printed, words
    assert TITLE in str(pdf.outline)


def second(page):
    return page.locator(".player-video").evaluate("video => video.currentTime")


def assert_good(page):
    assert_valid_html(page.request.get(page.url).text())
    assert_accessible(page)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
