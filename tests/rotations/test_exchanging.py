"""What an exchange breaks: held against going through weeks and days one by one."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rotations.exchanging import Bonded, Limits, broken, grid_from, post_in
from rotations.periods import Stretch, stretches
from rotations.planner.checking import Rule
from rotations.planner.problem import Bond
from rotations.timelines import Line, joined, post_on

MONDAY = date(2026, 3, 2)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
WEEKS = 8
GRID = stretches(MONDAY, "week", WEEKS)
FREE = Limits(0, 0)

where = st.lists(st.sampled_from([None, 1, 2, 3]), min_size=WEEKS, max_size=WEEKS)
limit = st.builds(Limits, st.integers(0, 3), st.integers(0, 3))


def lines_of(weeks, begins=MONDAY):
    days = stretches(begins, "week", len(weeks))
    return joined(Line(post, *stretch) for post, stretch in zip(weeks, days, strict=True) if post)


def week(number, count=1):
    return Stretch(MONDAY + number * WEEK, MONDAY + (number + count) * WEEK - DAY)


def rules(goes_to, weeks, days, limits, bonds=(), grid=GRID):
    lines = {user: lines_of(of_one) for user, of_one in weeks.items()}
    return broken(goes_to, lines, days, grid=grid, limits=limits, bonds=bonds)


def slow_faults(weeks, limits):
    """Week by week: how long somebody has stood there, and how long they were away."""
    found = set()
    for number, post in enumerate(weeks):
        if post not in limits:
            continue
        run, rest = 0, 0
        while run <= number and weeks[number - run] == post:
            run += 1
        before = weeks[: number - run + 1]
        if limits[post].most_running and run > limits[post].most_running:
            found.add((Rule.RUNS_TOO_LONG, post, number))
        if post in before:
            rest = before[::-1].index(post)
            # All weeks of a run that begins too soon lie too soon, as far as the rest reaches.
            if number - (len(before) - rest) < limits[post].rest:
                found.add((Rule.NO_REST, post, number))
    return found


@given(where, where, st.integers(0, WEEKS - 1), limit, limit)
def test_runs_and_rests_are_those_of_going_through_the_weeks(mine, theirs, number, own, other):
    a, b = mine[number], theirs[number]
    if not a or not b or a == b:
        return
    limits = {a: own, b: other}
    found = rules({1: b, 2: a}, {1: mine, 2: theirs}, week(number), limits)
    expected = set()
    for user, weeks, post in ((1, mine, b), (2, theirs, a)):
        after = [*weeks[:number], post, *weeks[number + 1 :]]
        new = slow_faults(after, limits) - slow_faults(weeks, limits)
        expected |= {(rule, user, at) for rule, at, _when in new}
    assert {(one.rule, one.user, one.post) for one in found} == expected


pieces = st.lists(st.tuples(st.sampled_from([None, 1, 2, 3]), st.integers(1, 9)), min_size=1, max_size=8)


def by_days(cut):
    day, found = MONDAY, []
    for post, length in cut:
        found += [Line(post, day, day + (length - 1) * DAY)] if post else []
        day += length * DAY
    return found


@given(
    st.dictionaries(st.integers(1, 3), pieces.map(by_days), min_size=3, max_size=3),
    st.sampled_from(Bond),
    st.permutations([1, 2, 3]),
    st.sampled_from([None, 1, 2]),
    st.integers(0, 20),
    st.integers(0, 20),
    st.integers(0, 9),
)
def test_pairs_are_those_of_going_through_the_days(lines, bond, two, at, begins, holds, length):
    bonded = Bonded(bond, two[0], two[1], at, MONDAY + holds * DAY, MONDAY + (holds + 12) * DAY)
    days = Stretch(MONDAY + begins * DAY, MONDAY + (begins + length) * DAY)
    goes_to = {1: 2, 2: 1}
    found = broken(goes_to, lines, days, grid=GRID, limits={1: FREE, 2: FREE}, bonds=[bonded])

    def breaks(user_at):
        first, second = (user_at(user) for user in two[:2])
        if first is None or (at and first != at):
            return False
        return (first == second) if bond == Bond.APART else (first != second)

    expected = False
    for number in range(length + 1):
        day = days.first_day + number * DAY
        if not bonded.first_day <= day <= bonded.last_day:
            continue
        was = breaks(lambda user, day=day: post_on(lines[user], day))
        will = breaks(lambda user, day=day: goes_to.get(user) or post_on(lines[user], day))
        expected |= will and not was
    assert bool(found) == expected


@given(pieces.map(by_days), st.integers(0, 20), st.integers(0, 9))
def test_most_days_are_counted_one_by_one(lines, begins, length):
    days = [MONDAY + (begins + number) * DAY for number in range(length + 1)]
    stood = [post for day in days if (post := post_on(lines, day))]
    found = post_in(lines, days[0], days[-1])
    assert found == (max(stood, key=lambda post: (stood.count(post), -stood.index(post))) if stood else None)


def test_an_exchange_of_a_day_or_two_begins_and_ends_no_stay():
    weeks = {1: [1] * 4, 2: [2] * 4}
    limits = {1: Limits(0, 2), 2: Limits(0, 2)}
    assert rules({1: 2, 2: 1}, weeks, Stretch(MONDAY + WEEK, MONDAY + WEEK + 2 * DAY), limits) == []
    found = rules({1: 2, 2: 1}, weeks, week(1), limits)
    assert {(one.rule, one.user, one.post) for one in found} == {(Rule.NO_REST, 1, 1), (Rule.NO_REST, 2, 2)}


def test_what_was_stood_before_the_plan_runs_on_and_rests():
    lines = {1: lines_of([1, 2, 2], MONDAY - WEEK), 2: lines_of([2, 1, 1], MONDAY - WEEK)}
    grid = stretches(MONDAY, "week", 2)
    found = broken({1: 1, 2: 2}, lines, week(0), grid=grid, limits={1: Limits(1, 0), 2: Limits(0, 1)}, bonds=[])
    assert [(one.rule, one.user) for one in found] == [(Rule.RUNS_TOO_LONG, 1)]
    rested = {1: lines_of([1, 3, 2], MONDAY - 2 * WEEK), 2: lines_of([2, 3, 1], MONDAY - 2 * WEEK)}
    found = broken({1: 1, 2: 2}, rested, week(0), grid=grid, limits={1: Limits(0, 2), 2: FREE}, bonds=[])
    assert [(one.rule, one.user) for one in found] == [(Rule.NO_REST, 1)]


def test_the_periods_go_on_after_the_plan_with_its_mean_length():
    months = stretches(date(2026, 1, 1), "month", 3)
    found = grid_from(months, date(2026, 5, 2), 2)
    assert found[:3] == months
    assert found[3] == Stretch(date(2026, 4, 1), date(2026, 4, 30))
    assert sum(one.first_day > date(2026, 5, 2) for one in found) == 2


def test_what_is_broken_already_is_not_held_against_the_exchange():
    weeks = {1: [1, 2, 3], 2: [2, 1, 3], 3: [2, 2, 2]}
    apart = Bonded(Bond.APART, 3, 1, None, MONDAY, None)
    assert [one.other for one in rules({1: 2, 2: 1}, weeks, week(0), {1: FREE, 2: FREE}, [apart])] == [3]
    assert rules({1: 1, 2: 2}, weeks, week(1), {1: FREE, 2: FREE}, [apart]) == []


def test_a_learner_goes_without_and_is_left_without():
    weeks = {1: [1], 2: [2], 3: [1]}
    for first, second, learns in ((1, 3, True), (3, 1, False)):
        beside = Bonded(Bond.TOGETHER, first, second, None, MONDAY, None)
        (found,) = rules({1: 2, 2: 1}, weeks, week(0), {1: FREE, 2: FREE}, [beside])
        assert (found.rule, found.user, found.other, found.learns) == (Rule.NOT_TOGETHER, 1, 3, learns)
