"""People of the demonstration answer right when they should, and wrong when they should."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.kinds import kind_of
from quizzes.marking import mark
from quizzes.values import canonical
from training.demo import source
from training.demo.answers import answer, missed
from training.demo.library import item_of_question

QUESTIONS = [question for course in source.courses() for question in course["questions"]]


def shown(question, rng):
    return kind_of(question["kind"]).present(item_of_question(question), rng)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["key"])
@pytest.mark.parametrize("right", [True, False])
def test_an_answer_is_marked_as_it_was_meant(question, right):
    for seed in range(10):
        rng = random.Random(seed)
        asked = shown(question, rng)
        value = answer(asked.shown, asked.answer_key, right, rng)
        assert (mark(question["kind"], asked.answer_key, canonical(asked.shown, value)) == 1) is right


@given(st.lists(st.floats(0.1, 10), min_size=1, max_size=20), st.integers(0, 20), st.integers())
def test_as_many_questions_are_missed_as_asked_for(weights, count, seed):
    wrong = missed(weights, count, random.Random(seed))
    assert len(wrong) == min(count, len(weights))
    assert wrong <= set(range(len(weights)))
