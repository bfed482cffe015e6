"""A rotation plan from its first cell to an undo: who may, what is refused, and that nothing is lost."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from people.roles import Role
from rotations.models import Cell, PlanChange, RotationPlan
from rotations.periods import next_first, next_monday, stretches
from rotations.plans import (
    Placed,
    PlanMoved,
    cells_of,
    change_cells,
    drop_plan,
    last_change,
    make_plan,
    people_of,
    undo,
)

from .factories import PostFactory

NOW = timezone.make_aware(datetime(2026, 11, 23, 9))
MONDAY = date(2026, 11, 30)


@pytest.fixture
def boss(person):
    return person(Role.MANAGER)


@pytest.fixture
def plan(hall, boss):
    return make(hall, boss)


def make(hall, boss, name="第一季度", kind="week", first_day=MONDAY, count=4):
    return make_plan(hall=hall, name=name, kind=kind, first_day=first_day, count=count, by=boss, now=NOW)


def change(plan, boss, *cells, **how):
    return change_cells(plan=plan, cells=[Placed(*cell) for cell in cells], by=boss, now=NOW, **how)


def test_weeks_follow_each_other_and_a_second_click_finds_the_plan(hall, boss, plan):
    days = list(plan.periods.values_list("first_day", "last_day"))
    assert days[0] == (MONDAY, date(2026, 12, 6))
    assert days[3] == (date(2026, 12, 21), date(2026, 12, 27))
    assert make(hall, boss) == plan
    assert RotationPlan.objects.count() == 1


def test_another_plan_of_the_same_name_and_too_many_periods_are_refused(hall, boss, plan):
    with pytest.raises(ValidationError, match="name"):
        make(hall, boss, count=5)
    for count in (0, 61):
        with pytest.raises(ValidationError, match="count"):
            make(hall, boss, name="别的", count=count)
    with pytest.raises(ValidationError, match="name"):
        make(hall, boss, name="  ")


def test_a_dropped_plan_leaves_its_name_and_a_published_one_is_not_dropped(hall, boss, plan):
    assert drop_plan(plan=plan, by=boss, now=NOW).state == drop_plan(plan=plan, by=boss, now=NOW).state == "dropped"
    again = make(hall, boss)
    assert again != plan
    RotationPlan.objects.filter(pk=again.pk).update(state="published")
    with pytest.raises(ValidationError):
        drop_plan(plan=again, by=boss, now=NOW)
    with pytest.raises(ValidationError):
        change(again, boss, (1, boss.pk))


def test_a_cell_is_set_once_and_a_second_click_changes_nothing(plan, boss, person, hall):
    clerk, post = person(), PostFactory(hall=hall)
    first = change(plan, boss, (1, clerk.pk, post.pk), seen=0)
    assert (first.revision, first.before[0][-1]) == (1, False)
    assert change(plan, boss, (1, clerk.pk, post.pk), seen=0) is None
    assert cells_of(plan) == {(1, clerk.pk): Placed(1, clerk.pk, post.pk)}


def test_who_looked_at_an_older_plan_is_told(plan, boss, person, hall):
    clerk, post = person(), PostFactory(hall=hall)
    change(plan, boss, (1, clerk.pk, post.pk), seen=0)
    with pytest.raises(PlanMoved):
        change(plan, boss, (2, clerk.pk, post.pk), seen=0)
    with pytest.raises(PlanMoved):
        undo(plan=plan, by=boss, now=NOW, seen=0)


def test_people_posts_and_periods_of_elsewhere_are_refused(plan, boss, person, hall):
    clerk, post = person(), PostFactory(hall=hall)
    for cell in (
        (9, clerk.pk, post.pk),
        (1, clerk.pk, PostFactory().pk),
        (1, person(hall=PostFactory().hall).pk, post.pk),
    ):
        with pytest.raises(ValidationError):
            change(plan, boss, cell)
    assert not Cell.objects.exists()


def test_a_plan_is_about_the_clerks_of_its_hall_and_whoever_is_planned(plan, boss, person, hall):
    clerk, gone = person(full_name="安娜"), person(left_on=MONDAY - timedelta(days=1))
    person(hall=PostFactory().hall)
    assert people_of(plan, boss) == [clerk]
    change(plan, boss, (1, gone.pk, PostFactory(hall=hall).pk))
    assert set(people_of(plan, boss)) == {clerk, gone}


def test_two_at_once_set_a_cell_one_after_the_other(racing_db, person, hall):
    boss, clerk = person(Role.MANAGER), person()
    posts = [PostFactory(hall=hall), PostFactory(hall=hall)]
    plan = make(hall, boss)
    racing_db.together([lambda post=post: change(plan, boss, (1, clerk.pk, post.pk)) for post in posts])
    assert sorted(PlanChange.objects.values_list("revision", flat=True)) == [1, 2]
    assert Cell.objects.count() == 1


days = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(days, st.sampled_from(["week", "fortnight", "month"]), st.integers(1, 30))
def test_periods_leave_no_day_out_and_take_none_twice(first, kind, count):
    found = stretches(first, kind, count)
    assert len(found) == count
    assert found[0].first_day == first
    for one, after in pairwise(found):
        assert after.first_day == one.last_day + timedelta(days=1)
        assert one.first_day <= one.last_day


@given(days)
def test_a_plan_begins_on_a_monday_or_a_first(day):
    assert next_monday(day).weekday() == 0
    assert timedelta(0) < next_monday(day) - day <= timedelta(days=7)
    assert next_first(day).day == 1
    assert timedelta(0) < next_first(day) - day <= timedelta(days=31)


steps = st.lists(
    st.tuples(st.integers(1, 4), st.integers(0, 2), st.sampled_from([None, 0, 1]), st.booleans(), st.booleans()),
    min_size=1,
    max_size=4,
    unique_by=lambda cell: cell[:2],
)


class Board(RuleBasedStateMachine):
    """A manager changes cells and takes changes back; a stack of pictures says what must be seen."""

    hall = boss = people = posts = None

    def __init__(self):
        super().__init__()
        self.plan = make(self.hall, self.boss, name=f"计划{RotationPlan.objects.count()}")
        self.pictures = [{}]

    def placed(self, period, who, post, locked, said):
        if not said:
            return Placed(period, self.people[who].pk, said=False)
        return Placed(period, self.people[who].pk, None if post is None else self.posts[post].pk, locked)

    @rule(cells=steps)
    def change(self, cells):
        placed = [self.placed(*cell) for cell in cells]
        picture = dict(self.pictures[-1])
        for cell in placed:
            picture.pop((cell.period, cell.user), None)
            if cell.said:
                picture[cell.period, cell.user] = cell
        done = change_cells(plan=self.plan, cells=placed, by=self.boss, now=NOW)
        assert (done is None) == (picture == self.pictures[-1])
        if done:
            self.pictures.append(picture)

    @rule()
    def undo(self):
        done = undo(plan=self.plan, by=self.boss, now=NOW)
        assert (done is None) == (len(self.pictures) == 1)
        if done:
            self.pictures.pop()

    @invariant()
    def looks_as_it_must(self):
        assert cells_of(self.plan) == self.pictures[-1]
        assert (last_change(self.plan) is None) == (len(self.pictures) == 1)


def test_undo_leads_back_through_every_state(boss, person, hall):
    Board.hall, Board.boss = hall, boss
    Board.people, Board.posts = [person() for _ in range(3)], [PostFactory(hall=hall) for _ in range(2)]
    few = settings(max_examples=25, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Board, settings=few)
