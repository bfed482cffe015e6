"""Ending an attempt: marked once, closed once, by whoever comes first."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from .answering import elsewhere
from .correcting import key_in_effect
from .kinds import EVERYTHING, kind_of
from .marking import Marked, mark, points_for
from .models import Attempt, AttemptQuestion
from .values import is_answered

logger = logging.getLogger(__name__)

# What a mounting room does in the transaction that closes an attempt; it may answer the address to go to next.
After = Callable[[Attempt, datetime], Any]


def after_attempt() -> After | None:
    """The service of a room above that `settings.AFTER_ATTEMPT` names as a dotted path, if it names one.

    For whoever closes or marks an attempt outside the pages, which are given theirs by the room that mounts them.
    """
    path = getattr(settings, "AFTER_ATTEMPT", "")
    tell = import_string(path) if path else None
    return tell and (lambda attempt, now: tell(attempt=attempt, now=now))


@contextmanager
def exclusively(attempt: Attempt) -> Iterator[Attempt]:
    """The attempt's row as it is now, held until the block ends. On SQLite the immediate transaction is the lock."""
    with transaction.atomic():
        yield Attempt.objects.select_for_update().get(pk=attempt.pk)


def submit_attempt(*, attempt: Attempt, now: datetime, after: After | None = None, lease: str | None = None) -> Attempt:
    """Mark the attempt and close it, once: handing in again answers the same result.

    Past its deadline it is closed by the clock, and the deadline is recorded, not the hour this ran. `after` runs in
    the same transaction, only for the call that closes it. A `lease` that another window has taken is refused while
    that one may still have answers under way (None: the caller is no window).
    """
    return _submit(attempt, now, after, lease)[0]


def _submit(attempt, now, after, lease=None):
    with exclusively(attempt) as held:
        closes = held.ended_at is None
        if closes:
            if lease is not None and lease != held.lease and not held.is_out_of_grace(now):
                raise elsewhere()
            close(held, now)
            if after:
                after(held, now)
    return held, closes


def close(attempt: Attempt, now: datetime, ending: str = Attempt.Ending.SUBMITTED) -> None:
    """Mark the attempt, whose row the caller holds, and write its end; after the deadline the clock has ended it."""
    overdue = attempt.is_overdue(now)
    # What a person has to mark keeps the whole attempt without points and outcome: see hand_marking.py.
    if outcome := attempt.score_of(_mark(attempt)):
        attempt.points, attempt.passed = outcome.points, outcome.passed
    attempt.ended_at = attempt.deadline if overdue else now
    attempt.ending = Attempt.Ending.TIME_UP if overdue else ending
    attempt.save(update_fields=["points", "passed", "ended_at", "ending"])
    logger.info("attempt %s %s: %s of %s", attempt.public_id, attempt.ending, attempt.points, attempt.max_points)


def _mark(attempt: Attempt) -> list[Marked | None]:
    """Mark every question by the answer given last; None for one that a person has to mark.

    One that was explained in practice keeps the mark it got then.
    """
    given = last_given(attempt)
    marks, outcomes = [], defaultdict(list)
    for asked in attempt.questions.defer("explanation", "reading"):
        if asked.revealed_at is None:
            mark_question(asked, given.get(asked.position))
            outcomes[asked.points, asked.is_correct].append(asked.pk)
        marks.append(None if asked.points is None else Marked(asked.points, asked.max_points, asked.section))
    # A statement for each different mark: far fewer than questions.
    for (points, is_correct), rows in outcomes.items():
        AttemptQuestion.objects.filter(pk__in=rows).update(points=points, is_correct=is_correct)
    return marks


def mark_question(asked: AttemptQuestion, value: Any) -> None:
    """Set the points of an answer and whether it is wholly right; nothing is written.

    By the corrected key, if the question was marked anew meanwhile. No points yet where a person has to give them, and
    none at all without an answer.
    """
    kind = asked.shown["kind"]
    if kind_of(kind).marked_by_hand and is_answered(kind, value):
        return
    share = mark(kind, key_in_effect(asked), value)
    asked.points, asked.is_correct = points_for(share, asked.max_points), share == EVERYTHING


def last_given(attempt: Attempt) -> dict[int, Any]:
    """The answer that counts, by position: the one given last; of one moment the one with the higher number."""
    return dict(attempt.answers.order_by("given_at", "sequence").values_list("position", "value"))


def close_overdue(*, now: datetime, after: After | None = None) -> list[Attempt]:
    """Close every open attempt whose deadline and grace have passed, each in a transaction of its own with `after`.

    Within the grace answers given in time may still be on their way.
    """
    closed = []
    for attempt in Attempt.objects.filter(ended_at=None, deadline__lt=now).order_by("deadline"):
        if not attempt.is_out_of_grace(now):
            continue
        try:
            held, closes = _close_if_overdue(attempt, now, after)
            closed += [held] if closes else []
        except Exception:
            # One that cannot be closed must not keep all the others open; it is tried again next time.
            logger.exception("attempt %s could not be closed", attempt.public_id)
    return closed


def _close_if_overdue(attempt, now, after):
    """Look again under the lock: meanwhile a trainer may have given more time."""
    with exclusively(attempt) as held:
        closes = held.ended_at is None and held.is_out_of_grace(now)
        if closes:
            close(held, now)
            if after:
                after(held, now)
    return held, closes
