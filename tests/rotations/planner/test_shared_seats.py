"""Two who are there at different times stand on one seat, in the quick plans too."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rotations.planner.checking import Rule, faults
from rotations.planner.construct import construct, improve
from rotations.planner.explain import explain
from rotations.planner.period import lacking
from rotations.planner.problem import NOTHING, Aim, Plan
from rotations.planner.replan import replan
from rotations.planner.score import score
from rotations.planner.shared_seats import Left, share_seats

from .problems import problems
from .tiny import plain

MONDAY_TO_WEDNESDAY, THURSDAY_FRIDAY = [True, False], [False, True]


def hall(there, seats, **changes):
    """Everybody may stand everywhere; `there` by clerk for both slices, `seats` by post, four weeks."""
    present = np.repeat(np.array(there)[:, None, :], 4, axis=1)
    wanted = np.repeat(np.array(seats)[:, None], 4, axis=1)[:, :, None].repeat(2, axis=2)
    return plain(np.ones((len(there), len(seats), 4), dtype=bool), wanted, present=present, **changes)


def test_two_part_timers_stand_on_one_seat_in_the_first_plan():
    problem = hall([MONDAY_TO_WEDNESDAY, THURSDAY_FRIDAY], [1])
    made = construct(problem)
    assert (made.cells == 0).all()
    assert faults(problem, made) == []
    assert score(problem, made).costs[Aim.COVER] == 0


def test_whoever_is_always_there_and_two_pairs_fill_three_seats():
    halves = [MONDAY_TO_WEDNESDAY, MONDAY_TO_WEDNESDAY, THURSDAY_FRIDAY, THURSDAY_FRIDAY]
    problem = hall([[True, True], *halves], [1, 2])
    made = improve(problem, construct(problem), np.random.default_rng(1))
    assert faults(problem, made) == []
    assert score(problem, made).costs[Aim.COVER] == 0


def test_two_locked_on_one_seat_at_different_times_are_no_clash():
    problem = hall([MONDAY_TO_WEDNESDAY, THURSDAY_FRIDAY], [1, 1])
    problem = replace(problem, locked=np.zeros((2, 4), dtype=np.int64))
    made = construct(problem)
    assert (made.cells == 0).all()
    assert faults(problem, made) == []
    assert [clash.posts for clash in explain(problem) if clash.kind == "lock"] == []


def test_two_at_the_same_time_on_one_seat_are_too_many():
    problem = hall([MONDAY_TO_WEDNESDAY, MONDAY_TO_WEDNESDAY], [1])
    assert {fault.rule for fault in faults(problem, Plan(np.zeros((2, 4), dtype=np.int64)))} == {Rule.TOO_MANY}
    assert (construct(problem).cells == NOTHING).any(axis=0).all()


def test_when_one_of_two_is_out_the_other_stays():
    problem = hall([MONDAY_TO_WEDNESDAY, THURSDAY_FRIDAY, [True, True]], [1])
    plan = Plan(np.array([[0] * 4, [0] * 4, [NOTHING] * 4]))
    mended = replan(problem, plan, [(0, 1)])
    assert faults(mended.problem, mended.plan) == []
    assert mended.plan.cells[:, [0, 2, 3]].tolist() == plan.cells[:, [0, 2, 3]].tolist()
    assert score(mended.problem, mended.plan).costs[Aim.COVER] <= 1


@settings(max_examples=150, deadline=None)
@given(problems(clerks=(1, 6), posts=(1, 3), periods=(1, 2), locks=False), st.data())
def test_sharing_moves_nobody_overfills_nothing_and_never_leaves_more_seats_empty(problem, data):
    clerks, posts, _periods = problem.size
    fits = np.ones((clerks, posts + 1), dtype=bool)
    fits[:, :posts] = problem.open[:, :, 0]
    price = np.array(data.draw(st.lists(st.integers(0, 9), min_size=fits.size, max_size=fits.size))).reshape(fits.shape)
    column = np.full(clerks, NOTHING, dtype=np.int64)
    for clerk in range(clerks):  # one whole seat for each, as a flow gives them
        free = [p for p in range(posts) if fits[clerk, p] and (column == p).sum() < problem.wanted[p, 0]]
        column[clerk] = data.draw(st.sampled_from([NOTHING, *free]))
    found = share_seats(problem, Left(fits, price, 20), column, 0)
    moved = found != column
    assert (column[moved] == NOTHING).all()
    assert fits[np.flatnonzero(moved), found[moved]].all()
    alone = replace(problem, cover=())
    assert lacking(alone, found, 0) <= lacking(alone, column, 0) - moved.sum()
    first = replace(problem, resting=np.zeros_like(problem.resting), pairs=())
    cells = np.full((clerks, problem.size[2]), NOTHING)
    cells[:, 0] = found
    assert Rule.TOO_MANY not in {fault.rule for fault in faults(first, Plan(cells))}
    if problem.present[:, 0].all():
        assert not moved.any()
