"""Where a person stands with a quiz: reading only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from django.utils.translation import gettext as _

from core.templatetags.ui import clock, day

from .models import Attempt, Quiz


@dataclass(frozen=True)
class Standing:
    """Where a person stands with a quiz, counted from a moment (the enrolment, say).

    `percent` is the mark that counts by the quiz's rule, rounded down; None before anything is marked. `passed` is the
    attempt by which the quiz is passed.
    """

    can_start: bool
    reason: str
    attempts_used: int
    attempts_left: int | None
    next_start_at: datetime | None
    open_attempt: Attempt | None
    best: Attempt | None
    passed: Attempt | None
    percent: int | None = None
    awaits_marking: bool = False


def standing(*, user, quiz: Quiz, now: datetime, since: datetime | None = None) -> Standing:
    """Whether the person may start, and if not why and when again; one query.

    An attempt left open counts wherever it began: there can be only one. Who has passed since `since` is done, except
    in practice, which can be repeated for ever. Voided attempts count for nothing.
    """
    everything = list(Attempt.objects.counted().filter(user=user, quiz=quiz).order_by("started_at"))
    return standing_of(everything, quiz=quiz, now=now, since=since)


def standing_of(everything: Sequence[Attempt], *, quiz: Quiz, now: datetime, since: datetime | None = None) -> Standing:
    """As `standing`, of all attempts of one person that count, in the order they began; asks nothing."""
    still_open = next((attempt for attempt in everything if attempt.ended_at is None), None)
    counted = [attempt for attempt in everything if since is None or attempt.started_at >= since]
    ended = [attempt for attempt in counted if attempt.ended_at]
    marked = [attempt for attempt in ended if not attempt.awaits_marking]
    passed, left = passing(ended, quiz.counting), _left(quiz, counted)
    next_start_at = _next_start(quiz, ended, left, now)
    done = passed is not None and quiz.mode != Quiz.Mode.PRACTICE
    waits = len(marked) < len(ended)
    reason = _why_not(quiz, still_open, done, waits, left, _waits_until(quiz, ended), now)
    return Standing(
        can_start=not reason,
        reason=reason,
        attempts_used=len(counted),
        attempts_left=left,
        next_start_at=next_start_at,
        open_attempt=still_open,
        best=max(marked, key=_share, default=None),
        passed=passed,
        percent=percent_that_counts(ended, quiz.counting),
        awaits_marking=waits,
    )


def percent_that_counts(ended: Sequence[Attempt], counting: str) -> int | None:
    """The mark of several ended attempts, in the order they began, by the rule of the quiz: per cent, rounded down."""
    shares = [_share(attempt) for attempt in _that_count(ended, counting)]
    if not shares:
        return None
    if counting == Quiz.Counting.BEST:
        return int(max(shares) * 100)
    return int(sum(shares) * 100 / len(shares))


def passing(ended: Sequence[Attempt], counting: str) -> Attempt | None:
    """The attempt by which a quiz is passed, of ended ones in the order they began.

    Best: the first that passed. First and last: that one, if it passed. Mean: the last one, when the mean reaches its
    pass mark; minimums of sections are then a matter of the single attempts and no longer asked for.
    """
    deciding = _that_count(ended, counting)
    if counting == Quiz.Counting.MEAN:
        mean = sum(map(_share, deciding), Fraction(0)) / len(deciding) if deciding else Fraction(0)
        return deciding[-1] if deciding and mean * 100 >= deciding[-1].pass_mark else None
    return next((attempt for attempt in deciding if attempt.passed), None)


def _that_count(ended: Sequence[Attempt], counting: str) -> list[Attempt]:
    """Those the rule looks at and that are marked: the first one keeps its place while a trainer still marks it."""
    if counting == Quiz.Counting.FIRST:
        ended = ended[:1]
    elif counting == Quiz.Counting.LAST:
        ended = ended[-1:]
    return [attempt for attempt in ended if not attempt.awaits_marking]


def _share(attempt: Attempt) -> Fraction:
    if not attempt.max_points or attempt.points is None:
        return Fraction(0)
    return Fraction(attempt.points) / Fraction(attempt.max_points)


def _left(quiz: Quiz, counted: Sequence[Attempt]) -> int | None:
    return None if quiz.attempt_limit is None else max(0, quiz.attempt_limit - len(counted))


def _waits_until(quiz: Quiz, ended: Sequence[Attempt]) -> datetime | None:
    if not ended or ended[-1].ended_at is None:
        return None
    return ended[-1].ended_at + timedelta(minutes=quiz.waiting_minutes)


def _next_start(quiz: Quiz, ended: Sequence[Attempt], left: int | None, now: datetime) -> datetime | None:
    """The first moment of another start, when that is still to come: after the waiting time, in the window."""
    moments = [moment for moment in (quiz.opens_at, _waits_until(quiz, ended)) if moment and moment > now]
    again = max(moments, default=None)
    if again is None or left == 0 or (quiz.closes_at and again >= quiz.closes_at):
        return None
    return again


def _why_not(quiz, still_open, done, waits, left, wait, now) -> str:
    if still_open:
        return _("You have begun this quiz and can go on where you stopped.")
    if done:
        return _("You have passed this quiz.")
    if waits:
        return _("A trainer still has to mark what you wrote.")
    if left == 0:
        return _("You have used all your attempts. Ask your trainer what to do next.")
    return _not_in_time(quiz, wait, now)


def _not_in_time(quiz, wait, now) -> str:
    if quiz.closes_at and now >= quiz.closes_at:
        return _("This quiz closed on %(day)s %(time)s.") % _moment(quiz.closes_at)
    if quiz.opens_at and now < quiz.opens_at:
        return _("This quiz opens on %(day)s %(time)s.") % _moment(quiz.opens_at)
    if wait is None or wait <= now:
        return ""
    if quiz.closes_at and wait >= quiz.closes_at:
        return _("This quiz closes before you could try again. Ask your trainer what to do next.")
    return _("You can try again from %(day)s %(time)s.") % _moment(wait)


def _moment(moment: datetime) -> dict[str, str]:
    return {"day": day(moment), "time": clock(moment)[:5]}
