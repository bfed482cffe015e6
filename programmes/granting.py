"""What follows for open rounds: certificates are granted, renewals that came too late go on as re-entry."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from skills.models import Certificate
from skills.services import Evidence, Grant, award

from . import ledger
from .because import Because, told
from .life import EventKind
from .looking import Look, look
from .models import Cycle, Programme, ProgrammeGrant, TrainingAssignment
from .papers import Paper, next_round
from .paths import proofs_used

# By this name certificates know that a round proves them.
EVIDENCE_TYPE = "cycle"


def settle(cycle: Cycle, now: datetime) -> Certificate | None:
    """Write what the facts say of a round, in a transaction of the caller; answers its certificate if it has one."""
    cycle = ledger.locked(cycle)
    if cycle.ended_at:
        return cycle.certificate
    seen = look([cycle], now)[0]
    if seen.lapsed:
        return settle(turn(cycle, seen.before, now), now)
    if seen.grant_on:
        return _grant(seen, now)
    if seen.is_news and seen.stage:
        ledger.write(cycle, seen.stage, on=timezone.localdate(now), now=now)
    return None


def settle_all(cycles: Iterable[Cycle], now: datetime) -> list[Certificate]:
    """The same for many rounds: only those of which something is to be written are looked at one by one."""
    news = [seen.cycle for seen in look(cycles, now) if seen.is_news]
    ledger.hold({cycle.user_id for cycle in news})
    granted = [settle(cycle, now) for cycle in news]
    return [certificate for certificate in granted if certificate]


def turn(cycle: Cycle, before: Paper | None, now: datetime) -> Cycle:
    """End a renewal whose certificate `before` has lapsed or was revoked, and begin the re-entry that follows from it.

    The day by which it was to be done stays, and so does what was assigned with it.
    """
    on = timezone.localdate(now)
    kind, since = next_round(before, on)
    because = Because.REVOKED if before and before.is_revoked(on) else Because.LAPSED
    reason, evidence = told(because)
    ledger.end(cycle, EventKind.WITHDRAWN, by=None, reason=reason, now=now, evidence=evidence)
    wanted = ledger.Wanted(
        cycle.user_id, cycle.certification_id, kind or Cycle.Kind.REENTRY, since, cycle.due_on, evidence
    )
    following = ledger.begin([wanted], now=now, reason=reason)[0]
    TrainingAssignment.objects.still_open().filter(cycle=cycle).update(cycle=following)
    return following


def _grant(seen: Look, now: datetime) -> Certificate | None:
    cycle, programme = seen.cycle, seen.way.programme
    if programme is None or seen.grant_on is None:
        return None
    proofs = [
        {"part": part.id, "title": part.title, "title_en": part.title_en, "on": proof.on.isoformat()}
        | {"type": proof.type, "key": proof.key}
        for part, proof in proofs_used(seen.path, seen.done)
    ]
    facts = {
        "title": cycle.certification.name,
        "title_en": cycle.certification.name_en,
        "cycle": cycle.number,
        "kind": cycle.kind,
        "proofs": proofs,
        "revision": programme.live_revision_id,
    }
    issued = award(
        user=cycle.user,
        grants=[Grant(row.skill, row.level) for row in _grants_of(programme)],
        evidence=Evidence(EVIDENCE_TYPE, str(cycle.pk), facts),
        on=seen.grant_on,
        now=now,
        certification=cycle.certification,
    )
    if issued.certificate:
        evidence, revision = {"proofs": proofs}, programme.live_revision
        ledger.close(cycle, issued.certificate, on=seen.grant_on, now=now, evidence=evidence, revision=revision)
    return issued.certificate


def _grants_of(programme: Programme):
    """Its grants, asked by their own table: narrowing a relation down that was fetched ahead answers those of every
    programme (modelcluster forgets the filter)."""
    return ProgrammeGrant.objects.filter(programme=programme).select_related("skill")
