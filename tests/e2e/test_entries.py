"""A trainer writes entries in the browser: readings drafted by a button, many brought in from a table."""

import re
from urllib.parse import quote

import pytest

from people.tables import write_book

from .quality import accessibility_violations

ADD = "/cms/snippets/phrasebook/phrase/add/"
IMPORT = "/cms/phrasebook/import/"
# Wagtail's own furniture around our pages is not ours to judge.
OURS = {"type": "rule", "values": ["label", "button-name", "link-name", "color-contrast", "list", "td-headers-attr"]}


def test_a_button_drafts_the_readings_that_are_empty_and_keeps_the_written_ones(open_page):
    page = open_page("trainer", language="en")
    page.goto(ADD)
    box = page.locator("[data-draft-readings]")
    page.fill("[name=text]", "请慢走。")
    page.fill("[name=english]", "Goodbye.")
    page.fill("[name=pinyin]", "qǐng mànzǒu.")
    box.get_by_role("button").focus()
    page.keyboard.press("Enter")
    box.get_by_text("Drafted").wait_for()
    assert page.input_value("[name=pinyin]") == "qǐng mànzǒu."
    assert re.fullmatch("/.+/", page.input_value("[name=ipa]"))
    page.fill("[name=ipa]", "")
    page.fill("[name=english]", "")
    box.get_by_role("button").click()
    box.get_by_text("Nothing was empty").wait_for()


def test_the_button_says_when_no_draft_could_be_made(open_page):
    page = open_page("trainer", language="en")
    page.goto(ADD)
    page.route("**/draft-readings/", lambda route: route.abort())
    page.fill("[name=text]", "请慢走。")
    page.locator("[data-draft-readings]").get_by_role("button").click()
    page.get_by_text("No draft could be made").wait_for()
    assert page.input_value("[name=pinyin]") == ""
    page.complaints.clear()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_a_workbook_is_looked_through_and_applied(open_page, width, scheme):
    page = open_page("chief-trainer", width=width, scheme=scheme)
    key = f"browser-{width}"
    header = ["代号", "情景", "中文", "英文"]
    data = write_book(
        [("用语", [header, [key, "payment", "请核对金额。", "Please check."], ["x", "月球", "请看。", ""]])]
    )
    page.goto(IMPORT)
    assert accessibility_violations(page, OURS) == []
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.set_input_files("[name=file]", files=[{"name": "词条.xlsx", "mimeType": kind, "buffer": data}])
    page.get_by_role("button", name="先预览变动").click()
    page.get_by_text("没有“月球”这个情景").wait_for()
    assert accessibility_violations(page, OURS) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("直接发布").check()
    page.get_by_role("button", name="写入 1 条").click()
    page.get_by_text("录入时间").wait_for()
    page.goto(f"/phrasebook/?q={quote('核对金额')}")
    assert page.get_by_text("请核对金额。").count() >= 1
