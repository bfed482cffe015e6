"""Problems small enough to try every plan, and the trying."""

from dataclasses import replace
from itertools import product

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from rotations.planner.checking import faults
from rotations.planner.problem import FREE, NOTHING, Bond, CoverRule, Pair, Plan, Problem

MOST = 60_000  # plans to try


def plain(allowed, seats, **changes):
    """A problem of which only this much is said; `seats` p, t or p, t, h."""
    allowed, seats = np.asarray(allowed, dtype=bool), np.asarray(seats)
    seats = seats if seats.ndim == 3 else seats[:, :, None]
    clerks, posts, periods = allowed.shape
    values = {
        "allowed": allowed,
        "seats": seats,
        "present": np.ones((clerks, periods, seats.shape[2]), dtype=bool),
        "busy": np.ones(posts, dtype=np.int64),
        "target": np.zeros(clerks, dtype=np.int64),
        "most_running": np.zeros(posts, dtype=np.int64),
        "rest": np.zeros(posts, dtype=np.int64),
        "running_post": np.full(clerks, NOTHING),
        "running": np.zeros(clerks, dtype=np.int64),
        "resting": np.zeros((clerks, posts), dtype=np.int64),
        "learn": np.zeros((clerks, posts), dtype=bool),
        "wish": np.zeros((clerks, posts, periods), dtype=np.int64),
        "locked": np.full((clerks, periods), FREE),
        "published": np.full((clerks, periods), FREE),
    }
    return Problem(**{**values, **changes})


@st.composite
def problems(draw, parts=1, runs=False, locks=False, pairs=False, cover=0, clerks=4, posts=3, periods=4):
    """Tiny problems with the rules asked for."""
    i, p, t = (draw(st.integers(1, most)) for most in (clerks, posts, periods))
    h = draw(st.integers(1, parts))

    def table(values, *shape):
        return np.array(draw(st.lists(values, min_size=int(np.prod(shape)), max_size=int(np.prod(shape))))).reshape(
            shape
        )

    often = st.sampled_from([True, True, True, False])
    changes = {"present": table(often, i, t, h)} if parts > 1 else {}
    if runs:
        changes["most_running"] = table(st.integers(0, 2), p)
        changes["rest"] = table(st.integers(0, 2), p)
        changes["running_post"] = table(st.integers(NOTHING, p - 1), i)
        changes["running"] = np.where(changes["running_post"] == NOTHING, 0, table(st.integers(1, 2), i))
        changes["resting"] = table(st.sampled_from([0, 0, 0, 1]), i, p)
    if locks:
        changes["locked"] = table(st.sampled_from([FREE] * 4 + list(range(NOTHING, p))), i, t)
    if pairs and i > 1:
        changes["pairs"] = (
            Pair(draw(st.sampled_from(Bond)), 0, 1, table(often, t).astype(bool), table(often, p).astype(bool)),
        )
    changes["cover"] = tuple(
        CoverRule(f"rule {n}", table(st.booleans(), i, t), table(st.integers(0, 2), t, h)) for n in range(cover)
    )
    return plain(table(st.booleans(), i, p, t), table(st.integers(0, 2), p, t, h), **changes)


def rows(problem, clerk):
    """Every row of a clerk that breaks no rule of theirs alone."""
    _clerks, _posts, periods = problem.size
    free = replace(problem, pairs=(), locked=np.full_like(problem.locked, FREE))
    choices = [
        [NOTHING, *np.flatnonzero(problem.allowed[clerk, :, period])]
        if problem.locked[clerk, period] == FREE
        else [problem.locked[clerk, period]]
        for period in range(periods)
    ]
    found = []
    for row in product(*choices):
        cells = np.full(problem.locked.shape, NOTHING)
        cells[clerk] = row
        if not [fault for fault in faults(free, Plan(cells)) if fault.clerk == clerk]:
            found.append(row)
    return np.array(found, dtype=np.int64).reshape(-1, periods)


def plans(problem):
    """Every plan that breaks no rule: many, i, t."""
    each = [rows(problem, clerk) for clerk in range(problem.size[0])]
    if np.prod([len(rows) for rows in each]) > MOST:
        assume(False)
    picks = np.indices([len(rows) for rows in each]).reshape(len(each), -1)
    cells = np.stack([rows[pick] for rows, pick in zip(each, picks, strict=True)], axis=1)
    return cells[_seats_kept(problem, cells) & _pairs_kept(problem, cells)]


def _seats_kept(problem, cells):
    at_once = _filled(problem, cells).max(axis=3)
    return (at_once <= problem.wanted[None]).all(axis=(1, 2))


def _filled(problem, cells):
    """Many, p, t, h."""
    stands = cells[:, :, None, :] == np.arange(problem.size[1])[None, None, :, None]
    return np.einsum("nipt,ith->npth", stands.astype(np.int64), problem.present.astype(np.int64))


def _pairs_kept(problem, cells):
    kept = np.ones(len(cells), dtype=bool)
    for pair in problem.pairs:
        one, two = cells[:, pair.first], cells[:, pair.second]
        asked = pair.when[None] & (one != NOTHING) & pair.where[one]
        kept &= ~(asked & ((one == two) if pair.bond == Bond.APART else (one != two))).any(axis=1)
    return kept


def costs(problem, cells):
    """Seats and holders missing in each of many plans."""
    missing = np.maximum(problem.seats[None] - _filled(problem, cells), 0).sum(axis=(1, 2, 3))
    for rule in problem.cover:
        works = ((cells != NOTHING) & rule.holders[None])[:, :, :, None] & problem.present[None]
        missing = missing + np.maximum(rule.least[None] - works.sum(axis=1), 0).sum(axis=(1, 2))
    return missing


def least_missing(problem):
    """The least any plan lacks; None where no plan breaks no rule."""
    found = costs(problem, plans(problem))
    return int(found.min()) if len(found) else None
