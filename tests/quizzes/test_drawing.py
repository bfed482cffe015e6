"""Drawing by a blueprint: nothing twice, what is unseen first, and whenever the bank can serve it, it does."""

import datetime
import itertools
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.drawing import Candidate, TooFew, Wanted, choose, shortage

DAY = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
TAGS = ["安全", "计量", "服务"]


@st.composite
def candidates(draw):
    rows = draw(
        st.lists(
            st.tuples(
                st.integers(1, 3),
                st.sampled_from(["single", "multiple"]),
                st.integers(1, 3),
                st.frozensets(st.sampled_from(TAGS), max_size=2),
                st.none() | st.integers(0, 30),
            ),
            max_size=12,
        )
    )
    return [
        Candidate(n, n * 10, topic, kind, difficulty, tags, seen if seen is None else DAY + datetime.timedelta(seen))
        for n, (topic, kind, difficulty, tags, seen) in enumerate(rows, 1)
    ]


lines = st.builds(
    Wanted,
    count=st.integers(1, 3),
    topic=st.none() | st.integers(1, 3),
    tags=st.frozensets(st.sampled_from(TAGS), max_size=1),
    kind=st.sampled_from(["", "single"]),
    difficulty=st.none() | st.integers(1, 3),
)
blueprints = st.lists(lines, min_size=1, max_size=3)


@given(candidates(), blueprints, st.integers())
def test_every_line_gets_what_it_asks_for_and_nothing_comes_twice(pool, wanted, seed):
    fixed = pool[:2]
    try:
        chosen = choose(fixed, wanted, pool, random.Random(seed))
    except TooFew:
        return
    assert [len(mine) for mine in chosen] == [line.count for line in wanted]
    assert all(line.fits(one) for line, mine in zip(wanted, chosen, strict=True) for one in mine)
    everything = [one.question for mine in chosen for one in mine] + [one.question for one in fixed]
    assert len(set(everything)) == len(everything)


def can_be_served(wanted, pool):
    """By brute force: Hall's condition over all sets of lines."""
    return all(
        sum(line.count for line in some) <= sum(any(line.fits(one) for line in some) for one in pool)
        for size in range(1, len(wanted) + 1)
        for some in itertools.combinations(wanted, size)
    )


@given(candidates(), blueprints, st.integers())
def test_a_blueprint_is_served_whenever_it_can_be(pool, wanted, seed):
    try:
        choose([], wanted, pool, random.Random(seed))
        served = True
    except TooFew as few:
        served = False
        short = few.short
    assert served == can_be_served(wanted, pool)
    assert bool(shortage([], wanted, pool)) == (not served)
    assert served or all(0 < missing <= wanted[line].count for line, missing in short.items())


@given(candidates(), st.integers(1, 6), st.integers())
def test_unseen_questions_come_first_then_those_seen_longest_ago(pool, count, seed):
    if count > len(pool):
        return
    [chosen] = choose([], [Wanted(count)], pool, random.Random(seed))
    ages = sorted((one.seen_at or DAY.min.replace(tzinfo=datetime.UTC)) for one in pool)
    assert sorted((one.seen_at or DAY.min.replace(tzinfo=datetime.UTC)) for one in chosen) == ages[:count]


def test_a_draw_from_everywhere_leaves_the_last_of_a_topic_to_the_draw_that_needs_it():
    pool = [Candidate(n, n, topic=1 if n == 1 else 2) for n in range(1, 4)]
    for seed in range(50):
        everywhere, narrow = choose([], [Wanted(2), Wanted(1, topic=1)], pool, random.Random(seed))
        assert [one.question for one in narrow] == [1]
        assert {one.question for one in everywhere} == {2, 3}


def test_all_questions_of_a_pool_are_drawn_equally_often():
    pool = [Candidate(n, n) for n in range(10)]
    rng = random.Random(4)
    drawn = Counter(one.question for _time in range(2000) for one in choose([], [Wanted(4)], pool, rng)[0])
    assert all(680 < times < 920 for times in drawn.values())  # 800 expected, ± 5 standard deviations


def test_the_same_seed_draws_the_same():
    pool = [Candidate(n, n) for n in range(10)]
    assert choose([], [Wanted(4)], pool, random.Random(1)) == choose([], [Wanted(4)], pool, random.Random(1))


def test_what_is_missing_is_said_by_line():
    pool = [Candidate(n, n, topic=1) for n in range(5)]
    with pytest.raises(TooFew) as few:
        choose([], [Wanted(3, topic=1), Wanted(3, topic=1), Wanted(1, topic=2)], pool, random.Random(1))
    assert sum(few.value.short.values()) == 2
    assert few.value.short[2] == 1
