"""Which certifications bring one person further, in how many minutes: for choosing a way, not for walking it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from courses.progress import CourseOutline
from people.models import User
from skills.awarded import Awarded
from skills.models import Award, Certification
from skills.profile import IN_FORCE, WORST_FIRST, State, state_of

from .life import EventKind
from .models import Cycle, CycleEvent, Programme, ProgrammeGrant, ProgrammePrerequisite
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
    learning: Iterable[CourseOutline],
) -> list[Offered]:
    """The programmes that grant one of the skills or issue one of the certificates, and that the person can begin or
    has begun. One query, and one more where one of them asks for a quiz.

    `awards` are all of the person's with their proof, `learning` the outlines of all published courses for them. Left
    out is what cannot be begun now: the certificate counts, is suspended or revoked, or another is asked for first.
    """
    worth = _worth(awards, on)
    found: dict[int, _Candidate] = {}
    for grant in _grants(user, skills, certifications, {kind for kind, state in worth.items() if state in IN_FORCE}):
        programme, state = grant.programme, worth.get(grant.programme.certification_id)
        if grant.stage or not (grant.is_held_back or state in _SHUT):
            one = _Candidate(programme, grant.kind or _kind(state), grant.stage or "", {})
            found.setdefault(programme.pk, one).levels[grant.skill_id] = grant.level
    minutes = _minutes(found, learning)
    return [
        Offered(one.programme.certification, one.levels, minutes[pk], one.stage)
        for pk, one in found.items()
        if pk in minutes
    ]


@dataclass(frozen=True)
class _Candidate:
    """A programme with the kind of the round, open or to be begun."""

    programme: Programme
    kind: str
    stage: str
    levels: dict[int, int]

    @property
    def groups(self) -> Sequence[Any]:
        renews = self.kind == Cycle.Kind.RENEWAL and self.programme.renewal.raw_data
        return self.programme.renewal.raw_data if renews else self.programme.first.raw_data


def _grants(user, skills, certifications, counting) -> Sequence[Any]:
    if not skills and not certifications:
        return ()
    still_open = Cycle.objects.still_open().filter(user=user, certification=OuterRef("programme__certification"))
    events = CycleEvent.objects.filter(
        cycle__user=user, cycle__ended_at=None, cycle__certification=OuterRef("programme__certification")
    )
    missing = ProgrammePrerequisite.objects.filter(programme=OuterRef("programme")).exclude(certification__in=counting)
    rows = ProgrammeGrant.objects.filter(
        Q(skill__in=skills) | Q(programme__certification__in=certifications), programme__live=True
    )
    return list(
        rows.select_related("programme__certification")
        .annotate(
            kind=Subquery(still_open.values("kind")[:1]),
            stage=Subquery(events.order_by("-pk").values("kind")[:1]),
            is_held_back=Exists(missing),
        )
        .order_by("pk")
    )


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


def _minutes(found: Mapping[int, _Candidate], learning: Iterable[CourseOutline]) -> dict[int, int]:
    """By programme. For a first certificate counts what was ever completed; a later one asks for it once more."""
    courses = [way for way in learning if way.steps]
    left = {way.course.pk: way.minutes_to_go for way in courses}
    first = left | {way.course.pk: 0 for way in courses if way.is_completed}
    return quickest(Walk(pk, one.groups, first if one.kind == Cycle.Kind.FIRST else left) for pk, one in found.items())
