"""The tidy form of an item, and the small nouns the formats share."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.exchange.categories import path_of, topic_of
from quizzes.exchange.shapes import SHAPES, cleaned, tidy, tidy_line, tidy_text
from quizzes.exchange.weights import marking_of, whole_percents, written_worths
from quizzes.items import item_of, stored, without_ids

from . import strategies as drawn

KINDS = [*drawn.BODIES, "fill_in", "cloze", "case"]


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25)
@given(data=st.data())
def test_tidying_twice_changes_nothing_more(kind, data):
    once = tidy(data.draw(drawn.items(kind)))
    assert tidy(once) == once


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25)
@given(data=st.data())
def test_a_tidy_item_can_be_stored_and_is_then_the_same(kind, data):
    item = tidy(data.draw(drawn.items(kind)))
    content = {"stem": item.stem, "explanation": item.explanation, "body": stored(item)}
    again = item_of(content)
    assert (again.kind, without_ids(again.body)) == (item.kind, item.body)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["options", "text", "right", "x"]), inner)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("kind", SHAPES)
@given(body=st.dictionaries(st.sampled_from(["options", "marking", "blanks", "answers", "unit", "areas"]), json_values))
def test_whatever_a_file_says_a_body_has_the_fields_of_its_kind(kind, body):
    assert set(cleaned(SHAPES[kind], body)) <= set(SHAPES[kind])


@given(drawn.loose)
def test_a_tidy_text_has_no_blanks_about_its_lines(text):
    assert all(line == line.strip(" \t") for line in tidy_text(text).split("\n"))
    assert "\n" not in tidy_line(text)


@pytest.mark.parametrize("text", ["䶮𠮷𬘭·", "　缩进", "a\u00a0b"])
def test_rare_characters_and_wide_blanks_stay(text):
    assert tidy_text(text) == text


@given(st.lists(drawn.solid, min_size=1, max_size=4))
def test_a_topic_is_the_same_after_its_path(names):
    topic = " / ".join(filter(None, (tidy_line(part) for name in names for part in name.split(" / "))))
    if not topic.startswith("$"):
        assert topic_of(path_of(topic)) == topic


@given(st.integers(1, 6), st.integers(1, 4), st.sampled_from(["partial", "minus"]))
def test_a_marking_is_known_again_by_its_numbers(right, wrong, marking):
    options = [{"right": True}] * right + [{"right": False}] * wrong
    known = marking_of(written_worths(options, marking))
    # With one right option both mean the same: a wrong one takes everything away.
    assert known == ("partial" if right == 1 else marking)


@given(st.integers(1, 9))
def test_equal_shares_make_a_hundred(count):
    assert sum(whole_percents([100 / count] * count)) == 100
