"""Parts of a plan solved anew: never worse, as good as can be, and sought where a proof says the plan pays too much."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from bench.rotation_instances import instance
from rotations.planner.at_once import solved_parts
from rotations.planner.bounds import Ledger, ends, relaxed
from rotations.planner.branching import branch_and_cut
from rotations.planner.checking import faults
from rotations.planner.construct import construct, improve
from rotations.planner.model import build
from rotations.planner.part import part
from rotations.planner.score import score
from rotations.planner.solve import solve
from rotations.planner.surplus import Prices
from rotations.planner.wider import Solved, Wider

from .problems import problems

SMALL = {"clerks": (2, 6), "posts": (1, 4), "periods": (1, 5), "locks": False}


def planned(problem):
    return improve(problem, construct(problem), np.random.default_rng(1))


def everything(problem):
    return np.ones((problem.size[0], problem.size[2]), dtype=bool)


def paid_and_bound(prices, weights, values):
    """What the columns of a plan cost in a proof's sum, and the least that its prices prove, the last aim costing 1."""
    model, row, column = prices.model, prices.row, prices.column
    held = np.where(row > 0, model.least, np.where(row < 0, model.most, 0))
    bound = row @ held + np.minimum(column * model.lower, column * model.upper).sum()
    return (weights / weights[-1]) @ model.costs[: len(weights)] @ values, bound


def times_drawn(wider, plan, clerk, period):
    """In how many of 60 parts that clerk may change in that period."""
    model = wider.model
    cell = np.flatnonzero((model.clerk == clerk) & (model.period == period))
    return sum(bool(np.isin(cell, wider.draw(plan).part.columns).any()) for _draw in range(60))


@settings(max_examples=60, deadline=None)
@given(problems(**SMALL), st.lists(st.integers(0, 20), min_size=5, max_size=5))
def test_a_part_solved_from_a_plan_costs_as_little_as_one_solved_from_nothing(problem, weights):
    model = build(problem)
    chosen = part(model, model.values(planned(problem)), everything(problem))
    if not len(chosen.columns):
        return
    cost = np.array(weights) @ chosen.costs
    values, whole = branch_and_cut(chosen, cost, nodes=100_000, seconds=60)
    fresh = milp(
        cost,
        constraints=LinearConstraint(chosen.rows, ends(chosen.least), ends(chosen.most)),
        bounds=Bounds(chosen.lower, chosen.upper),
        integrality=np.ones(len(cost)),
    )
    assert whole
    assert cost @ values == pytest.approx(fresh.fun)


@settings(max_examples=60, deadline=None)
@given(problems(**SMALL), st.integers(0, 1000))
def test_putting_a_part_back_never_breaks_a_rule_nor_makes_a_plan_dearer(problem, seed):
    plan = planned(problem)
    wider = Wider(build(problem), np.random.default_rng(seed))
    for _step in range(3):
        draw = wider.draw(plan)
        solved = wider.solve(draw, 60)
        wider.learn(draw, solved)
        after = wider.put(plan, draw, solved)
        assert not faults(problem, after or plan)
        if after and solved.gains:
            assert score(problem, after).key != score(problem, plan).key


@settings(max_examples=60, deadline=None)
@given(problems(**SMALL), st.integers(0, 4))
def test_the_surplus_of_a_plan_is_what_it_costs_beyond_the_bound(problem, place):
    plan, model = planned(problem), build(problem)
    ledger = Ledger(model)
    weights = ledger.weights(place)
    about = relaxed(model, ledger.cost(weights))
    values = model.values(plan)
    prices = Prices.of(model, weights, about.multipliers)
    paid, bound = paid_and_bound(prices, weights, values)
    surplus = prices.surplus(values)
    assert surplus.shape == (problem.size[0], problem.size[2])
    assert surplus.sum() <= paid - bound + 1e-6 * max(1, paid)


def test_all_of_the_surplus_is_laid_on_somebody_where_every_seat_has_somebody_who_may_take_it():
    problem = instance((30, 8, 6), 4)
    plan, model = planned(problem), build(problem)
    ledger = Ledger(model)
    weights = ledger.weights(4)
    prices = Prices.of(model, weights, relaxed(model, ledger.cost(weights)).multipliers)
    values = model.values(plan)
    paid, bound = paid_and_bound(prices, weights, values)
    assert paid > bound + 1
    assert prices.surplus(values).sum() == pytest.approx(paid - bound, rel=0.02)


def test_most_parts_are_drawn_around_where_the_proof_says_that_the_plan_pays_too_much():
    problem = instance((30, 8, 6), 4)
    plan, model = planned(problem), build(problem)

    class Told:
        def surplus(self, _values):
            found = np.zeros((30, 6))
            found[0, 5] = 3.0
            return found

    wider = Wider(model, np.random.default_rng(3), prices=[Told()])
    there = times_drawn(wider, plan, 0, 5)
    assert there > 30
    wider.prices = []
    assert times_drawn(wider, plan, 0, 5) < there


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_as_many_parts_as_asked_for_are_solved_and_all_are_told(workers):
    problem = instance((12, 5, 4), 1)
    plan, wider = planned(problem), Wider(build(problem), np.random.default_rng(1))
    told = list(solved_parts(wider, lambda: plan, lambda: 60, going=lambda: True, rounds=7, workers=workers))
    assert len(told) == 7
    assert all(isinstance(solved, Solved) for _draw, solved in told)


@pytest.mark.parametrize("workers", [1, 2])
def test_no_part_is_drawn_once_it_is_over_and_those_begun_are_told(workers):
    problem = instance((12, 5, 4), 1)
    plan, wider = planned(problem), Wider(build(problem), np.random.default_rng(1))
    asked = iter([True] * 4 + [False] * 10)
    told = solved_parts(wider, lambda: plan, lambda: 60, going=lambda: next(asked), rounds=None, workers=workers)
    assert len(list(told)) == 4


def test_two_workers_find_a_plan_that_keeps_all_rules_and_is_never_worse_than_the_first():
    problem = instance((60, 12, 6), 2)
    told = []
    found = solve(problem, limit=4, report=told.append, workers=2)
    assert not faults(problem, found.plan)
    assert found.score == score(problem, found.plan)
    assert found.score.key <= told[0].score.key
    assert found.gap is not None
    assert found.gap >= 0
