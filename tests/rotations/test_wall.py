"""A plan on the wall and in a workbook: what is shown, and that it can be read."""

import io

import openpyxl
import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from rotations.publishing import publish
from rotations.rewriting import rewrite
from rotations.timelines import Line

from .planned import DAY, MONDAY, NOW, WEEK, Planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return Planned()


@pytest.fixture
def read(client, world):
    """`read("wall", plan, q="…")` asks as the manager of the hall."""
    with time_machine.travel(NOW, tick=False):
        client.force_login(world.boss)
        yield lambda name, plan, **asked: client.get(reverse(f"rotations:{name}", args=[plan.pk]), asked)


def pdf(answer):
    return PdfReader(io.BytesIO(answer.content))


def text_of(answer):
    """Without spaces, which stand between Chinese and figures on paper alone."""
    return "".join("".join(page.extract_text() for page in pdf(answer).pages).split())


def sheets(answer):
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return [[[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets]


def sizes_of(page):
    """The sizes in points of everything set on a page."""
    found = set()

    def see(text, _cm, _tm, _font, size):
        if text.strip():
            found.add(round(abs(size * _tm[0] * _cm[0]), 1))

    page.extract_text(visitor_text=see)
    return found


def test_the_wall_is_landscape_a3_with_hall_plan_days_version_and_who_published(world, read):
    plan = publish(plan=world.plan([[0, 0, 1], [1, 2, 2]]), by=world.boss, now=NOW)
    answer = read("wall", plan)
    assert answer["Content-Type"] == "application/pdf"
    page = pdf(answer).pages[0]
    assert [round(float(edge) / 72 * 25.4) for edge in page.mediabox[2:]] == [420, 297]
    text = text_of(answer)
    for word in (
        world.hall.name,
        plan.name,
        "11月30日",
        "12月6日",
        f"第{plan.revision}版",
        world.boss.full_name,
        "员工0",
    ):
        assert word in text


def test_names_and_posts_are_set_large_enough_for_two_metres(world, read):
    sizes = sizes_of(pdf(read("wall", world.plan([[0, 1]]))).pages[0])
    assert {18, 20} <= sizes


def test_what_is_not_published_says_so_on_the_sheet(world, read):
    assert "未发布" in text_of(read("wall", world.draft([[0]])))


def test_the_same_post_in_weeks_that_follow_each_other_is_written_once(world, read):
    world.posts[0].name = "综合窗口"
    world.posts[0].save()
    text = text_of(read("wall", world.draft([[0, 0, 0]])))
    assert text.count("综合窗口") == 1


def test_both_show_only_what_is_filtered_and_say_so(world, read):
    plan = world.draft([[0, 1], [1, 2], [2, 2]])
    asked = {"post": world.posts[1].pk, "first": 2, "last": 2}
    text = text_of(read("wall", plan, **asked))
    assert "员工0" in text
    assert "员工1" not in text
    assert "第2至2期" in text
    table, lines, about = sheets(read("plan_xlsx", plan, **asked))
    assert [row[0] for row in table] == ["姓名", "员工0"]
    assert table[1][2] == world.posts[1].name
    assert len(lines) == 2
    assert [world.posts[1].name] in about
    table, *_rest = sheets(read("plan_xlsx", plan, q="员工2"))
    assert [row[0] for row in table] == ["姓名", "员工2"]


def test_a_filter_that_makes_no_sense_leads_back_and_is_named(world, read, client):
    plan = world.draft([[0, 1]])
    answer = read("wall", plan, first=2, last=1)
    assert answer.status_code == 302
    assert "请选择靠后" in client.get(answer["Location"]).content.decode()


def test_a_published_plan_shows_where_people_stand_by_now(world, read):
    plan = publish(plan=world.plan([[0], [1]]), by=world.boss, now=NOW)
    a, b, _c = world.posts
    friday = MONDAY + 4 * DAY
    rewrite(
        wanted={world.clerks[0].pk: [Line(b.pk, friday, friday + 2 * DAY)]},
        first=friday,
        last=MONDAY + WEEK - DAY,
        by=world.boss,
        now=NOW,
    )
    table, *_rest = sheets(read("plan_xlsx", plan))
    assert table[1][2] == f"{a.name} → {b.name}"


def test_names_that_look_like_formulas_and_rare_characters_are_kept_as_text(world, read):
    world.clerks[0].full_name = "龚䶮·𠮷"
    world.clerks[0].save()
    world.posts[0].name = "=1+1"
    world.posts[0].save()
    plan = world.draft([[0]])
    text = text_of(read("wall", plan))
    assert "䶮" in text
    assert "=1+1" in text
    table, *_rest = sheets(read("plan_xlsx", plan))
    row = next(row for row in table if row[0] == "龚䶮·𠮷")
    assert row[2] == "'=1+1"


def test_a_plan_of_many_weeks_and_people_is_several_sheets(world, read):
    plan = world.draft([[week % 3 for week in range(12)]] * 3)
    assert len(pdf(read("wall", plan)).pages) == 2
