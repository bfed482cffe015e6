"""A plan as its board shows it: what may be in each cell, what is there, and which rules that breaks.

docs/decisions/0095. Reading only; everything follows from a plan set out as numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from people.models import User

from .models import Period, Post, RotationPlan
from .namesakes import told_apart
from .planner.checking import Fault, Rule, faults
from .planner.problem import Plan
from .planner.score import missing_cover, missing_seats, seats_filled, standing
from .plans import Placed, people_of
from .setting_out import SetOut, cells_array, set_out

Codes = NDArray[np.int8]
# The codes of `Board.codes`; the letters are those of the script.
ABLE, FLAGGED, UNABLE, PARTLY, AWAY, CLOSED = range(6)


class Say(StrEnum):
    """What a cell says about whoever stands there, or about somebody who stands nowhere."""

    YES = "yes"
    FLAGGED = "flagged"
    NOTED = "noted"  # cannot stand there, or not on all days; planned all the same, with a note why
    NO = "no"
    PARTLY = "partly"  # away on some days
    AWAY = "away"
    CLOSED = "closed"
    NOTHING = ""


_SAYS = {
    ABLE: Say.YES,
    FLAGGED: Say.FLAGGED,
    UNABLE: Say.NO,
    PARTLY: Say.PARTLY,
    AWAY: Say.AWAY,
    CLOSED: Say.CLOSED,
}
_THERE = (Say.NOTHING, Say.PARTLY, Say.AWAY)


@dataclass(frozen=True)
class BoardCell:
    """One place of the board. `number` is that of the post in the hall, from 1; `told` whether a row of the plan is
    there at all, as locking somebody without a post is one; `away` are open days on which the person is away who is
    there on others."""

    period: Period
    user: User
    post: Post | None
    number: int
    locked: bool
    note: str
    say: Say
    told: bool
    away: Sequence[date] = ()


@dataclass(frozen=True)
class Board:
    """A plan set out, with what its cells say."""

    out: SetOut

    @property
    def plan(self) -> RotationPlan:
        return self.out.plan

    @cached_property
    def codes(self) -> Codes:
        """What would be said of each person at each post in each period: i, p, t."""
        out, able = self.out, self.out.able
        found = np.zeros((len(out.people), len(out.posts), len(out.periods)), dtype=np.int8)
        for t, period in enumerate(out.periods):
            days = period.first_day, period.last_day
            can, quiet = able.able(*days), able.unflagged(*days)
            found[:, :, t] = np.where(quiet, ABLE, np.where(can, FLAGGED, UNABLE))
            found[:, :, t][self.missing[:, t] > 0] = PARTLY
            found[:, :, t][self.missing[:, t] > 1] = AWAY
            if t in out.closed:
                found[:, :, t] = CLOSED
        return found

    @cached_property
    def missing(self) -> Codes:
        """Whether somebody is there on every day of a period that they work (0), on some open day (1), on none (2)."""
        out = self.out
        found = np.zeros((len(out.people), len(out.periods)), dtype=np.int8)
        for t, period in enumerate(out.periods):
            days = period.first_day, period.last_day
            found[:, t] = np.where(out.able.present(*days), 0, np.where(out.able.at_all(*days), 1, 2))
        return found

    @cached_property
    def stands(self) -> Plan:
        """The cells as the planner knows plans."""
        return cells_array(self.out, self.out.cells)

    @cached_property
    def clerk(self) -> Mapping[int, int]:
        """Where people are on their axis, by their number."""
        return {user.pk: i for i, user in enumerate(self.out.people)}

    @cached_property
    def names(self) -> Mapping[int, str]:
        """What people are called on it, by their number."""
        return told_apart(self.out.people)

    @cached_property
    def post(self) -> Mapping[int, int]:
        """Where posts are on theirs."""
        return {post.pk: p for p, post in enumerate(self.out.posts)}

    def days_away(self, clerk: int, period: int) -> list[date]:
        """The open days that somebody would work and is away, where they are there on others; numbers of the axes."""
        days = self.out.periods[period].first_day, self.out.periods[period].last_day
        return self.out.able.away(clerk, *days) if self.missing[clerk, period] == 1 else []

    def say(self, clerk: int, post: int, period: int) -> Say:
        """What would be said of somebody at a post in a period; numbers of the axes."""
        return _SAYS[int(self.codes[clerk, post, period])]

    def cell(self, clerk: int, t: int) -> BoardCell:
        """What stands in a place; numbers of the axes."""
        user, period = self.out.people[clerk], self.out.periods[t]
        placed = self.out.cells.get((period.number, user.pk), Placed(period.number, user.pk, said=False))
        p = None if placed.post is None else self.post.get(placed.post)
        away = [] if t in self.out.closed else self.days_away(clerk, t)
        if p is None:
            say = Say.CLOSED if t in self.out.closed else _THERE[self.missing[clerk, t]]
            return BoardCell(period, user, None, 0, placed.locked, placed.note, say, placed.said, away)
        say = self.say(clerk, p, t)
        say = Say.NOTED if say in (Say.NO, Say.PARTLY) and placed.note else say
        return BoardCell(period, user, self.out.posts[p], p + 1, placed.locked, placed.note, say, placed.said, away)

    def row(self, clerk: int) -> list[BoardCell]:
        """All places of one person."""
        return [self.cell(clerk, t) for t in range(len(self.out.periods))]

    @cached_property
    def faults(self) -> list[Fault]:
        """The rules that the cells break, those of people before those of posts, each once."""
        found = dict.fromkeys(faults(self.out.problem, self.stands))
        return [fault for fault in found if fault.rule != Rule.LOCKED]

    @cached_property
    def seats_filled(self) -> NDArray[np.int64]:
        """How many are there at each post: p, t, h."""
        problem = self.out.problem
        return seats_filled(problem, standing(problem, self.stands))

    @cached_property
    def seats_missing_by_part(self) -> NDArray[np.int64]:
        """Seats that nobody fills: p, t, h."""
        return missing_seats(self.out.problem, standing(self.out.problem, self.stands))

    @cached_property
    def seats_missing(self) -> NDArray[np.int64]:
        """Seats that nobody fills, in the part of the day that lacks most: p, t."""
        return self.seats_missing_by_part.max(axis=2)

    @cached_property
    def cover_missing(self) -> NDArray[np.int64]:
        """Holders of a skill that the hall lacks, in the part of the day that lacks most: rule, t."""
        lacks = missing_cover(self.out.problem, self.stands)
        return lacks.max(axis=2) if lacks.size else lacks.reshape(lacks.shape[:2])


def board_of(plan: RotationPlan, *, viewer: User, today: date) -> Board:
    """A plan as somebody sees it who may see it."""
    return Board(set_out(plan, today=today, people=people_of(plan, viewer)))
