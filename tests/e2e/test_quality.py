"""The judges are judged: every kind of fault is found, and a good page passes."""

import pytest

from .quality import accessibility_violations, html_faults

GOOD = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Good</title></head>'
    "<body><main><h1>Good</h1>{}</main></body></html>"
)


def test_a_good_page_passes():
    body = (
        '<p>Text <a href="/x">link</a></p><ul><li><a href="#y">y</a></li></ul><p id="y"><img src="/i.png" alt=""></p>'
    )
    assert html_faults(GOOD.format(body)) == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<p id="a"></p><p id="a"></p>', "the id 'a' is used 2 times"),
        ("<h1>Again</h1>", "2 h1"),
        ('<img src="/i.png">', "has no alt"),
        ('<p style="color: red">x</p>', "inline style"),
        ("<style>p {}</style>", "inline style"),
        ("<script>alert(1)</script>", "inline script"),
        ('<button onclick="x()">x</button>', "inline handler"),
        ('<a href="javascript:x()">x</a>', "inline script"),
        ('<label for="nothing">x</label>', "points at 'nothing'"),
        ('<p aria-describedby="nothing">x</p>', "points at 'nothing'"),
        ('<a href="#nothing">x</a>', "leads nowhere"),
        ('<form action=""></form>', "src or action is empty"),
        ("<p><div>x</div></p>", "unexpected-end-tag"),
        ("<span><div>x</div></span>", "<div> inside span"),
        ("<ul><p>x</p></ul>", "<p> directly inside <ul>"),
        ("<a href='/x'><button>x</button></a>", "inside a link or button"),
        ("<table><p>x</p></table>", "unexpected"),
        ("<div>", "end-tag-too-early"),
        ("<p>a & b &nbsp c</p>", "named-entity-without-semicolon"),
    ],
)
def test_a_fault_is_found(body, fault):
    assert any(fault in found for found in html_faults(GOOD.format(body))), html_faults(GOOD.format(body))


def test_axe_finds_what_a_reader_cannot_use(browser):
    page = browser.new_page()
    page.set_content(GOOD.format("<button></button><input type=text>"))
    found = " ".join(accessibility_violations(page))
    assert "button-name" in found
    assert "label" in found
    page.set_content(GOOD.format("<p>Text</p>"))
    assert accessibility_violations(page) == []
    page.close()


@pytest.mark.parametrize(("side", "is_small"), [(10, True), (24, False)])
def test_a_target_is_small_by_itself_and_not_by_the_bar_it_lies_under(browser, side, is_small):
    page = browser.new_page(viewport={"width": 360, "height": 400})
    box = f"<div><input type=checkbox style='width:{side}px;height:{side}px;margin:0;display:block' aria-label=x></div>"
    bar = "<div style='position:sticky;bottom:0'><button style='width:100%;height:60px'>Go on</button></div>"
    # The first box looks out above the bar by half its height.
    page.set_content(GOOD.format(f"<div style='height:260px'></div>{box * 2}<div style='height:900px'></div>{bar}"))
    page.evaluate(f"scrollTo(0, document.querySelector('input').getBoundingClientRect().top - 340 + {side} / 2)")
    place = page.evaluate("scrollY")
    assert ("target-size" in " ".join(accessibility_violations(page))) is is_small
    assert page.evaluate("scrollY") == place
    page.close()
