"""A plan set out as numbers says what the facts say, in a flat number of questions, and is read back as it was."""

from datetime import date, datetime, time, timedelta
from random import Random

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from people.models import User
from people.roles import Role
from rotations.eligibility import Answer, judge_all
from rotations.models import (
    Assignment,
    CalendarDay,
    DayPart,
    HallMinimum,
    Pair,
    RotationPlan,
    SeatRule,
    Wish,
    WorkTime,
)
from rotations.planner.checking import faults
from rotations.planner.problem import FREE, NOTHING, Aim, Plan
from rotations.planner.score import score
from rotations.planner.solve import solve
from rotations.plans import Placed, cells_of, change_cells, make_plan
from rotations.setting_out import cells_array, placed, set_out
from rotations.stood_before import Stay, before
from tests.skills.factories import SkillFactory, give

from .factories import LeaveFactory, PostFactory
from .test_survey import fill

pytestmark = pytest.mark.django_db
NOW = timezone.make_aware(datetime(2026, 3, 1, 9))
MONDAY = date(2026, 3, 2)
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@pytest.fixture
def boss(person):
    return person(Role.MANAGER)


@pytest.fixture
def clerks(person):
    """Four clerks in the order of names."""
    return [person(full_name=name) for name in ("安一", "白二", "陈三", "丁四")]


def plan_of(hall, boss, name="三月", count=4, first_day=MONDAY):
    return make_plan(hall=hall, name=name, kind="week", first_day=first_day, count=count, by=boss, now=NOW)


def out_of(plan, **how):
    return set_out(plan, today=MONDAY, **how)


def change(plan, boss, *cells):
    return change_cells(plan=plan, cells=[Placed(*cell) for cell in cells], by=boss, now=NOW)


def stay(clerk, post, first, last, boss):
    return Assignment.objects.create(user=clerk, post=post, first_day=first, last_day=last, made_by=boss, made_at=NOW)


@pytest.mark.parametrize("seed", range(3))
def test_who_may_stand_where_is_what_the_judgement_says(hall, boss, seed):
    posts = fill(hall, Random(seed), boss)
    out = out_of(plan_of(hall, boss))
    assert out.posts == posts
    assert set(out.people) <= set(User.objects.filter(hall=hall).clerks())
    answers = set()
    for t, period in enumerate(out.periods):
        found = judge_all(out.people, out.posts, period.first_day, period.last_day, offers=())
        for number, verdict in enumerate(found):
            p, i = divmod(number, len(out.people))
            answers.add(verdict.answer)
            assert out.problem.allowed[i, p, t] == (verdict.answer != Answer.NO)
    assert answers == set(Answer)


def test_a_large_hall_costs_as_many_questions_as_one_clerk(hall, boss, person):
    def questions(plan):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            set_out(RotationPlan.objects.select_related("hall", "made_by").get(pk=plan.pk), today=MONDAY)
        return len(asked)

    post, skill = PostFactory(hall=hall, seats=9), SkillFactory()
    HallMinimum.objects.create(hall=hall, skill=skill, level=2, people=1)
    part = DayPart.objects.create(hall=hall, name="上午", begins_at=time(8), ends_at=time(12))
    plan = plan_of(hall, boss)

    def more(count):
        for number in range(count):
            clerk = person()
            give(clerk, skill, 3, on=MONDAY - WEEK)
            stay(clerk, post, MONDAY - WEEK, None, boss)
            Wish.objects.create(user=clerk, kind="busier", first_day=MONDAY, made_at=NOW)
            WorkTime.objects.create(user=clerk, first_day=MONDAY, share=50).parts.add(part)
            LeaveFactory(user=clerk, first_day=MONDAY, last_day=MONDAY)
            change(plan, boss, (1 + number % 4, clerk.pk, post.pk, True))

    more(1)
    one = questions(plan)
    more(20)
    Pair.objects.create(
        hall=hall, bond="apart", first=out_of(plan).people[0], second=out_of(plan).people[1], first_day=MONDAY
    )
    SeatRule.objects.create(post=post, seats=3)
    assert questions(plan) == one
    assert one <= 28


def test_a_week_nobody_works_in_has_no_seats_and_asks_for_nobody(hall, boss, clerks):
    PostFactory(hall=hall, seats=2)
    skill = SkillFactory()
    HallMinimum.objects.create(hall=hall, skill=skill, level=1, people=1)
    for number in range(7):
        CalendarDay.objects.create(hall=hall, day=MONDAY + WEEK + number * DAY, is_open=False)
    out = out_of(plan_of(hall, boss))
    assert out.closed == {1}
    assert out.problem.seats[0, :, 0].tolist() == [2, 0, 2, 2]
    assert out.problem.cover[0].least[:, 0].tolist() == [1, 0, 1, 1]
    assert not out.problem.allowed[:, :, 1].any()
    assert out.problem.allowed[:, :, [0, 2, 3]].all()


def test_seats_and_presence_follow_the_parts_of_the_day(hall, boss, clerks):
    morning = DayPart.objects.create(hall=hall, name="上午", begins_at=time(8), ends_at=time(12))
    later = DayPart.objects.create(hall=hall, name="下午", begins_at=time(13), ends_at=time(17))
    post = PostFactory(hall=hall, seats=2, busy=2)
    SeatRule.objects.create(post=post, part=later, seats=1)
    WorkTime.objects.create(user=clerks[1], first_day=MONDAY, share=50).parts.add(morning)
    out = out_of(plan_of(hall, boss))
    assert out.parts == [morning, later]
    assert out.problem.seats[0, 0].tolist() == [2, 1]
    assert out.problem.present[:, 0].tolist() == [[True, True], [True, False], [True, True], [True, True]]
    # 2 seats × busy 2 × 4 weeks shared by 1 : ½ : 1 : 1
    assert out.problem.target.tolist() == [5, 2, 5, 5]


def test_a_fair_load_is_less_for_whoever_is_away_and_more_for_volunteers(hall, boss, clerks):
    PostFactory(hall=hall, seats=4, busy=5)
    LeaveFactory(user=clerks[0], first_day=MONDAY, last_day=MONDAY + 2 * WEEK - DAY)
    out = out_of(plan_of(hall, boss))
    # Two weeks for three, whose load is what three can carry; two for four.
    assert out.problem.target.tolist() == [10, 20, 20, 20]
    Wish.objects.create(user=clerks[1], kind="busier", first_day=MONDAY, made_at=NOW)
    more = out_of(plan_of(hall, boss, "另一个")).problem.target
    assert more[1] > 20 > more[2]


def test_whoever_can_stand_nowhere_is_owed_no_load_and_takes_none_from_others(hall, boss, clerks):
    skill = SkillFactory()
    PostFactory(hall=hall, seats=2, busy=5, needs=[(skill, 2)])
    for clerk in clerks[:2]:
        give(clerk, skill, 2, on=MONDAY - WEEK)
    assert out_of(plan_of(hall, boss)).problem.target.tolist() == [20, 20, 0, 0]


def test_wishes_cost_where_they_are_not_met(hall, boss, clerks):
    calm, busy = PostFactory(hall=hall, busy=1), PostFactory(hall=hall, busy=5)
    Wish.objects.create(user=clerks[0], kind="want", post=busy, first_day=MONDAY + WEEK, made_at=NOW)
    Wish.objects.create(user=clerks[1], kind="avoid", post=busy, first_day=MONDAY, last_day=MONDAY, made_at=NOW)
    Wish.objects.create(user=clerks[2], kind="busier", first_day=MONDAY, made_at=NOW)
    Wish.objects.create(user=clerks[3], kind="avoid", post=calm, first_day=MONDAY, made_at=NOW, taken_back_at=NOW)
    wish = out_of(plan_of(hall, boss)).problem.wish
    assert wish[0].tolist() == [[0, 1, 1, 1], [0, 0, 0, 0]]
    assert wish[1].tolist() == [[0, 0, 0, 0], [3, 0, 0, 0]]
    assert wish[2].tolist() == [[1, 1, 1, 1], [0, 0, 0, 0]]
    assert not wish[3].any()


def test_who_holds_a_skill_on_every_open_day_counts_for_the_minimum(hall, boss, clerks):
    skill = SkillFactory()
    PostFactory(hall=hall)
    HallMinimum.objects.create(hall=hall, skill=skill, level=2, people=1)
    give(clerks[0], skill, 3, on=MONDAY - WEEK)
    give(clerks[1], skill, 1, on=MONDAY - WEEK)
    give(clerks[2], skill, 2, on=MONDAY + DAY)
    CalendarDay.objects.create(hall=hall, day=MONDAY, is_open=False)
    give(clerks[3], skill, 2, on=MONDAY + 2 * DAY)
    (rule,) = out_of(plan_of(hall, boss)).problem.cover
    assert rule.holders[:, 0].tolist() == [True, False, True, False]
    assert rule.holders[:, 1].tolist() == [True, False, True, True]


def test_what_was_stood_before_runs_on_rests_and_is_not_learnt_again(hall, boss, clerks):
    first, second = PostFactory(hall=hall, most_running=3, rest=3), PostFactory(hall=hall, needs=[(SkillFactory(), 1)])
    stay(clerks[0], first, MONDAY - 2 * WEEK, None, boss)
    stay(clerks[1], first, MONDAY - 4 * WEEK, MONDAY - WEEK - DAY, boss)
    stay(clerks[2], second, MONDAY - 9 * WEEK, MONDAY - 8 * WEEK, boss)
    problem = out_of(plan_of(hall, boss)).problem
    assert problem.running_post.tolist() == [0, NOTHING, NOTHING, NOTHING]
    assert problem.running.tolist() == [2, 0, 0, 0]
    assert problem.resting[:, 0].tolist() == [0, 2, 0, 0]
    assert problem.most_running.tolist() == [3, 0]
    # Nobody can stand at the second, so nobody is to learn it.
    assert problem.learn.tolist() == [[False, False], [False, False], [True, False], [True, False]]


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(1, 5)), max_size=6), st.integers(0, 4))
def test_a_run_cut_into_stays_is_the_same_run(pieces, rest):
    day, whole, cut = MONDAY, [], []
    for post, weeks in reversed(pieces):
        first = day - weeks * WEEK
        whole.append(Stay(0, post, first, day - DAY))
        middle = first + (day - first) // 2
        cut += [Stay(0, post, first, middle - DAY), Stay(0, post, middle, day - DAY)]
        day = first
    one, other = (before(stays, MONDAY, 7, [rest, rest], 1) for stays in (whole, cut))
    for name in ("stood", "running_post", "running", "resting"):
        assert np.array_equal(getattr(one, name), getattr(other, name))
    assert (one.running_post[0] == NOTHING) == (not pieces)


def test_pairs_hold_in_their_weeks_at_their_posts(hall, boss, clerks):
    posts = [PostFactory(hall=hall), PostFactory(hall=hall)]
    one, two, three, _four = clerks
    Pair.objects.create(hall=hall, bond="apart", first=one, second=two, first_day=MONDAY)
    Pair.objects.create(
        hall=hall,
        bond="together",
        first=two,
        second=three,
        post=posts[1],
        first_day=MONDAY + WEEK,
        last_day=MONDAY + 2 * WEEK,
    )
    apart, beside = out_of(plan_of(hall, boss)).problem.pairs
    assert (apart.first, apart.second, apart.when.all(), apart.where.all()) == (0, 1, True, True)
    assert beside.when.tolist() == [False, True, True, False]
    assert beside.where.tolist() == [False, True]


def test_locks_hold_and_a_note_is_the_managers_word(hall, boss, clerks):
    closed, free = PostFactory(hall=hall, needs=[(SkillFactory(), 1)]), PostFactory(hall=hall)
    plan = plan_of(hall, boss)
    change(
        plan,
        boss,
        (1, clerks[0].pk, closed.pk, True, "跟班学习"),
        (2, clerks[0].pk, None, True),
        (1, clerks[1].pk, free.pk),
    )
    problem = out_of(plan).problem
    assert problem.locked[0].tolist() == [0, NOTHING, FREE, FREE]
    assert problem.locked[1].tolist() == [FREE] * 4
    assert problem.allowed[0, 0].tolist() == [True, False, False, False]


def test_what_was_published_counts_for_the_weeks_it_covers(hall, boss, clerks):
    posts = [PostFactory(hall=hall), PostFactory(hall=hall)]
    old = plan_of(hall, boss, "二月", first_day=MONDAY - WEEK, count=3)
    stay(clerks[0], posts[0], MONDAY, MONDAY + WEEK - DAY, boss)
    stay(clerks[1], posts[1], MONDAY + WEEK, MONDAY + 2 * WEEK - DAY, boss)
    RotationPlan.objects.filter(pk=old.pk).update(state="published", published_at=NOW)
    plan = plan_of(hall, boss)
    found = out_of(plan).problem.published
    assert found[:2].tolist() == [[0, NOTHING, FREE, FREE], [NOTHING, 1, FREE, FREE]]
    assert found[2:].tolist() == [[NOTHING, NOTHING, FREE, FREE]] * 2
    said = out_of(plan, published={(4, clerks[3].pk): posts[1].pk}).problem.published
    assert (said[3, 3], (said != FREE).sum()) == (1, 1)


def test_weeks_that_are_over_stay_as_they_are(hall, boss, clerks):
    post = PostFactory(hall=hall, seats=3)
    plan = plan_of(hall, boss)
    change(plan, boss, (1, clerks[0].pk, post.pk))
    out = set_out(plan, today=MONDAY + WEEK)
    found = solve(out.problem, limit=2, rounds=1)
    assert found.plan.cells[:, 0].tolist() == [0, NOTHING, NOTHING, NOTHING]
    assert found.score.costs[Aim.COVER] == 0
    assert (found.plan.cells[:, 1:] == 0).sum() == 9


def test_the_order_of_aims_is_that_of_the_plan(hall, boss, clerks):
    PostFactory(hall=hall)
    plan = plan_of(hall, boss)
    plan.aims = "wishes,cover"
    assert out_of(plan).problem.aims[:2] == (Aim.WISHES, Aim.COVER)


@pytest.mark.parametrize("seed", range(5))
def test_cells_come_back_as_they_were(hall, boss, clerks, seed):
    chance = Random(seed)
    posts = [PostFactory(hall=hall, seats=4) for _ in range(3)]
    plan = plan_of(hall, boss)
    for clerk in clerks:
        for period in range(1, 5):
            if chance.random() < 0.7:
                locked = chance.random() < 0.3
                at = None if locked and chance.random() < 0.3 else chance.choice(posts).pk
                note = "跟班" if at and chance.random() < 0.3 else ""
                change(plan, boss, (period, clerk.pk, at, locked, note))
    out = out_of(plan)
    array = cells_array(out, cells_of(plan))
    assert cells_of(plan) == {(cell.period, cell.user): cell for cell in placed(out, array) if cell.said}
    other = Plan(np.array([[chance.randrange(-1, 3) for _ in out.periods] for _ in out.people]))
    change_cells(plan=plan, cells=placed(out, other), by=boss, now=NOW)
    free = out.problem.locked == FREE
    again = out_of(plan)
    assert np.array_equal(cells_array(again, again.cells).cells[free], other.cells[free])
    assert np.array_equal(again.problem.locked, out.problem.locked)


def test_what_the_planner_finds_may_be_and_costs_what_it_says(hall, boss):
    fill(hall, Random(4), boss)
    out = out_of(plan_of(hall, boss))
    found = solve(out.problem, limit=5, rounds=2)
    assert faults(out.problem, found.plan) == []
    assert score(out.problem, cells_array(out, {(c.period, c.user): c for c in placed(out, found.plan)})) == found.score


def test_a_hall_without_people_or_posts_is_set_out_too(hall, boss):
    out = out_of(plan_of(hall, boss))
    assert out.problem.size == (0, 0, 4)
    assert placed(out, cells_array(out, {})) == []
