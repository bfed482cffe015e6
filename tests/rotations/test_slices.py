"""Weekdays on which the same people work: told apart by working times alone, and never where nobody needs it."""

from datetime import date, timedelta

from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from rotations.opening import Opening, Rule, Time, WorkTimes, seats_on
from rotations.slices import MOST_SLICES, Slices, at_once, days_off_work, seats_in, slices_of, worked_in
from rotations.week_parts import WeekParts

from .factories import PostFactory

MONDAY, DAY = date(2026, 11, 30), timedelta(days=1)
WEEK = [MONDAY + number * DAY for number in range(7)]
PARTS = (1, 2)
weekdays = st.sets(st.sampled_from("1234567"), min_size=1).map(lambda days: "".join(sorted(days)))
open_days = st.lists(st.sampled_from([MONDAY + n * DAY for n in range(14)]), min_size=1, unique=True).map(sorted)
whole = st.builds(
    Time, st.just(MONDAY - 9 * DAY), st.none(), weekdays, st.just(50), st.frozensets(st.sampled_from(PARTS))
)
books = st.dictionaries(st.integers(1, 5), st.tuples(whole), max_size=5).map(WorkTimes)
rules = st.lists(
    st.builds(
        Rule,
        pk=st.integers(1, 40),
        seats=st.integers(0, 4),
        part=st.sampled_from([None, 1, 2]),
        weekdays=st.one_of(st.just(""), weekdays),
        first_day=st.none(),
        last_day=st.none(),
    ),
    max_size=4,
)


def works(*weekdays):
    """People 1, 2, … who work on these weekdays."""
    return WorkTimes({n: (Time(MONDAY, None, days, 50, frozenset()),) for n, days in enumerate(weekdays, start=1)})


def on(times, pk, day):
    return times.in_days(pk, [day], PARTS).parts


def test_two_part_timers_make_two_slices_and_nobody_at_all_makes_one():
    assert slices_of(works("123", "45"), WEEK[:5]) == Slices(("123", "45"))
    assert slices_of(works("123", "45"), WEEK) == Slices(("123", "45", "67"))
    assert slices_of(WorkTimes(), WEEK[:5]) == Slices(("12345",))
    assert slices_of(works("12345", "1234567"), WEEK[:5]) == Slices(("12345",))
    assert slices_of(works("123"), []) == Slices()


def test_a_working_time_that_holds_on_no_day_of_the_plan_tells_nothing_apart():
    over = WorkTimes({1: (Time(MONDAY - 30 * DAY, MONDAY - DAY, "123", 60, frozenset()),)})
    later = WorkTimes({1: (Time(MONDAY + 30 * DAY, None, "123", 60, frozenset()),)})
    assert slices_of(over, WEEK) == slices_of(later, WEEK) == Slices(("1234567",))


@given(books, open_days)
def test_every_open_weekday_lies_in_one_group_and_there_are_never_too_many(times, days):
    found = slices_of(times, days)
    assert sorted("".join(found.groups)) == sorted({str(day.isoweekday()) for day in days})
    assert len(found.groups) <= MOST_SLICES
    assert set(found.joined) <= set(found.groups)
    for group in found.groups:
        kinds = {
            tuple(bool(on(times, pk, day)) for pk in times.times) for day in days if str(day.isoweekday()) in group
        }
        assert (len(kinds) > 1) == (group in found.joined)


@given(books, open_days)
def test_days_are_only_put_together_where_there_would_be_too_many_groups(times, days):
    kinds = {tuple(bool(on(times, pk, day)) for pk in times.times) for day in days}
    assert bool(slices_of(times, days).joined) == (len(kinds) > MOST_SLICES)


def test_what_is_put_together_costs_the_fewest_people_their_seat():
    # Six kinds of weekdays; two people tell each from the next, but Wednesday and Thursday differ in one alone.
    times = works("1", "1", "12", "12", "123", "1234", "1234", "12345", "12345")
    assert slices_of(times, WEEK[:6]) == Slices(("1", "2", "34", "5", "6"), ("34",))


@given(
    st.lists(st.tuples(st.integers(1, 5), st.frozensets(st.sampled_from(PARTS)))), open_days, rules, st.integers(0, 4)
)
def test_where_everybody_works_all_weekdays_nothing_is_other_than_without_slices(people, days, seat_rules, usual):
    times = WorkTimes({pk: (Time(MONDAY, None, "1234567", 50, parts),) for pk, parts in people})
    slices = slices_of(times, days)
    assert not slices.told_apart
    post = PostFactory.build(pk=7, hall=None, seats=usual)
    post.hall_id = 3
    known = Opening({3: "1234567"}, {}, {3: PARTS}, {7: seat_rules})
    wanted = [max(seats_on(day, part, usual, seat_rules) for day in days) for part in PARTS]
    assert seats_in(known, post, days, slices) == wanted
    for pk in range(6):
        work = times.in_days(pk, days, PARTS)
        assert worked_in(times, pk, days, slices, PARTS) == [part in work.parts for part in PARTS]
        assert days_off_work(times, pk, days) == []


@given(books, open_days, rules, st.integers(0, 4), st.sets(st.integers(0, 5)))
def test_what_lacks_in_a_slice_is_what_lacks_on_its_fullest_day(times, days, seat_rules, usual, people):
    """Counted day by day, apart from all slices."""
    slices = slices_of(times, days)
    post = PostFactory.build(pk=7, hall=None, seats=usual)
    post.hall_id = 3
    known = Opening({3: "1234567"}, {}, {3: PARTS}, {7: seat_rules})
    seats = seats_in(known, post, days, slices)
    there = [worked_in(times, pk, days, slices, PARTS) for pk in people]
    for h, (group, part) in enumerate((group, part) for group in slices.groups for part in PARTS):
        inside = [day for day in days if str(day.isoweekday()) in group]
        filled = sum(one[h] for one in there)
        lacks = [
            seats_on(day, part, usual, seat_rules) - sum(part in on(times, pk, day) for pk in people) for day in inside
        ]
        assert seats[h] - filled >= max(lacks)
        if group not in slices.joined:
            assert seats[h] - filled == max(lacks)


def test_a_slice_without_an_open_day_wants_nobody_and_nobody_is_there():
    slices, post = Slices(("123", "45")), PostFactory.build(pk=7, hall=None, seats=2)
    post.hall_id = 3
    assert seats_in(Opening(), post, WEEK[:2], slices) == [2, 0]
    assert worked_in(WorkTimes(), 1, WEEK[:2], slices, (None,)) == [True, False]


def test_days_off_work_are_the_open_days_of_other_weekdays():
    assert days_off_work(works("13"), 1, WEEK[:4]) == [WEEK[1], WEEK[3]]
    assert days_off_work(works("13"), 9, WEEK) == []


def test_who_works_at_another_time_takes_nobodys_seat():
    times = works("123", "45", "12345")
    assert at_once(times, [1], 2, WEEK[:5], (None,)) == 0
    assert at_once(times, [1, 3], 2, WEEK[:5], (None,)) == 1
    assert at_once(times, [1, 2], 3, WEEK[:5], (None,)) == 1
    assert at_once(times, [1, 9], 3, WEEK[:5], (None,)) == 2
    assert at_once(times, [1], 2, [], (None,)) == 0


def words(parts, some, periods=(), language="en"):
    with override(language):
        return parts.words(some, periods)


def test_a_slice_is_named_by_its_days_and_all_of_the_week_by_nothing():
    parts = WeekParts(["", ""], ["123", "45"], ["12345", "1235"])
    assert words(parts, [1]) == "Thursday, Friday"
    assert words(parts, [1], language="zh-hans") == "周四、周五"
    assert words(parts, [0, 1]) == words(parts, []) == ""
    # Thursday is closed in the second week.
    assert words(parts, [1], [1]) == "Friday"
    assert words(parts, [1], [0, 1]) == "Thursday, Friday"


def test_parts_of_the_day_are_named_beside_the_days_where_both_are_less_than_all():
    parts = WeekParts(["morning", "afternoon"] * 2, ["123", "123", "45", "45"])
    assert words(parts, [2]) == "Thursday, Friday; morning"
    assert words(parts, [2, 3]) == "Thursday, Friday"
    assert words(parts, [0, 2]) == "morning"
    assert words(parts, [0, 1, 2]) == "morning; also Monday, Tuesday, Wednesday; afternoon"
    chinese = WeekParts(["上午", "下午"] * 2, ["123", "123", "45", "45"])
    assert words(chinese, [2], language="zh-hans") == "周四、周五上午"
    assert words(WeekParts(["morning", "afternoon"]), [1]) == "afternoon"
