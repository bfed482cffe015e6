"""Drawing and presenting: nothing twice, nothing given away."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.drawing import Candidate, Content, TooFew, choose, content_of, present
from quizzes.marking import mark

pools = st.dictionaries(st.integers(1, 4), st.integers(0, 8), min_size=1)


def pool_of(sizes):
    return {topic: [Candidate(topic * 100 + n, topic * 1000 + n) for n in range(size)] for topic, size in sizes.items()}


@given(pools, st.lists(st.tuples(st.integers(1, 5), st.integers(1, 4)), max_size=4), st.integers())
def test_fixed_questions_come_first_and_none_comes_twice(sizes, draws, seed):
    pool = pool_of(sizes)
    fixed = [candidates[0] for candidates in pool.values() if candidates]
    try:
        chosen = choose(fixed, draws, pool, random.Random(seed))
    except TooFew:
        return
    assert chosen[: len(fixed)] == fixed
    assert len({candidate.question for candidate in chosen}) == len(chosen) == len(fixed) + sum(n for _t, n in draws)


def test_two_draws_from_one_topic_share_its_questions():
    pool = pool_of({1: 5})
    assert len(choose([], [(1, 3), (1, 2)], pool, random.Random(1))) == 5
    with pytest.raises(TooFew) as few:
        choose([], [(1, 3), (1, 3)], pool, random.Random(1))
    assert (few.value.topic, few.value.wanted, few.value.available) == (1, 3, 2)


def test_the_same_seed_gives_the_same_attempt():
    content = Content("single", "?", options=(("甲", True), ("乙", False), ("丙", False), ("丁", False)))
    assert present(content, random.Random(7)) == present(content, random.Random(7))
    assert present(content, random.Random(7)).shown != present(content, random.Random(8)).shown


@st.composite
def contents(draw):
    kind = draw(st.sampled_from(["single", "multiple", "true_false", "fill_in"]))
    text = st.text("甲乙丙丁abc", min_size=1, max_size=6)
    if kind in ("single", "multiple"):
        texts = draw(st.lists(text, min_size=2, max_size=8, unique=True))
        right = 1 if kind == "single" else draw(st.integers(1, len(texts)))
        flags = draw(st.permutations([True] * right + [False] * (len(texts) - right)))
        return Content(kind, "stem", "WHY", options=tuple(zip(texts, flags, strict=True)))
    if kind == "true_false":
        return Content(kind, "stem", "WHY", statement_is_true=draw(st.booleans()))
    blanks = draw(st.lists(st.just(("SECRET",)), min_size=1, max_size=3))
    return Content(kind, "____ " * len(blanks), "WHY", blanks=tuple(blanks))


@given(contents(), st.integers())
def test_what_is_shown_tells_neither_key_nor_explanation(content, seed):
    presented = present(content, random.Random(seed))
    said = json.dumps(presented.shown)
    assert "WHY" not in said
    assert "SECRET" not in said
    assert set(presented.shown) <= {"kind", "stem", "options", "blanks"}
    for option in presented.shown.get("options", []):
        assert set(option) == {"id", "text"}


@given(contents(), st.integers())
def test_the_key_marks_the_authors_answer_right(content, seed):
    presented = present(content, random.Random(seed))
    texts = {option["id"]: option["text"] for option in presented.shown.get("options", [])}
    if content.options:
        assert len(texts) == len(content.options)
        assert sorted(texts.values()) == sorted(text for text, _correct in content.options)
        value = {"options": [key for key, text in texts.items() if (text, True) in content.options]}
    elif content.kind == "true_false":
        value = {"value": content.statement_is_true}
    else:
        value = {"blanks": [spellings[0] for spellings in content.blanks]}
    assert mark(content.kind, presented.answer_key, value)


def test_a_revision_is_read_in_the_order_its_author_gave():
    content = content_of(
        {
            "kind": "fill_in",
            "stem": "____ ____",
            "explanation": "为什么",
            "blanks": [
                {"sort_order": 1, "accepted": "22\n二十二\n"},
                {"sort_order": 0, "accepted": "8\r\n 八 \n\n"},
            ],
        }
    )
    assert content.blanks == (("8", "八"), ("22", "二十二"))
    assert content.options == ()
