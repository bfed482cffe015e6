"""Everything that happened in the rounds of one person with one certification: who, when, why, and on what it rests."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from people.models import User
from skills.models import Certification, Reinstatement, Revocation, Suspension

from .cycles import Standing, standings
from .life import EventKind, State
from .models import Cycle, CycleEvent, Waiver


@dataclass(frozen=True)
class Proven:
    """One thing a certificate rests on; `url` leads to it where the reader may open it."""

    title: str
    on: date
    word: str
    url: str = ""


@dataclass(frozen=True)
class Happening:
    """One thing that happened. `by` is None when the program did it by its rules; `published_at` is the moment in which
    the words of the programme were published that were in force then."""

    on: date
    at: datetime
    word: str
    by: User | None = None
    reason: str = ""
    proofs: list[Proven] = field(default_factory=list)
    published_at: datetime | None = None


@dataclass(frozen=True)
class Round:
    """One round on a day, and what happened to it in order."""

    standing: Standing
    happenings: list[Happening]

    @property
    def cycle(self) -> Cycle:
        return self.standing.cycle

    @property
    def may_be_ended(self) -> bool:
        """Whether there is something to withdraw or waive."""
        return self.cycle.ended_at is None

    @property
    def may_be_suspended(self) -> bool:
        return self.standing.counts

    @property
    def may_be_reinstated(self) -> bool:
        return self.standing.state == State.SUSPENDED

    @property
    def may_be_revoked(self) -> bool:
        """A certificate that has run out is revoked all the same when it should never have been given."""
        return self.cycle.certificate_id is not None and self.standing.state != State.REVOKED


def rounds(user: User, certification: Certification, on: date, reader: User) -> list[Round]:
    """The rounds, the latest first, in a number of queries that does not grow with them."""
    suspensions = Suspension.objects.select_related("suspended_by", "reinstatement__reinstated_by")
    events = CycleEvent.objects.select_related("by", "revision").defer("revision__content").order_by("pk")
    found = (
        Cycle.objects.filter(user=user, certification=certification)
        .select_related("certification", "user", "certificate")
        .prefetch_related(
            Prefetch("events", events),
            Prefetch("waivers", Waiver.objects.select_related("waived_by")),
            Prefetch("certificate__suspensions", suspensions),
        )
        .order_by("-number")
    )
    cycles = list(found)
    revoked: dict[int, Revocation] = {}
    certificates = [cycle.certificate_id for cycle in cycles if cycle.certificate_id]
    rows = Revocation.objects.filter(award__certificate__in=certificates).select_related("revoked_by", "award")
    for row in rows.order_by("revoked_on", "pk"):
        revoked.setdefault(row.award.certificate_id or 0, row)
    return [
        Round(one, _happenings(one.cycle, revoked.get(one.cycle.certificate_id or 0), reader))
        for one in standings(cycles, on)
    ]


def _happenings(cycle: Cycle, revocation: Revocation | None, reader: User) -> list[Happening]:
    found = [_of_event(event, cycle, reader) for event in cycle.events.all()]
    found += [_of_waiver(waiver) for waiver in cycle.waivers.all()]
    if cycle.certificate:
        for suspension in cycle.certificate.suspensions.all():
            found += _of_suspension(suspension)
    if revocation:
        word = pgettext("cycle event", "certificate revoked")
        found.append(
            Happening(revocation.revoked_on, revocation.written_at, word, revocation.revoked_by, revocation.reason)
        )
    return sorted(found, key=lambda one: one.at)


def _of_event(event: CycleEvent, cycle: Cycle, reader: User) -> Happening:
    return Happening(
        on=event.on,
        at=event.written_at,
        word=str(EventKind(event.kind).label),
        by=event.by,
        reason=event.reason,
        proofs=list(_proofs(event.evidence, event.on, cycle, reader)),
        published_at=event.revision.created_at if event.revision else None,
    )


def _of_waiver(waiver: Waiver) -> Happening:
    word = pgettext("cycle event", "“%(part)s” waived") % {"part": waiver.title}
    return Happening(waiver.on, waiver.written_at, word, waiver.waived_by, waiver.reason)


def _of_suspension(suspension: Suspension) -> Iterable[Happening]:
    word = pgettext("cycle event", "certificate suspended")
    yield Happening(suspension.suspended_from, suspension.written_at, word, suspension.suspended_by, suspension.reason)
    back: Reinstatement | None = getattr(suspension, "reinstatement", None)
    if back:
        word = pgettext("cycle event", "certificate counts again")
        yield Happening(back.reinstated_from, back.written_at, word, back.reinstated_by, back.reason)


def _proofs(evidence: dict[str, Any], on: date, cycle: Cycle, reader: User) -> Iterable[Proven]:
    """What an event says it rests on; a certificate that came by itself names one thing without its title."""
    english = (get_language() or "").startswith("en")
    listed = evidence.get("proofs")
    rows = listed if listed is not None else [evidence] if evidence.get("type") else []
    for row in rows:
        title = (row.get("title_en") if english else "") or row.get("title", "")
        if not title and cycle.certificate:
            printed = cycle.certificate.facts.get("evidence") or {}
            title = printed.get("en" if english else "zh", "")
        day = date.fromisoformat(row["on"]) if row.get("on") else on
        yield Proven(title, day, _kind_in_words(row["type"]), _address(row["type"], row["key"], cycle, reader))


def _kind_in_words(kind: str) -> str:
    words = {
        "completion": _("course completed"),
        "attempt": _("quiz passed"),
        "observation": _("practical accepted"),
        "waiver": _("waived"),
        "recognition": _("certificate from outside recognised"),
    }
    return words.get(kind, kind)


def _address(kind: str, key: str, cycle: Cycle, reader: User) -> str:
    if kind == "observation":
        return reverse("practicals:observation", args=[key])
    if kind == "attempt" and reader.pk == cycle.user_id:
        return reverse("rounds:attempt_result", args=[key])
    if kind == "recognition":
        return reverse("recognitions:one", args=[key])
    return ""
