"""Quantiles against the tables in the back of every textbook."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.quantiles import beta_quantile, f_quantile, incomplete_beta, normal_quantile, t_quantile


@pytest.mark.parametrize(
    ("share", "freedom", "expected"),
    [
        (0.975, 1, 12.706),
        (0.975, 2, 4.303),
        (0.95, 5, 2.015),
        (0.975, 10, 2.228),
        (0.995, 30, 2.750),
        (0.975, 120, 1.980),
    ],
)
def test_t_is_that_of_the_table(share, freedom, expected):
    assert t_quantile(share, freedom) == pytest.approx(expected, abs=6e-4)
    assert t_quantile(1 - share, freedom) == pytest.approx(-expected, abs=6e-4)


@pytest.mark.parametrize(
    ("share", "upper", "lower", "expected"),
    [
        (0.95, 1, 10, 4.965),
        (0.95, 5, 10, 3.326),
        (0.95, 10, 5, 4.735),
        (0.975, 4, 20, 3.515),
        (0.99, 8, 60, 2.823),
        (0.95, 40, 120, 1.495),
        (0.95, 120, 120, 1.352),
    ],
)
def test_f_is_that_of_the_table(share, upper, lower, expected):
    assert f_quantile(share, upper, lower) == pytest.approx(expected, abs=6e-4)
    assert f_quantile(1 - share, lower, upper) == pytest.approx(1 / expected, abs=6e-4)


def test_a_thousand_people_are_no_trouble():
    # Many degrees of freedom: nearly the chi-square of 999 over its degrees, by Wilson & Hilferty (1931).
    spread = 2 / (9 * 999)
    near = (1 - spread + normal_quantile(0.975) * spread**0.5) ** 3
    assert f_quantile(0.975, 999, 1e9) == pytest.approx(near, abs=1e-4)
    assert t_quantile(0.975, 1e7) == pytest.approx(normal_quantile(0.975), abs=1e-6)


def test_the_middle_of_t_is_nought():
    assert t_quantile(0.5, 7) == 0


@given(st.floats(0.001, 0.999), st.floats(0.5, 400), st.floats(0.5, 400))
def test_a_quantile_of_beta_holds_its_share(share, a, b):
    at = beta_quantile(share, a, b)
    assert 0 <= at <= 1
    if 1e-12 < at < 1 - 1e-12:
        assert incomplete_beta(at, a, b) == pytest.approx(share, abs=1e-6)


@given(st.floats(0, 1), st.floats(0.5, 50), st.floats(0.5, 50))
def test_the_two_sides_of_beta_make_one(x, a, b):
    assert incomplete_beta(x, a, b) + incomplete_beta(1 - x, b, a) == pytest.approx(1)


def test_beta_with_whole_numbers_is_a_binomial_sum():
    # I_0.3(2, 3) = P(at least 2 of 4 at 0.3) = 0.3483
    assert incomplete_beta(0.3, 2, 3) == pytest.approx(0.3483)
