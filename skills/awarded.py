"""Everything one person was ever awarded, as plain rows: what a page about one person shows and judges.

The page of a person is opened more often than any other, and four model instances for each award were a third of its
time. An `Awarded` stands in for `models.Award` with the same names.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import BigIntegerField

from core.statements import Blank, Statement

from .marks import WAS_SUSPENDED
from .models import Award, Pause, Skill, Suspension


class Awarded(NamedTuple):
    """One award with its skill and its proof: the number of its certificate, its suspensions and its revocation."""

    pk: int
    user_id: int
    skill_id: int
    level: int
    valid_from: date
    valid_until: date | None
    renewal_from: date | None
    grace_until: date | None
    evidence_type: str
    evidence: dict[str, Any]
    certificate_id: int | None
    certification_id: int | None
    number: str
    revoked_on: date | None
    why_revoked: str
    skill: Skill
    pauses: Sequence[Pause] = ()

    @property
    def breaks(self) -> list[tuple[date, date | None]]:
        """`[(first day, first day it counts again or None)]`, the days on which its certificate is suspended."""
        return [pause[:2] for pause in self.pauses]


_PERSON = Blank("person", BigIntegerField())
_AWARDS = Statement(
    lambda: Award.objects.filter(user=_PERSON).values_list(
        "pk",
        "user_id",
        "skill_id",
        "level",
        "valid_from",
        "valid_until",
        "renewal_from",
        "grace_until",
        "evidence_type",
        "evidence",
        "certificate_id",
        "certificate__certification_id",
        "certificate__number",
        "revocation__revoked_on",
        "revocation__reason",
        WAS_SUSPENDED,
    )
)
_PAUSES = Statement(
    lambda: Suspension.objects.filter(certificate__user=_PERSON).values_list(
        "certificate_id", "suspended_from", "reinstatement__reinstated_from", "reason", "reinstatement__reason"
    )
)


def awarded_to(person: int, skills: Iterable[Skill]) -> list[Awarded]:
    """All awards of one person, by number, the latest first; `skills` are all skills there are.

    One query, two where something was suspended.
    """
    rows = _AWARDS.rows(person=person)
    pauses = _pauses_of(person) if any(row[-1] for row in rows) else {}
    by_pk = {skill.pk: skill for skill in skills}
    found = []
    for *row, number, revoked_on, why, _was_suspended in rows:
        certificate, skill = row[-2], by_pk.get(row[2])
        if skill:  # else it was made a moment ago, between the two questions
            proof = (number or "", revoked_on, why or "", skill, pauses.get(certificate, ()))
            found.append(Awarded._make((*row, *proof)))
    return found


def _pauses_of(person: int) -> dict[int, list[Pause]]:
    found = defaultdict(list)
    for certificate, first_day, again, why, why_again in _PAUSES.rows(person=person):
        found[certificate].append(Pause(first_day, again, why, why_again or ""))
    return found
