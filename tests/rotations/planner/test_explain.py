"""Every clash that is told is true, held against all plans of tiny problems; and where flows see everything, none is
missed."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rotations.planner.clashes import Kind, Known
from rotations.planner.explain import explain, missing_seats
from rotations.planner.ground import Ground, Why, why
from rotations.planner.problem import FREE, NOTHING, CoverRule

from .tiny import least_missing, plain, plans, problems

ANY = problems(parts=2, runs=True, locks=True, pairs=True, cover=2)


def alone(problem, clash):
    """The problem with nothing asked but what the clash tells of."""
    keep = np.zeros_like(problem.seats, dtype=bool)
    keep[np.ix_(clash.posts, clash.periods, clash.parts)] = True
    open_seats = np.where(keep, problem.seats, 0)
    cover = ()
    if clash.kind in (Kind.HOLDERS, Kind.HOLDERS_SEATS):
        # Whoever stands needs a seat: all of them stay, so that only the holders are asked for.
        cover = tuple(
            replace(rule, least=np.where(_times(rule.least, clash), rule.least, 0))
            for rule in problem.cover
            if rule.key == clash.rule
        )
        return replace(problem, cover=cover), cover
    return replace(problem, seats=open_seats, cover=()), cover


def _times(least, clash):
    keep = np.zeros_like(least, dtype=bool)
    keep[np.ix_(clash.periods, clash.parts)] = True
    return keep


@settings(max_examples=300, deadline=None)
@given(ANY)
def test_where_a_clash_is_told_no_plan_meets_everything(problem):
    if explain(problem):
        assert least_missing(problem) != 0


@settings(max_examples=200, deadline=None)
@given(problems(parts=2, runs=True, locks=True, cover=2))
def test_a_clash_stays_when_only_what_it_tells_of_is_asked(problem):
    for clash in explain(problem):
        if clash.kind == Kind.LOCK:
            continue
        rest, rules = alone(problem, clash)
        cells = plans(rest)
        if not len(cells):
            continue  # what is locked needs seats that were taken away
        if rules:
            found = np.array([_holders(problem, rules[0], plan, clash) for plan in cells])
            assert found.max() <= clash.available < clash.needed
        else:
            assert _turns(problem, cells, clash).max() <= clash.available < clash.needed


def _holders(problem, rule, plan, clash):
    """Holders who stand somewhere, at least in each of the times of the clash."""
    works = ((plan != NOTHING) & rule.holders)[:, :, None] & problem.present
    return works.sum(axis=0)[np.ix_(clash.periods, clash.parts)].max()


def _turns(problem, cells, clash):
    """Clerks at the posts of the clash: in one of its periods, or in all together for RUNS; and no more than wanted."""
    stands = np.isin(cells, clash.posts)[:, :, :, None] & problem.present[None]
    count = stands.sum(axis=1)[:, list(clash.periods)][:, :, list(clash.parts)]
    return count.sum(axis=1) if clash.kind == Kind.RUNS else count.max(axis=1)


@settings(max_examples=200, deadline=None)
@given(problems(cover=1))
def test_without_runs_locks_and_pairs_a_plan_exists_exactly_where_no_clash_is_told(problem):
    assert bool(explain(problem)) == (least_missing(problem) != 0)


@settings(max_examples=200, deadline=None)
@given(problems())
def test_the_seats_told_to_be_missing_are_the_least_that_any_plan_lacks(problem):
    assert missing_seats(Ground(problem), range(problem.size[2])) == least_missing(problem)


@settings(max_examples=200, deadline=None)
@given(problems(locks=True, runs=True, pairs=True))
def test_a_lock_that_is_told_makes_every_plan_impossible(problem):
    if any(clash.kind == Kind.LOCK for clash in explain(problem)):
        assert len(plans(problem)) == 0


@settings(max_examples=150, deadline=None)
@given(problems(runs=True, locks=True))
def test_a_cell_without_a_reason_against_it_can_be_in_a_plan(problem):
    free = replace(problem, seats=np.full_like(problem.seats, 9), most_running=np.where(problem.most_running, 9, 0))
    free = replace(free, most_running=problem.most_running, rest=np.zeros_like(problem.rest))
    clerks, posts, periods = problem.size
    lonely = replace(free, locked=np.where(problem.locked >= 0, FREE, problem.locked))
    found = plans(lonely)
    for clerk, post, period in np.ndindex(clerks, posts, periods):
        assert (why(lonely, clerk, post, period) == Why.OPEN) == bool((found[:, clerk, period] == post).any())


def test_two_posts_that_share_too_few_clerks_are_told_for_both_weeks():
    allowed = np.zeros((6, 3, 4), dtype=bool)
    allowed[:4, :2], allowed[4:, 2] = True, True
    seats = np.array([[1, 1, 3, 3], [1, 1, 2, 2], [2, 2, 2, 2]])
    (clash,) = explain(plain(allowed, seats))
    assert (clash.kind, clash.known) == (Kind.SEATS, Known.CUT)
    assert (clash.periods, clash.posts, clash.clerks) == ((2, 3), (0, 1), (0, 1, 2, 3))
    assert (clash.needed, clash.available) == (5, 4)


def test_a_run_limit_that_no_week_shows_is_told_over_the_weeks_together():
    problem = plain(np.ones((2, 1, 4)), np.full((1, 4), 2), most_running=np.array([3]))
    (clash,) = explain(problem)
    assert (clash.kind, clash.periods, clash.needed, clash.available, clash.most) == (Kind.RUNS, (0, 1, 2, 3), 8, 6, 3)


def test_a_run_from_before_the_horizon_counts():
    problem = plain(
        np.ones((2, 1, 2)),
        np.full((1, 2), 2),
        most_running=np.array([3]),
        running_post=np.array([0, NOTHING]),
        running=np.array([2, 0]),
    )
    (clash,) = explain(problem)
    assert (clash.kind, clash.periods, clash.needed, clash.available) == (Kind.RUNS, (0, 1), 4, 3)


def test_clerks_of_one_post_cannot_do_without_the_others_of_the_pair():
    allowed = np.zeros((3, 2, 3), dtype=bool)
    allowed[0, 0] = allowed[1] = allowed[2] = True
    problem = plain(allowed, [[2] * 3, [1] * 3], most_running=np.array([2, 0]))
    assert any(clash.kind == Kind.RUNS and clash.posts == (0, 1) for clash in explain(problem))
    assert least_missing(problem)


def test_a_rest_makes_the_window_longer():
    problem = plain(np.ones((2, 1, 4)), [[1, 1, 1, 2]], most_running=np.array([2]), rest=np.array([2]))
    (clash,) = explain(problem)
    assert (clash.kind, clash.needed, clash.available) == (Kind.RUNS, 5, 4)


@pytest.mark.parametrize(("least", "told"), [(1, []), (2, [Kind.HOLDERS]), (3, [Kind.HOLDERS])])
def test_holders_who_may_stand_nowhere_do_not_count(least, told):
    allowed = np.array([[[True]], [[False]], [[True]]])
    rule = CoverRule("sign", np.array([[True], [True], [False]]), np.array([[least]]))
    assert [clash.kind for clash in explain(plain(allowed, [[2]], cover=(rule,)))] == told


def test_holders_who_may_stand_only_at_one_seat_are_told_with_the_post():
    rule = CoverRule("sign", np.ones((3, 1), dtype=bool), np.array([[2]]))
    (clash,) = explain(plain(np.ones((3, 1, 1)), [[1]], cover=(rule,)))
    assert (clash.kind, clash.known, clash.posts) == (Kind.HOLDERS_SEATS, Known.CUT, (0,))
    assert (clash.needed, clash.available, clash.clerks) == (2, 1, (0, 1, 2))


@settings(max_examples=100, deadline=None)
@given(ANY, st.data())
def test_one_period_is_explained_as_in_the_whole(problem, data):
    period = data.draw(st.integers(0, problem.size[2] - 1))
    some = {clash for clash in explain(problem) if period in clash.periods}
    assert {replace(clash, periods=()) for clash in explain(problem, [period])} == {
        replace(clash, periods=()) for clash in some
    }
