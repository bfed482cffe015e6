"""A hall without posts, or without people, is answered like any other: nothing can be filled, and nothing breaks."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from rotations.planner import explain, foresight, replan, windows
from rotations.planner.checking import faults
from rotations.planner.clashes import Kind
from rotations.planner.flows import crowds, match
from rotations.planner.ground import Ground
from rotations.planner.problem import NOTHING, CoverRule, Plan
from rotations.planner.score import score
from rotations.planner.solve import solve

from .tiny import plain

PERIODS = 2


def nobody_or_nowhere(clerks, posts):
    return plain(np.zeros((clerks, posts, PERIODS), dtype=bool), np.ones((posts, PERIODS), dtype=np.int64))


def test_without_posts_all_clerks_are_one_crowd_that_stands_nowhere():
    assert crowds(np.zeros((3, 0), dtype=bool)) == Counter({0: 3})
    assert crowds(np.zeros((0, 0), dtype=bool)) == crowds(np.zeros((0, 2), dtype=bool)) == Counter()
    found = match(np.zeros((3, 0), dtype=bool), np.zeros(0, dtype=np.int64))
    assert (found.missing, found.hall_sets(), found.lacking) == (0, [], [])


def test_without_posts_everybody_there_could_be_taken_for_another():
    problem = nobody_or_nowhere(3, 0)
    present = problem.present.copy()
    present[1, 0] = False
    ground = Ground(replace(problem, present=present))
    assert ground.releasable(0, 0).tolist() == [True, False, True]
    assert (ground.hall_sets(0, 0), ground.slack(0, 0, 2), ground.able((), 0, 0)) == ([], {}, ())
    assert Ground(nobody_or_nowhere(0, 0)).releasable(0, 0).tolist() == []


@pytest.mark.parametrize(("clerks", "posts"), [(3, 0), (0, 0), (0, 2)])
def test_it_is_explained_planned_and_looked_ahead(clerks, posts):
    problem = nobody_or_nowhere(clerks, posts)
    rule = CoverRule("手语", np.zeros((clerks, PERIODS), dtype=bool), np.ones((PERIODS, 1), dtype=np.int64))
    for asked in (problem, replace(problem, cover=(rule,))):
        kinds = {clash.kind for clash in explain.explain(asked)}
        assert (Kind.HOLDERS in kinds) == bool(asked.cover)
        assert (Kind.SEATS in kinds) == bool(posts)
        found = solve(asked, limit=3, rounds=1)
        assert faults(asked, found.plan) == []
        assert found.plan.cells.tolist() == [[NOTHING] * PERIODS] * clerks
        assert found.score == score(asked, found.plan)
        assert foresight.singles(asked) == []
        assert foresight.margin(asked).shape[0] == posts
        assert windows.windows(Ground(asked), 0) == []
        assert replan.replan(asked, Plan(found.plan.cells), []).plan.cells.tolist() == found.plan.cells.tolist()
