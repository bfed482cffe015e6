"""Drawing: nothing twice, and what is fixed comes first."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.drawing import Candidate, TooFew, choose

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
