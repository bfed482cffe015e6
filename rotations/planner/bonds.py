"""Pairs in one period: what somebody may still do when the other one of a pair stays where they are."""

import numpy as np

from .lines import OPEN
from .problem import Bond, Bools, Ints, Pair, Problem


def bind(problem: Problem, cells: Ints, period: int, found: Bools, *, turned: bool = False) -> None:
    """Narrows what fits (i, p + 1, written to) so that no choice of all clerks can break a pair.

    One of each pair stays, the other moves round it; `turned` lets the other one move. Where neither is decided yet,
    the first keeps away from the posts that the pair is about.
    """
    for pair in problem.pairs:
        if pair.when[period]:
            rule = _apart if pair.bond == Bond.APART else _together
            rule(pair, cells[:, period], found, turned)


def _apart(pair: Pair, now: Ints, found: Bools, turned: bool) -> None:
    stays, moves = (pair.first, pair.second) if turned else (pair.second, pair.first)
    if now[stays] == OPEN:
        stays, moves = moves, stays
    if now[stays] == OPEN:
        _keep_away(found, pair.first, pair.where)
        return
    _pin(found, stays, int(now[stays]))
    if now[stays] >= 0 and pair.where[now[stays]]:
        found[moves, now[stays]] = False


def _together(pair: Pair, now: Ints, found: Bools, turned: bool) -> None:
    first, second = int(now[pair.first]), int(now[pair.second])
    inside = first >= 0 and bool(pair.where[first])
    if inside and second == OPEN:
        _pin(found, pair.second, first)
    elif second == OPEN or (turned and not inside):
        _keep_away(found, pair.first, pair.where)
    else:
        _pin(found, pair.second, second)
        others = pair.where.copy()
        if second >= 0:
            others[second] = False
        _keep_away(found, pair.first, others)


def _keep_away(found: Bools, clerk: int, where: Bools) -> None:
    found[clerk, :-1] &= ~where


def _pin(found: Bools, clerk: int, post: int) -> None:
    """Leaves one choice; NOTHING (or anything below) is the last one."""
    only = np.zeros(found.shape[1], dtype=bool)
    only[max(post, -1)] = True
    found[clerk] &= only
