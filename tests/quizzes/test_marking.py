"""Marking, properties first: what must hold for every answer anybody could send."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quizzes import items
from quizzes.kinds import Malformed, kind_of
from quizzes.marking import Marked, mark, points_for, score
from quizzes.spellings import fits, normalise
from quizzes.values import canonical, is_answered

ids = st.lists(st.text("abcdef0123", min_size=2, max_size=3), min_size=2, max_size=6, unique=True)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
anything = json_values | st.fixed_dictionaries(
    {}, optional={"options": json_values, "value": json_values, "blanks": json_values}
)


@st.composite
def questions(draw):
    """A question as shown, with its key and the right answer."""
    kind = draw(st.sampled_from(["single", "multiple", "true_false", "fill_in"]))
    shown, key = {"kind": kind, "stem": "?"}, {}
    if kind in ("single", "multiple"):
        known = draw(ids)
        count = 1 if kind == "single" else draw(st.integers(1, len(known)))
        shown["options"] = [{"id": option, "text": option} for option in known]
        key = {"options": draw(st.permutations(known))[:count]}
        return shown, key, {"options": key["options"]}
    if kind == "true_false":
        key = {"value": draw(st.booleans())}
        return shown, key, dict(key)
    spellings = st.lists(st.text("甲乙ab12", min_size=1, max_size=5), min_size=1, max_size=3)
    key = {"blanks": draw(st.lists(spellings, min_size=1, max_size=3))}
    shown["blanks"] = len(key["blanks"])
    return shown, key, {"blanks": [variants[0] for variants in key["blanks"]]}


@given(questions())
def test_the_right_answer_is_right_and_survives_storing(question):
    shown, key, right = question
    assert mark(shown["kind"], key, right) == 1
    assert mark(shown["kind"], key, canonical(shown, right)) == 1


@given(questions(), st.randoms())
def test_the_order_of_the_chosen_options_is_irrelevant(question, rng):
    shown, key, right = question
    if "options" in right:
        shuffled = {"options": rng.sample(right["options"], len(right["options"]))}
        assert mark(shown["kind"], key, shuffled)
        assert canonical(shown, shuffled) == canonical(shown, right)


@given(questions())
def test_unanswered_is_wrong_and_not_an_error(question):
    shown, key, _right = question
    for nothing in (None, {}, {"options": []}, {"blanks": [""] * shown.get("blanks", 0)}):
        assert not mark(shown["kind"], key, nothing)
        assert not is_answered(shown["kind"], nothing)


@given(questions(), anything)
@example(({"kind": "single", "stem": "?", "options": [{"id": "a1"}]}, {"options": ["a1"]}, {}), {"options": [["a1"]]})
def test_a_malformed_value_never_raises_in_marking_and_is_refused_at_saving(question, value):
    shown, key, _right = question
    marked = mark(shown["kind"], key, value)
    try:
        stored = canonical(shown, value)
    except Malformed:
        return
    assert canonical(shown, stored) == stored
    assert mark(shown["kind"], key, stored) == marked


@given(questions())
def test_multiple_choice_is_all_or_nothing(question):
    shown, key, right = question
    if shown["kind"] != "multiple":
        return
    wrong = [option["id"] for option in shown["options"] if option["id"] not in key["options"]]
    assert not mark("multiple", key, {"options": right["options"][:-1]})
    if wrong:
        assert not mark("multiple", key, {"options": [*right["options"], wrong[0]]})


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("２，７６０ 度。", "2760度"),
        (" 首问 负责！", "首问负责"),
        ("Power Bill.", "powerbill"),
        ("ＫＷＨ", "kwh"),
        ("−5℃", "-5℃"),
        ("８：３０", "8:30"),
        ("“安全”", "安全"),
        ("zero\u200bwidth", "zerowidth"),
    ],
)
def test_width_case_blanks_and_punctuation_do_not_count(written, meant):
    assert normalise(written) == normalise(meant)


@pytest.mark.parametrize(("one", "other"), [("3.5", "35"), ("-5", "5"), ("1/2", "12"), ("80%", "80"), ("8:30", "830")])
def test_signs_that_change_a_number_do_count(one, other):
    assert normalise(one) != normalise(other)


def test_a_blank_of_mere_punctuation_is_unanswered():
    assert not mark("fill_in", {"blanks": [["。"]]}, {"blanks": ["！"]})


def test_every_blank_is_worth_the_same():
    key = {"blanks": [["8", "八"], ["22", "二十二", "10"]]}
    assert mark("fill_in", key, {"blanks": ["八", "２２"]}) == 1
    assert mark("fill_in", key, {"blanks": ["八", "8"]}) == Fraction(1, 2)
    assert mark("fill_in", key, {"blanks": ["22", "8"]}) == 0


def test_a_slip_of_the_input_method_counts_where_the_author_allows_it():
    assert fits(["电费"], "电废", homophones=True)
    assert not fits(["电费"], "电废")
    assert not fits(["电费"], "电", homophones=True)
    assert not fits(["95598"], "95589", homophones=True)


def test_sign_for_sign_means_it():
    assert fits(["kWh"], " kWh ", exact=True)
    assert not fits(["kWh"], "kwh", exact=True)


def test_a_spelling_can_be_worth_less_and_be_answered():
    key = {"blanks": [["千瓦时"]], "special": [[{"text": "度", "weight": 50, "feedback": "口语"}]]}
    assert mark("fill_in", key, {"blanks": ["度"]}) == Fraction(1, 2)
    assert kind_of("fill_in").feedback(key, {"blanks": ["度"]}) == ["口语"]


@pytest.mark.parametrize(
    ("marking", "chosen", "share"),
    [
        ("all", "AB", 1),
        ("all", "A", 0),
        ("all", "ABC", 0),
        ("partial", "A", Fraction(1, 2)),
        ("partial", "AC", 0),
        ("partial", "AB", 1),
        ("minus", "AC", 0),
        ("minus", "ABC", Fraction(1, 2)),
        ("minus", "CD", 0),
        ("minus", "AB", 1),
    ],
)
def test_the_ways_of_marking_several_options(marking, chosen, share):
    key = {"options": ["A", "B"], "marking": marking}
    assert mark("multiple", key, {"options": list(chosen)}) == share


def test_options_can_be_worth_what_their_author_says():
    key = {"options": ["A"], "weights": {"A": 100, "B": 50, "C": -50}}
    assert mark("single", key, {"options": ["B"]}) == Fraction(1, 2)
    assert mark("single", key, {"options": ["C"]}) == 0
    assert mark("multiple", {**key, "marking": "weights"}, {"options": ["A", "C"]}) == Fraction(1, 2)


def test_guessing_is_worth_what_chance_gives():
    four = items.choice("single", "?", [("甲", True), ("乙", False), ("丙", False), ("丁", False)])
    assert kind_of("single").guess(four) == Fraction(1, 4)
    three = items.choice("multiple", "?", [("甲", True), ("乙", True), ("丙", False)])
    assert kind_of("multiple").guess(three) == Fraction(1, 7)


def test_an_unknown_kind_is_a_fault_of_the_program():
    with pytest.raises(ValueError, match="riddle"):
        mark("riddle", {}, {"text": "?"})


def test_points_are_rounded_half_up_to_hundredths():
    assert points_for(Fraction(1, 3), Decimal(2)) == Decimal("0.67")
    assert points_for(Fraction(1, 8), Decimal("0.5")) == Decimal("0.06")


def test_a_section_below_its_minimum_fails_the_whole():
    marks = [Marked(Decimal(9), Decimal(9), 1), Marked(Decimal(0), Decimal(1), 2)]
    assert score(marks, 80).passed
    short = score(marks, 80, {1: 60, 2: 50})
    assert (short.passed, short.short, short.percent) == (False, (2,), 90)


def ones(marks):
    return [Marked(Decimal(int(right)), Decimal(1)) for right in marks]


@given(st.lists(st.booleans(), max_size=60), st.integers(1, 100))
def test_the_percentage_shown_never_contradicts_the_outcome(marks, pass_mark):
    outcome = score(ones(marks), pass_mark)
    assert outcome.passed == (outcome.max_points > 0 and outcome.percent >= pass_mark)
    assert 0 <= outcome.points <= outcome.max_points


def test_just_below_the_pass_mark_is_not_rounded_up():
    outcome = score(ones([True] * 239 + [False] * 61), 80)  # 79.67 %
    assert (outcome.percent, outcome.passed) == (79, False)
