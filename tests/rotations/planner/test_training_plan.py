"""The cheapest trainings, held against trying every set of them."""

from dataclasses import replace
from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotations.planner.explain import explain, missing_seats
from rotations.planner.fixes import UNREACHABLE, Fix, Step, with_fixes
from rotations.planner.ground import Ground
from rotations.planner.problem import CoverRule
from rotations.planner.training_plan import cheapest_training

from .test_mending import nothing_to_do, with_means
from .tiny import plain

TINY = {"clerks": 4, "posts": 2, "periods": 2}


def trainings(problem, means):
    """Every training there is."""
    found = []
    for clerk, post in zip(*np.nonzero(means.cost != UNREACHABLE), strict=True):
        cells = tuple(
            (int(post), period)
            for period in range(means.ready[clerk, post], problem.size[2])
            if not means.absent[clerk, period]
        )
        found.append(Fix(Step.TRAIN, int(means.cost[clerk, post]), int(clerk), int(post), cells=cells))
    return found


def every_set(found):
    return chain.from_iterable(combinations(found, size) for size in range(len(found) + 1))


def missing(problem):
    return missing_seats(Ground(problem), range(problem.size[2]))


def bears_any_absence(problem):
    """Whether each period does without any one clerk."""
    for clerk in range(problem.size[0]):
        allowed = problem.allowed.copy()
        allowed[clerk] = False
        if missing(replace(problem, allowed=allowed)):
            return False
    return not missing(problem)


@settings(max_examples=100, deadline=None)
@given(with_means(**TINY))
def test_nothing_cheaper_fills_as_many_seats_as_can_be(given_):
    problem, means = given_
    every = trainings(problem, means)
    best = missing(with_fixes(problem, every))
    cheapest = min(
        sum(fix.price for fix in some) for some in every_set(every) if missing(with_fixes(problem, some)) == best
    )
    plan = cheapest_training(problem, means)
    assert (plan.minutes, plan.bound, plan.proven) == (cheapest, cheapest, True)
    assert missing(with_fixes(problem, plan.trainings)) == best
    assert plan.minutes == sum(fix.minutes for fix in plan.trainings)
    assert bool(plan.left) == bool(best)


@settings(max_examples=100, deadline=None)
@given(with_means(**TINY))
def test_nothing_cheaper_bears_any_one_absence(given_):
    problem, means = given_
    every = trainings(problem, means)
    plan = cheapest_training(problem, means, absences=1)
    able = bears_any_absence(with_fixes(problem, every))
    assert (not plan.fragile and not plan.left) == able
    if able:
        cheapest = min(
            sum(fix.price for fix in some) for some in every_set(every) if bears_any_absence(with_fixes(problem, some))
        )
        assert (plan.minutes, plan.bound, plan.proven) == (cheapest, cheapest, True)
        assert bears_any_absence(with_fixes(problem, plan.trainings))


@settings(max_examples=60, deadline=None)
@given(with_means(**TINY))
def test_without_time_the_plan_still_does_it_and_the_bound_stays_true(given_):
    problem, means = given_
    hurried, best = cheapest_training(problem, means, seconds=-1), cheapest_training(problem, means)
    assert missing(with_fixes(problem, hurried.trainings)) == missing(with_fixes(problem, best.trainings))
    assert hurried.bound <= best.minutes <= hurried.minutes
    assert hurried.proven == (hurried.bound == hurried.minutes)


@settings(max_examples=60, deadline=None)
@given(with_means(runs=True, locks=True, cover=1, parts=2), st.integers(0, 1))
def test_any_problem_gets_an_answer_that_is_no_worse_than_none(given_, absences):
    problem, means = given_
    plan = cheapest_training(problem, means, absences=absences)
    after = with_fixes(problem, plan.trainings)
    best = with_fixes(problem, trainings(problem, means))
    assert missing(after) == missing(best)
    assert bool(explain(best)) or not explain(after)


def test_a_holder_who_stands_nowhere_is_trained_for_a_post_where_that_is_cheaper():
    rule = CoverRule("sign", np.array([[True], [False]]), np.array([[1]]))
    problem = plain([[[0], [0]], [[1], [0]]], [[1], [0]], cover=(rule,))
    means = nothing_to_do(
        problem,
        cost=np.array([[90, 30], [0, 0]]),
        holder_cost={"sign": np.array([0, 60])},
        holder_ready={"sign": np.zeros(2, dtype=int)},
    )
    # The post that wants nobody is no place to stand.
    plan = cheapest_training(problem, means)
    assert [(fix.step, fix.clerk, fix.rule) for fix in plan.trainings] == [(Step.TRAIN_HOLDER, 1, "sign")]
    assert plan.proven
    assert explain(with_fixes(problem, plan.trainings)) == []
    dear = replace(means, holder_cost={"sign": np.array([0, 100])})
    assert [(fix.step, fix.clerk, fix.post) for fix in cheapest_training(problem, dear).trainings] == [
        (Step.TRAIN, 0, 0)
    ]


@pytest.mark.parametrize("trainees", [1, 2])
def test_a_run_limit_asks_for_somebody_more(trainees):
    allowed = np.ones((2 + trainees, 1, 4), dtype=bool)
    allowed[2:] = False
    problem = plain(allowed, np.full((1, 4), 2), most_running=np.array([3]))
    cost = np.array([[0], [0], [60], [40]])[: 2 + trainees]
    plan = cheapest_training(problem, nothing_to_do(problem, cost=cost))
    assert plan.minutes == (60 if trainees == 1 else 40)
    assert plan.proven
    assert explain(with_fixes(problem, plan.trainings)) == []
