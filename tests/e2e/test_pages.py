"""Every page reachable by links: accessible in light and dark, on a phone and a PC, in both languages; valid HTML."""

import pytest

from .crawl import pages, views
from .quality import accessibility_violations, html_faults

WIDTHS = ((360, 740), (1280, 800))
# Where each of them comes in, and views that must be among what is found from there.
WALKS = {
    None: ("/accounts/login/", {"account_login", "account_reset_password"}),
    "clerk": ("/", {"dashboard:today", "skills:mine", "phrasebook:index", "phrasebook:scenario", "wagtail_serve"}),
    "trainer": ("/", {"dashboard:desk", "wagtail_serve"}),
    "manager": ("/", {"dashboard:hall", "people:list", "people:detail", "rotations:posts", "rotations:post"}),
}


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
@pytest.mark.parametrize("role", WALKS)
def test_every_page_is_accessible_and_valid(open_page, role, language):
    start, expected = WALKS[role]
    page = open_page(role, language=language)
    addresses = pages(page.context.request, start)
    assert expected <= views(addresses)
    faults = [fault for address in addresses for fault in faults_of(page, address, language)]
    assert not faults, "\n".join(faults)


def faults_of(page, address, language):
    """Load the page once; judge its HTML, then the page itself in every width and colour scheme."""
    html = page.goto(address).text()
    yield from (f"{address}: {fault}" for fault in html_faults(html))
    wanted = "en" if language == "en-US" else "zh-Hans"
    if page.locator("html").get_attribute("lang") != wanted:
        yield f"{address}: not in {wanted}"
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            yield from (f"{address} ({width} px, {scheme}): {fault}" for fault in accessibility_violations(page))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            yield f"{address}: must be scrolled sideways at {width} px"


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
def test_a_wrong_and_a_forbidden_address_are_good_pages_too(open_page, language):
    page = open_page("clerk", language=language)
    faults = [fault for address in ("/no-such-page/", "/hall/") for fault in faults_of(page, address, language)]
    # The browser writes down that the answer was 404 and 403.
    page.complaints = [each for each in page.complaints if "the server responded with a status of 40" not in each]
    assert not faults, "\n".join(faults)
