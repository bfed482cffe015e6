"""The phrasebook in the hand of a clerk: one key from any page, answers while one types, stars, large words."""

from .quality import assert_accessible

PAUSE = 20  # milliseconds between two letters


def test_one_key_opens_the_box_over_any_page_and_escape_leads_back(open_page):
    page = open_page("clerk")
    page.goto("/skills/")
    link = page.locator("main a").first
    link.focus()
    page.keyboard.press("/")
    box = page.locator("dialog.lookup")
    box.locator(".scenario-grid").wait_for()
    page.keyboard.type("dianfei", delay=PAUSE)
    box.locator(".entry-card").first.wait_for()
    assert box.locator("[data-said]").inner_text()
    assert_accessible(page)
    page.keyboard.press("Escape")
    box.wait_for(state="hidden")
    assert link.evaluate("link => link === document.activeElement")
    assert page.url.endswith("/skills/")


def test_a_stroke_typed_into_a_field_stays_a_stroke(open_page):
    page = open_page("clerk")
    page.goto("/phrasebook/")
    page.locator("#q").press_sequentially("a/b")
    assert page.locator("#q").input_value() == "a/b"
    assert page.locator("dialog[open]").count() == 0


def test_where_there_is_a_box_already_the_key_leads_into_it(open_page):
    page = open_page("clerk")
    page.goto("/phrasebook/?q=dianfei")
    page.keyboard.press("/")
    assert page.locator("#q").evaluate("box => box === document.activeElement")


def test_on_a_phone_an_answer_comes_while_one_types_and_the_address_follows(open_page):
    phone = open_page("clerk", width=360, height=740, scheme="dark")
    phone.goto("/phrasebook/")
    phone.locator("#q").press_sequentially("qzin", delay=PAUSE)
    phone.locator("#q").fill("qingzuo")
    card = phone.locator("[data-entry='phrase/en-p01']")
    card.wait_for()
    assert phone.url.endswith("?q=qingzuo")
    assert phone.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(phone)
    for button in card.locator(".btn").all():
        assert button.bounding_box()["height"] >= 44
    card.locator(".enlarge").click()
    assert "您好，请坐" in phone.locator("dialog.large").inner_text()
    assert_accessible(phone)
    phone.keyboard.press("Escape")
    phone.locator("dialog.large").wait_for(state="detached")


def test_a_star_is_kept_and_what_was_looked_up_is_at_hand_again(open_page):
    phone = open_page("clerk", width=360, height=740)
    phone.goto("/phrasebook/?q=qingzuo")
    star = phone.locator("[data-entry='phrase/en-p01'] .star")
    star.dblclick()
    phone.locator("[data-entry='phrase/en-p01'] .star.is-on[aria-pressed=true]").wait_for()
    phone.goto("/phrasebook/")
    assert phone.locator("[data-results] section").first.locator("a[href='/phrasebook/phrase/en-p01/']").count() == 1
    recent = phone.locator("[data-recent] a")
    recent.first.click()
    phone.wait_for_url("**/phrasebook/phrase/en-p01/")
    phone.locator(".star.is-on").click()
    phone.locator(".star:not(.is-on)").wait_for()
