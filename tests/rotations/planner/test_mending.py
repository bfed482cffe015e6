"""Fixes do what they say, held against all plans of tiny problems."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rotations.planner.clashes import Ask, Kind
from rotations.planner.cores import find_cores, find_relaxation, still_clashes
from rotations.planner.explain import explain, missing_seats
from rotations.planner.fixes import UNREACHABLE, Fix, Means, Step, with_fix, with_fixes
from rotations.planner.ground import Ground
from rotations.planner.mending import fixes, tried
from rotations.planner.problem import FREE, NOTHING, Bond, CoverRule, Pair

from .tiny import least_missing, plain, problems

STEPS = {
    Ask.SEATS: Step.FEWER_SEATS,
    Ask.COVER: Step.FEWER_HOLDERS,
    Ask.RUN_LIMIT: Step.LONGER_RUN,
    Ask.REST: Step.NO_REST,
    Ask.PAIR: Step.NO_PAIR,
    Ask.LOCK: Step.UNLOCK,
}


def nothing_to_do(problem, **changes):
    """Means of a hall in which nobody can be trained and nobody is on leave."""
    clerks, posts, periods = problem.size
    values = {
        "cost": np.full((clerks, posts), UNREACHABLE),
        "ready": np.zeros((clerks, posts), dtype=int),
        "absent": np.zeros((clerks, periods), dtype=bool),
        "able": problem.allowed,
    }
    return Means(**{**values, **changes})


@st.composite
def with_means(draw, **kwargs):
    problem = draw(problems(**kwargs))
    clerks, posts, periods = problem.size

    def table(values, *shape):
        many = int(np.prod(shape))
        return np.array(draw(st.lists(values, min_size=many, max_size=many))).reshape(shape)

    absent = table(st.sampled_from([False, False, False, True]), clerks, periods)
    problem = replace(problem, allowed=problem.allowed & ~absent[:, None, :])
    means = Means(
        table(st.integers(UNREACHABLE, 90), clerks, posts),
        table(st.integers(0, 2), clerks, posts),
        absent,
        problem.allowed | table(st.booleans(), clerks, posts, periods) & absent[:, None, :],
    )
    return problem, means


def in_periods(problem, periods):
    """The problem with seats and holders asked in some periods only."""
    keep = np.isin(np.arange(problem.size[2]), periods)
    cover = tuple(replace(rule, least=rule.least * keep[:, None]) for rule in problem.cover)
    return replace(problem, seats=problem.seats * keep[None, :, None], cover=cover)


@settings(max_examples=150, deadline=None)
@given(with_means())
def test_a_fix_lowers_what_the_best_plan_lacks_by_its_gain(given_):
    problem, means = given_
    for clash in explain(problem):
        before = least_missing(in_periods(problem, clash.periods))
        for fix in fixes(problem, clash, means):
            after = least_missing(in_periods(with_fix(problem, fix), clash.periods))
            lowered = before - after
            if fix.step == Step.FEWER_SEATS:
                assert lowered >= fix.gain > 0
            else:
                assert lowered == fix.gain > 0


@settings(max_examples=150, deadline=None)
@given(with_means())
def test_no_training_that_fills_a_seat_is_left_out(given_):
    problem, means = given_
    for clash in explain(problem):
        told = {fix.clerk for fix in fixes(problem, clash, means, most=99) if fix.step == Step.TRAIN}
        before = missing_seats(Ground(problem), clash.periods)
        for clerk in range(problem.size[0]):
            helps = False
            for post in clash.posts:
                cells = tuple(
                    (post, t) for t in range(means.ready[clerk, post], problem.size[2]) if not means.absent[clerk, t]
                )
                if means.cost[clerk, post] != UNREACHABLE:
                    trained = with_fix(problem, Fix(Step.TRAIN, 0, clerk, post, cells=cells))
                    helps |= missing_seats(Ground(trained), clash.periods) < before
            assert helps == (clerk in told)


@settings(max_examples=100, deadline=None)
@given(with_means(runs=True, locks=True, cover=2, parts=2))
def test_a_fix_that_mends_ends_the_clash(given_):
    problem, means = given_
    for clash in explain(problem):
        for fix in fixes(problem, clash, means):
            left = explain(with_fix(problem, fix), clash.periods)
            if fix.mends and clash.kind != Kind.RUNS:
                assert clash not in left
            assert fix.gain > 0


def test_the_cheapest_training_comes_first_and_tells_from_when():
    allowed = np.zeros((3, 1, 3), dtype=bool)
    allowed[0] = True
    problem = plain(allowed, [[1, 2, 2]])
    (clash,) = explain(problem)
    cost, ready = np.array([[0], [240], [90]]), np.array([[0], [0], [2]])
    first, second, *rest = fixes(problem, clash, nothing_to_do(problem, cost=cost, ready=ready))
    assert (first.step, first.clerk, first.post, first.minutes, first.mends) == (Step.TRAIN, 1, 0, 240, True)
    assert (second.step, second.mends) == (Step.FEWER_SEATS, True)
    assert [(fix.clerk, fix.cells, fix.gain, fix.mends) for fix in rest] == [(2, ((0, 2),), 1, False)]
    assert tried(problem, [first]) == []


def test_a_leave_that_moves_says_where_it_could_go():
    allowed = np.ones((2, 1, 3), dtype=bool)
    allowed[1, 0, 1] = False
    absent = ~allowed[:, 0]
    problem = plain(allowed, [[1, 2, 2]])
    (clash,) = explain(problem)
    leave = fixes(problem, clash, nothing_to_do(problem, absent=absent, able=np.ones((2, 1, 3), bool)))[0]
    assert (leave.step, leave.clerk, leave.periods, leave.mends, leave.instead) == (
        Step.MOVE_LEAVE,
        1,
        (1,),
        True,
        (0,),
    )


def test_a_lock_elsewhere_can_be_lifted():
    locked = np.array([[0, FREE], [NOTHING, FREE]])
    problem = plain(np.ones((2, 2, 2)), [[1, 1], [1, 1]], locked=locked)
    (clash,) = explain(problem)
    fix = fixes(problem, clash, nothing_to_do(problem))[0]
    assert (fix.step, fix.clerk, fix.periods, fix.mends) == (Step.UNLOCK, 1, (0,), True)
    assert explain(with_fix(problem, fix)) == []


def test_a_run_limit_is_raised_by_no_more_than_helps():
    problem = plain(np.ones((2, 1, 4)), np.full((1, 4), 2), most_running=np.array([2]))
    clash = explain(problem)[0]
    longer = [fix for fix in fixes(problem, clash, nothing_to_do(problem)) if fix.step == Step.LONGER_RUN]
    assert [(fix.post, fix.to) for fix in longer if fix.mends] == [(0, 4)] or [fix.to for fix in longer] == [3]
    assert least_missing(with_fix(problem, replace(longer[-1], to=4))) == 0


def test_somebody_trained_ends_a_clash_of_run_limits():
    allowed = np.ones((3, 1, 4), dtype=bool)
    allowed[2] = False
    problem = plain(allowed, np.full((1, 4), 2), most_running=np.array([3]))
    (clash,) = explain(problem)
    cost = np.array([[0], [0], [60]])
    fix = fixes(problem, clash, nothing_to_do(problem, cost=cost))[0]
    assert (fix.step, fix.clerk, fix.mends) == (Step.TRAIN, 2, True)


def test_a_holder_can_be_trained_moved_or_not_asked_for():
    rule = CoverRule("sign", np.array([[True], [False]]), np.array([[2]]))
    problem = plain(np.ones((2, 1, 1)), [[2]], cover=(rule,))
    (clash,) = explain(problem)
    means = nothing_to_do(
        problem, holder_cost={"sign": np.array([0, 120])}, holder_ready={"sign": np.zeros(2, dtype=int)}
    )
    found = fixes(problem, clash, means)
    assert [(fix.step, fix.clerk, fix.mends) for fix in found] == [
        (Step.TRAIN_HOLDER, 1, True),
        (Step.FEWER_HOLDERS, None, True),
    ]
    assert all(explain(with_fix(problem, fix)) == [] for fix in found)


@settings(max_examples=40, deadline=None)
@given(problems(parts=2, runs=True, pairs=True, cover=2, clerks=3, posts=3, periods=3))
def test_giving_up_one_thing_of_a_core_ends_it(problem):
    for clash in find_cores(problem).clashes:
        found = fixes(problem, clash, nothing_to_do(problem), judge=still_clashes(clash), most=99)
        assert all(fix.mends for fix in found)
        assert {fix.step for fix in found} == {STEPS[asked.ask] for asked in clash.asks}


def test_a_pair_that_cannot_be_kept_is_mended_by_training_or_by_letting_it_go():
    pair = Pair(Bond.APART, 0, 1, np.array([True]), np.array([True]))
    problem = plain([[[1]], [[1]], [[0]]], [[2]], pairs=(pair,))
    (clash,) = find_cores(problem, explain(problem)).clashes
    means = nothing_to_do(problem, cost=np.array([[0], [0], [45]]))
    found = fixes(problem, clash, means, judge=still_clashes(clash))
    assert (found[0].step, found[0].price) == (Step.TRAIN, 45)
    assert {fix.step for fix in found} == {Step.TRAIN, Step.NO_PAIR, Step.FEWER_SEATS}
    assert all(least_missing(with_fix(problem, fix)) == 0 for fix in found)


def test_a_relaxation_done_makes_everything_possible():
    pair = Pair(Bond.APART, 0, 1, np.array([True]), np.array([True]))
    problem = plain(np.ones((2, 1, 1)), [[2]], pairs=(pair,))
    (clash,) = find_relaxation(problem)
    found = fixes(problem, clash, nothing_to_do(problem), judge=still_clashes(clash))
    assert least_missing(with_fixes(problem, found[:1])) == 0
