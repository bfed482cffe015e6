"""The people of a certification by state: who holds it, who is on the way, who let it lapse. Reading only."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db.models import QuerySet

from people.models import User
from skills.models import Certification

from .cycles import Standing, current, standings
from .life import State
from .models import Cycle

SOON = timedelta(days=30)


@dataclass(frozen=True)
class Row:
    """One person: what speaks for them, and the round under way if there is one beside it."""

    user: User
    standing: Standing
    open: Standing | None

    @property
    def state(self) -> State:
        return State(self.standing.state or State.ASSIGNED)

    @property
    def due_on(self) -> date | None:
        """By when something has to be done: the due day of the open round, else the last valid day of what ends."""
        if self.open and self.open.cycle.due_on:
            return self.open.cycle.due_on
        return self.standing.valid_until if self.state in (State.RENEWAL, State.GRACE) else None

    def is_overdue(self, on: date) -> bool:
        """Whether that day has passed."""
        return self.due_on is not None and self.due_on < on

    def is_due_soon(self, on: date) -> bool:
        return self.due_on is not None and on <= self.due_on <= on + SOON


def roll(certification: Certification, people: QuerySet[User], on: date) -> list[Row]:
    """Everybody of `people` who has or had a round, by name; three queries and one for the halls of all of them."""
    cycles = (
        Cycle.objects.filter(certification=certification, user__in=people)
        .with_story()
        .select_related("user__hall", "certification")
        .order_by("user__name_pinyin", "user__staff_number", "user", "number")
    )
    rows = standings(cycles, on)
    found = []
    for _pk, mine in groupby(rows, key=lambda row: row.cycle.user_id):
        row = _row(list(mine))
        if row:
            found.append(row)
    return found


def _row(mine: Sequence[Standing]) -> Row | None:
    speaks = current(mine)
    is_open = next((row for row in mine if row.cycle.ended_at is None and row.is_open), None)
    return Row(speaks.cycle.user, speaks, is_open) if speaks else None


def by_state(rows: Sequence[Row]) -> list[tuple[State, int]]:
    """How many people are in each state, in the order of the states; those nobody is in are left out."""
    counted = Counter(row.state for row in rows)
    return [(state, counted[state]) for state in State if counted[state]]
