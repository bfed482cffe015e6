"""The days on which a report is due."""

import calendar
import datetime

from hypothesis import given
from hypothesis import strategies as st

from reports.timing import MONTHLY, WEEKLY, Rhythm

days = st.dates(datetime.date(2001, 1, 1), datetime.date(2099, 12, 31))
rhythms = st.one_of(
    st.builds(Rhythm, st.just(WEEKLY), st.integers(0, 6)), st.builds(Rhythm, st.just(MONTHLY), st.integers(1, 31))
)


@given(rhythms, days)
def test_the_latest_due_day_is_due_and_none_lies_between_it_and_the_day(rhythm, on):
    latest = rhythm.latest(on)
    assert latest <= on
    assert rhythm.is_due(latest)
    between = [latest + datetime.timedelta(days=step) for step in range(1, (on - latest).days + 1)]
    assert not any(map(rhythm.is_due, between))


@given(rhythms, days)
def test_the_following_due_day_is_the_first_after_the_day(rhythm, on):
    following = rhythm.following(on)
    assert following > on
    assert rhythm.is_due(following)
    assert rhythm.latest(following - datetime.timedelta(days=1)) <= on


@given(st.integers(1, 31), days)
def test_every_month_has_exactly_one_due_day(day, on):
    rhythm = Rhythm(MONTHLY, day)
    length = calendar.monthrange(on.year, on.month)[1]
    assert sum(rhythm.is_due(on.replace(day=number)) for number in range(1, length + 1)) == 1


def test_a_short_month_uses_its_last_day():
    assert Rhythm(MONTHLY, 31).following(datetime.date(2027, 1, 31)) == datetime.date(2027, 2, 28)
    assert Rhythm(MONTHLY, 30).latest(datetime.date(2027, 3, 1)) == datetime.date(2027, 2, 28)
