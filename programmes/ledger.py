"""The book of rounds: the only place where cycles and their events are written.

Whoever writes about a person's rounds or certificates holds the row of that person first, then that of the round.
So nothing about one person happens at the same time, and nobody waits in a circle.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import User
from skills.models import Certificate

from .life import EventKind, may_follow
from .models import Cycle, CycleEvent
from .papers import Whose
from .refused import Refused

logger = logging.getLogger(__name__)


def hold(users: Iterable[int]) -> list[User]:
    """The people under a lock, always in the same order; to be called in a transaction."""
    return list(User.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=list(users)).order_by("pk"))


def locked(cycle: Cycle) -> Cycle:
    """The cycle, read again with its person under a lock: whoever comes second finds what the first wrote."""
    hold([cycle.user_id])
    return (
        Cycle.objects.select_for_update(no_key=True, of=("self",))
        .select_related("user", "certification")
        .get(pk=cycle.pk)
    )


@dataclass(frozen=True)
class Wanted:
    """A round that is to begin."""

    user: int
    certification: int
    kind: str
    counts_from: date | None = None
    due_on: date | None = None
    evidence: dict = field(default_factory=dict)

    @property
    def whose(self) -> Whose:
        return self.user, self.certification


def begin(wanted: Sequence[Wanted], *, now: datetime, by: User | None = None, reason: str = "") -> list[Cycle]:
    """Begin rounds, one a person and certification, in five queries. The caller holds the people and knows that none of
    the rounds is open already."""
    on, numbers = timezone.localdate(now), last_numbers(row.whose for row in wanted)
    cycles = Cycle.objects.bulk_create(
        Cycle(
            user_id=row.user,
            certification_id=row.certification,
            number=numbers[row.whose] + 1,
            kind=row.kind,
            opened_on=on,
            counts_from=row.counts_from,
            due_on=row.due_on,
        )
        for row in wanted
    )
    CycleEvent.objects.bulk_create(
        CycleEvent(
            cycle=cycle,
            kind=EventKind.ASSIGNED,
            on=on,
            written_at=now,
            by=by,
            reason=reason[:300],
            evidence=row.evidence,
        )
        for cycle, row in zip(cycles, wanted, strict=True)
    )
    for cycle in cycles:
        logger.info("cycle=%s user=%s certification=%s begun", cycle.pk, cycle.user_id, cycle.certification_id)
    return cycles


def last_numbers(whose: Iterable[Whose]) -> dict[Whose, int]:
    """The number of the last round of each, 0 without one; one query."""
    whose = set(whose)
    rows = Cycle.objects.filter(user__in={user for user, _certification in whose})
    found = dict.fromkeys(whose, 0)
    for user, certification, number in rows.values_list("user", "certification").annotate(Max("number")).order_by():
        if (user, certification) in found:
            found[user, certification] = number
    return found


def write(cycle: Cycle, kind: EventKind, *, on: date, now: datetime, by=None, reason="", **facts: Any) -> CycleEvent:
    """Write what happened to a round that the caller has locked. The events of a round stand in order of their days."""
    last = cycle.events.order_by("pk").last()
    before = last.kind if last else None
    if not may_follow(before, kind):
        raise ValidationError(f"{kind} cannot follow {before} in cycle {cycle}.")
    event = CycleEvent(
        cycle=cycle, kind=kind, on=max(on, last.on) if last else on, written_at=now, by=by, reason=reason, **facts
    )
    event.full_clean(exclude=["cycle", "by", "revision"])
    event.save()
    logger.info("cycle=%s user=%s certification=%s %s", cycle.pk, cycle.user_id, cycle.certification_id, kind)
    return event


def close(cycle: Cycle, certificate: Certificate, *, on: date, now: datetime, evidence: dict, revision=None) -> None:
    """The round has brought its certificate."""
    write(cycle, EventKind.GRANTED, on=on, now=now, evidence=evidence, revision=revision)
    cycle.certificate, cycle.ended_at = certificate, now
    cycle.save(update_fields=["certificate", "ended_at"])


def end(cycle: Cycle, kind: EventKind, *, by: User | None, reason: str, now: datetime, evidence=None) -> Cycle:
    """End an open round without a certificate. Ending it the same way again changes nothing; Refused otherwise."""
    cycle = locked(cycle)
    if cycle.certificate_id:
        raise Refused(_("The certificate of this round has been granted. It can be suspended or revoked."))
    if cycle.ended_at:
        if not cycle.events.filter(kind=kind).exists():
            raise Refused(_("This round is over already."))
        return cycle
    write(cycle, kind, on=timezone.localdate(now), now=now, by=by, reason=reason, evidence=evidence or {})
    cycle.ended_at = now
    cycle.save(update_fields=["ended_at"])
    return cycle


def withdraw_all(cycles: Iterable[int], *, now: datetime, reason: str, evidence: dict) -> None:
    """End open rounds, by their ids, that the program itself takes back, in four statements however many they are."""
    rows = Cycle.objects.still_open().filter(pk__in=list(cycles))
    hold(rows.order_by().values_list("user", flat=True))
    rounds, on = list(rows.select_for_update(no_key=True).order_by("pk")), timezone.localdate(now)
    CycleEvent.objects.bulk_create(
        CycleEvent(
            cycle=cycle,
            kind=EventKind.WITHDRAWN,
            on=max(on, cycle.opened_on),
            written_at=now,
            reason=reason,
            evidence=evidence,
        )
        for cycle in rounds
    )
    Cycle.objects.filter(pk__in=[cycle.pk for cycle in rounds]).update(ended_at=now)
