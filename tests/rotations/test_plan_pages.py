"""What a plan is worth, what it changes, what was done to it, what is said about it, and who approves of it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

import rotations
from notices.models import Notice
from people.roles import Role
from rotations.board import board_of
from rotations.models import Assignment, PlanRemark, RotationPlan
from rotations.periods import next_monday
from rotations.plan_difference import difference
from rotations.plan_history import KINDS, LINES, Rows, entries
from rotations.plan_scores import aim_scores, person_scores
from rotations.plan_talk import approval_of, approve, hand_in, handed_in, remark, take_back
from rotations.planner.aims import ORDER, Aim
from rotations.plans import Placed, PlanMoved, change_cells, drop_plan, make_plan, undo
from rotations.setting_out import set_out

from .factories import PostFactory

pytestmark = pytest.mark.django_db
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def monday():
    return next_monday(timezone.localdate())


@pytest.fixture
def boss(person):
    return person(Role.MANAGER, full_name="主任")


@pytest.fixture
def other(person):
    return person(Role.MANAGER, full_name="副主任")


@pytest.fixture
def posts(hall):
    return [PostFactory(hall=hall, order=number, busy=number + 1) for number in range(2)]


@pytest.fixture
def clerks(person, posts):
    return [person(full_name=name, name_pinyin=name) for name in ("a一", "b二")]


@pytest.fixture
def plan(hall, boss, monday, clerks, now):
    return make(hall, boss, monday, now)


def make(hall, boss, monday, now, name="一季度"):
    return make_plan(hall=hall, name=name, kind="week", first_day=monday, count=4, by=boss, now=now)


def set_cells(plan, by, *cells, kind="cells"):
    change = change_cells(plan=plan, cells=[Placed(*cell) for cell in cells], by=by, now=timezone.now(), kind=kind)
    plan.refresh_from_db()
    return change


def out_of(plan):
    return set_out(plan, today=timezone.localdate())


# ---- scores


def test_every_aim_is_said_in_the_order_of_the_plan(plan, boss, clerks, posts):
    plan.aims = ",".join([Aim.FAIRNESS, Aim.COVER, *ORDER[3:], Aim.CHANGES])
    plan.save()
    found = aim_scores(board_of(plan, viewer=boss, today=timezone.localdate()))
    assert [one.title for one in found][:2] != [found[1].title, found[0].title]
    assert found[1].cost == 8  # two posts of one seat through four weeks
    assert "8" in found[1].sentence
    set_cells(plan, boss, (1, clerks[0].pk, posts[0].pk))
    found = aim_scores(board_of(plan, viewer=boss, today=timezone.localdate()))
    assert found[1].cost == 7
    assert all(one.sentence for one in found)


def test_a_person_is_told_the_load_and_what_would_be_fair(plan, boss, clerks, posts):
    first, second = clerks
    set_cells(plan, boss, *((number, first.pk, posts[1].pk) for number in range(1, 5)))
    found = person_scores(board_of(plan, viewer=boss, today=timezone.localdate()))
    by_user = {one.user: one for one in found}
    assert (by_user[first].load, by_user[second].load) == (8, 0)
    assert by_user[first].share == by_user[second].share == 6
    assert (by_user[first].periods, by_user[first].posts, by_user[first].new) == (4, 1, 1)
    assert [one.user for one in found] == [second, first]
    assert "6" in by_user[second].off


# ---- what changes


def test_against_a_published_plan_periods_that_change_alike_are_one_line(hall, plan, boss, clerks, posts, monday, now):
    first, second = clerks
    old = make(hall, boss, monday, now, name="旧")
    made = {"made_by": boss, "made_at": now, "first_day": monday, "plan": old}
    Assignment.objects.create(user=first, post=posts[0], last_day=monday + 4 * WEEK - DAY, **made)
    Assignment.objects.create(user=second, post=posts[1], last_day=monday + WEEK - DAY, **made)
    RotationPlan.objects.filter(pk=old.pk).update(state="published", published_at=now)
    set_cells(plan, boss, *((n, first.pk, posts[n < 3].pk) for n in range(1, 5)), (1, second.pk, posts[1].pk))
    found = difference(out_of(plan))
    (one,) = found.people
    assert (one.user, one.count, found.count, found.unchanged, found.unknown) == (first, 2, 2, 1, [])
    (line,) = one.changes
    assert (line.first_day, line.last_day) == (monday, monday + 2 * WEEK - DAY)
    assert (line.was, line.now) == (posts[0], posts[1])


def test_where_nothing_is_published_the_stays_are_what_was(plan, boss, clerks, posts, monday, now):
    first, _second = clerks
    made = {"made_by": boss, "made_at": now, "first_day": monday - WEEK}
    Assignment.objects.create(user=first, post=posts[0], last_day=monday + WEEK, **made)
    found = difference(out_of(plan))
    assert [one.user for one in found.people] == [first]
    assert [(line.was, line.now) for line in found.people[0].changes] == [(posts[0], None)]
    assert [period.number for period in found.unknown] == [3, 4]
    set_cells(plan, boss, *((number, first.pk, posts[0].pk) for number in (1, 2)))
    assert difference(out_of(plan)).people == []


# ---- what was done


def test_a_change_is_told_with_names_and_an_undo_with_what_it_took_back(plan, boss, clerks, posts, now):
    set_cells(plan, boss, (2, clerks[0].pk, posts[0].pk, True))
    undo(plan=plan, by=boss, now=now)
    last, first = entries(plan, list(plan.changes.order_by("-revision")))
    assert (first.undone, last.undone) == (True, False)
    (line,) = first.lines
    assert line.name == clerks[0].full_name
    assert posts[0].local_name in line.after
    assert (line.after, line.before) == (last.lines[0].before, last.lines[0].after)


def test_of_a_change_of_many_cells_the_first_are_told(plan, boss, person, posts):
    people = [person() for _number in range(12)]
    set_cells(plan, boss, *((1, one.pk, posts[0].pk) for one in people), kind="planner")
    (entry,) = entries(plan, list(plan.changes.all()))
    assert (len(entry.lines), entry.more) == (LINES, 12 - LINES)


def test_the_history_tells_what_was_done_to_the_plan_as_a_whole_too(client, plan, boss, other, clerks, posts, now):
    with time_machine.travel(now, tick=False) as clock:
        for number, step in enumerate(
            [
                lambda: set_cells(plan, boss, (1, clerks[0].pk, posts[0].pk), kind="planner"),
                lambda: hand_in(plan=plan, by=boss, now=timezone.now()),
                lambda: take_back(plan=plan, by=other, now=timezone.now()),
                lambda: hand_in(plan=plan, by=boss, now=timezone.now()),
                lambda: approve(plan=plan, by=other, now=timezone.now(), seen=1),
                lambda: drop_plan(plan=plan, by=boss, now=timezone.now()),
            ],
            start=1,
        ):
            clock.move_to(now + number * timedelta(minutes=1))
            step()
    rows = Rows(plan)
    found = [(one.what, one.by) for one in rows[0:30]]
    assert found == [
        ("轮岗计划已撤掉", boss),
        ("轮岗计划已同意", other),
        ("轮岗计划已提交审批", boss),
        ("轮岗计划已改回草稿", other),
        ("轮岗计划已提交审批", boss),
        ("采用排班结果", boss),
        ("轮岗计划已新建", boss),
    ]
    assert rows.count() == 7
    assert [(one.what, one.by) for number in range(7) for one in rows[number : number + 1]] == found
    client.force_login(boss)
    page = client.get(reverse("rotations:plan_history", args=[plan.pk])).content.decode()
    assert all(what in page for what, _by in found)


def test_every_kind_of_change_that_is_written_has_its_words():
    written = {
        kind
        for path in Path(rotations.__file__).parent.glob("*.py")
        for call in re.findall(r"change_cells\([^)]*\)", path.read_text(encoding="utf-8"))
        for kind in re.findall(r'kind="(\w+)"', call)
    }
    assert written | {"cells"} == set(KINDS)


# ---- what is said, and approval


def test_somebody_else_approves_of_a_plan_that_was_handed_in(plan, boss, other, now):
    with pytest.raises(ValidationError):
        approve(plan=plan, by=other, now=now, seen=0)
    assert hand_in(plan=plan, by=boss, now=now) == hand_in(plan=plan, by=other, now=now)
    plan.refresh_from_db()
    assert handed_in(plan).by == boss
    with pytest.raises(ValidationError):
        approve(plan=plan, by=boss, now=now, seen=0)
    assert approve(plan=plan, by=other, now=now, seen=0) == approve(plan=plan, by=other, now=now, seen=0)
    assert approval_of(plan).by == other
    assert PlanRemark.objects.count() == 2


def test_a_change_takes_the_approval_back_and_the_plan_is_handed_in_anew(plan, boss, other, clerks, posts, now):
    hand_in(plan=plan, by=boss, now=now)
    approve(plan=plan, by=other, now=now, seen=0)
    set_cells(plan, boss, (1, clerks[0].pk, posts[0].pk))
    assert approval_of(plan) is None
    with pytest.raises(PlanMoved):
        approve(plan=plan, by=other, now=now, seen=0)
    hand_in(plan=plan, by=other, now=now)
    plan.refresh_from_db()
    assert handed_in(plan).by == other
    approve(plan=plan, by=boss, now=now, seen=1)
    assert approval_of(plan).by == boss


def test_what_was_approved_before_it_was_a_draft_again_is_not_approved(plan, boss, other, now):
    hand_in(plan=plan, by=boss, now=now)
    approve(plan=plan, by=other, now=now, seen=0)
    for _click in range(2):
        assert take_back(plan=plan, by=boss, now=now).state == "draft"
    plan.refresh_from_db()
    hand_in(plan=plan, by=boss, now=now)
    plan.refresh_from_db()
    assert approval_of(plan) is None


def test_a_remark_said_twice_is_one_and_an_empty_one_is_none(plan, boss, other, now):
    first = remark(plan=plan, text=" 好 ", by=boss, now=now)
    assert remark(plan=plan, text="好", by=boss, now=now) == first
    assert remark(plan=plan, text="好", by=other, now=now) != first
    with pytest.raises(ValidationError):
        remark(plan=plan, text="\0 ", by=boss, now=now)


def test_a_published_plan_is_not_handed_in(plan, boss, now):
    RotationPlan.objects.filter(pk=plan.pk).update(state="published")
    for write in (hand_in, take_back):
        with pytest.raises(ValidationError):
            write(plan=plan, by=boss, now=now)


def test_the_pages_of_a_plan_open_one_after_the_other(client, plan, boss, other, clerks, posts):
    set_cells(plan, boss, (1, clerks[0].pk, posts[0].pk))
    client.force_login(boss)

    def at(name):
        return reverse(f"rotations:{name}", args=[plan.pk])

    for name in ("scores", "compare", "plan_history", "remarks"):
        assert client.get(at(name)).status_code == 200
    assert client.post(at("remarks"), {"text": ""}).status_code == 422
    assert client.post(at("remarks"), {"text": "第三周缺人"}).status_code == 302
    client.post(at("hand_in_plan"))
    client.post(at("approve_plan"), {"seen": 1})
    assert not PlanRemark.objects.filter(approves=True).exists()
    client.force_login(other)
    client.post(at("approve_plan"), {"seen": "x"})
    assert not PlanRemark.objects.filter(approves=True).exists()
    client.post(at("approve_plan"), {"seen": 1})
    page = client.get(at("remarks"))
    assert page.context["approval"].by == other
    assert "第三周缺人" in page.content.decode()
    client.post(at("take_back_plan"))
    assert RotationPlan.objects.get().state == "draft"


# ---- who is told


def told(user):
    rows = Notice.objects.filter(recipient=user, kind__startswith="post.plan").order_by("pk")
    return [(row.kind.partition("_")[2], row.delivery.settled) for row in rows]


def test_who_may_approve_hears_of_a_plan_once_and_the_makers_of_the_answer(plan, boss, other, person, clerks, now):
    third = person(Role.MANAGER)
    for _click in range(2):
        hand_in(plan=plan, by=other, now=now)
    assert (told(boss), told(third), told(other)) == ([("handed_in", False)], [("handed_in", False)], [])
    row = Notice.objects.get(recipient=third)
    assert (row.params["plan"], row.params["who"]) == (plan.name, other.full_name)
    assert row.link == reverse("rotations:remarks", args=[plan.pk])
    for _click in range(2):
        approve(plan=plan, by=third, now=now, seen=0)
    assert told(boss) == [("handed_in", True), ("approved", False)]
    assert told(other) == [("approved", False)]
    assert told(third) == [("handed_in", True)]
    assert told(clerks[0]) == []


def test_a_plan_sent_back_is_told_to_who_made_it_and_one_taken_back_to_nobody(plan, boss, other, now):
    hand_in(plan=plan, by=boss, now=now)
    for _click in range(2):
        take_back(plan=plan, by=other, now=now)
    assert (told(boss), told(other)) == ([("sent_back", False)], [("handed_in", True)])
    hand_in(plan=plan, by=boss, now=now)
    take_back(plan=plan, by=boss, now=now)
    assert told(boss) == [("sent_back", False)]
    assert told(other) == [("handed_in", True)] * 2


def test_handed_in_anew_or_dropped_the_older_word_needs_no_reading(plan, boss, other, clerks, posts, now):
    hand_in(plan=plan, by=boss, now=now)
    set_cells(plan, boss, (1, clerks[0].pk, posts[0].pk))
    hand_in(plan=plan, by=boss, now=now)
    assert told(other) == [("handed_in", True), ("handed_in", False)]
    drop_plan(plan=plan, by=boss, now=now)
    assert told(other) == [("handed_in", True)] * 2
