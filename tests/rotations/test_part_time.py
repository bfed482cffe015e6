"""People who do not work every day of a week: two on one seat, and words for the days that lack somebody."""

from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from people.models import User
from people.roles import Role
from rotations.board import Board, board_of
from rotations.board_facts import facts_of
from rotations.board_posts import post_rows
from rotations.cell_choices import choices_of
from rotations.clash_words import sentence_of
from rotations.looking import look
from rotations.models import (
    Assignment,
    CalendarDay,
    DayPart,
    HallMinimum,
    PlanRun,
    RotationSettings,
    SeatRule,
    WorkTime,
)
from rotations.planner.checking import Rule, faults
from rotations.planner.explain import explain
from rotations.planner.problem import Aim
from rotations.planner.score import score
from rotations.planner.solve import solve
from rotations.plans import Placed, cells_of, change_cells, make_plan
from rotations.readiness import Coming
from rotations.run_words import aim_lines, cost_in_words, missing_lines
from rotations.run_work import missing_in
from rotations.setting_out import cells_array, set_out
from rotations.sick_words import shown
from rotations.standing_in import who_could
from skills.services import revoke
from tests.skills.factories import SkillFactory, give

from .factories import LeaveFactory, PostFactory

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


def weekly(clerk, weekdays, share=50):
    WorkTime.objects.create(user=clerk, first_day=MONDAY - WEEK, weekdays=weekdays, share=share)


def open_on(hall, weekdays):
    RotationSettings.objects.update_or_create(hall=hall, defaults={"open_on": weekdays})


@pytest.fixture
def shared(hall, boss, clerks):
    """A hall open on weekdays with one seat; 安一 works Monday to Wednesday, 白二 Thursday and Friday."""
    open_on(hall, "12345")
    weekly(clerks[0], "123", 60)
    weekly(clerks[1], "45", 40)
    User.objects.filter(pk__in=[clerks[2].pk, clerks[3].pk]).update(left_on=MONDAY - DAY)
    return PostFactory(hall=hall, name="收费", seats=1)


def test_two_part_timers_fill_one_seat_of_a_week_between_them(hall, boss, clerks, shared):
    out = out_of(plan_of(hall, boss))
    assert (out.people, out.slices.groups, out.weekdays) == (clerks[:2], ("123", "45"), ["123", "45"])
    assert out.problem.seats[0].tolist() == [[1, 1]] * 4
    assert out.problem.present[:, 0].tolist() == [[True, False], [False, True]]
    assert out.problem.allowed.all()
    found = solve(out.problem, limit=5, rounds=1)
    assert (found.plan.cells == 0).all()
    assert faults(out.problem, found.plan) == []
    assert found.score.costs[Aim.COVER] == 0


def test_days_off_between_working_days_keep_nobody_from_a_week(hall, boss, clerks, shared):
    LeaveFactory(user=clerks[0], first_day=MONDAY + 3 * DAY, last_day=MONDAY + 5 * DAY)  # Thursday to Saturday
    LeaveFactory(user=clerks[0], first_day=MONDAY + WEEK + 2 * DAY, last_day=MONDAY + WEEK + 3 * DAY)
    out = out_of(plan_of(hall, boss))
    assert out.problem.allowed[0, 0].tolist() == [True, False, True, True]


def test_a_part_timer_must_hold_what_a_post_asks_on_the_days_they_work(hall, boss, clerks, shared):
    skill = SkillFactory()
    post = PostFactory(hall=hall, needs=[(skill, 2)])
    HallMinimum.objects.create(hall=hall, skill=skill, level=2, people=1)
    (award,) = give(clerks[0], skill, 2, on=MONDAY - WEEK).awards
    revoke(award=award, on=MONDAY + WEEK + 3 * DAY, reason="试验", by=boss)  # a Thursday: held until Wednesday
    give(clerks[1], skill, 2, on=MONDAY + WEEK + 3 * DAY)
    out = out_of(plan_of(hall, boss))
    at = out.posts.index(post)
    assert out.problem.allowed[0, at].tolist() == [True, True, False, False]
    assert out.problem.allowed[1, at].tolist() == [False, True, True, True]
    (rule,) = out.problem.cover
    assert rule.holders[:2].tolist() == [[True, True, False, False], [False, True, True, True]]


def test_a_week_in_which_the_hall_opens_on_none_of_their_days_is_not_theirs(hall, boss, clerks, shared):
    for number in range(3):
        CalendarDay.objects.create(hall=hall, day=MONDAY + number * DAY, is_open=False)
    problem = out_of(plan_of(hall, boss)).problem
    assert problem.seats[0, 0].tolist() == [0, 1]
    assert problem.allowed[:, 0, 0].tolist() == [False, True]
    assert problem.present[:, 0].tolist() == [[False, False], [False, True]]


def test_seats_of_a_slice_are_those_of_its_fullest_day(hall, boss, clerks, shared):
    SeatRule.objects.create(post=shared, weekdays="4", seats=3)
    assert out_of(plan_of(hall, boss)).problem.seats[0, 0].tolist() == [1, 3]


def test_in_the_usual_hall_half_days_and_leave_mean_what_they_meant(hall, boss, clerks):
    """Nobody leaves an open weekday out: the axis h is that of the parts of the day, and every day is asked."""
    open_on(hall, "12345")
    morning = DayPart.objects.create(hall=hall, name="上午", begins_at=time(8), ends_at=time(12))
    later = DayPart.objects.create(hall=hall, name="下午", begins_at=time(13), ends_at=time(17))
    PostFactory(hall=hall, seats=2)
    time_of_one = WorkTime.objects.create(user=clerks[1], first_day=MONDAY, weekdays="12345", share=50)
    time_of_one.parts.add(morning)
    LeaveFactory(user=clerks[1], first_day=MONDAY + 5 * DAY, last_day=MONDAY + 5 * DAY)
    out = out_of(plan_of(hall, boss))
    assert (out.parts, out.slices.told_apart, out.weekdays) == ([morning, later], False, [])
    assert out.problem.present[1].tolist() == [[True, False]] * 4
    assert out.problem.present[[0, 2, 3]].all()
    assert out.able.asked.all()
    assert out.problem.allowed[1, 0].tolist() == [False, True, True, True]


def test_parts_of_the_day_come_once_for_each_slice(hall, boss, clerks, shared):
    morning = DayPart.objects.create(hall=hall, name="上午", begins_at=time(8), ends_at=time(12))
    later = DayPart.objects.create(hall=hall, name="下午", begins_at=time(13), ends_at=time(17))
    WorkTime.objects.get(user=clerks[1]).parts.add(morning)
    SeatRule.objects.create(post=shared, part=later, seats=2)
    out = out_of(plan_of(hall, boss))
    assert out.parts == [morning, later] * 2
    assert out.weekdays == ["123", "123", "45", "45"]
    assert out.problem.seats[0, 0].tolist() == [1, 2, 1, 2]
    assert out.problem.present[:, 0].tolist() == [[True, True, False, False], [False, False, True, False]]
    with override("zh-hans"):
        assert out.week_parts.words([3], [0]) == "周四、周五下午"


def test_more_kinds_of_weekdays_than_slices_are_put_together_and_said(hall, boss, clerks):
    PostFactory(hall=hall, seats=4)
    for clerk, weekdays in zip(clerks, ("1", "12", "123", "1234"), strict=True):
        weekly(clerk, weekdays)
    assert out_of(plan_of(hall, boss)).slices.joined == ()
    open_on(hall, "1234567")
    colleague = User.objects.get(pk=clerks[0].pk)
    WorkTime.objects.filter(user=colleague).update(weekdays="156")
    out = out_of(plan_of(hall, boss, "另一个"))
    assert (len(out.slices.groups), len(out.slices.joined)) == (5, 1)


def test_what_is_missing_is_told_with_its_weekdays_everywhere(hall, boss, clerks, shared):
    plan = plan_of(hall, boss)
    User.objects.filter(pk=clerks[1].pk).update(left_on=MONDAY - DAY)
    weekly(clerks[2], "45")
    User.objects.filter(pk=clerks[2].pk).update(left_on=None)
    LeaveFactory(user=clerks[2], first_day=MONDAY, last_day=MONDAY + WEEK)
    change(plan, boss, (1, clerks[0].pk, shared.pk))
    with override("zh-hans"):
        looked = look(plan, boss, today=MONDAY)
        sentences = [sentence_of(clash, looked.problem, looked.names) for clash in explain(looked.problem)]
        assert len(sentences) == 1
        assert "周四、周五" in sentences[0]
        cell = post_rows(Board(looked.out))[0].cells[0]
        assert (cell.missing, cell.part, cell.over) == (1, "周四、周五", 0)
        missing = missing_in(looked.out, cells_array(looked.out, looked.out.cells))
        assert missing[0] == ["seats", 1, shared.pk, None, "45", 1]
        run = PlanRun(plan=plan, missing=missing[:1])
        assert "收费 · 周四、周五" in missing_lines(plan, run)[0][0]


def test_who_is_missing_all_week_is_one_person_and_no_weekday_is_named(hall, boss, clerks, shared):
    plan = plan_of(hall, boss)
    User.objects.filter(pk__in=[clerks[0].pk, clerks[1].pk]).update(left_on=MONDAY)
    weekly(clerks[2], "45")
    User.objects.filter(pk=clerks[2].pk).update(left_on=None)
    looked = look(plan, boss, today=MONDAY)
    nobody = cells_array(looked.out, {})
    assert looked.problem.seats.shape[2] == 2
    missing = missing_in(looked.out, nobody)
    assert missing[0] == ["seats", 1, shared.pk, None, 1]
    costs = score(looked.problem, nobody).costs
    run = PlanRun(plan=plan, missing=missing, scores={aim.value: cost for aim, cost in costs.items()})
    told = aim_lines(run)[0]
    assert costs[Aim.COVER] == 2 * len(missing)
    assert told.now == cost_in_words(Aim.COVER, len(missing))


def test_two_on_one_seat_are_not_too_many_and_a_third_is(hall, boss, clerks, shared):
    plan = plan_of(hall, boss)
    change(plan, boss, (1, clerks[0].pk, shared.pk), (1, clerks[1].pk, shared.pk))
    board = board_of(plan, viewer=boss, today=MONDAY)
    cell = post_rows(board)[0].cells[0]
    assert (cell.missing, cell.over, len(cell.standing), board.faults) == (0, 0, 2, [])
    alone = Board(set_out(plan, today=MONDAY, people=[clerks[1]]))
    (choice,) = choices_of(alone, cells_of(plan), clerks[:2], alone.out.periods[0]).choices
    assert (choice.taken, choice.wanted, choice.against) == (0, 1, [])
    User.objects.filter(pk=clerks[2].pk).update(left_on=None)
    change(plan, boss, (1, clerks[2].pk, shared.pk))
    board = board_of(plan, viewer=boss, today=MONDAY)
    assert (post_rows(board)[0].cells[0].over, [fault.rule for fault in board.faults]) == (1, [Rule.TOO_MANY])


def test_the_page_before_publishing_counts_seats_as_the_board_does(hall, boss, clerks, shared):
    plan = plan_of(hall, boss)
    change(plan, boss, (1, clerks[0].pk, shared.pk), (1, clerks[1].pk, shared.pk), (2, clerks[0].pk, shared.pk))
    LeaveFactory(user=clerks[0], first_day=MONDAY + 3 * DAY, last_day=MONDAY + 3 * DAY)
    coming = Coming(plan, MONDAY)
    assert [(one.period.number, one.lacking) for one in coming.short] == [(2, 1), (3, 1), (4, 1)]
    assert coming.unable == []
    board = board_of(plan, viewer=boss, today=MONDAY)
    assert board.seats_missing[0].tolist() == [0, 1, 1, 1]


def test_who_does_not_work_that_day_is_not_asked_to_step_in_and_half_a_stretch_is_said(hall, boss, clerks, shared):
    User.objects.filter(pk__in=[clerks[2].pk, clerks[3].pk]).update(left_on=None)
    Assignment.objects.create(
        user=clerks[3], post=shared, first_day=MONDAY, last_day=MONDAY + 4 * DAY, made_by=boss, made_at=NOW
    )
    how = {"viewer": boss, "user": clerks[3], "post": shared}
    monday = who_could(first=MONDAY, last=MONDAY, **how)
    assert {option.steps[0].user for option in monday.options} == {clerks[0], clerks[2]}
    assert {option.still for option in monday.options} == {None}
    with override("en"):
        week = who_could(first=MONDAY, last=MONDAY + 4 * DAY, **how)
        still = {option.steps[0].user: option.still for option in week.options}
        assert week.options[0].steps[0].user == clerks[2]
        assert still == {
            clerks[2]: None,
            clerks[0]: "Thursday, Friday",
            clerks[1]: "Monday, Tuesday, Wednesday",
        }
        assert any("Thursday, Friday" in line for line in shown(_of(week, clerks[0])).cautions)


def _of(answer, user):
    return next(option for option in answer.options if option.steps[0].user == user)


def test_what_rests_on_one_person_and_what_is_to_spare_is_said_with_its_days(hall, boss, clerks, shared, client):
    User.objects.filter(pk=clerks[2].pk).update(left_on=None)
    weekly(clerks[2], "123")
    plan = plan_of(hall, boss)
    client.force_login(boss)
    with time_machine.travel(NOW, tick=False):
        page = client.get(reverse("rotations:foresight", args=[plan.pk])).content.decode()
    assert page.count("周四、周五") > 4
    assert "“收费”" in page


def test_the_script_is_told_who_is_there_when(hall, boss, clerks, shared):
    facts = facts_of(board_of(plan_of(hall, boss), viewer=boss, today=MONDAY), today=MONDAY)
    assert facts["parts"] == 2
    assert [one.get("there") for one in facts["people"]] == [[1] * 4, [2] * 4]
