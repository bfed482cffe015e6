"""The arithmetic of validity, by example and by property."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skills.terms import capped, is_in_time, last_day_of, term_of

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
    term = term_of(
        on, SimpleNamespace(validity_months=count, renewal_days=renewal, grace_days=grace, renewal_basis="completion")
    )
    assert term.valid_from == on <= term.renewal_from <= term.valid_until + timedelta(days=1)
    assert (term.grace_until - term.valid_until).days == grace
    if renewal <= (term.valid_until - on).days:
        assert (term.valid_until - term.renewal_from).days + 1 == renewal


def test_without_a_certification_or_a_validity_it_lasts_for_ever():
    assert term_of(date(2026, 1, 1)).valid_until is None
    endless = SimpleNamespace(validity_months=None, renewal_days=60, grace_days=30)
    assert term_of(date(2026, 1, 1), endless) == term_of(date(2026, 1, 1))


def rules(**fields):
    given_rules = {"validity_months": 12, "renewal_days": 60, "grace_days": 30, "renewal_basis": "completion"}
    return SimpleNamespace(**given_rules | {"minimum_months": 0, "fixed_month": 12, "fixed_day": 31} | fields)


def test_renewed_early_from_the_previous_expiry_no_day_is_lost():
    term = term_of(date(2026, 11, 10), rules(renewal_basis="expiry"), previous_until=date(2026, 12, 14))
    assert (term.valid_from, term.valid_until) == (date(2026, 11, 10), date(2027, 12, 14))


def test_renewed_in_grace_the_rhythm_is_kept_and_renewed_after_it_begins_anew():
    previous = date(2026, 12, 14)
    assert term_of(date(2027, 1, 13), rules(renewal_basis="expiry"), previous).valid_until == date(2027, 12, 14)
    assert term_of(date(2027, 1, 14), rules(renewal_basis="expiry"), previous).valid_until == date(2028, 1, 13)


def test_renewed_before_it_opens_counts_as_a_first_one():
    term = term_of(date(2026, 5, 1), rules(renewal_basis="expiry"), date(2026, 12, 14), date(2026, 10, 16))
    assert term.valid_until == date(2027, 4, 30)


@pytest.mark.parametrize(
    ("on", "least", "until"),
    [
        (date(2026, 3, 1), 3, date(2026, 12, 31)),
        (date(2026, 10, 1), 3, date(2026, 12, 31)),
        (date(2026, 10, 2), 3, date(2027, 12, 31)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
    ],
)
def test_a_first_certificate_ends_on_the_fixed_day_that_leaves_the_minimum(on, least, until):
    assert term_of(on, rules(renewal_basis="fixed", minimum_months=least)).valid_until == until


def test_a_fixed_day_the_month_does_not_have_is_its_last():
    february = rules(renewal_basis="fixed", fixed_month=2, fixed_day=30)
    assert term_of(date(2027, 3, 1), february).valid_until == date(2028, 2, 29)


def test_a_renewal_in_time_ends_on_the_fixed_day_after_the_validity():
    two_years = rules(renewal_basis="fixed", validity_months=24, minimum_months=3)
    assert term_of(date(2026, 11, 20), two_years, date(2026, 12, 31)).valid_until == date(2028, 12, 31)


@given(
    days,
    st.sampled_from(["completion", "expiry", "fixed"]),
    months,
    st.integers(0, 400),
    st.integers(0, 120),
    st.integers(0, 12),
    st.tuples(st.integers(1, 12), st.integers(1, 31)),
    st.integers(-500, 500),
)
def test_every_basis_gives_days_in_order_and_never_less_than_nothing(
    on, basis, count, renewal, grace, least, fixed, offset
):
    certification = rules(
        renewal_basis=basis,
        validity_months=count,
        renewal_days=renewal,
        grace_days=grace,
        minimum_months=least,
        fixed_month=fixed[0],
        fixed_day=fixed[1],
    )
    term = term_of(on, certification, on + timedelta(days=offset))
    assert term.valid_from == on <= term.renewal_from <= term.valid_until + timedelta(days=1)
    assert term.valid_until >= on
    assert (term.grace_until - term.valid_until).days == grace
    if basis == "fixed" and not is_in_time(on, certification, on + timedelta(days=offset), None):
        assert last_day_of(on, least) <= term.valid_until or least == 0
        assert (term.valid_until - on).days <= 366 + 31 * least


@given(days, st.integers(0, 500), months)
def test_a_cap_never_lengthens_and_keeps_the_days_in_order(on, later, count):
    latest = on + timedelta(days=later)
    term = capped(term_of(on, rules(validity_months=count)), latest)
    assert term.valid_from <= term.renewal_from <= term.valid_until + timedelta(days=1)
    assert term.valid_until <= latest
    assert term.grace_until >= term.valid_until
