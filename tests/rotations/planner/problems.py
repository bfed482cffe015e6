"""Small rotations of every kind, drawn by Hypothesis, and every plan of a tiny one."""

from itertools import product

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rotations.planner.checking import faults
from rotations.planner.problem import FREE, NOTHING, Aim, Bond, CoverRule, Pair, Plan, Problem
from rotations.planner.score import score


@st.composite
def problems(draw, clerks=(1, 3), posts=(1, 3), periods=(1, 3), locks=True):
    """A rotation with any of its parts: half days, history, runs, rest, pairs, cover rules, a published plan, locks."""
    i, p, t = draw(st.integers(*clerks)), draw(st.integers(*posts)), draw(st.integers(*periods))
    h = draw(st.integers(1, 3))
    few = lambda shape, top: draw(arrays(np.int64, shape, elements=st.integers(0, top)))  # noqa: E731
    often = lambda shape: draw(arrays(bool, shape, elements=st.sampled_from([True, True, True, False])))  # noqa: E731
    running_post = draw(arrays(np.int64, i, elements=st.integers(NOTHING, p - 1)))
    return Problem(
        allowed=often((i, p, t)),
        seats=few((p, t, h), 2),
        present=often((i, t, h)) if h > 1 else np.ones((i, t, 1), dtype=bool),
        busy=few(p, 4),
        target=few(i, 8),
        most_running=few(p, 2),
        rest=few(p, 3),
        running_post=running_post,
        running=np.where(running_post == NOTHING, 0, few(i, 2) + 1),
        resting=np.maximum(few((i, p), 5) - 4, 0),
        learn=draw(arrays(bool, (i, p))),
        wish=np.maximum(few((i, p, t), 4) - 2, 0),
        locked=draw(arrays(np.int64, (i, t), elements=_mostly(FREE, p))) if locks else np.full((i, t), FREE),
        published=draw(arrays(np.int64, (i, t), elements=_mostly(FREE, p))),
        cover=tuple(draw(st.lists(_rules(i, t, h), max_size=2))),
        pairs=tuple(draw(st.lists(_bonds(i, p, t), max_size=2))) if i > 1 else (),
        aims=tuple(draw(st.permutations(list(Aim)))),
    )


def _mostly(usual, posts):
    return st.one_of(st.just(usual), st.just(usual), st.just(usual), st.integers(NOTHING, posts - 1))


@st.composite
def _rules(draw, clerks, periods, parts):
    holders = draw(arrays(bool, (clerks, periods)))
    return CoverRule("rule", holders, draw(arrays(np.int64, (periods, parts), elements=st.integers(0, 2))))


@st.composite
def _bonds(draw, clerks, posts, periods):
    first, second = draw(st.permutations(range(clerks)))[:2]
    return Pair(
        draw(st.sampled_from(list(Bond))), first, second, draw(arrays(bool, periods)), draw(arrays(bool, posts))
    )


def tiny(**kwargs):
    """So small that every plan can be tried."""
    return st.one_of(
        problems(clerks=(1, 2), posts=(1, 2), periods=(1, 3), **kwargs),
        problems(clerks=(2, 3), posts=(1, 2), periods=(1, 2), **kwargs),
        problems(clerks=(1, 1), posts=(2, 3), periods=(3, 4), **kwargs),
    )


def every_plan(problem):
    """All ways to fill the cells, whether they may be or not."""
    clerks, posts, periods = problem.size
    for cells in product(range(NOTHING, posts), repeat=clerks * periods):
        yield Plan(np.array(cells, dtype=np.int64).reshape(clerks, periods))


def best_of_all(problem):
    """The best score by trying every plan; None where no plan may be."""
    scores = [score(problem, plan) for plan in every_plan(problem) if not faults(problem, plan)]
    return min(scores, default=None, key=lambda found: found.key)
