"""The linear model, held against checker and score by every plan of tiny rotations."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rotations.planner.checking import faults, run_faults
from rotations.planner.lines import may_be
from rotations.planner.model import build
from rotations.planner.problem import NOTHING, Plan
from rotations.planner.reach import reachable
from rotations.planner.score import loads, score

from .problems import every_plan, problems, tiny


def fits(model, values):
    reached = model.rows @ values
    inside = (reached >= model.least).all() and (reached <= model.most).all()
    return inside and (values >= model.lower).all() and (values <= model.upper).all()


def is_open(problem, plan):
    """Whether the model has columns for all of the plan's cells."""
    clerks, periods = np.nonzero(plan.cells != NOTHING)
    return problem.open[clerks, plan.cells[clerks, periods], periods].all()


@settings(max_examples=60, deadline=None)
@given(tiny())
def test_the_model_takes_the_plans_that_the_checker_takes_and_costs_them_as_the_score_does(problem):
    model = build(problem)
    for plan in every_plan(problem):
        values = model.values(plan)
        may_be = is_open(problem, plan) and fits(model, values)
        assert may_be == (not faults(problem, plan))
        if may_be:
            assert tuple(model.costs @ values + model.constant) == score(problem, plan).key
            assert (model.plan(values).cells == plan.cells).all()


@settings(max_examples=60, deadline=None)
@given(problems(clerks=(1, 1), posts=(1, 3), periods=(1, 5), locks=False))
def test_lines_are_judged_as_the_checker_judges_runs_and_rest(problem):
    for plan in every_plan(problem):
        assert may_be(problem, np.array([0]), plan.cells)[0] == (not list(run_faults(problem, plan)))


@settings(max_examples=200, deadline=None)
@given(problems(clerks=(2, 6), posts=(1, 5), periods=(1, 6)), st.randoms(use_true_random=False))
def test_a_plan_goes_into_columns_and_comes_back(problem, random):
    cells = np.full((problem.size[0], problem.size[2]), NOTHING)
    for clerk, period in np.ndindex(*cells.shape):
        choice = [NOTHING, *np.flatnonzero(problem.open[clerk, :, period])]
        cells[clerk, period] = random.choice(choice)
    model = build(problem)
    assert (model.plan(model.values(Plan(cells))).cells == cells).all()


@settings(max_examples=60, deadline=None)
@given(problems(clerks=(1, 1), posts=(1, 3), periods=(1, 4)))
def test_a_load_that_a_plan_has_can_be_reached(problem):
    loads_told = reachable(problem, 0)
    for plan in every_plan(problem):
        if not faults(problem, plan):
            assert (loads_told >> int(loads(problem, plan)[0])) & 1
