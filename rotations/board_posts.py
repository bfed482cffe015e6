"""Posts and periods: who stands where, how many seats are wanted and how many nobody fills."""

from dataclasses import dataclass

import numpy as np

from .board import Board, BoardCell
from .board_cells import HUES
from .models import Period, Post


@dataclass(frozen=True)
class PostCell:
    """A post in a period. `missing` counts the seats of the part of the day that lacks most; `part` names the
    weekdays and parts of the day where not all of them lack as many; `over` who is too many."""

    period: Period
    wanted: int
    missing: int
    over: int
    standing: list[BoardCell]
    part: str


@dataclass(frozen=True)
class PostRow:
    """A post through all periods; `number` from 1."""

    post: Post
    number: int
    cells: list[PostCell]

    @property
    def hue(self) -> int:
        """Which colour its number stands on."""
        return (self.number - 1) % HUES


def post_rows(board: Board) -> list[PostRow]:
    """Every post of the hall in its order."""
    out = board.out
    at: dict[tuple[int, int], list[BoardCell]] = {}
    for i in range(len(out.people)):
        for t, cell in enumerate(board.row(i)):
            if cell.post:
                at.setdefault((cell.number - 1, t), []).append(cell)
    return [
        PostRow(post, p + 1, [_cell(board, at.get((p, t), []), p, t) for t in range(len(out.periods))])
        for p, post in enumerate(out.posts)
    ]


def _cell(board, standing, p, t):
    wanted, missing = int(board.out.problem.wanted[p, t]), int(board.seats_missing[p, t])
    at_once = int(board.seats_filled[p, t].max())
    over = max(0, at_once - wanted) if not missing else 0
    lacks = board.seats_missing_by_part[p, t]
    part = board.out.week_parts.words(np.flatnonzero(lacks == missing).tolist(), [t]) if missing else ""
    return PostCell(board.out.periods[t], wanted, missing, over, standing, part)
