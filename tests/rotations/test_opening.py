"""When halls are open, how many seats are wanted, who works when."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from people.roles import Role
from rotations.calendar_days import enter_day, enter_days, enter_public_holidays, remove_days
from rotations.holidays import KNOWN, public_days
from rotations.models import CalendarDay, DayPart, RotationSettings, SeatRule, WorkTime
from rotations.opening import (
    Opening,
    Rule,
    Time,
    WorkTimes,
    days_between,
    open_days,
    opening,
    seats_on,
    seats_wanted,
    work_times,
    works,
)
from tests.factories import HallFactory

from .factories import PostFactory

MONDAY = date(2026, 11, 23)
SUNDAY = MONDAY + timedelta(days=6)
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

days = st.dates(MONDAY, MONDAY + timedelta(days=40))
weekdays = st.sets(st.sampled_from("1234567")).map(lambda chosen: "".join(sorted(chosen)))
rules = st.lists(
    st.builds(
        Rule,
        pk=st.integers(1, 99),
        seats=st.integers(0, 9),
        part=st.sampled_from([None, 1, 2]),
        weekdays=weekdays,
        first_day=st.none() | days,
        last_day=st.none() | days,
    ),
    max_size=6,
    unique_by=lambda rule: rule.pk,
)
times = st.lists(
    st.builds(
        Time,
        first_day=days,
        last_day=st.none() | days,
        weekdays=weekdays.filter(bool),
        share=st.integers(1, 100),
        parts=st.frozensets(st.sampled_from([1, 2])),
    ),
    max_size=4,
    unique_by=lambda one: one.first_day,
)


def said_plainly(day, part, usual, rules):
    """The precedence as the model words it, kind by kind."""
    speaking = [
        rule
        for rule in rules
        if rule.part in (None, part)
        and (not rule.weekdays or str(day.isoweekday()) in rule.weekdays)
        and (not rule.first_day or rule.first_day <= day)
        and (not rule.last_day or rule.last_day >= day)
    ]
    for narrows in (lambda r: r.first_day or r.last_day, lambda r: r.weekdays, lambda r: r.part):
        narrow = [rule for rule in speaking if narrows(rule)]
        speaking = narrow or speaking
    return max(speaking, key=lambda rule: rule.pk).seats if speaking else usual


@given(days, st.sampled_from([None, 1, 2]), st.integers(1, 9), rules)
def test_the_rule_that_says_most_wins(day, part, usual, rules):
    assert seats_on(day, part, usual, rules) == said_plainly(day, part, usual, rules)


@given(days, days, rules, st.integers(1, 9), weekdays)
def test_the_seats_of_a_period_are_those_of_its_fullest_open_day(one, other, rules, usual, open_on):
    first, last = sorted([one, other])
    post = PostFactory.build(pk=7, hall=None, seats=usual)
    post.hall_id = 3
    known = Opening({3: open_on}, {}, {3: (1, 2)}, {7: rules})
    found = known.seats(post, first, last)
    wanted = {part: [seats_on(day, part, usual, rules) for day in known.days(3, first, last)] for part in (1, 2)}
    assert found == {part: max(seats, default=0) for part, seats in wanted.items()}


@given(days, days, days, rules, st.integers(1, 9))
def test_two_periods_together_want_what_the_fuller_one_wants(one, other, third, rules, usual):
    first, middle, last = sorted([one, other, third])
    post = PostFactory.build(pk=7, hall=None, seats=usual)
    post.hall_id = 3
    known = Opening(rules={7: rules})
    whole, begin = known.seats(post, first, last)[None], known.seats(post, first, middle)[None]
    end = known.seats(post, middle, last)[None]
    assert whole == max(begin, end)


@given(st.lists(days, min_size=1, max_size=10, unique=True).map(sorted), times)
def test_a_part_counts_only_when_it_is_worked_on_every_open_day(open_on, times):
    book = WorkTimes({1: times})
    found = book.in_days(1, open_on, (1, 2))
    for part in (1, 2):
        worked = [part in book.in_days(1, [day], (1, 2)).parts for day in open_on]
        assert (part in found.parts) == all(worked)
    shares = [book.in_days(1, [day], (1, 2)).share for day in open_on]
    assert min(shares) <= found.share <= max(shares)
    assert found.days == sum(bool(book.in_days(1, [day], (1, 2)).parts) for day in open_on)


def test_whoever_has_no_working_time_works_always():
    assert WorkTimes().in_days(5, [MONDAY], (1, 2)) == (frozenset({1, 2}), 100, 1)


@pytest.mark.django_db
def test_a_hall_is_open_by_its_own_calendar_before_that_of_all_and_before_the_weekday():
    hall, other = HallFactory(), HallFactory()
    RotationSettings.objects.create(hall=hall, open_on="12345")
    saturday, tuesday, wednesday = (MONDAY + timedelta(days=number) for number in (5, 1, 2))
    CalendarDay.objects.create(hall=None, day=tuesday, is_open=False, name="节")
    CalendarDay.objects.create(hall=None, day=saturday, is_open=True, name="调休")
    CalendarDay.objects.create(hall=hall, day=tuesday, is_open=True)
    CalendarDay.objects.create(hall=other, day=wednesday, is_open=False)
    assert open_days(hall, MONDAY, SUNDAY) == days_between(MONDAY, saturday)
    assert open_days(other, MONDAY, SUNDAY) == [MONDAY, *days_between(MONDAY + timedelta(days=3), SUNDAY)]


@pytest.mark.django_db
def test_seats_are_asked_by_part_of_the_day_and_a_closed_period_wants_none():
    hall = HallFactory()
    RotationSettings.objects.create(hall=hall, open_on="12345")
    morning = DayPart.objects.create(hall=hall, name="上午", begins_at=time(8, 30), ends_at=time(12))
    afternoon = DayPart.objects.create(hall=hall, name="下午", begins_at=time(13), ends_at=time(17, 30))
    post, plain = PostFactory(hall=hall, seats=2), PostFactory(seats=3)
    SeatRule.objects.create(post=post, part=morning, weekdays="1", seats=4)
    SeatRule.objects.create(post=post, part=afternoon, seats=1)
    assert seats_wanted([post, plain], MONDAY, SUNDAY) == {
        (post.pk, morning.pk): 4,
        (post.pk, afternoon.pk): 1,
        (plain.pk, None): 3,
    }
    weekend = seats_wanted([post], SUNDAY - timedelta(days=1), SUNDAY)
    assert weekend == {(post.pk, morning.pk): 0, (post.pk, afternoon.pk): 0}


@pytest.mark.django_db
def test_who_works_mornings_fills_no_seat_in_the_afternoon(person, hall):
    morning = DayPart.objects.create(hall=hall, name="上午", begins_at=time(8, 30), ends_at=time(12))
    afternoon = DayPart.objects.create(hall=hall, name="下午", begins_at=time(13), ends_at=time(17, 30))
    half, some_days, whole = person(), person(), person()
    WorkTime.objects.create(user=half, first_day=MONDAY, share=50).parts.add(morning)
    WorkTime.objects.create(user=some_days, first_day=MONDAY, weekdays="123", share=60)
    found = works([half, some_days, whole], MONDAY, SUNDAY)
    assert found[half.pk] == ({morning.pk}, 50, 7)
    assert found[some_days.pk] == (frozenset(), 60, 3)
    assert found[whole.pk] == ({morning.pk, afternoon.pk}, 100, 7)


@pytest.mark.django_db
def test_many_periods_many_posts_and_many_people_cost_as_many_questions_as_one(person, hall, django_assert_num_queries):
    people = [person() for _ in range(8)]
    posts = [PostFactory(hall=hall) for _ in range(8)]
    for one in people:
        WorkTime.objects.create(user=one, first_day=MONDAY, share=50)
    for post in posts:
        SeatRule.objects.create(post=post, seats=3)
    with django_assert_num_queries(6):
        known = opening([hall], MONDAY, SUNDAY, posts=posts)
        at_work = work_times(people, MONDAY, SUNDAY)
        for day in days_between(MONDAY, SUNDAY):
            assert {known.seats(post, day, day)[None] for post in posts} == {3}
            assert {at_work.in_days(one.pk, [day], (None,)).share for one in people} == {50}


# The holidays


def test_the_days_of_a_known_year_are_those_announced():
    found = {one.day: one for one in public_days(2026)}
    assert [day for day, one in found.items() if not one.is_open and day.month == 10] == days_between(
        date(2026, 10, 1), date(2026, 10, 7)
    )
    assert found[date(2026, 10, 10)].is_open
    assert (found[date(2026, 6, 19)].name, found[date(2026, 6, 19)].name_en) == ("端午节", "Dragon Boat Festival")


@pytest.mark.parametrize("year", sorted(KNOWN))
def test_no_public_day_falls_out_of_its_year_or_comes_twice(year):
    found = [one.day for one in public_days(year)]
    assert found == sorted(set(found))
    assert {day.year for day in found} == {year}


@pytest.mark.django_db
def test_public_holidays_are_entered_once_and_leave_alone_what_was_entered(person):
    manager = person(Role.MANAGER)
    mine = CalendarDay.objects.create(hall=None, day=date(2026, 10, 1), is_open=True, name="照常营业")
    new = enter_public_holidays(year=2026, by=manager, now=NOW)
    assert new == len(list(public_days(2026))) - 1
    assert enter_public_holidays(year=2026, by=manager, now=NOW) == 0
    mine.refresh_from_db()
    assert mine.is_open
    assert ModelLogEntry.objects.filter(action="rotations.holidays").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("year", [max(KNOWN) + 1, 1999])
def test_a_year_nobody_announced_is_refused_with_a_sentence(person, year):
    with pytest.raises(ValidationError, match=str(year)):
        enter_public_holidays(year=year, by=person(Role.MANAGER), now=NOW)
    assert not CalendarDay.objects.exists()


@pytest.mark.django_db
def test_a_day_is_entered_once_changed_in_place_and_removed_once(person, hall):
    manager = person(Role.MANAGER)
    for _click in range(2):
        enter_day(hall=hall, day=MONDAY, is_open=False, name="盘点", by=manager)
    entry = enter_day(hall=hall, day=MONDAY, is_open=True, name="照常", by=manager)
    assert CalendarDay.objects.get() == entry
    assert ModelLogEntry.objects.filter(action="rotations.calendar").count() == 2
    for _click in range(2):
        remove_days(entries=[entry], by=manager)
    assert not CalendarDay.objects.exists()
    assert ModelLogEntry.objects.filter(action="rotations.calendar_removed").count() == 1


@pytest.mark.django_db
def test_a_stretch_is_entered_day_by_day_and_not_backwards_nor_for_years(person, hall):
    manager = person(Role.MANAGER)
    facts = {"hall": hall, "first": MONDAY, "is_open": False, "by": manager}
    assert len(enter_days(last=SUNDAY, **facts)) == CalendarDay.objects.count() == 7
    for last in (MONDAY - timedelta(days=1), MONDAY + timedelta(days=400)):
        with pytest.raises(ValidationError):
            enter_days(last=last, **facts)
    assert CalendarDay.objects.count() == 7


@pytest.mark.django_db
def test_the_database_keeps_one_entry_a_day_for_all_halls():
    CalendarDay.objects.create(hall=None, day=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarDay.objects.create(hall=None, day=MONDAY)
