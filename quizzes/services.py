"""The life of an attempt: it starts, is answered, and ends once. docs/attempts.md holds the picture."""

import logging
import random
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from .answering import Given, Receipt, Saved, Whose, keep_answers, save_answer, save_answers
from .bank import NotReady, draw
from .deadlines import deadline_for
from .ending import After, close_overdue, submit_attempt
from .models import Attempt, AttemptQuestion, Quiz
from .overseeing import Voided, close_attempt, extend_all, extend_time, void_attempt
from .practising import reveal
from .presence import Presence, look_in, take_lease
from .refused import Refused
from .standing import standing

logger = logging.getLogger(__name__)

__all__ = [
    "After",
    "Given",
    "Presence",
    "Receipt",
    "Refused",
    "Saved",
    "Voided",
    "Whose",
    "close_attempt",
    "close_overdue",
    "extend_all",
    "extend_time",
    "keep_answers",
    "look_in",
    "reveal",
    "save_answer",
    "save_answers",
    "start_attempt",
    "submit_attempt",
    "take_lease",
    "void_attempt",
]


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
    attempt = Attempt.objects.create(
        user=user,
        quiz=quiz,
        started_at=now,
        deadline=deadline_for(quiz, user, now),
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
