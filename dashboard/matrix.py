"""The skill matrix: people × skills as of a day, filtered; a pure question on what was already read."""

from collections.abc import Iterable, Mapping, Sequence
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
        return self.holding.level if self.holding and self.counts else Level.NONE

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
    profiles: Mapping[int, Mapping[int, Holding]],
    *,
    on: date,
    skill: str = "",
    state: str = "",
    level: int = 0,
) -> Matrix:
    """The matrix of these people for a day.

    `skill` is the slug of the only column wanted; `state` a value of `Wanted` and `level` the least in force that at
    least one of the cells shown must have, the same cell both.
    """
    heads = tuple(head for head in skills if not skill or head.slug == skill)
    columns = [head.pk for head in heads]
    return Matrix(
        heads,
        tuple(
            Row(person, tuple(Cell(head, held.get(head.pk)) for head in heads))
            for person in people
            if answers(held := profiles.get(person.pk, {}), columns, on, state, level)
        ),
        on,
    )


def answers(held: Mapping[int, Holding], skills: Iterable[int], on: date, state: str = "", level: int = 0) -> bool:
    """Whether one of somebody's cells of these skills is what is looked for; without a wish everybody answers."""
    return not (state or level) or any(_is(held.get(skill), state, level, on) for skill in skills)


def _is(holding, state, level, on):
    if level and (holding is None or not holding.in_force or holding.level < level):
        return False
    if not state:
        return True
    if holding is None:
        return state == Wanted.NEVER
    if state == Wanted.DUE:
        return is_due(holding, on)
    return holding.state == state


def ends_next(held: Mapping[int, Holding], skills: Iterable[int]) -> date:
    """The first day on which one of somebody's holdings in force ends, grace left out; `date.max` when none ends."""
    found = (held[skill] for skill in skills if skill in held)
    return min((one.valid_until for one in found if one.in_force and one.valid_until), default=date.max)
