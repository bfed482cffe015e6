"""Where a person stands with a quiz: reading only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from core.templatetags.ui import clock, day

from .models import Attempt, Quiz


@dataclass(frozen=True)
class Standing:
    """Where a person stands with a quiz, counted from a moment (the enrolment, say)."""

    can_start: bool
    reason: str
    attempts_used: int
    attempts_left: int | None
    next_start_at: datetime | None
    open_attempt: Attempt | None
    best: Attempt | None
    passed: Attempt | None


def standing(*, user, quiz: Quiz, now: datetime, since: datetime | None = None) -> Standing:
    """Whether the person may start, and if not why and when again; one query.

    An attempt left open counts wherever it began: there can be only one. Who has passed since `since` is done.
    """
    everything = list(Attempt.objects.counted().filter(user=user, quiz=quiz).order_by("started_at"))
    still_open = next((attempt for attempt in everything if attempt.ended_at is None), None)
    counted = [attempt for attempt in everything if since is None or attempt.started_at >= since]
    ended = [attempt for attempt in counted if attempt.ended_at]
    left = None if quiz.attempt_limit is None else max(0, quiz.attempt_limit - len(counted))
    best = max(ended, key=lambda attempt: (attempt.points or 0) / attempt.max_points, default=None)
    passed = next((attempt for attempt in ended if attempt.passed), None)
    last_end = ended[-1].ended_at if ended else None
    again = last_end + timedelta(minutes=quiz.waiting_minutes) if last_end else None
    next_start_at = again if again and again > now and left != 0 else None
    reason = _why_not(still_open, passed is not None, left, next_start_at)
    return Standing(
        can_start=not reason,
        reason=reason,
        attempts_used=len(counted),
        attempts_left=left,
        next_start_at=next_start_at,
        open_attempt=still_open,
        best=best,
        passed=passed,
    )


def _why_not(still_open: Attempt | None, passed: bool, left: int | None, next_start_at: datetime | None) -> str:
    if still_open:
        return _("You have begun this quiz and can go on where you stopped.")
    if passed:
        return _("You have passed this quiz.")
    if left == 0:
        return _("You have used all your attempts. Ask your trainer what to do next.")
    if next_start_at:
        moment = {"day": day(next_start_at), "time": clock(next_start_at)[:5]}
        return _("You can try again from %(day)s %(time)s.") % moment
    return ""
