"""Certificates that came without a round, from a course or from outside, are given theirs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from skills.models import Certificate

from . import ledger
from .granting import turn
from .life import EventKind
from .models import Cycle, CycleEvent
from .papers import Paper, Whose, kind_after, papers

# People whose rows are held at a time.
SLICE = 500


def adopt_all(*, now: datetime) -> int:
    """Give a round to every certificate of everybody that has none; answers how many there were. Safe to run twice."""
    without = Certificate.objects.filter(cycle=None).order_by("user").values_list("user", flat=True).distinct()
    users, adopted = list(without), 0
    for start in range(0, len(users), SLICE):
        with transaction.atomic():
            adopted += len(adopt(users[start : start + SLICE], now=now))
    return adopted


def adopt(users: Iterable[int], *, now: datetime) -> list[Cycle]:
    """The rounds that the certificates of some people were given, in a transaction of the caller.

    A certificate closes the open round of its kind; else it gets a round of its own, whose kind follows from the
    certificates before.
    """
    users = [user.pk for user in ledger.hold(users)]
    waiting: dict[Whose, list[Certificate]] = defaultdict(list)
    for certificate in Certificate.objects.filter(user__in=users, cycle=None).order_by("valid_from", "pk"):
        waiting[certificate.user_id, certificate.certification_id].append(certificate)
    if not waiting:
        return []
    held = papers({user for user, _ in waiting}, {certification for _, certification in waiting})
    still_open = _open_rounds(waiting)
    cycles = []
    for whose, cycle in still_open.items():
        cycles.append(_close_with(cycle, waiting[whose].pop(0), held[whose], now))
    return cycles + _own_rounds(waiting, held, now)


def _open_rounds(waiting: Iterable[Whose]) -> dict[Whose, Cycle]:
    rows = Cycle.objects.still_open().filter(user__in={user for user, _certification in waiting})
    found = {(row.user_id, row.certification_id): row for row in rows.select_related("user", "certification")}
    return {whose: found[whose] for whose in waiting if whose in found}


def _close_with(cycle: Cycle, certificate: Certificate, held: Sequence[Paper], now: datetime) -> Cycle:
    before = [paper for paper in held if (paper.valid_from, paper.pk) < (certificate.valid_from, certificate.pk)]
    kind = kind_after(before, certificate.valid_from)
    cycle = ledger.locked(cycle)
    if cycle.kind == Cycle.Kind.RENEWAL and kind == Cycle.Kind.REENTRY:
        cycle = ledger.locked(turn(cycle, before[-1], now))
    ledger.close(cycle, certificate, on=certificate.valid_from, now=now, evidence=_evidence(certificate))
    return cycle


def _own_rounds(waiting: dict[Whose, list[Certificate]], held: dict[Whose, list[Paper]], now: datetime) -> list[Cycle]:
    numbers = ledger.last_numbers(waiting)
    rows = [
        Cycle(
            user_id=whose[0],
            certification_id=whose[1],
            number=numbers[whose] + place,
            kind=_kind(certificate, held.get(whose, [])),
            opened_on=certificate.valid_from,
            certificate=certificate,
            ended_at=now,
        )
        for whose, certificates in waiting.items()
        for place, certificate in enumerate(certificates, start=1)
    ]
    cycles = Cycle.objects.bulk_create(rows)
    CycleEvent.objects.bulk_create(
        CycleEvent(
            cycle=cycle,
            kind=EventKind.GRANTED,
            on=cycle.opened_on,
            written_at=now,
            evidence=_evidence(certificate),
        )
        for cycle, certificate in zip(cycles, (one for some in waiting.values() for one in some), strict=True)
    )
    return cycles


def _kind(certificate: Certificate, held: Sequence[Paper]) -> str:
    before = [paper for paper in held if (paper.valid_from, paper.pk) < (certificate.valid_from, certificate.pk)]
    return kind_after(before, certificate.valid_from)


def _evidence(certificate: Certificate) -> dict:
    return {"type": certificate.evidence_type, "key": certificate.evidence_key}
