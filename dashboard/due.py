"""What needs renewing: skills that end soon, are in grace or have lapsed, as of a day."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from people.models import User
from skills.models import Skill
from skills.profile import Holding, State

# How far ahead a manager looks: two rotations, and the time most certifications open renewal.
HORIZON = timedelta(days=60)

_URGENCY = {State.GRACE: 0, State.RENEWAL: 1, State.VALID: 2, State.EXPIRED: 3}


class Due(NamedTuple):
    """One skill of one person that ends soon or has ended."""

    person: User
    skill: Skill
    holding: Holding
    on: date

    @property
    def state(self):
        return self.holding.state

    @property
    def last_day(self):
        """The last day that counts: of grace while in grace, else of validity."""
        return self.holding.grace_until if self.state == State.GRACE else self.holding.valid_until

    @property
    def days(self):
        """Days from the day asked about to the last day; how many have gone by once it has lapsed."""
        return abs((self.last_day - self.on).days)

    @property
    def is_over(self):
        return self.state == State.EXPIRED

    @property
    def number(self):
        """The number of the certificate behind it; empty without one."""
        return self.holding.award.number

    @property
    def certification_id(self):
        """The kind of that certificate; None without one."""
        return self.holding.award.certification_id


def is_due(holding: Holding, on: date, horizon: timedelta = HORIZON) -> bool:
    """Whether a holding is open for renewal, in grace, expired, or ends within the horizon."""
    if holding.state == State.VALID:
        return holding.valid_until is not None and holding.valid_until <= on + horizon
    return holding.state in (State.RENEWAL, State.GRACE, State.EXPIRED)


def due_list(
    people: Iterable[User],
    skills: Iterable[Skill],
    profiles: dict[int, dict[int, Holding]],
    on: date,
    horizon: timedelta = HORIZON,
) -> list[Due]:
    """Everything due, what ends next first; then what has lapsed, the latest first."""
    by_pk = [(skill.pk, skill) for skill in skills]
    found = [
        Due(person, skill, held[pk], on)
        for person in people
        if (held := profiles.get(person.pk))
        for pk, skill in by_pk
        if pk in held and is_due(held[pk], on, horizon)
    ]
    return sorted(found, key=lambda due: (due.is_over, due.days, _URGENCY[due.state]))
