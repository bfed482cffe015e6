"""The arithmetic of validity, by example and by property."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skills.terms import last_day_of, term_of

days = st.dates(date(2000, 1, 1), date(2090, 12, 31))
months = st.integers(1, 120)


@pytest.mark.parametrize(
    ("first", "count", "last"),
    [
        (date(2026, 3, 15), 12, date(2027, 3, 14)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 1), 1, date(2026, 12, 31)),
        (date(2026, 3, 1), 12, date(2027, 2, 28)),
    ],
)
def test_a_period_of_months_ends_on_the_day_people_expect(first, count, last):
    assert last_day_of(first, count) == last


@given(days, months)
def test_a_period_is_never_shorter_than_its_months_of_28_days_nor_longer_than_31(first, count):
    assert 28 * count <= (last_day_of(first, count) - first).days + 1 <= 31 * count


@given(days, st.integers(1, 400), months)
def test_who_begins_later_never_ends_earlier(first, later, count):
    assert last_day_of(first + timedelta(days=later), count) >= last_day_of(first, count)


@given(days, months)
def test_a_longer_period_ends_later(first, count):
    assert last_day_of(first, count + 1) > last_day_of(first, count)


@given(days.filter(lambda day: day.day <= 28), months, months)
def test_renewed_on_the_day_after_two_periods_are_as_long_as_one_of_both(first, one, two):
    next_first = last_day_of(first, one) + timedelta(days=1)
    assert last_day_of(next_first, two) == last_day_of(first, one + two)


@given(days, months, st.integers(0, 400), st.integers(0, 120))
def test_the_days_of_a_term_stand_in_order(on, count, renewal, grace):
    term = term_of(on, SimpleNamespace(validity_months=count, renewal_days=renewal, grace_days=grace))
    assert term.valid_from == on <= term.renewal_from <= term.valid_until + timedelta(days=1)
    assert (term.grace_until - term.valid_until).days == grace
    if renewal <= (term.valid_until - on).days:
        assert (term.valid_until - term.renewal_from).days + 1 == renewal


def test_without_a_certification_or_a_validity_it_lasts_for_ever():
    assert term_of(date(2026, 1, 1)).valid_until is None
    endless = SimpleNamespace(validity_months=None, renewal_days=60, grace_days=30)
    assert term_of(date(2026, 1, 1), endless) == term_of(date(2026, 1, 1))
