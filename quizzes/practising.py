"""Practice: an answer is explained as soon as the person asks, and cannot be changed after that."""

import logging
from datetime import datetime

from django.utils.translation import gettext as _

from .answering import why_closed
from .ending import exclusively, last_given, mark_question
from .models import Attempt, AttemptQuestion, Quiz
from .refused import Refused
from .values import is_answered

logger = logging.getLogger(__name__)


def reveal(*, attempt: Attempt, position: int, now: datetime) -> tuple[AttemptQuestion, dict]:
    """Mark one question and show its key; answers the question and the answer it was marked by.

    Asked again it answers the same. Raises Refused in an exam, after the end, and for a question without an answer.
    """
    with exclusively(attempt) as held:
        asked = held.questions.filter(position=position).first()
        if asked is None:
            raise Refused(_("This question is not part of the quiz."), "unknown_question")
        if held.mode != Quiz.Mode.PRACTICE:
            raise Refused(_("In an exam the answers are explained after handing in."), "exam")
        value = last_given(held).get(position) or {}
        if asked.revealed_at:
            return asked, value
        if held.ended_at or held.is_overdue(now):
            raise Refused(why_closed(held.ending or Attempt.Ending.TIME_UP), "ended")
        if not is_answered(asked.shown["kind"], value):
            raise Refused(_("Answer the question first; then it is explained."), "unanswered")
        mark_question(asked, value)
        asked.revealed_at = now
        asked.save(update_fields=["points", "is_correct", "revealed_at"])
    logger.info("attempt %s question %s explained", attempt.public_id, position)
    return asked, value
