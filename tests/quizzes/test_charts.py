"""Where marks go in the two small pictures."""

from hypothesis import given
from hypothesis import strategies as st

from quizzes.charts import BAR_HEIGHT, MAP_HEIGHT, MAP_LEFT, MAP_TOP, MAP_WIDTH, bars, dots


@given(st.lists(st.integers(0, 500), min_size=10, max_size=10), st.integers(1, 100))
def test_bars_stay_in_their_box_and_keep_their_counts(counts, pass_mark):
    found = bars(counts, pass_mark)
    assert [bar.count for bar in found] == counts
    assert all(0 <= bar.height <= BAR_HEIGHT and bar.y + bar.height <= 14 + BAR_HEIGHT + 0.2 for bar in found)
    assert all(bar.low >= pass_mark for bar in found if bar.passes)
    assert (found[0].low, found[-1].high) == (0, 100)


@given(st.floats(0, 1), st.floats(-1, 1))
def test_dots_stay_on_the_map(facility, discrimination):
    (dot,) = dots([(1, facility, discrimination, False)])
    assert MAP_LEFT <= dot.x <= MAP_LEFT + MAP_WIDTH
    assert MAP_TOP <= dot.y <= MAP_TOP + MAP_HEIGHT


def test_a_question_without_discrimination_is_not_on_the_map():
    assert dots([(1, 0.5, None, False), (2, None, 0.5, True)]) == []
