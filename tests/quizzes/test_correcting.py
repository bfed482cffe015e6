"""A corrected key for what was shown: every kind of change an author makes."""

import random
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.correcting import CannotCorrect, corrected_key, marks_alike
from quizzes.items import Item, choice, fill_in, statement
from quizzes.kinds import EVERYTHING, NOTHING, kind_of
from quizzes.marking import mark


def shown_of(item, seed=1):
    presented = kind_of(item.kind).present(item, random.Random(seed))
    return presented.shown, presented.answer_key


def with_ids(item):
    """As the editor stores it: every option under an id that lasts."""
    options = [{**option, "id": f"id-{n}"} for n, option in enumerate(item.body["options"])]
    return replace(item, body={**item.body, "options": options})


def chosen(shown, text):
    return {"options": [option["id"] for option in shown["options"] if option["text"] == text]}


ABC = [("甲", True), ("乙", False), ("丙", False)]
B_IS_RIGHT = [("甲", False), ("乙", True), ("丙", False)]
both_ways = pytest.mark.parametrize("stored", [with_ids, lambda item: item], ids=["with ids", "from a file"])


@both_ways
def test_the_corrected_option_is_right_whatever_its_place(stored):
    before, after = stored(choice("single", "题", ABC)), choice("single", "题", B_IS_RIGHT)
    after = replace(stored(after), body={**stored(after).body})
    after.body["options"].reverse()
    shown, key = shown_of(before)
    new = corrected_key(after, before, shown, key)
    assert mark("single", new, chosen(shown, "乙")) == EVERYTHING
    assert mark("single", new, chosen(shown, "甲")) == NOTHING


def test_an_option_with_an_id_of_its_own_may_be_reworded():
    before = with_ids(choice("single", "题", ABC))
    after = with_ids(choice("single", "题", [("甲!", False), ("乙!", True), ("丙!", False)]))
    shown, key = shown_of(before)
    assert mark("single", corrected_key(after, before, shown, key), chosen(shown, "乙")) == EVERYTHING


def test_from_a_file_one_option_may_be_reworded_and_two_may_not():
    before = choice("single", "题", ABC)
    shown, key = shown_of(before)
    one = choice("single", "题", [("甲", False), ("乙!", True), ("丙", False)])
    assert mark("single", corrected_key(one, before, shown, key), chosen(shown, "乙")) == EVERYTHING
    two = choice("single", "题", [("甲", False), ("乙!", True), ("丙!", False)])
    with pytest.raises(CannotCorrect):
        corrected_key(two, before, shown, key)


@both_ways
def test_an_option_taken_away_counts_as_wrong(stored):
    before = stored(choice("multiple", "题", [("甲", True), ("乙", True), ("丙", False), ("丁", False)]))
    shown, key = shown_of(before)
    left = [option for option in before.body["options"] if option["text"] != "丁"]
    new = corrected_key(replace(before, body={"options": left}), before, shown, key)
    right = chosen(shown, "甲")["options"] + chosen(shown, "乙")["options"]
    assert mark("multiple", new, {"options": right}) == EVERYTHING
    assert mark("multiple", new, {"options": right + chosen(shown, "丁")["options"]}) == NOTHING


@both_ways
def test_what_nobody_was_shown_cannot_have_been_right(stored):
    before = stored(choice("single", "题", ABC))
    shown, key = shown_of(before)
    added = {"text": "丁", "right": True, "id": "new"}
    options = [{**option, "right": False} for option in before.body["options"]] + [added]
    with pytest.raises(CannotCorrect):
        corrected_key(replace(before, body={"options": options}), before, shown, key)


def test_attempts_from_before_ids_were_kept_are_matched_by_words():
    before, after = with_ids(choice("single", "题", ABC)), with_ids(choice("single", "题", B_IS_RIGHT))
    shown, key = shown_of(before)
    del key["of"]
    assert mark("single", corrected_key(after, before, shown, key), chosen(shown, "乙")) == EVERYTHING
    shown["options"][0]["text"] = "别的"
    with pytest.raises(CannotCorrect):
        corrected_key(after, before, shown, key)


def test_a_statement_and_a_blank_are_corrected_too():
    before, after = statement("对吗", True), statement("对吗", False)
    assert mark("true_false", corrected_key(after, before, *shown_of(before)), {"value": False}) == EVERYTHING
    before, after = fill_in("____元", [["5"]]), fill_in("____元", [["6"]])
    assert mark("fill_in", corrected_key(after, before, *shown_of(before)), {"blanks": ["6"]}) == EVERYTHING


def test_another_kind_and_another_number_of_blanks_are_refused():
    before = fill_in("____元", [["5"]])
    for after in (statement("5 元", True), fill_in("____元____角", [["5"], ["6"]]), Item("", "")):
        with pytest.raises(CannotCorrect):
            corrected_key(after, before, *shown_of(before))


options = st.lists(
    st.tuples(st.sampled_from("甲乙丙丁戊"), st.booleans()), min_size=2, max_size=5, unique_by=lambda o: o[0]
)


@given(options, st.booleans(), st.integers(0, 99), st.randoms(use_true_random=False))
def test_the_same_question_gives_the_same_key_however_its_options_are_moved(rows, stored, seed, rng):
    before = choice("multiple", "题", rows)
    before = with_ids(before) if stored else before
    shown, key = shown_of(before, seed)
    moved = list(before.body["options"])
    rng.shuffle(moved)
    new = corrected_key(replace(before, body={"options": moved}), before, shown, key)
    assert marks_alike(new, {**key, "options": key["options"][::-1]})


def case(*parts):
    rows = [{"kind": part.kind, "stem": part.stem, "points": 1, "body": part.body} for part in parts]
    return Item("case", "客户说多收了电费。", {"parts": rows})


@both_ways
def test_each_part_of_a_case_is_corrected_by_itself(stored):
    before = case(stored(choice("single", "先做什么", ABC)), statement("要道歉吗", True))
    after = case(stored(choice("single", "先做什么", B_IS_RIGHT[::-1])), statement("要道歉吗", True))
    shown, key = shown_of(before)
    new = corrected_key(after, before, shown, key)
    chose = chosen(shown["parts"][0], "乙")
    assert mark("case", key, {"parts": [chose, {"value": True}]}) == Fraction(1, 2)
    assert mark("case", new, {"parts": [chose, {"value": True}]}) == EVERYTHING


def test_a_part_of_another_kind_and_an_essay_are_refused():
    before = case(choice("single", "先做什么", ABC), statement("要道歉吗", True))
    after = case(statement("先做什么", True), statement("要道歉吗", True))
    with pytest.raises(CannotCorrect):
        corrected_key(after, before, *shown_of(before))
    essay = Item("essay", "写一写", {"criteria": [{"text": "好", "points": 1}]})
    with pytest.raises(CannotCorrect):
        corrected_key(essay, essay, *shown_of(essay))
