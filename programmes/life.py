"""The life of a cycle: which state it is in on a day, and what may follow. Pure; the facts come from the models.

One row is one round of a certification for one person and is never reset: renewing is the next row. Until it is granted
a cycle is in the state of its last event. From the first valid day on it is what its certificate is (skills.profile).
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from skills.profile import State as Worth


class State(TextChoices):
    """Where somebody stands with a certification."""

    ASSIGNED = "assigned", pgettext_lazy("cycle", "assigned")
    STARTED = "started", pgettext_lazy("cycle", "in progress")
    AWAITING = "awaiting", pgettext_lazy("cycle", "awaiting sign-off")
    VALID = "valid", pgettext_lazy("cycle", "valid")
    RENEWAL = "renewal", pgettext_lazy("cycle", "renewal open")
    GRACE = "grace", pgettext_lazy("cycle", "in grace")
    EXPIRED = "expired", pgettext_lazy("cycle", "expired")
    SUSPENDED = "suspended", pgettext_lazy("cycle", "suspended")
    REVOKED = "revoked", pgettext_lazy("cycle", "revoked")
    WAIVED = "waived", pgettext_lazy("cycle", "waived")
    WITHDRAWN = "withdrawn", pgettext_lazy("cycle", "withdrawn")


OPEN = frozenset([State.ASSIGNED, State.STARTED, State.AWAITING])
COUNTS = frozenset([State.VALID, State.RENEWAL, State.GRACE])


class EventKind(TextChoices):
    """What happened to a cycle. What happens to its certificate afterwards are facts of skills."""

    ASSIGNED = "assigned", pgettext_lazy("cycle event", "assigned")
    STARTED = "started", pgettext_lazy("cycle event", "begun")
    AWAITING = "awaiting", pgettext_lazy("cycle event", "everything done but the sign-off")
    GRANTED = "granted", pgettext_lazy("cycle event", "certificate granted")
    WAIVED = "waived", pgettext_lazy("cycle event", "waived")
    WITHDRAWN = "withdrawn", pgettext_lazy("cycle event", "withdrawn")


# What ends a cycle's open part, for good.
ENDINGS = frozenset([EventKind.GRANTED, EventKind.WAIVED, EventKind.WITHDRAWN])
_STATE_AFTER = {
    EventKind.ASSIGNED: State.ASSIGNED,
    EventKind.STARTED: State.STARTED,
    EventKind.AWAITING: State.AWAITING,
    EventKind.GRANTED: State.VALID,
    EventKind.WAIVED: State.WAIVED,
    EventKind.WITHDRAWN: State.WITHDRAWN,
}


class Happened(NamedTuple):
    """An event, reduced to what decides the state."""

    kind: str
    on: date


def state_of_events(events: Iterable[Happened], on: date, worth: Worth | None = None) -> State | None:
    """The state of a cycle on a day from its events, in the order they were written; None before its first.

    `worth` is what the certificate is worth that day; needed once it was granted.
    """
    known = [event for event in events if event.on <= on]
    if not known:
        return None
    last = known[-1]
    if last.kind == EventKind.GRANTED and worth is not None:
        # Granted for a later day it is still awaited: it counts from its first valid day.
        return State.AWAITING if worth == Worth.FUTURE else State(worth.value)
    return _STATE_AFTER[EventKind(last.kind)]


def may_follow(last: str | None, kind: str) -> bool:
    """Whether an event of this kind may be written after the last one (None: there is none yet).

    A cycle begins by being assigned, begun or granted (a certificate that came without being assigned). Sign-off may be
    refused, so that what awaited it is in progress again. Nothing follows an ending.
    """
    if last is None:
        return kind in (EventKind.ASSIGNED, EventKind.STARTED, EventKind.GRANTED, EventKind.WAIVED)
    return last not in ENDINGS and kind != EventKind.ASSIGNED and kind != last
