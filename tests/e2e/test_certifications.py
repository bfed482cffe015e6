"""A certification from the editor to the paper: a chief trainer writes it, a clerk gets it on a phone."""

import re

import pytest
from django.urls import reverse

from training.demo import source

from .authoring import PATIENCE, open_to_write
from .quality import assert_accessible, assert_valid_html
from .test_main_loop import answer

# In a course that the clerk of the demonstration has not begun; here the quiz alone is asked for.
COURSE = "hall-english"
SAVED_AT = re.compile(r"\d\d:\d\d:\d\d")


@pytest.fixture(scope="module")
def answers():
    """What is right, from the content as its authors wrote it."""
    course = next(course for course in source.courses() if course["slug"] == COURSE)
    return {question["stem"].strip(): question for question in course["questions"]}


def test_a_certification_from_the_editor_to_the_paper(open_page, answers):
    chief = open_page("chief-trainer")
    set_up_the_certification(chief)
    write_the_programme(chief)
    clerk = open_page("clerk", width=360, height=740)
    begin(clerk)
    take_the_quiz(clerk, answers)
    see_the_certificate(clerk)


def set_up_the_certification(chief):
    chief.goto(reverse("cms_certifications:add"))
    fixed = chief.locator(".only-for-a-fixed-day").first
    assert not fixed.is_visible()
    chief.select_option("#id_renewal_basis", "fixed")
    assert fixed.is_visible()
    chief.select_option("#id_renewal_basis", "expiry")
    chief.fill("#id_name", "外宾接待认证")
    chief.fill("#id_name_en", "Foreign guests")
    chief.fill("#id_slug", "foreign-guests")
    chief.fill("#id_validity_months", "12")
    chief.locator("form:has(#id_slug) footer button[type=submit]").first.click()
    chief.wait_for_url(f"**{reverse('cms_certifications:index')}")


def write_the_programme(chief):
    open_to_write(chief, reverse("wagtailsnippets_programmes_programme:add"))
    chief.select_option("#id_certification", label="外宾接待认证")
    first = chief.locator("[data-contentpath='first']").first
    first.locator("button.c-sf-add-button").first.click()
    parts = first.locator("[data-contentpath='parts']").first
    parts.locator("button.c-sf-add-button").first.click()
    chief.get_by_role("option", name="测验").click()
    parts.locator(".chooser__choose-button").first.click()
    chief.locator(".modal-body a", has_text="营业厅英语测验").first.click()
    chief.locator(".modal-body").wait_for(state="detached")
    first.locator("input[name='first-0-value-need']").fill("2")
    chief.locator("#id_grants-ADD").click()
    chief.select_option("select[name='grants-0-skill']", index=1)
    # The editor saves by itself; from then on it is this draft that is published, not a second one.
    chief.wait_for_url("**/programme/edit/*/", timeout=PATIENCE)
    publish(chief)
    # The group asks for more than it has: said beside it, and nothing is lost.
    chief.get_by_text("第 1 组要求完成 2 项，但只有 1 项").first.wait_for()
    chief.locator("input[name='first-0-value-need']").fill("")
    publish(chief)
    chief.wait_for_url(f"**{reverse('wagtailsnippets_programmes_programme:list')}")


def publish(chief):
    chief.get_by_role("button", name="更多操作").last.click()
    chief.locator("button[name='action-publish']").click()
    chief.wait_for_load_state()


def begin(clerk):
    clerk.goto("/certifications/")
    clerk.get_by_role("link", name="外宾接待认证").click()
    good(clerk)
    clerk.get_by_role("button", name="开始认证").click()
    clerk.goto("/certificates/")
    good(clerk)
    clerk.get_by_role("link", name="下一步：营业厅英语测验").click()
    good(clerk)


def take_the_quiz(clerk, answers):
    clerk.get_by_role("button", name="开始测验").click()
    clerk.wait_for_url("**/rounds/*/")
    for place in range(clerk.locator("fieldset.quiz-question").count()):
        answer(clerk.locator("fieldset.quiz-question").nth(place), answers)
        clerk.locator("#quiz-saved", has_text=SAVED_AT).wait_for()
        clerk.locator("[data-step='1']").click()
    clerk.locator("#finish button.btn-primary").click()
    clerk.wait_for_url("**/result/")
    assert clerk.locator(".quiz-outcome").get_attribute("class").endswith("is-passed")
    clerk.locator("main").get_by_role("link", name="外宾接待认证").first.click()
    clerk.wait_for_url("**/certificates/foreign-guests/")


def see_the_certificate(clerk):
    good(clerk)
    clerk.locator("main a[href^='/skills/certificates/XC-']").first.click()
    assert "外宾接待认证" in clerk.locator("main").inner_text()


def good(page):
    """Accessible, valid, and no wider than the phone."""
    assert_accessible(page)
    assert_valid_html(page.request.get(page.url).text())
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
