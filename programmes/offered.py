"""Which certifications bring one person further, in how many minutes: for choosing a way, not for walking it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS
from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery

from core.statements import Blank, Statement
from courses.progress import CourseOutline
from courses.taking import Taking
from people.models import User
from skills.awarded import Awarded
from skills.models import Award, Certification
from skills.profile import IN_FORCE, WORST_FIRST, State, state_of

from .life import EventKind
from .models import Cycle, CycleEvent, ProgrammeGrant, ProgrammePrerequisite
from .quickest import Walk, quickest

# Whoever holds a certificate that is worth this goes the way of a renewal; an earlier one speaks for nothing more.
_RENEWS = (State.RENEWAL, State.GRACE)
# Nobody begins a round of a certificate that is worth this (programmes.beginning): it counts, or somebody decides.
_SHUT = (State.VALID, State.FUTURE, State.SUSPENDED, State.REVOKED)


@dataclass(frozen=True)
class Offered:
    """A published programme, what of it helps (`{skill_id: level}`), and the minutes of the quickest way from here.

    `stage` is how far the open round has come, empty where the person has none.
    """

    certification: Certification
    levels: dict[int, int]
    minutes: int
    stage: str

    @property
    def is_open(self) -> bool:
        """Whether a round is under way."""
        return bool(self.stage)

    @property
    def waits(self) -> bool:
        """Whether others have the rest in hand."""
        return self.stage == EventKind.AWAITING


def offered_to(
    user: User,
    on: date,
    *,
    skills: Collection[int],
    certifications: Collection[int] = (),
    awards: Iterable[Award | Awarded],
    learning: Iterable[CourseOutline] | Iterable[Taking],
) -> list[Offered]:
    """The programmes that grant one of the skills or issue one of the certificates, and that the person can begin or
    has begun. One query, one more where one of them is yet to be begun, and one where one asks for a quiz.

    `awards` are all of the person's with their proof, `learning` the outlines of all published courses for them. Left
    out is what cannot be begun now: the certificate counts, is suspended or revoked, or another is asked for first.
    """
    worth = _worth(awards, on)
    found: dict[int, _Candidate] = {}
    grants = _grants(user, skills, certifications)
    held_back = _held_back(grants, {kind for kind, state in worth.items() if state in IN_FORCE})
    for grant in grants:
        state = worth.get(grant.certification.pk)
        if grant.stage or not (grant.programme in held_back or state in _SHUT):
            one = _Candidate(grant, grant.kind or _kind(state), {})
            found.setdefault(grant.programme, one).levels[grant.skill] = grant.level
    minutes = _minutes(found, learning)
    return [
        Offered(one.grant.certification, one.levels, minutes[pk], one.grant.stage or "")
        for pk, one in found.items()
        if pk in minutes
    ]


class _Grant(NamedTuple):
    """What a published programme grants, the programme itself, and how far the person is with it: the `kind` of the
    open round and its last event, None where there is no round."""

    programme: int
    skill: int
    level: int
    first: Any
    renewal: Any
    kind: str | None
    stage: str | None
    certification: Certification


@dataclass(frozen=True)
class _Candidate:
    """A programme with the kind of the round, open or to be begun."""

    grant: _Grant
    kind: str
    levels: dict[int, int]

    @property
    def groups(self) -> Sequence[Any]:
        renews = self.kind == Cycle.Kind.RENEWAL and self.grant.renewal.raw_data
        return self.grant.renewal.raw_data if renews else self.grant.first.raw_data


_CERTIFICATION = [field.attname for field in Certification._meta.concrete_fields]


def _all_grants() -> QuerySet:
    mine = {"certification": OuterRef("programme__certification"), "user": Blank("person", BigIntegerField())}
    rounds = Cycle.objects.still_open().filter(**mine).order_by()
    events = CycleEvent.objects.filter(
        cycle__ended_at=None, **{f"cycle__{name}": value for name, value in mine.items()}
    )
    return (
        ProgrammeGrant.objects.filter(programme__live=True)
        .order_by("pk")
        .values_list(
            *["programme_id", "skill_id", "level", "programme__first", "programme__renewal"],
            Subquery(rounds.values("kind")[:1]),
            Subquery(events.order_by("-pk").values("kind")[:1]),
            *(f"programme__certification__{name}" for name in _CERTIFICATION),
        )
    )


_GRANTS = Statement(_all_grants)
_ASKED_FIRST = Statement(
    lambda: ProgrammePrerequisite.objects.order_by().values_list("programme_id", "certification_id")
)


def _grants(user: User, skills: Collection[int], certifications: Collection[int]) -> list[_Grant]:
    if not skills and not certifications:
        return []
    before = len(_Grant._fields) - 1
    found = [
        _Grant._make([*row[:before], Certification.from_db(DEFAULT_DB_ALIAS, _CERTIFICATION, row[before:])])
        for row in _GRANTS.rows(person=user.pk)
    ]
    return [one for one in found if one.skill in skills or one.certification.pk in certifications]


def _held_back(grants: Iterable[_Grant], counting: Collection[int]) -> set[int]:
    """The programmes that ask first for a certificate the person does not hold; nothing asks where all are begun."""
    if all(grant.stage for grant in grants):
        return set()
    return {programme for programme, kind in _ASKED_FIRST.rows() if kind not in counting}


def _worth(awards: Iterable[Award | Awarded], on: date) -> dict[int, State]:
    """`{certification_id: State}` of the certificate that speaks for the person: one that counts, else the latest."""
    papers: dict[int, dict[int, list[State]]] = {}
    for award in sorted(awards, key=lambda row: (row.valid_from, row.pk)):
        if award.certification_id and award.certificate_id:
            by_paper = papers.setdefault(award.certification_id, {})
            by_paper.setdefault(award.certificate_id, []).append(state_of(award, on))
    found = {}
    for kind, by_paper in papers.items():
        # A paper speaks for all its skills at once.
        states = [min(mine, key=WORST_FIRST.index) for mine in by_paper.values()]
        speaking = [state for state in states if state in IN_FORCE] or [one for one in states if one == State.SUSPENDED]
        found[kind] = max(speaking or states[-1:], key=WORST_FIRST.index)
    return found


def _kind(state: State | None) -> str:
    if state is None:
        return Cycle.Kind.FIRST
    return Cycle.Kind.RENEWAL if state in _RENEWS else Cycle.Kind.REENTRY


def _minutes(found: Mapping[int, _Candidate], learning: Iterable[CourseOutline] | Iterable[Taking]) -> dict[int, int]:
    """By programme. For a first certificate counts what was ever completed; a later one asks for it once more."""
    courses = [way for way in learning if way.total]
    left = {way.course.pk: way.minutes_to_go for way in courses}
    first = left | {way.course.pk: 0 for way in courses if way.is_completed}
    return quickest(Walk(pk, one.groups, first if one.kind == Cycle.Kind.FIRST else left) for pk, one in found.items())
