"""Two observers against the definitions of the literature."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.agreement import LEAST_PAIRS, agreement

places = st.sampled_from([0, 0.25, 0.5, 0.75, 1])
pairs = st.lists(st.tuples(places, places), min_size=1, max_size=40)


def from_table(table):
    """The pairs behind a table of counts: rows are the first observer's level, columns the second's."""
    top = len(table) - 1
    return [
        (row / top, column / top) for row, line in enumerate(table) for column, n in enumerate(line) for _ in range(n)
    ]


def by_the_book(table):
    """Cohen (1968) with quadratic weights, literally: observed and expected weighted disagreement of a square table."""
    n, size = sum(map(sum, table)), len(table)
    rows = [sum(line) for line in table]
    columns = [sum(line[place] for line in table) for place in range(size)]
    weight = {(i, j): (i - j) ** 2 for i, j in product(range(size), repeat=2)}
    seen = sum(weight[i, j] * table[i][j] for i, j in weight) / n
    chance = sum(weight[i, j] * rows[i] * columns[j] for i, j in weight) / n**2
    return 1 - seen / chance if chance else None


def test_a_worked_table_gives_the_kappa_of_the_definition():
    # Three levels, 200 judgements, worked by hand.
    table = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
    found = agreement(from_table(table))
    assert found.equal == pytest.approx(140 / 200)
    # seen: (14 + 10 + 10 + 6 + 4·18 + 4·2) / 200 = 0.6
    # chance, of rows 120, 60, 20 and columns 100, 60, 40:
    # (120·60 + 60·100 + 60·40 + 20·60 + 4·120·40 + 4·20·100) / 200² = 1.1
    assert found.kappa == pytest.approx(1 - 0.6 / 1.1)


@given(
    st.integers(2, 4).flatmap(
        lambda size: st.lists(st.lists(st.integers(0, 9), min_size=size, max_size=size), min_size=size, max_size=size)
    )
)
def test_with_one_number_of_levels_it_is_cohens_weighted_kappa(table):
    if not sum(map(sum, table)):
        return
    expected, found = by_the_book(table), agreement(from_table(table)).kappa
    assert (found is None) == (expected is None)
    if found is not None:
        assert found == pytest.approx(expected)


@given(pairs)
def test_it_does_not_matter_who_is_called_the_first(rows):
    turned = agreement([(b, a) for a, b in rows])
    assert turned == agreement(rows)


@given(st.lists(places, min_size=2))
def test_full_agreement_is_one_and_undefined_when_everybody_chose_one_level(chosen):
    found = agreement([(each, each) for each in chosen])
    assert found.equal == 1
    assert found.kappa == (None if len(set(chosen)) == 1 else 1)


@given(pairs)
def test_kappa_lies_between_minus_one_and_one(rows):
    found = agreement(rows)
    assert found.kappa is None or -1 <= found.kappa <= 1


def test_a_few_pairs_are_too_few_to_say():
    assert not agreement([(0, 1)] * (LEAST_PAIRS - 1)).is_enough
    assert agreement([(0, 1)] * LEAST_PAIRS).is_enough
    assert agreement([]).pairs == 0
