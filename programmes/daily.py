"""What the program does by itself every day so that the book of rounds stays true. Safe to run twice, and late."""

import logging
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils import timezone

from . import ledger
from .adopting import SLICE, adopt_all
from .because import Because, told
from .granting import settle_all
from .life import EventKind
from .models import Cycle
from .opening import open_changed, open_renewals, reopen_returned
from .records import keep as keep_check

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Day:
    """How many rounds the job has touched: certificates given a round, rounds withdrawn because people left, begun
    again because they came back, begun because of a change and because renewal is due, and certificates granted.
    `findings`: how many faults the check of records found after that."""

    adopted: int
    withdrawn: int
    returned: int
    changed: int
    renewals: int
    granted: int
    findings: int


def daily(now: datetime) -> Day:
    """Keep the rounds of everybody true to their dates; answers what was done."""
    done = Day(
        adopted=adopt_all(now=now),
        withdrawn=withdraw_leavers(now=now),
        returned=len(reopen_returned(now=now)),
        # A change asks for an earlier day than the end of the certificate: it goes first.
        changed=len(open_changed(now=now)),
        renewals=len(open_renewals(now=now)),
        granted=consider_all(now=now),
        findings=keep_check(now).found,
    )
    logger.info("programmes kept: %s", asdict(done))
    return done


def withdraw_leavers(*, now: datetime) -> int:
    """End the open rounds of those whose last day of work is over; answers how many."""
    gone = Cycle.objects.still_open().filter(user__left_on__lt=timezone.localdate(now))
    rounds, withdrawn = list(gone.order_by("user")), 0
    for cycle in rounds:
        with transaction.atomic():
            fresh = ledger.locked(cycle)
            # Came back, or was ended, while we worked on the others.
            if fresh.ended_at or fresh.user.left_on is None or fresh.user.left_on >= timezone.localdate(now):
                continue
            reason, evidence = told(Because.LEFT, left_on=fresh.user.left_on.isoformat())
            ledger.end(fresh, EventKind.WITHDRAWN, by=None, reason=reason, now=now, evidence=evidence)
            withdrawn += 1
    return withdrawn


def consider_all(*, now: datetime) -> int:
    """Look at every open round: facts may have come late, days passed, programmes changed. Answers how many were
    granted; one certificate may be what another one waited for."""
    granted, fresh = 0, -1
    while fresh:
        fresh = 0
        waiting = iter(Cycle.objects.still_open().order_by("user", "pk").values_list("pk", flat=True))
        while some := list(islice(waiting, SLICE)):
            with transaction.atomic():
                rounds = Cycle.objects.still_open().filter(pk__in=some).select_related("user", "certification")
                fresh += len(settle_all(rounds, now))
        granted += fresh
    return granted
