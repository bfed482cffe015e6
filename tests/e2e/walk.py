"""Walks through every page a person can reach by links and says what is wrong with each."""

import re

from .crawl import pages, views
from .quality import COLOURS, accessibility_violations, html_faults

WIDTHS = ((360, 740), (1280, 800))
LOOKED_UP = {"phrasebook:index", "phrasebook:scenario", "phrasebook:entry", "books:list"}
AUTHORS = {"books:order", "courses:new_lesson", "courses:remarks", "courses:losses", "courses:my_remarks"}
AUTHORS |= {"bank:import"}
MINE = {"inbox:list", "inbox:settings", "inbox:calendar", "programmes:mine", "programmes:programme", "privacy:about"}
MINE |= {"training:mine", "recognitions:mine", "skills:certificate", "verify"}
CERTIFYING = {"programmes:catalogue", "programmes:people", "recognitions:waiting", "reports:list", "reports:report"}
RUNNING = {
    "dashboard:matrix",
    "dashboard:cover",
    "training:list",
    "training:assign",
    "training:rules",
    "reports:dossier",
}
RUNNING |= {"rotations:stays", "rotations:posts_of_person", "rotations:edit_post", "rotations:end_stay"}
ROTATING = {"plans", "sick", "swaps", "setting", "calendar", "seats", "leaves", "working_times", "pairs", "wishes"}
ROTATING = {f"rotations:{name}" for name in ROTATING | {"import"}} | {"dashboard:minimums"}
POSTS_OF_MINE = {"rotations:my_posts", "rotations:my_wishes", "rotations:swaps"}
# A plan has fifteen pages, judged with people in it by test_rotation_pages.
OF_A_PLAN = re.compile(r"/posts/plans/\d+/")
# Where each of them comes in, and views that must be among what is found from there.
WALKS = {
    None: ("/accounts/login/", {"account_login", "account_reset_password"}),
    "clerk": (
        "/",
        {"dashboard:today", "skills:mine", "courses:my_remarks", "wagtail_serve", *LOOKED_UP, *MINE, *POSTS_OF_MINE},
    ),
    "trainer": ("/", {"dashboard:desk", "wagtail_serve", *AUTHORS, *LOOKED_UP, *CERTIFYING}),
    "manager": (
        "/",
        {"dashboard:hall", "people:list", "people:detail", "rotations:posts", "rotations:post", *CERTIFYING, *RUNNING}
        | ROTATING,
    ),
}


def assert_every_page_is_good(page, role):
    """Judge all pages within reach of the role: valid HTML, the language asked for, axe in every width and scheme."""
    start, expected = WALKS[role]
    addresses = pages(page.context.request, start, but=OF_A_PLAN)
    assert expected <= views(addresses)
    assert_good(page, addresses)


def assert_public_checks_are_good(page):
    """What anybody opens who holds a certificate in the hand; only papers lead there."""
    assert_good(page, ["/verify/file/", "/verify/offline/", "/verify/unknown/"])
    # The browser writes down that there is no such certificate.
    page.complaints = [each for each in page.complaints if "the server responded with a status of 404" not in each]


def assert_wrong_addresses_are_good(page):
    """A page that is not there and one that is forbidden, for a clerk."""
    assert_good(page, ["/no-such-page/", "/hall/"])
    # The browser writes down that the answers were 404 and 403.
    page.complaints = [each for each in page.complaints if "the server responded with a status of 40" not in each]


def assert_good(page, addresses):
    faults = [f"{address}: {fault}" for address in addresses for fault in faults_of(page, address)]
    assert not faults, "\n".join(faults)


def faults_of(page, address):
    """Load the page once; judge its HTML, then the page itself in every width and colour scheme."""
    page.emulate_media(color_scheme="light")
    yield from html_faults(page.goto(address).text())
    wanted = "en" if page.evaluate("navigator.language").startswith("en") else "zh-Hans"
    if page.locator("html").get_attribute("lang") != wanted:
        yield f"not in {wanted}"
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        for scheme, rules in (("light", None), ("dark", COLOURS)):
            page.emulate_media(color_scheme=scheme)
            yield from (f"{width} px, {scheme}: {fault}" for fault in accessibility_violations(page, rules))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            yield f"must be scrolled sideways at {width} px"
