"""What a rotation is for, as people do it: a sick call at 8:20, a quarter planned and published, an exchange agreed."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from training.demo import source
from training.demo.cast import PASSWORD

from .crawl import pages, views
from .planning import approve, make_plan, start_planner, take_over, worker_of
from .quality import assert_accessible, assert_valid_html
from .walk import assert_good

IN_BACKGROUND = True
PHONE = {"width": 360, "height": 740}
# The hall works today, whatever day it is.
OPEN_TODAY = """
from django.utils import timezone
from people.models import Hall
from rotations.models import CalendarDay
for hall in Hall.objects.all():
    CalendarDay.objects.update_or_create(hall=hall, day=timezone.localdate(), defaults={"is_open": True})
"""


def test_a_sick_call_is_replaced_in_three_taps_from_the_start_page(hall_folder, open_page):
    hall_folder.manage("shell", "-v", "0", "-c", OPEN_TODAY)
    page = open_page("manager", **PHONE)
    page.goto("/")
    taps = Taps(page)
    expect(page.get_by_role("link", name="有人不在")).to_be_in_viewport()
    taps.tap(page.get_by_role("link", name="有人不在"))
    person = whose_post_gets_short(page)
    taps.tap(person)
    option = page.locator(".sick-option").first
    reasons = option.locator(".reasons li").all_inner_texts()
    assert reasons
    assert all(re.search(r"[一-鿿]", reason) for reason in reasons)
    assert_accessible(page)
    assert_valid_html(page.content())
    who, post = option.locator("h3").inner_text(), page.locator(".lede").inner_text().partition("，")[0]
    taps.tap(option.locator("button"))
    assert taps.count == 3
    expect(page.locator(".messages")).to_contain_text(who)
    expect(people_at(page, post)).to_contain_text(who)
    # A wrong tap at 8:20 is no drama either.
    page.locator("form[action*='/take-back/'] button").first.click()
    expect(people_at(page, post)).not_to_contain_text(who)


class Taps:
    """Counts what a thumb does; everything must be there without scrolling sideways, and large enough to hit."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def tap(self, target):
        target.scroll_into_view_if_needed()
        box = target.bounding_box()
        assert box["height"] >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= self.page.viewport_size["width"]
        target.click()
        self.page.wait_for_load_state()
        self.count += 1


def whose_post_gets_short(page):
    """The first person of the page without whom a seat would stay empty, and for whom somebody could step in."""
    for link in page.locator(".sick-people a").all():
        answer = page.context.request.get(reverse("rotations:sick") + link.get_attribute("href"))
        if 'class="card sick-option"' in answer.text():
            return link
    raise AssertionError("whoever is out, nobody has to step in: the demonstration shows no sick call")


def people_at(page, post):
    return page.locator(".sick-posts > section").filter(has=page.get_by_role("heading", name=post, exact=True))


@pytest.fixture
def worker(hall_folder):
    with worker_of(hall_folder) as found:
        yield found


def test_a_plan_is_found_live_taken_over_published_and_seen_on_a_phone(open_page, worker):
    manager = open_page("manager")
    plan = make_plan(manager, "上半年", count=26)  # nobody proves the best of that in a minute
    assert manager.get_by_role("link", name="自动排班").count() > 1
    start_planner(manager, plan, seconds=60)
    # While it is at work the page tells what it has: nobody loads it anew.
    manager.evaluate("() => { window.stillThere = true; }")
    manager.locator("#working-now table").wait_for(timeout=60_000)
    assert manager.evaluate("() => window.stillThere")
    assert_accessible(manager)
    manager.locator("button[name=do][value=stop]").click()
    take_over(manager)
    assert "撤销" in manager.locator("#board-undo").inner_text()
    assert_accessible(manager)

    approve(manager, plan)
    approve(open_page("administrator"), plan)
    manager.goto(reverse("rotations:publish", args=[plan]))
    assert_accessible(manager)
    told = manager.locator("section[aria-labelledby=told] .list > li strong").first.inner_text()
    manager.locator(".publish-go button").click()
    manager.locator(".messages").get_by_text("计划已发布", exact=False).wait_for()
    assert_valid_html(manager.content())

    phone = phone_of(open_page, told)
    phone.goto(reverse("rotations:my_posts"))
    assert phone.locator(".my-stays li").count()
    exchange(open_page, phone, manager)
    for language in ("zh-CN", "en-US"):
        assert_pages_of_a_clerk_are_good(phone_of(open_page, told, language=language))


def assert_pages_of_a_clerk_are_good(phone):
    """Who has posts to come, and an exchange behind them."""
    start = reverse("rotations:my_posts")
    found = pages(phone.context.request, start, below="/posts/")
    asked = {"my_posts", "my_pack", "my_wishes", "swaps", "ask_swap"}
    assert {f"rotations:{name}" for name in asked} <= views(found)
    assert_good(phone, found)


def exchange(open_page, phone, manager):
    """Asked on a phone, agreed on another, approved by the manager: both see the other's post."""
    colleague = ask(phone)
    assert_accessible(phone)
    other = phone_of(open_page, colleague)
    other.goto(reverse("rotations:swaps"))
    assert_accessible(other)
    other.locator("form[action$='/answer/'] button[value=yes]").click()
    other.wait_for_load_state()
    manager.goto(reverse("rotations:swaps"))
    assert_accessible(manager)
    manager.locator("form[action$='/decide/'] button[value=yes]").first.click()
    manager.locator(".messages").wait_for()
    phone.goto(reverse("rotations:swaps"))
    expect(phone.locator("section[aria-labelledby=old]")).to_contain_text("已换岗")


def ask(phone):
    """Ask the first colleague with whom a stay can be exchanged; answers the name."""
    phone.goto(reverse("rotations:swaps"))
    for address in [link.get_attribute("href") for link in phone.locator("section[aria-labelledby=ask] a").all()]:
        phone.goto(address)
        # Days of one week, on which hardly anybody changes posts.
        first = phone.locator("[name=first_day]").first.input_value()
        phone.locator("form.swap-days [name=last_day]").fill(first)
        phone.locator("form.swap-days button").click()
        # Two of the demonstration share a name; which of them it is, is not what is tried here.
        possible = phone.locator(".swap-choice:has(input:not(:disabled))").filter(has_not_text="张敏")
        if possible.count():
            name = possible.first.locator("label").inner_text().partition("·")[2].split()[0]
            possible.first.locator("input").check()
            phone.locator("form[method=post] .btn-primary").click()
            phone.locator(".messages").wait_for()
            return name
    raise AssertionError("nobody can exchange anything")


def phone_of(open_page, name, **options):
    """The phone of somebody of the demonstration."""
    number = next(row["staff_number"] for row in source.hall()["people"] if row["name"] == name)
    page = open_page(**PHONE, **options)
    page.goto("/accounts/login/")
    page.fill("[name=login]", number)
    page.fill("[name=password]", PASSWORD)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
    return page
