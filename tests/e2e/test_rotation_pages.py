"""The pages of a rotation plan, which no link reaches before there is one: accessible in light and dark, on a phone
and a PC; valid HTML; in the reader's language. The pages around plans are on the walks of the whole house."""

import pytest

from .crawl import pages, views
from .planning import make_plan, start_planner, take_over, worker_of
from .walk import assert_good

IN_BACKGROUND = True
TABS = {"board", "board_posts", "run", "why", "foresight", "scores", "compare", "remarks", "publish", "plan_history"}
BELOW = {"cell", "loss", "plan_training"}


@pytest.fixture(scope="module")
def _made():
    return {}


@pytest.fixture
def plan(open_page, hall_folder, _made):
    """The number of a plan the planner has filled; made once for the module."""
    if not _made:
        page = open_page("manager")
        _made["plan"] = make_plan(page, "第二季度")
        with worker_of(hall_folder):
            start_planner(page, _made["plan"])
            take_over(page)
    return _made["plan"]


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
def test_every_page_of_a_plan_is_accessible_and_valid(open_page, plan, language):
    page = open_page("manager", language=language)
    start = f"/posts/plans/{plan}/"
    found = pages(page.context.request, start, below=start)
    # A form leads to what a loss breaks, and only a clash to its fixes.
    found.append(f"{start}foresight/loss/")
    assert {f"rotations:{name}" for name in TABS | BELOW} <= views(found)
    assert_good(page, found)


def test_the_last_tab_is_in_sight_on_a_phone_when_it_is_the_one_shown(open_page, plan):
    page = open_page("manager", width=360, height=740)
    page.goto(f"/posts/plans/{plan}/history/")
    box = page.locator(".plan-tabs [aria-current]").bounding_box()
    assert 0 <= box["x"] < box["x"] + box["width"] <= 360


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
def test_a_plan_in_which_nobody_is_planned_says_how_to_go_on(open_page, language):
    page = open_page("manager", language=language, width=360, height=740)
    plan = make_plan(page, f"空 {language}")
    start = f"/posts/plans/{plan}/"
    page.locator("#board-live .bare a").click()
    assert page.url.endswith(f"{start}run/")
    assert_good(page, [start, *(f"{start}{name}/" for name in ("posts", "run", "scores", "compare", "publish"))])
