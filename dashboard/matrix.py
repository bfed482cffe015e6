"""The skill matrix: people × skills as of a day, filtered; a pure question on what was already read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from people.models import User
from skills.models import Level, Skill
from skills.profile import Holding, State

from .due import is_due


class Wanted(TextChoices):
    """What a manager looks for in the cells; all but two are states of a holding."""

    DUE = "due", _("ends within 60 days, in grace or expired")
    VALID = State.VALID.value, State.VALID.label
    RENEWAL = State.RENEWAL.value, State.RENEWAL.label
    GRACE = State.GRACE.value, State.GRACE.label
    EXPIRED = State.EXPIRED.value, State.EXPIRED.label
    SUSPENDED = State.SUSPENDED.value, State.SUSPENDED.label
    REVOKED = State.REVOKED.value, State.REVOKED.label
    NEVER = "never", _("never held")


@dataclass(frozen=True)
class Cell:
    """One skill of one person on a day; without a holding it was never held."""

    skill: Skill
    holding: Holding | None

    @property
    def counts(self):
        return self.holding is not None and self.holding.in_force

    @property
    def level(self):
        """The level in force on the day: nothing of what has lapsed is left."""
        return self.holding.level if self.counts else Level.NONE

    @property
    def last_day(self):
        """The last day of validity, of grace while in grace; None when it never ends or was never held."""
        if self.holding is None:
            return None
        return self.holding.grace_until if self.holding.state == State.GRACE else self.holding.valid_until


@dataclass(frozen=True)
class Row:
    """One person and a cell a skill, in the order of the heads."""

    person: User
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Matrix:
    """The heads and the rows that answer the filter."""

    skills: tuple[Skill, ...]
    rows: tuple[Row, ...]
    on: date


def matrix(
    people: Iterable[User],
    skills: Sequence[Skill],
    profiles: dict[int, dict[int, Holding]],
    *,
    on: date,
    skill: str = "",
    state: str = "",
) -> Matrix:
    """The matrix of these people for a day.

    `skill` is the slug of the only column wanted; `state` a value of `Wanted` that at least one of the columns shown
    must have.
    """
    heads = tuple(head for head in skills if not skill or head.slug == skill)
    rows = (Row(person, tuple(Cell(head, profiles[person.pk].get(head.pk)) for head in heads)) for person in people)
    return Matrix(heads, tuple(row for row in rows if _answers(row, state, on)), on)


def _answers(row, state, on):
    return not state or any(_is(cell, state, on) for cell in row.cells)


def _is(cell, state, on):
    if cell.holding is None:
        return state == Wanted.NEVER
    if state == Wanted.DUE:
        return is_due(cell.holding, on)
    return cell.holding.state == state
