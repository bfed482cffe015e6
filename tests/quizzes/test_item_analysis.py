"""What answers say about a question: held against published figures, against plain formulas, and against laws."""

import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.estimates import Sums, discrimination, facility, fisher, wilson
from quizzes.item_analysis import Choice, Response, analyse, by_version, quantile, third_of, times, upper_lower

from . import lsat

shares = st.floats(0, 1)
marks = st.sampled_from([0.0, 0.5, 1.0])
responses = st.builds(
    Response,
    share=marks,
    rest=st.integers(0, 19).map(lambda right: right / 19),
    chosen=st.lists(st.sampled_from("abc"), max_size=1).map(tuple),
    seconds=st.none() | st.floats(0, 600),
    quiz=st.integers(1, 2),
    revision=st.integers(1, 2),
)
CHOICES = [Choice("a", "对的", True), Choice("b", "错一", False), Choice("c", "错二", False)]


def lsat_responses(column):
    return [Response(row[column], (sum(row) - row[column]) / 4) for row in lsat.ROWS]


def test_the_thousand_people_of_the_lsat_are_all_there():
    assert len(lsat.ROWS) == 1000


@pytest.mark.parametrize("column", range(5))
def test_the_lsat_has_the_facility_and_discrimination_that_is_published(column):
    found = analyse(lsat_responses(column))
    assert found.facility.value == pytest.approx(lsat.FACILITY[column], abs=5e-4)
    assert found.discrimination.value == pytest.approx(lsat.ITEM_REST[column], abs=5e-4)


def test_wilsons_interval_is_that_of_the_textbook():
    # Newcombe (1998), Statistics in Medicine 17, table I, method 3 (score): 81/263, 15/148, 0/20, 1/29.
    for right, n, low, high in [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611)]:
        found = wilson(right / n, n)
        assert (found.low, found.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))
    assert wilson(1 / 29, 29).high == pytest.approx(0.1718, abs=1e-4)


def test_fishers_interval_is_that_of_the_formula():
    # atanh(0.5) = 0.5493, 1.95996/sqrt(25) = 0.3920: tanh of 0.1573 and 0.9413.
    found = fisher(0.5, 28)
    assert (found.low, found.high) == (pytest.approx(0.1560, abs=1e-4), pytest.approx(0.7358, abs=1e-4))


def test_partial_marks_get_an_interval_by_students_t():
    found = facility([Sums.of([(0.5, None), (1, None), (0, None), (0.75, None)])])
    mean, error = 0.5625, statistics.stdev([0.5, 1, 0, 0.75]) / 2
    assert found.method == "t"
    # t(3; 0.975) = 3.18245; the upper end lies beyond 1 and is cut off.
    assert found.low == pytest.approx(max(0, mean - 3.18245 * error), abs=1e-4)
    assert found.high == 1


def test_the_same_partial_mark_for_all_is_no_certainty():
    found = facility([Sums.of([(0.5, None)] * 10)])
    assert found.method == "wilson"
    assert found.high - found.low > 0.4


@given(st.lists(responses, min_size=1, max_size=60))
def test_facility_lies_between_nothing_and_everything_and_in_its_interval(rows):
    found = analyse(rows)
    assert 0 <= found.facility.low <= found.facility.value <= found.facility.high <= 1
    assert found.facility.value == pytest.approx(statistics.fmean(row.share for row in rows))


@given(st.lists(st.tuples(marks, st.integers(0, 19)), min_size=4, max_size=60))
def test_discrimination_is_the_correlation_of_the_plain_formula(rows):
    pairs = [(x, rest / 19) for x, rest in rows]
    found = discrimination([Sums.of(pairs)])
    xs, rests = zip(*pairs, strict=True)
    if len(set(xs)) == 1 or len(set(rests)) == 1:
        assert found is None
        return
    assert found.value == pytest.approx(statistics.correlation(xs, rests), abs=1e-6)
    assert -1 <= found.low <= found.value <= found.high <= 1


def test_discrimination_is_not_told_where_nothing_varies():
    assert discrimination([Sums.of([(1, 0.1 * n) for n in range(9)])]) is None
    assert discrimination([Sums.of([(n % 2, 0.5) for n in range(9)])]) is None
    assert discrimination([Sums.of([(n % 2, None) for n in range(9)])]) is None
    assert discrimination([]) is None


def test_an_easy_and_a_hard_quiz_together_do_not_feign_discrimination():
    hard = [Response(right, rest, quiz=1) for right, rest in [(0, 0.1), (0, 0.3), (1, 0.1), (1, 0.3)]]
    easy = [Response(1, rest, quiz=2) for rest in (0.8, 0.9, 1.0)]
    assert analyse(hard + easy).discrimination.value == pytest.approx(0)
    mixed = [Response(row.share, row.rest) for row in hard + easy]
    assert analyse(mixed).discrimination.value > 0.5


@given(st.lists(responses, min_size=1, max_size=40), st.randoms())
def test_the_order_of_the_answers_does_not_matter(rows, rng):
    shuffled = rng.sample(rows, len(rows))
    one, other = analyse(rows, CHOICES), analyse(shuffled, CHOICES)
    assert one.thirds == other.thirds
    assert one.times == other.times
    assert [c.count for c in one.choices] == [c.count for c in other.choices]
    assert [c.by_third for c in one.choices] == [c.by_third for c in other.choices]
    assert one.upper_lower == (None if other.upper_lower is None else pytest.approx(other.upper_lower))
    assert (one.discrimination is None) == (other.discrimination is None)
    if one.discrimination:
        assert one.discrimination.value == pytest.approx(other.discrimination.value)


@given(st.lists(responses, min_size=1, max_size=40))
def test_versions_add_up_to_the_whole(rows):
    parts, whole = by_version(rows, {1: CHOICES, 2: CHOICES}, {}), analyse(rows, CHOICES)
    assert sum(part.n for part in parts.values()) == whole.n
    assert list(parts) == sorted(parts, reverse=True)
    for place in range(3):
        assert sum(part.choices[place].count for part in parts.values()) == whole.choices[place].count


@given(
    st.lists(st.tuples(marks, st.integers(0, 9)), max_size=30),
    st.lists(st.tuples(marks, st.integers(0, 9)), max_size=30),
)
def test_sums_of_two_heaps_are_the_sums_of_the_heap(one, other):
    added, together = Sums.of(one) + Sums.of(other), Sums.of(one + other)
    for name in Sums.__dataclass_fields__:
        assert getattr(added, name) == pytest.approx(getattr(together, name))


def test_choices_are_counted_by_third_with_the_rest_and_the_point_biserial():
    rows = [Response(0, 0.1 * n, ("b",)) for n in (1, 2, 3)]
    rows += [Response(0, 0.1 * n, ("c",)) for n in (4, 5)] + [Response(0, 0.6)]
    rows += [Response(1, 0.1 * n, ("a",)) for n in (7, 8, 9)]
    found = analyse(rows, CHOICES, guess=1 / 3)
    key, first, second = found.choices
    assert found.thirds == {"bottom": 3, "middle": 3, "top": 3}
    assert found.left_open == 1
    assert (key.count, first.count, second.count) == (3, 3, 2)
    assert key.by_third == {"bottom": 0, "middle": 0, "top": 1}
    assert first.by_third == {"bottom": 1, "middle": 0, "top": 0}
    assert second.by_third["middle"] == pytest.approx(2 / 3)
    assert (key.rest, first.rest) == (pytest.approx(0.8), pytest.approx(0.2))
    took = [float("a" in row.chosen) for row in rows]
    assert key.biserial.value == pytest.approx(statistics.correlation(took, [row.rest for row in rows]))
    assert first.biserial.value < 0 < key.biserial.value


def test_people_who_did_equally_well_are_in_one_third():
    assert third_of([0, 0, 0, 0]) == ["middle"] * 4
    assert third_of([5, 1, 3]) == ["top", "bottom", "middle"]
    assert third_of([1, 1, 2, 3, 3, 3]) == ["bottom", "bottom", "middle", "top", "top", "top"]
    assert third_of([]) == []


def test_upper_lower_compares_the_strongest_and_weakest_27_per_cent():
    rows = [(1.0 if height >= 50 else 0.0, height) for height in range(100)]
    assert upper_lower(rows) == pytest.approx(1)
    assert upper_lower([(1 - share, height) for share, height in rows]) == pytest.approx(-1)
    assert upper_lower([(0.5, 1)] * 10) == pytest.approx(0)
    assert upper_lower(rows[:3]) is None
    # 27 of 100: 20 at the top have it, and 7 of the places of the next 10, half of whom do.
    ties = [(1, 3)] * 20 + [(1, 2)] * 5 + [(0, 2)] * 5 + [(0, 1)] * 70
    assert upper_lower(ties) == pytest.approx((20 + 3.5) / 27)


@given(st.lists(st.floats(0, 1000), min_size=2, max_size=50))
def test_quartiles_are_those_of_the_standard_library(seconds):
    found = times(seconds)
    expected = statistics.quantiles(seconds, n=4, method="inclusive")
    assert [found.low, found.median, found.high] == pytest.approx(expected)


def test_a_time_nobody_knows_is_not_told():
    assert times([]) is None
    assert quantile([7.0], 0.25) == 7


def test_nobody_asked_leaves_nothing_to_say():
    found = analyse([], CHOICES)
    assert (found.n, found.facility, found.discrimination, found.upper_lower, found.times) == (
        0,
        None,
        None,
        None,
        None,
    )
    assert [choice.share for choice in found.choices] == [0, 0, 0]


def test_intervals_hold_the_truth_about_nineteen_times_in_twenty():
    rng = random.Random(4)
    held = 0
    for _hall in range(400):
        right = sum(rng.random() < 0.7 for _person in range(25))
        found = wilson(right / 25, 25)
        held += found.low <= 0.7 <= found.high
    assert 0.92 <= held / 400 <= 0.99
