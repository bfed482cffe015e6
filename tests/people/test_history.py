"""Who belonged to a hall on a day that has passed: after moving, leaving, coming back, and corrections."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from people.employment import Employment, employment_for
from people.history import employments, keep_daily, keep_history, staff_of, worked, working_in
from people.models import PastEmployment, StaffRecord, User
from people.roles import Role
from people.services import record_leaving
from tests.factories import HallFactory

DAY = timedelta(days=1)
START = date(2026, 3, 2)


def at(day, hour=9):
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


def change(user, on, *, hour=9, **fields):
    """What a form does: write the list, then keep what it said before."""
    User.objects.filter(pk=user.pk).update(**fields)
    return keep_history([user.pk], now=at(on, hour))


def clerks(hall, on, today=START + 400 * DAY):
    return set(working_in(hall, on, today=today))


@pytest.fixture
def clerk(person, hall):
    user = person(hall=hall, hired_on=date(2025, 1, 1), joined_at=at(date(2025, 1, 1)))
    keep_history([user.pk], now=at(date(2025, 1, 1)))
    return user


def test_somebody_who_moved_belongs_to_the_old_hall_until_the_day_before(clerk, hall):
    other = HallFactory()
    change(clerk, START, hall=other)
    assert clerks(hall, START - DAY) == {clerk} == clerks(other, START)
    assert clerks(hall, START) == set() == clerks(other, START - DAY)


def test_the_first_entry_holds_for_the_days_before_it(clerk, hall):
    assert clerks(hall, date(2025, 1, 1)) == {clerk}
    assert clerks(hall, date(2024, 12, 31)) == set()


def test_a_wrong_hall_put_right_on_the_same_day_never_held(clerk, hall):
    other = HallFactory()
    change(clerk, START, hall=other, hour=9)
    change(clerk, START, hall=hall, hour=11)
    assert clerks(other, START) == set()
    assert clerks(hall, START) == {clerk}
    assert set(staff_of(other, START - 5 * DAY, START + 5 * DAY)) == set()


def test_whoever_becomes_a_trainer_was_a_clerk_before(clerk, hall):
    clerk.groups.set([Group.objects.get(name=Role.CHIEF_TRAINER)])
    keep_history([clerk.pk], now=at(START))
    assert clerks(hall, START - DAY) == {clerk}
    assert clerks(hall, START) == set()
    assert set(staff_of(hall, START, START, role=Role.TRAINER)) == set()
    assert (
        set(staff_of(hall, START, START, role=Role.CHIEF_TRAINER))
        == {clerk}
        == set(staff_of(hall, START, START, role=None))
    )


def test_whoever_came_back_worked_the_first_time_and_not_in_between(clerk, hall, person):
    boss = person(Role.MANAGER, hall=hall)
    record_leaving(user=clerk, left_on=START, by=boss, now=at(START - 10 * DAY))
    back = START + 60 * DAY
    change(clerk, back, hired_on=back, left_on=None)
    assert clerks(hall, START) == clerks(hall, back) == {clerk}
    assert clerks(hall, START + DAY) == clerks(hall, back - DAY) == set()
    clerk.refresh_from_db()
    assert employments([clerk], START, START)[clerk.pk] == Employment(date(2025, 1, 1), START)
    assert employments([clerk], back, back)[clerk.pk] == Employment(back, None)


def test_a_corrected_last_day_makes_no_second_time(clerk):
    change(clerk, START, left_on=START)
    change(clerk, START + 3 * DAY, left_on=START - 2 * DAY)
    change(clerk, START + 4 * DAY, left_on=None)
    change(clerk, START + 5 * DAY, hired_on=date(2025, 2, 1))
    assert not PastEmployment.objects.exists()
    clerk.refresh_from_db()
    assert employments([clerk], START, START)[clerk.pk] == Employment(date(2025, 2, 1), None)


def test_what_was_not_known_at_a_moment_is_left_out(clerk, hall):
    other = HallFactory()
    change(clerk, START, left_on=START + DAY)
    change(clerk, START + 5 * DAY, hall=other)
    clerk.refresh_from_db()
    before = at(START - DAY)
    assert employments([clerk], START, START, known_at=before)[clerk.pk] == Employment(date(2025, 1, 1), None)
    assert set(staff_of(hall, START + 6 * DAY, START + 6 * DAY, known_at=before)) == {clerk}
    assert set(staff_of(hall, START + 6 * DAY, START + 6 * DAY)) == set()


def test_somebody_entered_later_was_not_known(hall, person):
    late = person(hall=hall, joined_at=at(START))
    keep_history([late.pk], now=at(START))
    assert set(staff_of(hall, START - DAY, START - DAY, known_at=at(START - DAY))) == set()
    assert set(staff_of(hall, START - DAY, START - DAY)) == {late}


def test_the_daily_work_keeps_what_was_changed_past_everybody_and_a_second_run_writes_nothing(clerk, hall, person):
    person(hall=hall)
    other = HallFactory()
    User.objects.filter(pk=clerk.pk).update(hall=other)
    assert keep_daily(at(START)) == 2
    assert keep_daily(at(START)) == 0 == keep_daily(at(START + DAY))
    assert clerks(hall, START - DAY) >= {clerk}


def test_an_unknown_person_and_nobody_write_nothing(db):
    assert keep_history([], now=at(START)) == 0 == keep_history([0], now=at(START))


def test_two_at_the_same_moment_keep_one_change_once(racing_db, person, hall):
    user = person(hall=hall, joined_at=at(START))
    keep_history([user.pk], now=at(START))
    User.objects.filter(pk=user.pk).update(left_on=START + DAY)
    racing_db.together(2 * [lambda: keep_history([user.pk], now=at(START + DAY))])
    assert StaffRecord.objects.filter(user=user).count() == 2


def test_days_to_come_ask_the_list_alone(clerk, hall, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert clerks(hall, START, today=START) == {clerk}
    with django_assert_num_queries(1):
        assert clerks(hall, START - DAY, today=START) == {clerk}


days = st.integers(0, 12)
steps = st.lists(
    st.tuples(
        days,
        st.sampled_from(["move 0", "move 1", "clerk", "trainer", "leave", "stay", "return"]),
    ),
    max_size=10,
).map(lambda found: sorted(found, key=lambda step: step[0]))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_every_day_that_was_lived_through_is_told_the_same_at_the_end(person, steps):
    """Each evening the list itself says who is here; at the end the history says the same of each of those evenings."""
    halls = [HallFactory(), HallFactory()]
    life = SimpleNamespace(user=person(hall=halls[0], hired_on=START - 50 * DAY, joined_at=at(START - 50 * DAY)))
    keep_history([life.user.pk], now=at(START - 50 * DAY))
    evenings = {}
    for number in range(13):
        on = START + number * DAY
        for _day, what in (step for step in steps if step[0] == number):
            _live(life.user.pk, what, on, halls)
            keep_history([life.user.pk], now=at(on))
        evenings[on] = [clerks(hall, on, today=on) for hall in halls]
    for on, found in evenings.items():
        assert [clerks(hall, on) for hall in halls] == found, on


def _live(pk, what, on, halls):
    user = User.objects.get(pk=pk)
    if what.startswith("move"):
        user.hall = halls[int(what[-1])]
    elif what in ("clerk", "trainer"):
        user.groups.set([Group.objects.get(name=what)])
    elif what == "leave" and user.left_on is None:
        user.left_on = on
    elif what == "stay" and user.left_on == on:
        user.left_on = None
    elif what == "return" and user.left_on and user.left_on < on:
        user.hired_on, user.left_on = on, None
    user.save()


dates = st.dates(START, START + 60 * DAY)
times = st.tuples(dates, dates).map(sorted).map(lambda pair: Employment(*pair))


@given(st.lists(times, max_size=4), times, dates, dates)
def test_the_employment_of_a_period_covers_it_if_any_does_and_touches_it_if_any_does(past, present, first, last):
    first, last = sorted([first, last])
    found = employment_for(present, past, first, last)
    assert found.covers(first, last) == any(one.covers(first, last) for one in [*past, present])
    assert found.touches(first, last) == any(one.touches(first, last) for one in [*past, present])


def test_worked_is_true_of_both_times(clerk):
    PastEmployment.objects.create(user=clerk, hired_on=None, left_on=date(2024, 6, 30), written_at=at(START))
    assert [User.objects.filter(worked(on)).count() for on in (date(2020, 1, 1), date(2024, 7, 1), START)] == [1, 0, 1]
