"""Plans that are found are held against every plan there is, against the checker, and against their own bounds."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.rotation_instances import instance
from rotations.planner.bounds import Ledger, held_back, relaxed
from rotations.planner.checking import faults
from rotations.planner.construct import construct, improve
from rotations.planner.model import build
from rotations.planner.problem import NOTHING, Aim, Plan
from rotations.planner.replan import candidates, replan
from rotations.planner.score import score
from rotations.planner.solve import NoPlan, solve

from .problems import best_of_all, problems, tiny

QUICK = settings(max_examples=20, deadline=None)


@QUICK
@given(tiny(), st.integers(0, 3))
def test_a_tiny_rotation_is_planned_as_well_as_can_be_and_proven(problem, seed):
    best = best_of_all(problem)
    if best is None:
        with pytest.raises(NoPlan):
            solve(problem, limit=20, seed=seed)
        return
    found = solve(problem, limit=20, seed=seed)
    assert not faults(problem, found.plan)
    assert found.score == score(problem, found.plan)
    assert found.score.key == best.key
    assert found.gap == 0
    assert tuple(found.bounds[aim] for aim in problem.aims) == best.key


@QUICK
@given(tiny(locks=False), st.data())
def test_no_multipliers_prove_more_than_is_true(problem, data):
    best = best_of_all(problem)
    model = build(problem)
    ledger = Ledger(model)
    for place in range(len(problem.aims)):
        weights = ledger.weights(place)
        seed = data.draw(st.integers(0, 1000))
        ledger.learn(weights, np.random.default_rng(seed).normal(0, 2, len(model.least)))
        ledger.learn(weights, relaxed(model, ledger.cost(weights)).multipliers)
    for place, bound in enumerate(ledger.bounds(best.key)):
        assert bound <= best.key[place]
        for weights, total in ledger.sums[place]:
            assert total <= int(weights @ np.array(best.key[: place + 1]))


@settings(max_examples=80, deadline=None)
@given(problems(clerks=(2, 7), posts=(1, 5), periods=(1, 6)))
def test_every_quick_plan_keeps_all_rules_unless_locks_forbid_it(problem):
    made = construct(problem)
    if (problem.locked < 0).all():
        assert not faults(problem, made)
    if not faults(problem, made):
        better = improve(problem, made, np.random.default_rng(1))
        assert not faults(problem, better)
        assert score(problem, better).key <= score(problem, made).key


@pytest.mark.parametrize("size", [(10, 5, 4), (24, 10, 4)])
def test_the_same_seed_gives_the_same_plan(size):
    problem = instance(size, 3)
    first, second = (solve(problem, limit=600, seed=5, rounds=3) for _run in range(2))
    assert (first.plan.cells == second.plan.cells).all()
    assert first.bounds == second.bounds


def test_each_plan_that_is_told_of_may_be_and_is_better_than_the_last():
    problem = instance((30, 8, 6), 4, published=True)
    told = []
    found = solve(problem, limit=3, report=told.append)
    assert len(told) > 2
    assert all(not faults(problem, each.plan) for each in told)
    keys = [each.score.key for each in told]
    assert keys == sorted(keys, reverse=True)
    assert found.score.key == keys[-1]
    assert found.gap is not None


def test_stopping_ends_the_search_with_the_best_so_far():
    problem = instance((60, 10, 6), 1)
    told = []
    found = solve(problem, limit=600, report=told.append, stop=lambda: len(told) >= 3)
    assert not faults(problem, found.plan)
    assert found.seconds < 60


def test_a_plan_to_begin_from_is_never_made_worse():
    problem = instance((20, 8, 6), 6)
    begun = solve(problem, limit=2).plan
    found = solve(problem, limit=0, start=begun)
    assert found.score.key <= score(problem, begun).key


@settings(max_examples=50, deadline=None)
@given(problems(clerks=(2, 6), posts=(1, 4), periods=(1, 5), locks=False), st.data())
def test_a_sick_call_is_mended_within_all_rules(problem, data):
    plan = improve(problem, construct(problem), np.random.default_rng(1))
    cell = st.tuples(st.integers(0, problem.size[0] - 1), st.integers(0, problem.size[2] - 1))
    out = data.draw(st.lists(cell, min_size=1, max_size=3))
    mended = replan(problem, plan, out)
    assert not faults(mended.problem, mended.plan)
    assert all(mended.plan.cells[who, when] == NOTHING for who, when in out)
    changed = {(int(who), int(when)) for who, when in np.argwhere(mended.plan.cells != plan.cells)}
    assert set(mended.changed) == changed


@settings(max_examples=50, deadline=None)
@given(problems(clerks=(2, 6), posts=(1, 4), periods=(1, 4), locks=False), st.data())
def test_candidates_cost_what_they_say(problem, data):
    plan = improve(problem, construct(problem), np.random.default_rng(1))
    post = data.draw(st.integers(0, problem.size[1] - 1))
    period = data.draw(st.integers(0, problem.size[2] - 1))
    if len(plan.at(post, period)) >= problem.wanted[post, period]:
        return
    before = score(problem, plan)
    for each in candidates(problem, plan, post, period):
        cells = plan.cells.copy()
        cells[each.clerk, period] = post
        if each.then is not None:
            cells[each.then, period] = each.leaves
        after = score(problem, Plan(cells))
        assert not faults(problem, Plan(cells))
        assert {aim: after.costs[aim] - before.costs[aim] for aim in Aim} == each.costs


def test_mending_costs_as_few_cells_as_an_exact_plan_does():
    problem = instance((12, 8, 6), 3)
    plan = solve(problem, limit=1).plan
    out = [(int(np.flatnonzero(plan.cells[:, 4] >= 0)[0]), 4)]
    mended = replan(problem, plan, out)
    exact = solve(replace(mended.problem, aims=mended.problem.aims), limit=3, start=mended.plan)
    assert score(mended.problem, mended.plan).key[:2] == exact.score.key[:2]


@QUICK
@given(tiny(locks=False), st.data())
def test_holding_earlier_aims_proves_nothing_that_is_not_true(problem, data):
    best = best_of_all(problem).key
    model = build(problem)
    ledger = Ledger(model)
    place = data.draw(st.integers(0, len(problem.aims) - 1))
    worse = tuple(cost + data.draw(st.integers(0, 2)) for cost in best)
    ledger.learn(*held_back(model, place, worse))
    assert ledger.bounds(best)[place] <= best[place]
    [(weights, total)] = ledger.sums[place]
    assert total <= int(weights @ np.array(best[: place + 1]))
