"""A practical from asking to the certificate, with the network gone while it is observed on a phone."""

import io
import re
import time

import pytest
from PIL import Image

from training.demo import source

from .quality import assert_accessible, assert_valid_html

COURSE, STEP = "sign-reception", "sign-reception-sign-reception"
OBSERVER = "严冬梅"
PATIENCE = 30


def until(page, question, about=None):
    """Ask the page until it says yes. (Playwright's own way of waiting is refused by the content security policy.)"""
    deadline = time.monotonic() + PATIENCE
    while not page.evaluate(question, about):
        assert time.monotonic() < deadline, f"{page.url}: never true: {question}"
        page.wait_for_timeout(100)


def forgive_the_missing_network(page):
    """The browser writes down every request that found no network."""
    page.complaints = [each for each in page.complaints if "ERR_INTERNET_DISCONNECTED" not in each]


def kept_on_the_phone(page):
    """What waits in the browser's own store: the levels chosen, and how many files."""
    return page.evaluate(
        """() => new Promise((resolve) => {
            const asked = indexedDB.open("xingchuang-sheets");
            asked.onsuccess = () => {
                const stores = asked.result.transaction(["sheets", "files"]);
                const sheets = stores.objectStore("sheets").getAll(), files = stores.objectStore("files").getAll();
                stores.oncomplete = () => {
                    asked.result.close();
                    const fields = Object.keys(sheets.result[0]?.fields ?? {});
                    resolve({ sheets: sheets.result.length, files: files.result.length,
                              levels: fields.filter((name) => name.startsWith("level-")).length });
                };
            };
        })"""
    )


@pytest.fixture
def clerk(open_page):
    """Has joined the course and read its lesson."""
    page = open_page("clerk", width=360, height=740)
    page.goto(f"/learn/{COURSE}/")
    page.locator("form[action$='/enrol/'] button").click()
    page.locator(".lesson-check label").filter(has_text=right_answer()).click()
    page.locator(".lesson-check button").click()
    page.locator("form[action*='/complete/'] button").click()
    page.wait_for_url(f"**/{STEP}/")
    return page


def right_answer():
    lesson = next(course for course in source.practicals()["courses"] if course["slug"] == COURSE)["lesson"]
    check = next(block for block in lesson["blocks"] if block["type"] == "check")
    return next(option["text"] for option in check["options"] if option["correct"])


def test_a_practical_is_observed_without_a_network_and_ends_in_a_certificate(clerk, open_page):
    ask(clerk)
    address = assign(open_page("chief-trainer"))
    phone = open_page("trainer", width=360, height=740)
    open_the_sheet(phone, address)
    observe_without_a_network(phone)
    come_back(phone, address)
    accept(open_page("chief-trainer"), address, open_page)
    open_the_certificate(clerk)


def ask(clerk):
    assert_good_page(clerk)
    assert "先让客户看见您" in clerk.locator("main").inner_text()
    clerk.locator("#note").fill("周五下午")
    clerk.get_by_role("button", name="申请实操考核").click()
    clerk.get_by_text("正在安排观察人", exact=False).first.wait_for()
    assert_good_page(clerk)


def assign(chief):
    chief.goto("/practicals/waiting/")
    chief.get_by_role("link", name="沈嘉禾").first.click()
    chief.locator("select[name=observer]").first.select_option(label=OBSERVER)
    chief.locator("form[action$='/assign/'] button").first.click()
    chief.get_by_text(f"已安排{OBSERVER}观察", exact=False).wait_for()
    assert_good_page(chief)
    return re.search(r"/practicals/[0-9a-f-]{36}/", chief.url)[0]


def open_the_sheet(phone, address):
    phone.goto("/phrasebook/")  # the worker stands in from here on, as on any phone in use
    until(phone, "() => Boolean(navigator.serviceWorker.controller)")
    phone.goto(f"{address}sheet/")
    until(phone, "() => 'kept' in document.getElementById('sheet').dataset")
    assert_good_page(phone)


def observe_without_a_network(phone):
    phone.context.set_offline(True)
    criteria = phone.locator(".sheet-criterion")
    for place in range(3):
        criteria.nth(place).locator(".sheet-level").last.click()
    criteria.nth(0).locator("input[type=text], input:not([type])").first.fill("先绕到客户面前")
    phone.locator("#sheet-saved").get_by_text("已存在本机", exact=False).wait_for()
    phone.wait_for_timeout(600)  # what is typed is kept a moment after the last key
    assert kept_on_the_phone(phone)["levels"] == 3

    phone.reload()  # the page itself comes from the phone too
    until(phone, "() => 'begun' in document.getElementById('sheet').dataset")
    assert phone.locator(".sheet-criterion :checked").count() == 3
    assert phone.locator(".sheet-criterion input[name^=note-]").first.input_value() == "先绕到客户面前"

    photograph(phone)
    for place in range(3, criteria.count()):
        criteria.nth(place).locator(".sheet-level").last.click()
    phone.get_by_role("button", name="交表").click()
    phone.locator("#sheet-saved.is-waiting").wait_for()
    assert "没有网络" in phone.locator("#sheet-saved").inner_text()
    assert kept_on_the_phone(phone) == {"sheets": 1, "files": 1, "levels": criteria.count()}


def photograph(phone):
    picture = io.BytesIO()
    Image.new("RGB", (800, 600), "teal").save(picture, "JPEG")
    photo = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    phone.locator("#file").set_input_files(photo)
    phone.locator("#file-error").get_by_text("先问过镜头里的人", exact=False).wait_for()
    phone.locator("#consent").check()
    phone.locator("#consent-names").fill("沈嘉禾、聋人同事")
    phone.locator("#file").set_input_files(photo)
    phone.locator("#sheet-files").get_by_text("存在本机", exact=False).wait_for()


def come_back(phone, address):
    phone.context.set_offline(False)
    phone.wait_for_url(f"**{address}", timeout=60_000)
    forgive_the_missing_network(phone)
    assert kept_on_the_phone(phone) == {"sheets": 0, "files": 0, "levels": 0}
    assert not phone.evaluate(f"() => caches.match('{address}sheet/').then(Boolean)")
    assert phone.locator(".evidence img").count() == 1
    assert "先绕到客户面前" in phone.locator("main").inner_text()
    assert_good_page(phone)


def accept(chief, address, open_page):
    chief.goto(address)
    if chief.locator("text=抽到第二位观察人").count():
        # Drawn by a random number: then the chief trainer says why it is decided without.
        chief.locator("[name=without_second]").check()
        chief.locator("[name=note]").fill("第二位观察人本月不在厅里。")
    chief.get_by_label("通过", exact=True).check()
    chief.locator("form[action$='/decide/'] button").click()
    chief.get_by_text("已审定", exact=False).first.wait_for()
    assert_good_page(chief)


def open_the_certificate(clerk):
    clerk.goto(f"/learn/{COURSE}/")
    clerk.locator("main a[href*='/skills/certificates/']").first.click()
    clerk.wait_for_url("**/skills/certificates/*/")
    assert "手语接待证书" in clerk.locator("main").inner_text()
    clerk.goto("/practicals/")
    clerk.get_by_role("link", name="手语接待实操").first.click()
    clerk.locator("#reply").fill("谢谢，下次请再看看送别。")
    clerk.get_by_role("button", name="答复").click()
    clerk.locator(".reply").get_by_text("下次请再看看送别", exact=False).wait_for()
    assert_good_page(clerk)


def assert_good_page(page):
    assert_valid_html(page.request.get(page.url).text())
    assert_accessible(page)
