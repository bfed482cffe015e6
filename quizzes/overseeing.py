"""What a trainer may do to an attempt: give time, close it, void it. Each with a reason, and each is kept for ever."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from .ending import After, close, exclusively
from .models import Act, Attempt, Quiz
from .refused import Refused
from .tasks import close_when_time_is_up

logger = logging.getLogger(__name__)

LONGEST_EXTENSION = 8 * 60  # minutes
# The same act by the same person within so many seconds is the second click of a double click.
DOUBLE_CLICK = timedelta(seconds=5)


@dataclass(frozen=True)
class Voided:
    """An attempt that no longer counts. `had_passed`: what rests on it (a step, a certificate) has to be looked at."""

    attempt: Attempt
    had_passed: bool


def extend_time(*, attempt: Attempt, minutes: int, by, reason: str, now: datetime) -> Attempt:
    """Move the deadline of an open attempt; the open page learns of it with its next word to the server.

    Beyond the hour at which the quiz closes, too: a trainer knows why. Raises Refused for an attempt that has ended or
    has no time limit, and for minutes outside 1 to 480.
    """
    _must_be_sensible(minutes)
    with exclusively(attempt) as held:
        if held.ended_at:
            raise Refused(_("This attempt has ended; it cannot be given more time."), "ended")
        if held.deadline is None:
            raise Refused(_("This attempt has no time limit."), "no_limit")
        _extend(held, minutes, by, reason, now)
    return held


def extend_all(*, quiz: Quiz, minutes: int, by, reason: str, now: datetime) -> list[Attempt]:
    """Give everybody who sits at this quiz now the same time more, all or none; answers whom."""
    _must_be_sensible(minutes)
    with transaction.atomic():
        # In one order, so that two trainers wait for each other instead of for ever.
        held = list(quiz.attempts.filter(ended_at=None, deadline__isnull=False).order_by("pk").select_for_update())
        for attempt in held:
            _extend(attempt, minutes, by, reason, now)
    return held


def _must_be_sensible(minutes: int) -> None:
    if not 1 <= minutes <= LONGEST_EXTENSION:
        raise Refused(_("Give 1 to %(most)d minutes.") % {"most": LONGEST_EXTENSION}, "minutes")


def _extend(held: Attempt, minutes: int, by, reason: str, now: datetime) -> None:
    facts = {"minutes": minutes, "before": held.deadline.isoformat()}
    again = held.acts.filter(kind=Act.Kind.EXTEND, by=by, reason=reason, at__gt=now - DOUBLE_CLICK, at__lte=now)
    if again.filter(facts__minutes=minutes).exists():
        return
    held.deadline += timedelta(minutes=minutes)
    held.save(update_fields=["deadline"])
    _write(held, Act.Kind.EXTEND, by, reason, now, {**facts, "after": held.deadline.isoformat()})
    close_when_time_is_up(held)


def close_attempt(*, attempt: Attempt, by, reason: str, now: datetime, after: After | None = None) -> Attempt:
    """End an open attempt with what is there, and mark it. One that has ended is answered as it is.

    After its deadline it was the clock that ended it, and the deadline is recorded. `after` runs in the same
    transaction, only for the call that closes it. Raises Refused without a reason.
    """
    _must_have_a_reason(reason)
    with exclusively(attempt) as held:
        if held.ended_at is None:
            close(held, now, Attempt.Ending.CLOSED)
            _write(held, Act.Kind.CLOSE, by, reason, now)
            if after:
                after(held, now)
    return held


def void_attempt(*, attempt: Attempt, by, reason: str, now: datetime) -> Voided:
    """Let an attempt count for nothing, for good; everything of it is kept. An open one is ended first.

    Nobody is told that it ended: it completes nothing. What it has completed before stays, and `had_passed` says so.
    Voiding it again changes nothing. Raises Refused without a reason.
    """
    _must_have_a_reason(reason)
    with exclusively(attempt) as held:
        had_passed = held.ended_at is not None and bool(held.passed)
        if held.voided_at is None:
            if held.ended_at is None:
                close(held, now, Attempt.Ending.CLOSED)
            held.voided_at = now
            held.save(update_fields=["voided_at"])
            _write(held, Act.Kind.VOID, by, reason, now, {"had_passed": had_passed})
    return Voided(held, had_passed)


def _must_have_a_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(_("Say why."), "reason")


def _write(attempt: Attempt, kind: str, by, reason: str, now: datetime, facts: dict | None = None) -> None:
    act = Act(attempt=attempt, kind=kind, by=by, reason=reason.strip()[:300], at=now, facts=facts or {})
    act.save()
    logger.info("attempt %s %s by user %s: %s", attempt.public_id, kind, by.pk, reason)
