"""Two clerks on one seat: one there in the morning or from Monday to Wednesday, the other when the first is not.

A flow gives everybody a whole seat, so whoever it leaves over may still fill what somebody else leaves open. They are
put there one by one, the cheapest first: greedy, since a seat shared well is nearly always two people who fit, and the
wider search goes on from there. docs/decisions/0100.
"""

from dataclasses import dataclass

import numpy as np

from .problem import NOTHING, Bools, Ints, Problem


@dataclass(frozen=True)
class Left:
    """Whom a flow left over: what fits everybody (i, p + 1), what each choice costs without the seats it fills
    (i, p + 1), and what a seat is worth."""

    fits: Bools
    price: Ints
    seat: int


def share_seats(problem: Problem, left: Left, column: Ints, period: int) -> Ints:
    """The column (i) of a period with those who stand nowhere put where seats are open in the parts they are there,
    never more at once than are wanted, as long as that pays. Whoever must stand somewhere goes first."""
    present = problem.present[:, period]
    if present.all():
        return column
    idle = np.flatnonzero((column == NOTHING) & left.fits[:, :-1].any(axis=1))
    column, wanted = column.copy(), problem.wanted[:, period, None]
    filled = np.zeros(problem.seats[:, period].shape, dtype=np.int64)
    here = np.flatnonzero(column >= 0)
    np.add.at(filled, column[here], present[here])
    while len(idle):
        there = present[idle].astype(np.int64)
        gain = there @ (problem.seats[:, period] > filled).T.astype(np.int64)
        crowded = there @ (filled >= wanted).T.astype(np.int64)
        added = left.price[idle, :-1] - left.price[idle, -1:] - left.seat * gain
        must = ~left.fits[idle, -1]
        may = left.fits[idle, :-1] & (crowded == 0) & (must[:, None] | ((gain > 0) & (added < 0)))
        if not may.any():
            return column
        order = np.where(may, added - np.where(must, _far(added), 0)[:, None], np.iinfo(np.int64).max)
        place, post = np.unravel_index(int(order.argmin()), order.shape)
        column[idle[place]] = post
        filled[post] += present[idle[place]]
        idle = np.delete(idle, place)
    return column


def _far(added: Ints) -> int:
    """More than any two of these differ."""
    return int(added.max() - added.min()) + 1
