"""The promise of the whole product, as three people live it.

A clerk who may not stand at a post takes the missing course on a phone and passes its quiz; the certificate is there;
the manager's page has changed without any other step; and a stranger with a phone can check the paper.
"""

import io
import re

import pytest
from pypdf import PdfReader

from training.demo import source

from .doing import do_what_is_asked
from .quality import assert_accessible, assert_valid_html

COURSE = "hall-english"
POST = "外宾/无障碍窗口"
CLERK = "沈嘉禾"
# "saved 10:42:07": the server's own clock.
SAVED_AT = re.compile(r"\d\d:\d\d:\d\d")


@pytest.fixture(scope="module")
def answers():
    """What is right, from the content as its authors wrote it: the server never tells before handing in."""
    course = next(course for course in source.courses() if course["slug"] == COURSE)
    return {question["stem"].strip(): question for question in course["questions"]}


def test_a_missing_course_taken_on_a_phone_opens_the_post(open_page, answers):
    manager = open_page("manager")
    manager.goto("/posts/")
    manager.get_by_role("link", name=POST).click()
    assert verdict_on(manager, CLERK) == "no"
    assert "英语" in reasons_for(manager, CLERK)

    clerk = open_page("clerk", width=360, height=740)
    read_every_lesson(clerk)
    take_the_quiz(clerk, answers)
    number = open_the_certificate(clerk)
    assert_printed(clerk, number)

    manager.reload()
    assert verdict_on(manager, CLERK) == "yes"

    check_as_a_stranger(open_page(width=390, height=800), clerk, number)


def read_every_lesson(clerk):
    clerk.goto(f"/learn/{COURSE}/")
    clerk.locator("a.btn-primary").first.click()
    lessons = 0
    while clerk.locator("form[action*='/complete/']").count():
        before = clerk.url
        do_what_is_asked(clerk)
        clerk.locator("form[action*='/complete/'] button").click()
        clerk.wait_for_url(lambda url, before=before: url != before)
        lessons += 1
    assert lessons > 0, "the clerk of the story has lessons left to read"


def take_the_quiz(clerk, answers):
    clerk.locator("button[form=start-quiz]").click()
    clerk.wait_for_url("**/courses/attempts/*/")
    assert_good_page(clerk)
    clerk.reload()  # the look at the page's source was another window, and the last one opened is the one that answers
    for place in range(clerk.locator("fieldset.quiz-question").count()):
        answer(clerk.locator("fieldset.quiz-question").nth(place), answers)
        clerk.locator("#quiz-saved", has_text=SAVED_AT).wait_for()
        clerk.locator("[data-step='1']").click()
    clerk.locator("#finish button.btn-primary").click()
    clerk.wait_for_url("**/result/")
    assert clerk.locator(".quiz-outcome").get_attribute("class").endswith("is-passed")
    assert clerk.locator(".quiz-percent").inner_text() == "100%"
    assert_good_page(clerk)


def assert_good_page(clerk):
    """No link leads to the pages of an attempt, so the walk through all pages does not see them."""
    assert_valid_html(clerk.request.get(clerk.url).text())
    assert_accessible(clerk)


def answer(question, answers):
    """Answer as somebody who has learnt the lesson, by the means of its kind."""
    kind = question.get_attribute("data-kind")
    if kind in ("fill_in", "cloze"):
        fill(question, kind, answers)
        return
    known = answers[question.locator(".quiz-stem").inner_text().strip()]
    if kind == "true_false":
        question.locator(f"input[value={str(known['answer']).lower()}]").check()
    elif kind == "matching":
        for pair in known["body"]["pairs"]:
            choose(question.locator(".quiz-pair", has_text=pair["left"]).locator("select"), pair["right"])
    elif kind == "build":
        for piece in known["body"]["sentences"].splitlines()[0].split("/"):
            question.get_by_role("button", name=piece.strip(), exact=True).first.click()
    else:
        right = {option["text"] for option in known["options"] if option["correct"]}
        for label in question.locator("label").all():
            if label.inner_text().strip() in right:
                label.locator("input").check()


def fill(question, kind, answers):
    """The words of these questions stand around their fields."""
    given = question.locator("p.quiz-stem").inner_text()
    known = next(one for stem, one in answers.items() if stem.split("____")[0].strip() in given and "____" in stem)
    if kind == "fill_in":
        for place, spellings in enumerate(known["blanks"]):
            question.locator("input.quiz-blank").nth(place).fill(spellings[0])
        return
    for place, gap in enumerate(known["body"]["gaps"]):
        right = next(option["text"] for option in gap["options"] if option["right"])
        choose(question.locator("select.quiz-gap").nth(place), right)


def choose(select, text):
    """The option that ends with this text: a letter may stand before it."""
    options = select.locator("option").all_inner_texts()
    select.select_option(index=next(n for n, one in enumerate(options) if one.strip().endswith(text)))


def open_the_certificate(clerk):
    clerk.goto(f"/learn/{COURSE}/")
    clerk.locator("main a[href*='/skills/certificates/']").first.click()
    clerk.wait_for_url("**/skills/certificates/*/")
    return clerk.url.rstrip("/").rsplit("/", 1)[-1]


def assert_printed(clerk, number):
    answer = clerk.request.get(f"/skills/certificates/{number}/pdf/")
    assert answer.headers["content-type"] == "application/pdf"
    printed = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.body())).pages)
    # Letters are spaced out on paper; the words are what counts.
    printed = "".join(printed.split())
    for fact in (number, CLERK, "营业厅英语证书"):
        assert fact in printed


def check_as_a_stranger(stranger, clerk, number):
    address = clerk.locator("a[href*='/verify/']").first.get_attribute("href")
    stranger.goto(address)
    shown = stranger.locator("main").inner_text()
    for fact in (number, CLERK, "营业厅英语证书"):
        assert fact in shown


def verdict_on(manager, name):
    """The answer given to a person on the page of a post: yes, flagged or no."""
    badge = verdict(manager, name).locator(".badge").first.get_attribute("class")
    return {"badge-ok": "yes", "badge-caution": "flagged", "badge-no": "no"}[badge.split()[-1]]


def reasons_for(manager, name):
    return verdict(manager, name).inner_text()


def verdict(manager, name):
    return manager.locator(".verdicts > li").filter(has_text=name)
