"""A chief trainer brings a question bank as it is kept: looked at, set right, imported, the refused rows mended."""

import io

import openpyxl
import pytest

from .quality import assert_accessible, html_faults

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORDS = {
    "zh-CN": ("查看文件", "C 列的内容", "再看一下", "逐行核对", "导入 2 道新题", "已导入 2 题", "未通过的行（Excel）"),
    "en": ("Look at the file", "Column C holds", "Look again", "Check every row", "Import 2 new questions",
           "2 questions are imported", "Refused rows (Excel)"),
}  # fmt: skip


def workbook(word):
    """A bank with a title above its headings, an empty first column, and a heading nobody could guess."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "题库"
    rows = [["岗位题库"], [None, "题型", "考什么", "选项", "答案"]]
    rows.append([None, "单选题", f"1、{word}几点开门？", "A.八点##B.九点##C.十点", "A"])
    rows.append([None, "判断题", f"2、{word}可以代办。（ ）", None, "√"])
    rows.append([None, "单选题", f"3、{word}几点关门？", "A.五点##B.六点", "D"])
    for row in rows:
        sheet.append(row)
    return saved(book)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def choose(page, data, name="题库.xlsx"):
    page.set_input_files("[name=file]", files=[{"name": name, "mimeType": XLSX, "buffer": data}])


def assert_good(page):
    assert_accessible(page)
    assert list(html_faults(page.content())) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize(("width", "scheme", "language"), [(360, "dark", "zh-CN"), (1280, "light", "en")])
def test_a_bank_goes_from_the_file_into_the_bank(open_page, width, scheme, language):
    look, column, again, check, do, done, refused = WORDS[language]
    page = open_page("chief-trainer", width=width, scheme=scheme, language=language)
    page.goto("/desk/")
    page.locator("main a[href='/bank/import/']").click()
    assert_good(page)
    choose(page, workbook(f"厅{width}"))
    page.get_by_role("button", name=look).click()
    page.get_by_label(column).select_option("stem")
    page.locator("[name=s0-read]").check()
    page.get_by_role("button", name=again).click()
    page.locator(".import-understood").get_by_text(f"厅{width}几点开门？").wait_for()
    assert_good(page)
    page.get_by_role("button", name=check).click()
    page.get_by_role("button", name=do).wait_for()
    assert_good(page)
    page.locator(".import-rows a").first.click()
    page.locator(".quiz-option").first.wait_for()
    assert_good(page)
    page.go_back()
    page.get_by_role("button", name=do).click()
    page.get_by_role("heading", name=done).wait_for()
    assert_good(page)
    with page.expect_download() as download:
        page.get_by_role("link", name=refused).click()
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    last = book["题库"].max_row
    assert "厅" in book["题库"].cell(last, 3).value
    # Mended and brought again, it is read as the first time, with nothing to be set right.
    book["题库"].cell(last, 5).value = "B"
    page.goto("/bank/import/")
    choose(page, saved(book), "改好.xlsx")
    page.get_by_role("button", name=look).click()
    page.get_by_role("button", name=check).click()
    page.locator(".import-rows .badge-ok").wait_for()
    assert page.locator(".import-rows .badge-no").count() == 0
