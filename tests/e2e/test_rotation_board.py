"""The board of a rotation plan in the hands of a manager: by mouse, by finger, by keyboard, and back again."""

from random import Random

import numpy as np
import pytest
from django.urls import reverse

from rotations.planner.checking import Rule, run_faults
from rotations.planner.problem import Plan, Problem

from .quality import assert_accessible, assert_valid_html

# What the first period's codes say: rotations.board.
CAN, CANNOT = 0, 2


@pytest.fixture
def board(open_page):
    """`board(width=…)` is a manager before a plan of the module's own, with the facts of it and three places found:
    two people who can stand at a post in the first period, and one who cannot."""

    def make(name, **options):
        page = open_page("manager", **options)
        page.goto(reverse("rotations:plans"))
        page.fill("#id_name", name)
        page.fill("#id_count", "4")
        page.locator("form:has(#id_name) button").click()
        page.wait_for_selector("#board")
        assert page.locator(".board-how-drag").is_visible()
        return page, Hand(page)

    return make


class Hand:
    """Who can be put where, and what is done to cells by their place."""

    def __init__(self, page):
        self.page = page
        address = page.locator("#board").get_attribute("data-facts")
        self.facts = page.evaluate("address => fetch(address).then(answer => answer.json())", address)
        self.post, self.first, self.second, self.never = self._find()

    def _find(self):
        for p, post in enumerate(self.facts["posts"]):
            codes = [self._code(person, p) for person in self.facts["people"]]
            can = [i for i, code in enumerate(codes[:9]) if code == CAN]
            cannot = [i for i, code in enumerate(codes[:9]) if code == CANNOT]
            if len(can) > 1 and cannot:
                return post, can[0], can[1], cannot[0]
        raise AssertionError("the demonstration has nobody to move")

    def _code(self, person, p):
        return self.facts["sayings"][self.facts["rows"][person["rows"][p]][0]][0]

    def cell(self, clerk, period=0):
        return self.page.locator("#board tbody tr").nth(clerk).locator("a.cell").nth(period)

    def stands(self, clerk):
        return self.cell(clerk).get_attribute("data-post") == str(self.post["pk"])

    def wait_for(self, revision):
        self.page.wait_for_selector(f"#board-live[data-revision='{revision}']:not(.is-busy)")

    def put_there(self):
        """The first of them at the post, by the sheet of the cell."""
        self.cell(self.first).click()
        row = self.page.locator("#board-dialog .choices-of-cell > li", has_text=self.post["name"])
        row.locator("button[name=cell]").click()
        self.wait_for(1)
        assert self.stands(self.first)

    def middle(self, clerk):
        box = self.cell(clerk).bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def drag(self, source, target):
        mouse = self.page.mouse
        mouse.move(*self.middle(source))
        mouse.down()
        mouse.move(*self.middle(source)[:1], self.middle(source)[1] + 12, steps=3)
        self.page.wait_for_selector(".board-ghost")
        mouse.move(*self.middle(target), steps=6)
        said = self.page.locator("#board-says-what").inner_text()
        mouse.up()
        return said


def test_a_cell_is_dragged_by_mouse_refused_with_a_reason_and_taken_back(board):
    page, hand = board("鼠标")
    hand.put_there()
    assert_accessible(page)
    assert_valid_html(page.content())
    hand.drag(hand.first, hand.second)
    hand.wait_for(2)
    assert (hand.stands(hand.first), hand.stands(hand.second)) == (False, True)
    said = hand.drag(hand.second, hand.never)
    reasons = [sentence for sentence in hand.facts["sentences"] if sentence in said]
    assert reasons
    assert hand.stands(hand.second)
    page.keyboard.press("Control+z")
    hand.wait_for(3)
    assert (hand.stands(hand.first), hand.stands(hand.second)) == (True, False)
    page.locator("#board-undo button").click()
    hand.wait_for(4)
    assert not hand.stands(hand.first)
    assert page.locator("#board-undo button").is_disabled()


def test_a_cell_is_moved_by_keyboard_and_every_step_is_said(board):
    page, hand = board("键盘")
    hand.put_there()
    hand.cell(hand.first).focus()
    page.keyboard.press("Space")
    page.wait_for_selector("#board.is-moving")
    assert hand.facts["people"][hand.first]["name"] in page.locator("#board-said").inner_text()
    page.keyboard.press("Escape")
    assert not page.locator("#board.is-moving").count()
    page.keyboard.press("Space")
    page.wait_for_selector("#board.is-moving")
    for _step in range(hand.second - hand.first):
        page.keyboard.press("ArrowDown")
    assert hand.facts["people"][hand.second]["name"] in page.locator("#board-said").inner_text()
    assert_accessible(page)
    page.keyboard.press("Enter")
    hand.wait_for(2)
    assert (hand.stands(hand.first), hand.stands(hand.second)) == (False, True)
    assert hand.cell(hand.second).evaluate("cell => cell === document.activeElement")


def test_a_finger_that_stays_picks_a_cell_up(board):
    page, hand = board("手指", has_touch=True)
    hand.put_there()
    touch = page.context.new_cdp_session(page)

    def send(kind, *points):
        points = [{"x": x, "y": y} for x, y in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    (x, y), (_left, below) = hand.middle(hand.first), hand.middle(hand.second)
    send("touchStart", (x, y))
    page.wait_for_selector(".board-ghost")
    for step in range(1, 6):
        send("touchMove", (x, y + (below - y) * step / 5))
    assert page.locator("#board-says").is_visible()
    send("touchEnd")
    hand.wait_for(2)
    assert (hand.stands(hand.first), hand.stands(hand.second)) == (False, True)


def test_who_moves_a_cell_of_an_older_board_sees_the_fresh_one(board):
    page, hand = board("同时")
    hand.put_there()
    page.evaluate("document.getElementById('board-live').dataset.revision = 0")
    hand.drag(hand.first, hand.second)
    hand.wait_for(1)
    assert hand.stands(hand.first)
    assert page.locator(".messages .notice-caution").is_visible()


def test_the_script_finds_the_stays_that_the_checker_finds(board):
    page, _hand = board("规则")
    random, asked, expected = Random(20261126), [], []
    for _case in range(60):
        problem, facts = stays(random)
        periods = problem.size[2]
        cells = [random.choice([-1, 0, 0, 1, 2]) for _period in range(periods)]
        words = {Rule.RUNS_TOO_LONG: "running", Rule.NO_REST: "rest"}
        found = {
            (words[fault.rule], fault.period, fault.post)
            for fault in run_faults(problem, Plan(np.array([cells], dtype=np.int64)))
        }
        soon = {("rest", t, p) for t, p in enumerate(cells) if p >= 0 and t < problem.resting[0, p]}
        asked.append([facts, cells])
        expected.append(sorted(found | soon))
    answers = page.evaluate(
        """asked => import(document.getElementById("board").dataset.rules).then(
            ({ runFaults }) => asked.map(([facts, cells]) => runFaults(facts, 0, cells)))""",
        asked,
    )
    assert [sorted({tuple(fault) for fault in answer}) for answer in answers] == expected
    assert any(expected)


def stays(random):
    """One clerk, three posts, eight periods: the problem, and the same as the board is told."""
    posts, periods = 3, 8
    most, rest = ([random.randrange(4) for _post in range(posts)] for _twice in range(2))
    before = random.choice([[-1, 0], [0, 1], [1, 2]])
    resting = [random.choice([0, 0, 2]) for _post in range(posts)]
    numbers = {"seats": (posts, periods, 1), "wish": (1, posts, periods)}
    arrays = {name: np.zeros(shape, dtype=np.int64) for name, shape in numbers.items()}
    problem = Problem(
        allowed=np.ones((1, posts, periods), dtype=bool),
        present=np.ones((1, periods, 1), dtype=bool),
        busy=np.ones(posts, dtype=np.int64),
        target=np.zeros(1, dtype=np.int64),
        most_running=np.array(most),
        rest=np.array(rest),
        running_post=np.array([before[0]]),
        running=np.array([before[1]]),
        resting=np.array([resting]),
        learn=np.zeros((1, posts), dtype=bool),
        locked=np.full((1, periods), -2),
        published=np.full((1, periods), -2),
        **arrays,
    )
    person = {"before": before, "resting": {str(p): until for p, until in enumerate(resting) if until}}
    facts = {"people": [person], "posts": [{"most": most[p], "rest": rest[p]} for p in range(posts)]}
    return problem, facts
