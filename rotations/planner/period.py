"""One period while all others stay: an assignment problem, solved exactly as a flow of least cost in milliseconds.

Clerks flow to posts, a post takes as many as it wants, whoever is left flows to no post. Seats, changes, loads, posts
learnt and wishes are costs of single choices then, so that the flow is exact for them (integral flows: Ford and
Fulkerson 1962). Cover rules are not: their holders are paid for working when some are lacking. Nor are seats that two
half days share: a flow gives everybody a whole one, and whoever it leaves over is put there after (`shared_seats`).
"""

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from .bonds import bind
from .lines import OPEN, fits
from .problem import FREE, NOTHING, Aim, Bools, Ints, Problem
from .score import unfairness
from .shared_seats import Left, share_seats

TRIES = 3  # payments for holders before it is left as it is


@dataclass(frozen=True)
class Choice:
    """Where everybody stands in one period (i), and what that costs in each aim, to compare with `cost_of`.

    `may_be` is False where somebody could not be given anything that fits: more locks than seats.
    """

    column: Ints
    key: tuple[int, ...]
    may_be: bool


def choose(
    problem: Problem,
    cells: Ints,
    period: int,
    weight: dict[Aim, int],
    *,
    drawn: Ints | None = None,
    turned: bool = False,
) -> Choice:
    """The best for one period with all other cells as they are; OPEN cells are reckoned to bring a fair load.

    `drawn` (i, p + 1) is added to the costs that choose, but not told.
    """
    found = fits(problem, cells, period)
    bind(problem, cells, period, found, turned=turned)
    told = prices(problem, cells, period)
    price, seats = sum_of(told, weight), weight[Aim.COVER] * _seats_filled(problem, period)
    if drawn is not None:
        price += drawn
    for _try in range(TRIES):
        column = _flow(found, price - seats, problem.wanted[:, period])
        column = share_seats(problem, Left(found, price, weight[Aim.COVER]), column, period)
        short = _short(problem, column, period)
        if not short.any():
            break
        price[short, :-1] -= weight[Aim.COVER]
    may_be = bool(found[np.arange(len(column)), column].all())
    return Choice(column, cost_of(problem, told, column, period), may_be)


Prices = dict[Aim, Ints]


def cost_of(problem: Problem, told: Prices, column: Ints, period: int) -> tuple[int, ...]:
    """What a column costs in each aim, in their order: choices, and seats and holders lacking in this period."""
    everybody = np.arange(len(column))
    return tuple(
        lacking(problem, column, period) if aim == Aim.COVER else int(told[aim][everybody, column].sum())
        for aim in problem.aims
    )


def sum_of(told: Prices, weight: dict[Aim, int]) -> Ints:
    """The prices of all aims as one."""
    return np.sum([weight[aim] * price for aim, price in told.items()], axis=0)


def prices(problem: Problem, cells: Ints, period: int) -> Prices:
    """What each choice of each clerk costs in each aim but cover, other cells as they are: i, p + 1.

    What the cells cost whatever is chosen is left out of mastery.
    """
    clerks, posts, periods = problem.size
    others = np.delete(cells, period, axis=1)
    load = np.append(problem.busy, [0, 0, 0])[others].sum(axis=1)  # NOTHING, FREE and OPEN read the zeros
    undecided = (others == OPEN).sum(axis=1)
    load += np.rint(problem.target * undecided / periods).astype(np.int64)
    changes = np.zeros((clerks, posts + 1), dtype=np.int64)
    before = problem.published[:, period]
    told = np.flatnonzero(before != FREE)
    changes[told] = 1
    changes[told, before[told]] = 0
    return {
        Aim.FAIRNESS: unfairness(problem, load[:, None] + np.append(problem.busy, 0)),
        Aim.MASTERY: np.pad(-(problem.learn & ~visited(problem, others)).astype(np.int64), ((0, 0), (0, 1))),
        Aim.WISHES: np.pad(problem.wish[:, :, period], ((0, 0), (0, 1))),
        Aim.CHANGES: changes,
    }


def visited(problem: Problem, cells: Ints) -> Bools:
    """Who stands where at any time: i, p."""
    clerks, posts, _periods = problem.size
    who, when = np.nonzero(cells >= 0)
    found = np.zeros((clerks, posts), dtype=bool)
    found[who, cells[who, when]] = True
    return found


def lacking(problem: Problem, column: Ints, period: int) -> int:
    """Seats and holders lacking in one period."""
    here = np.flatnonzero(column >= 0)
    filled = np.zeros((problem.size[1], problem.seats.shape[2]), dtype=np.int64)
    np.add.at(filled, column[here], problem.present[here, period])
    total = int(np.maximum(problem.seats[:, period] - filled, 0).sum())
    for rule in problem.cover:
        total += int(_lacks(problem, rule.holders[:, period], rule.least[period], column, period).sum())
    return total


def _lacks(problem: Problem, holders: Bools, least: Ints, column: Ints, period: int) -> Ints:
    working = holders & (column >= 0)
    return np.maximum(least - problem.present[working, period].sum(axis=0), 0)


def _short(problem: Problem, column: Ints, period: int) -> Bools:
    """Holders of the rules that lack some."""
    short = np.zeros(len(column), dtype=bool)
    for rule in problem.cover:
        if _lacks(problem, rule.holders[:, period], rule.least[period], column, period).any():
            short |= rule.holders[:, period]
    return short


def _seats_filled(problem: Problem, period: int) -> Ints:
    """In how many parts of the day a clerk would fill a seat: i, p + 1."""
    filled = problem.present[:, period].astype(np.int64) @ (problem.seats[:, period] > 0).astype(np.int64).T
    return np.pad(filled, ((0, 0), (0, 1)))


def _flow(found: Bools, price: Ints, wanted: Ints) -> Ints:
    """The assignment of least price within what fits."""
    clerks, posts = len(found), found.shape[1] - 1
    who, what = np.nonzero(found[:, :posts])
    everybody, end = np.arange(clerks), clerks + posts
    price = price - price.min(axis=1, keepdims=True)
    refused = (int(price[found].max(initial=0)) + 1) * clerks  # dearer than anything that may be
    idle = np.where(found[:, posts], price[:, posts], refused)
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(who, clerks + what, np.ones(len(who), np.int64), price[who, what])
    flow.add_arcs_with_capacity_and_unit_cost(everybody, np.full(clerks, end), np.ones(clerks, np.int64), idle)
    numbers = clerks + np.arange(posts)
    flow.add_arcs_with_capacity_and_unit_cost(numbers, np.full(posts, end), wanted, np.zeros(posts, np.int64))
    flow.set_nodes_supplies(np.append(everybody, end), np.append(np.ones(clerks, np.int64), -clerks))
    if flow.solve() != flow.OPTIMAL:
        raise ArithmeticError("A period cannot fail to flow: everybody may stay idle.")
    column = np.full(clerks, NOTHING, dtype=np.int64)
    taken = np.flatnonzero(flow.flows(arcs)) if len(who) else np.zeros(0, dtype=np.int64)
    column[who[taken]] = what[taken]
    return column
