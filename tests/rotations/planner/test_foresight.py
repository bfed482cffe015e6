"""How near to trouble a rotation is, held against taking clerks away and asking for seats more."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rotations.planner.explain import explain, missing_seats
from rotations.planner.foresight import Single, depended_on, loss, margin, singles, slack, without
from rotations.planner.ground import Ground
from rotations.planner.problem import NOTHING, CoverRule

from .tiny import least_missing, plain, problems


def missing(problem, period):
    return missing_seats(Ground(problem), [period])


@settings(max_examples=100, deadline=None)
@given(problems(clerks=6))
def test_slack_is_how_many_seats_more_can_be_filled(problem):
    told = slack(problem, most=2)
    for post, period in np.ndindex(told.shape):
        if not problem.seats[post, period, 0]:
            assert told[post, period] == 2
            continue
        before = missing(problem, period)
        room = 0
        for more in (1, 2):
            seats = problem.seats.copy()
            seats[post, period] += more
            room += missing(replace(problem, seats=seats), period) == before
        assert max(told[post, period], 0) == room
        if told[post, period] < 0:
            assert before >= -told[post, period]


@settings(max_examples=100, deadline=None)
@given(problems(parts=2, clerks=5, periods=3))
def test_a_clerk_is_depended_on_where_a_seat_opens_without_them(problem):
    told = depended_on(problem)
    for clerk in range(problem.size[0]):
        opened = 0
        for period in range(problem.size[2]):
            gone = without(problem, clerk, period, end=period + 1)
            parts = range(problem.seats.shape[2])
            ground, after = Ground(problem), Ground(gone)
            opened += any(after.matching(period, h).missing > ground.matching(period, h).missing for h in parts)
        assert told[clerk] == opened


@settings(max_examples=100, deadline=None)
@given(problems(parts=2))
def test_the_margin_counts_clerks_and_seats(problem):
    told = margin(problem)
    for post, period in np.ndindex(told.shape):
        if problem.wanted[post, period]:
            left = [
                (problem.allowed[:, post, period] & problem.present[:, period, part]).sum()
                - problem.seats[post, period, part]
                for part in range(problem.seats.shape[2])
            ]
            assert told[post, period] == min(left)


@settings(max_examples=100, deadline=None)
@given(problems(), st.data())
def test_a_loss_tells_how_many_seats_more_the_best_plan_lacks(problem, data):
    clerk = data.draw(st.integers(0, problem.size[0] - 1))
    first = data.draw(st.integers(0, problem.size[2] - 1))
    post = data.draw(st.none() | st.integers(0, problem.size[1] - 1))
    told = loss(problem, clerk, first, post)
    then = without(problem, clerk, first, post)
    assert told.seats == least_missing(then) - least_missing(problem)
    assert set(told.clashes) == set(explain(then)) - set(explain(problem))


def test_a_post_with_one_clerk_and_a_rule_with_one_holder_are_told():
    allowed = np.zeros((3, 2, 3), dtype=bool)
    allowed[0, 0] = allowed[1:, 1] = True
    rule = CoverRule("sign", np.array([[False] * 3, [True] * 3, [False, True, False]]), np.ones((3, 1), dtype=int))
    found = singles(plain(allowed, [[1, 0, 1], [1, 1, 1]], cover=(rule,)))
    assert found == [Single(0, (0, 2), 0), Single(1, (0, 2), None, "sign")]


def test_a_resignation_that_others_make_up_for_is_harmless():
    problem = plain(np.ones((4, 1, 2)), [[1, 1]])
    assert loss(problem, 0, 0).harmless
    assert not loss(plain(np.ones((2, 1, 2)), [[1, 1]]), 0, 1).harmless


def test_a_lapse_takes_one_post_and_its_lock_and_leaves_the_rest():
    problem = plain(np.ones((1, 2, 2)), [[1, 1], [1, 1]], locked=np.array([[0, 0]]))
    then = without(problem, 0, 1, post=0)
    assert then.locked.tolist() == [[0, NOTHING]]
    assert then.allowed[0].tolist() == [[True, False], [True, True]]
    assert problem.locked.tolist() == [[0, 0]]
