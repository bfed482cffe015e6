"""The life of an attempt: it starts, is answered, and ends once. docs/attempts.md holds the picture."""

import logging
import random
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, OuterRef, Subquery
from django.utils.translation import gettext as _

from .bank import NotReady, draw
from .correcting import key_in_effect
from .kinds import EVERYTHING, kind_of
from .marking import Marked, mark, points_for, score
from .models import Answer, Attempt, AttemptQuestion, Quiz
from .standing import standing
from .values import Posted, canonical, is_answered

logger = logging.getLogger(__name__)

# What a mounting room does in the transaction that closes an attempt; it may answer the address to go to next.
After = Callable[[Attempt, datetime], str | None]
SAVE_TRIES = 5


class Refused(Exception):
    """The answer is no; `str()` is the sentence for the person. `code` tells programs why."""

    def __init__(self, sentence: str, code: str = "refused"):
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class Saved:
    """The server's word that an answer is kept."""

    position: int
    sequence: int
    given_at: datetime


def start_attempt(
    *, user, quiz: Quiz, now: datetime, since: datetime | None = None, rng: random.Random | None = None
) -> Attempt:
    """Start an attempt with its questions drawn, or answer the one still open, even when its time is over.

    `rng` is given only where the same draw must come again, as in the demonstration hall.
    Raises Refused with the sentence of `standing`, or when the quiz cannot be put together.
    """
    try:
        with transaction.atomic():
            return _start(user, quiz, now, since, rng or random.SystemRandom())
    except IntegrityError:
        # The second click of a double click lost against the constraint: both get the same attempt.
        still_open = Attempt.objects.filter(user=user, quiz=quiz, ended_at=None).first()
        if still_open is None:
            raise
        return still_open


def _start(user, quiz, now, since, rng):
    stand = standing(user=user, quiz=quiz, now=now, since=since)
    if stand.open_attempt:
        return stand.open_attempt
    if not stand.can_start:
        raise Refused(stand.reason, "not_now")
    try:
        drawn = draw(quiz, rng)
    except NotReady as problem:
        logger.warning("quiz %s cannot start: %s", quiz.pk, problem)
        raise Refused(_("This quiz is not ready yet. Please tell your trainer: %s") % problem, "not_ready") from problem
    limit = quiz.time_limit_minutes
    attempt = Attempt.objects.create(
        user=user,
        quiz=quiz,
        started_at=now,
        deadline=now + timedelta(minutes=limit) if limit else None,
        mode=quiz.mode,
        grace_seconds=quiz.grace_seconds,
        pass_mark=quiz.pass_mark,
        sections=list(quiz.sections.values("title", "title_en", "minimum")),
        max_points=sum(asked.points for asked in drawn),
    )
    AttemptQuestion.objects.bulk_create(
        AttemptQuestion(
            attempt=attempt,
            position=position,
            section=asked.section,
            question_id=asked.candidate.question,
            revision_id=asked.candidate.revision,
            shown=asked.presented.shown,
            answer_key=asked.presented.answer_key,
            explanation=asked.explanation,
            reading=asked.reading,
            max_points=asked.points,
        )
        for position, asked in enumerate(drawn, 1)
    )
    logger.info("attempt %s started: user %s, quiz %s", attempt.public_id, user.pk, quiz.pk)
    return attempt


def save_answer(*, attempt: Attempt, position: int, value: Any, now: datetime) -> Saved:
    """Keep one answer; two queries. The same answer again is acknowledged without another row.

    `value` is an answer in the form of docs/questions.md, or `Posted` fields. Raises Malformed when it does not fit the
    question shown, Refused after the deadline or the end.
    """
    return save_answers(attempt=attempt, values={position: value}, now=now)[0]


def save_answers(*, attempt: Attempt, values: Mapping[int, Any], now: datetime) -> list[Saved]:
    """Keep several answers together (a page without JavaScript sends all), in the two queries of one."""
    for _attempt in range(SAVE_TRIES):
        try:
            with transaction.atomic():
                return _save(attempt, values, now)
        except IntegrityError:
            # Two tabs took the same sequence number: what we read was older than the lock we then waited for.
            continue
    raise Refused(_("The answer could not be saved just now. It will be sent again."), "busy")


def _save(attempt, values, now):
    found = {asked.position: asked for asked in _asked(attempt, values)}
    if found:
        _must_be_open(next(iter(found.values())).attempt, now)
    written, saved = [], []
    for position, sent in values.items():
        if position not in found:
            raise Refused(_("This question is not part of the quiz."), "unknown_question")
        asked = found[position]
        stored = _stored(asked, sent)
        if stored is None or stored == asked.last_value:
            saved.append(Saved(position, asked.last_sequence or 0, asked.last_given_at or now))
            continue
        sequence = (asked.top or 0) + len(written) + 1
        row = {"position": position, "sequence": sequence, "value": stored, "given_at": now, "received_at": now}
        written.append(Answer(attempt_id=attempt.pk, **row))
        saved.append(Saved(position, sequence, now))
    if written:
        Answer.objects.bulk_create(written)
    return saved


def _stored(asked, sent):
    """The answer as it is kept; None when there is nothing to keep."""
    value = sent.read(asked.shown, asked.position) if isinstance(sent, Posted) else sent
    if value is None:
        return None
    stored = canonical(asked.shown, value)
    return stored if asked.last_value is not None or is_answered(asked.shown["kind"], stored) else None


def _asked(attempt, positions):
    """The questions concerned, each with its last answer, and the attempt's row locked: all in one query.

    The lock makes handing in wait for a save under way and the other way round, so that nothing acknowledged is
    left out of the marking.
    """
    last = Answer.objects.filter(attempt=OuterRef("attempt"), position=OuterRef("position")).order_by("-sequence")
    top = Answer.objects.filter(attempt=OuterRef("attempt")).order_by().values("attempt").annotate(n=Max("sequence"))
    return (
        AttemptQuestion.objects.filter(attempt=attempt, position__in=list(positions))
        .select_related("attempt")
        .select_for_update(of=("attempt",))
        .defer("answer_key", "explanation")
        .annotate(
            last_value=Subquery(last.values("value")[:1]),
            last_sequence=Subquery(last.values("sequence")[:1]),
            last_given_at=Subquery(last.values("given_at")[:1]),
            top=Subquery(top.values("n")),
        )
    )


def _must_be_open(attempt: Attempt, now: datetime) -> None:
    if attempt.ended_at:
        raise Refused(_("This quiz has been handed in; answers can no longer be changed."), "ended")
    if attempt.is_overdue(now):
        raise Refused(_("The time is up; answers can no longer be changed."), "time_up")


@contextmanager
def exclusively(attempt: Attempt):
    """The attempt's row as it is now, held until the block ends. On SQLite the immediate transaction is the lock."""
    with transaction.atomic():
        yield Attempt.objects.select_for_update().get(pk=attempt.pk)


def submit_attempt(*, attempt: Attempt, now: datetime, after: After | None = None) -> Attempt:
    """Mark the attempt and close it, once: handing in again answers the same result.

    Past its deadline it is closed by the clock, and the deadline is recorded, not the hour this ran. `after` runs in
    the same transaction, only for the call that closes it.
    """
    return _submit(attempt, now, after)[0]


def _submit(attempt, now, after):
    with exclusively(attempt) as held:
        closes = held.ended_at is None
        if closes:
            _close(held, now)
            if after:
                after(held, now)
    return held, closes


def _close(attempt: Attempt, now: datetime) -> None:
    overdue = attempt.is_overdue(now)
    given = {answer.position: answer.value for answer in attempt.answers.all()}
    asked = list(attempt.questions.all())
    for question in asked:
        _mark(question, given.get(question.position))
    AttemptQuestion.objects.bulk_update(asked, ["points", "is_correct"])
    # What a person has to mark keeps the whole attempt without points and outcome: see hand_marking.py.
    if all(question.points is not None for question in asked):
        marks = [Marked(question.points, question.max_points, question.section) for question in asked]
        minimums = {number: section["minimum"] for number, section in enumerate(attempt.sections, 1)}
        outcome = score(marks, attempt.pass_mark, minimums)
        attempt.points, attempt.passed = outcome.points, outcome.passed
    attempt.ended_at = attempt.deadline if overdue else now
    attempt.ending = Attempt.Ending.TIME_UP if overdue else Attempt.Ending.SUBMITTED
    attempt.save(update_fields=["points", "passed", "ended_at", "ending"])
    logger.info("attempt %s %s: %s of %s", attempt.public_id, attempt.ending, attempt.points, attempt.max_points)


def _mark(question: AttemptQuestion, value: Any) -> None:
    """Give the question its points; none yet where a person has to give them, and nothing for no answer."""
    kind = question.shown["kind"]
    if kind_of(kind).marked_by_hand and is_answered(kind, value):
        return
    share = mark(kind, key_in_effect(question), value)
    question.points, question.is_correct = points_for(share, question.max_points), share == EVERYTHING


def close_overdue(*, now: datetime, after: After | None = None) -> list[Attempt]:
    """Close every open attempt whose deadline has passed, each in a transaction of its own with `after`."""
    closed = []
    for attempt in Attempt.objects.filter(ended_at=None, deadline__lt=now).order_by("deadline"):
        try:
            held, closes = _submit(attempt, now, after)
            closed += [held] if closes else []
        except Exception:
            # One that cannot be closed must not keep all the others open; it is tried again next time.
            logger.exception("attempt %s could not be closed", attempt.public_id)
    return closed
