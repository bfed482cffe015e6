"""Figures from stays that have passed."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rotations.history import DAY, Load, Past, Stood, loads, mastered, passed, together

BEGIN = date(2026, 9, 7)


@st.composite
def stays(draw):
    """Stays of three people at three posts; one person stands at one post a day."""
    found = []
    for user in range(3):
        day = BEGIN
        for gap, length, post in draw(
            st.lists(st.tuples(st.integers(0, 3), st.integers(1, 9), st.integers(1, 3)), max_size=4)
        ):
            first = day + gap * DAY
            day = first + length * DAY
            found.append(Stood(user, post, first, day - DAY))
    return found


@given(stays(), st.integers(-5, 30), st.integers(0, 30))
def test_a_load_is_the_sum_of_its_days_asked_one_by_one(found, start, length):
    first = BEGIN + start * DAY
    last = first + length * DAY
    busy = {1: 1, 2: 4, 3: 9}
    days = [first + number * DAY for number in range(length + 1)]
    expected = {}
    for user in range(3):
        posts = [one.post for day in days for one in found if one.user == user and one.first_day <= day <= one.last_day]
        if posts:
            expected[user] = Load(len(posts), sum(busy[post] for post in posts))
    assert loads(found, busy, first, last) == expected


def test_the_mean_of_a_hall_counts_everybody_by_their_days():
    week = timedelta(days=6)
    found = loads([Stood(1, 1, BEGIN, BEGIN + week), Stood(2, 2, BEGIN, BEGIN)], {1: 2, 2: 9}, BEGIN, BEGIN + week)
    assert (found[1].mean, found[2].mean) == (2, 9)
    assert together(found.values()).mean == (7 * 2 + 9) / 8
    assert together([]).mean is None


def test_what_lies_behind_is_told_by_post_the_latest_first_and_without_days_to_come():
    today = BEGIN + 20 * DAY
    found = [
        Stood(1, 1, BEGIN, BEGIN + 6 * DAY),
        Stood(1, 2, BEGIN + 7 * DAY, None),
        Stood(1, 3, today, today + 5 * DAY),
        Stood(2, 3, BEGIN, today),
    ]
    past = passed(found, 1, today - DAY)
    assert list(past.items()) == [(2, Past(2, 13, today - DAY)), (1, Past(1, 7, BEGIN + 6 * DAY))]
    assert mastered(past, [1, 3, 4]) == (1, 3)
