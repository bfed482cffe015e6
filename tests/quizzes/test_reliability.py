"""Reliability: against published data sets and against laws."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.reliability import LEAST_PEOPLE, alpha_of, dependability, feldt, same_paper

from . import lsat

matrices = st.integers(2, 6).flatmap(
    lambda k: st.lists(st.lists(st.integers(0, 4), min_size=k, max_size=k), min_size=LEAST_PEOPLE, max_size=30)
)


def test_alpha_of_the_lsat_is_that_which_is_published():
    found = alpha_of(lsat.ROWS, possible=5)
    assert found.kind == "alpha"
    assert found.coefficient.value == pytest.approx(lsat.ALPHA, abs=5e-5)
    assert found.people == 1000
    assert found.questions == 5


@pytest.mark.parametrize("column", range(5))
def test_alpha_without_a_question_is_that_which_is_published(column):
    rest = [row[:column] + row[column + 1 :] for row in lsat.ROWS]
    assert alpha_of(rest).coefficient.value == pytest.approx(lsat.ALPHA_WITHOUT[column], abs=5e-5)


def test_marks_of_nothing_or_everything_make_it_formula_20_of_kuder_and_richardson():
    totals = [sum(row) for row in lsat.ROWS]
    pq = sum(p * (1 - p) for p in (sum(column) / 1000 for column in zip(*lsat.ROWS, strict=True)))
    kr20 = 5 / 4 * (1 - pq / statistics.pvariance(totals))
    assert alpha_of(lsat.ROWS).coefficient.value == pytest.approx(kr20)


def test_the_error_of_measurement_is_a_share_of_the_possible_mark():
    found = alpha_of(lsat.ROWS, possible=5)
    expected = statistics.stdev(sum(row) for row in lsat.ROWS) * (1 - lsat.ALPHA) ** 0.5 / 5
    assert found.error == pytest.approx(expected, abs=1e-4)


def test_feldts_interval_is_that_of_the_f_table():
    # F(0.975; 60, 120) = 1.530 and F(0.975; 120, 60) = 1.581: 61 people, 3 questions, alpha 0.80.
    found = feldt(0.80, 61, 3)
    assert found.low == pytest.approx(1 - 0.20 * 1.530, abs=2e-4)
    assert found.high == pytest.approx(1 - 0.20 / 1.581, abs=2e-4)


def test_dependability_is_the_icc_of_shrout_and_fleiss(monkeypatch):
    # Shrout & Fleiss (1979), Psychological Bulletin 86, table 2: six targets, four judges; ICC(1,4) = 0.44.
    monkeypatch.setattr("quizzes.reliability.LEAST_PEOPLE", 6)
    rows = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    found = dependability([(4, sum(row), sum(x * x for x in row)) for row in rows])
    assert found.coefficient.value == pytest.approx(0.44, abs=5e-3)
    # MS within is 6.26 in the paper's table 3; its square root over four judges is the error of a mean.
    assert found.error == pytest.approx((6.26 / 4) ** 0.5, abs=1e-3)


def test_hard_draws_count_as_error():
    """Who drew the hard paper is not weaker: alpha over shared pairs would not see it, this does."""
    luck = [(4, 4.0, 4.0), (4, 1.0, 1.0)] * 10
    even = [(4, 2.0, 2.0), (4, 3.0, 3.0)] * 10
    assert dependability(luck).coefficient.value > dependability(even).coefficient.value
    assert dependability(luck).error < dependability(even).error


@given(matrices, st.integers(-3, 3))
def test_adding_a_constant_to_a_question_changes_nothing(rows, constant):
    moved = [[row[0] + constant, *row[1:]] for row in rows]
    one, other = alpha_of(rows, 10), alpha_of(moved, 10)
    assert one.kind == other.kind
    if one.coefficient:
        assert one.coefficient.value == pytest.approx(other.coefficient.value)


@given(matrices, st.randoms())
def test_the_order_of_people_and_questions_changes_nothing(rows, rng):
    order = rng.sample(range(len(rows[0])), len(rows[0]))
    moved = [[row[place] for place in order] for row in rng.sample(rows, len(rows))]
    one, other = alpha_of(rows, 10), alpha_of(moved, 10)
    assert one.kind == other.kind
    if one.coefficient:
        assert one.coefficient.value == pytest.approx(other.coefficient.value)


@given(matrices)
def test_no_coefficient_is_above_one_and_each_lies_in_its_interval(rows):
    papers = [(len(row), sum(row), sum(x * x for x in row)) for row in rows]
    for found in (alpha_of(rows, 10), dependability(papers)):
        if found.coefficient:
            assert found.coefficient.low <= found.coefficient.value <= found.coefficient.high <= 1 + 1e-9
            assert found.error >= 0


@given(matrices)
def test_dependability_never_flatters_beside_alpha(rows):
    """For one paper for all, questions of unequal difficulty are error to the one and none to the other."""
    one, other = alpha_of(rows), dependability([(len(row), sum(row), sum(x * x for x in row)) for row in rows])
    if one.coefficient and other.coefficient:
        # Within is the residual of alpha and what parts the questions, weighed (n-1) : 1; the latter is 0 at least.
        slack = (1 - one.coefficient.value) / len(rows) + 1e-9
        assert other.coefficient.value <= one.coefficient.value + slack


def test_it_is_refused_in_words_where_it_would_mean_nothing():
    assert alpha_of([[1, 0]] * (LEAST_PEOPLE - 1)).kind == "few_people"
    assert alpha_of([[1], [0]] * LEAST_PEOPLE).kind == "few_questions"
    assert alpha_of([[1, 0]] * LEAST_PEOPLE).kind == "no_spread"
    assert dependability([]).kind == "few_people"
    assert dependability([(1, 1.0, 1.0), (1, 0.0, 0.0)] * LEAST_PEOPLE).kind == "few_questions"
    assert dependability([(4, 2.0, 2.0)] * LEAST_PEOPLE).kind == "no_spread"


def test_the_paper_is_the_same_when_each_question_was_asked_of_all():
    assert same_paper({1: 9, 2: 9}, 9)
    assert not same_paper({1: 9, 2: 8}, 9)
    assert not same_paper({}, 0)
