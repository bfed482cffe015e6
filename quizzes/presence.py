"""Which window may answer, and what happened while somebody was answering: context for the trainer, never a verdict."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce

from .answering import elsewhere, why_closed
from .models import Attempt, Signal
from .refused import Refused

# Of one attempt no more is kept: a page gone wild must not fill the database.
MOST_SIGNALS = 300
MOST_AT_ONCE = 20
LONGEST = 24 * 60 * 60  # seconds
FROM_A_PAGE = (Signal.Kind.LEFT, Signal.Kind.IDLE, Signal.Kind.OFFLINE)


@dataclass(frozen=True)
class Presence:
    """How things stand with an attempt while somebody looks at it."""

    deadline: datetime | None


def device_of(lease: str) -> str:
    """The device a lease was given to: what stands before the dot."""
    return lease.partition(".")[0]


def new_device() -> str:
    """A name for a browser that has none yet; it says nothing about anybody."""
    return secrets.token_hex(6)


def take_lease(*, attempt: Attempt, device: str, now: datetime) -> str:
    """Give the attempt to the window that opens it now: from here on it alone may answer.

    Going on on another device is recorded as a signal. Answers the lease, at most 32 characters.
    """
    lease = f"{device[:12]}.{secrets.token_urlsafe(12)}"
    Attempt.objects.filter(pk=attempt.pk).update(lease=lease, leased_at=now)
    if attempt.lease and device_of(attempt.lease) != device_of(lease):
        Signal.objects.create(attempt=attempt, kind=Signal.Kind.DEVICE, at=now)
    attempt.lease, attempt.leased_at = lease, now
    return lease


def look_in(*, public_id: UUID, user, lease: str, signals: Iterable[Mapping[str, Any]] = (), now: datetime) -> Presence:
    """A window says that it is still there and what happened since; two queries at most.

    Raises Refused when the attempt has ended or another window has taken it, Attempt.DoesNotExist when it is not the
    person's own.
    """
    rows = Attempt.objects.filter(public_id=public_id, user=user)
    told = list(signals)[:MOST_AT_ONCE]
    if told:
        rows = rows.annotate(**_known_signals())
    attempt = rows.get()
    if attempt.ended_at:
        raise Refused(why_closed(attempt.ending), "ended")
    if lease != attempt.lease:
        _remember_other_window(attempt, lease, now)
        raise elsewhere()
    if told:
        _record(attempt, told, now)
    return Presence(attempt.deadline)


def _known_signals() -> dict[str, Any]:
    mine = Signal.objects.filter(attempt=OuterRef("pk")).order_by().values("attempt")
    latest = {f"last_{kind}": Subquery(mine.filter(kind=kind).values(n=Max("at"))) for kind in FROM_A_PAGE}
    return {"signals_so_far": Coalesce(Subquery(mine.values(n=Count("pk"))), 0), **latest}


def _record(attempt: Attempt, told: list[Mapping[str, Any]], now: datetime) -> None:
    room = max(0, MOST_SIGNALS - attempt.signals_so_far)
    read = [signal for signal in (_signal(attempt, one, now) for one in told) if signal]
    # The same report sent again, because its answer was lost, is known by the moment it speaks of.
    fresh = [one for one in read if (known := getattr(attempt, f"last_{one.kind}")) is None or one.at > known]
    Signal.objects.bulk_create(fresh[:room])


def _signal(attempt: Attempt, told: Any, now: datetime) -> Signal | None:
    """A signal as a page reports it, {"kind", "at" in ms, "seconds", "position"}; None for nonsense."""
    if not isinstance(told, Mapping) or told.get("kind") not in FROM_A_PAGE:
        return None
    try:
        at = moment(told["at"])
        seconds, position = int(told["seconds"]), int(told.get("position") or 0)
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return Signal(
        attempt=attempt,
        kind=told["kind"],
        at=max(attempt.started_at, min(at, now)),
        seconds=max(0, min(seconds, LONGEST)),
        position=position if 0 < position < 1000 else None,
    )


def moment(milliseconds: Any) -> datetime:
    """A moment as pages write it: milliseconds since 1970. Raises TypeError, ValueError or OverflowError."""
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int | float):
        raise TypeError("A moment is a number.")
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except OSError as problem:
        raise ValueError("There is no such moment.") from problem


@transaction.atomic
def _remember_other_window(attempt: Attempt, lease: str, now: datetime) -> None:
    """Two windows of one browser are told apart only when the older one speaks up: remember it once a lease."""
    if not lease or device_of(lease) != device_of(attempt.lease):
        return  # another device was recorded when it took the lease
    # Taken by whoever comes first, so that a window that asks every half minute leaves one mark.
    known = Signal.objects.filter(attempt=attempt, kind=Signal.Kind.DEVICE, at__gte=attempt.leased_at)
    if not known.exists() and Signal.objects.filter(attempt=attempt).count() < MOST_SIGNALS:
        Signal.objects.create(attempt=attempt, kind=Signal.Kind.DEVICE, at=now)


__all__ = ["MOST_SIGNALS", "Presence", "device_of", "look_in", "moment", "new_device", "take_lease"]
