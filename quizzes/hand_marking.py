"""What a person has to mark: an essay against its criteria. Until then the attempt has neither points nor outcome.

docs/attempts.md holds the picture.
"""

import logging
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from .ending import After, after_attempt, exclusively
from .kinds import kind_of
from .marking import Marked, points_for
from .models import Act, Attempt, AttemptQuestion, HandMark
from .refused import Refused

logger = logging.getLogger(__name__)

LONGEST_COMMENT = 1000


def mark_by_hand(
    *,
    asked: AttemptQuestion,
    levels: Mapping[str, Any],
    comment: str,
    by,
    now: datetime,
    after: After | None = None,
) -> HandMark:
    """Give an answer its points criterion by criterion, `{criterion id: points}`; another time is a correction.

    When nothing of the attempt is left open it gets its points and outcome, and `after` runs in the same transaction:
    without one, what `settings.AFTER_ATTEMPT` names. The same marks by the same person again (a double click) write
    nothing. Raises Refused with a sentence.
    """
    with exclusively(asked.attempt) as attempt:
        held = AttemptQuestion.objects.get(pk=asked.pk)
        _must_be_markable(attempt, held, by)
        given = _levels(held.answer_key["criteria"], levels)
        last = held.hand_marks.order_by("at", "pk").last()
        comment = comment.strip()[:LONGEST_COMMENT]
        if last and (last.by_id, last.levels, last.comment) == (by.pk, given, comment):
            return last
        return _write(attempt, held, given, comment, by, now, after)


def _must_be_markable(attempt: Attempt, asked: AttemptQuestion, by) -> None:
    if attempt.ended_at is None:
        raise Refused(_("This quiz has not been handed in yet."), "not_ended")
    if attempt.voided_at:
        raise Refused(_("This attempt does not count any more; there is nothing to mark."), "voided")
    if attempt.user_id == by.pk:
        raise Refused(_("Nobody marks their own answers. Ask another trainer."), "own")
    if not kind_of(asked.shown["kind"]).marked_by_hand:
        raise Refused(_("This question is marked by itself."), "not_by_hand")
    if asked.points is not None and not asked.hand_marks.exists():
        raise Refused(_("This question was not answered; there is nothing to mark."), "unanswered")


def _levels(criteria, levels: Mapping[str, Any]) -> dict[str, str]:
    """The points of every criterion as decimal text. Raises Refused."""
    given = {}
    for criterion in criteria:
        points = _number(levels.get(criterion["id"]))
        if points is None:
            raise Refused(_("Give points for “%(criterion)s”.") % {"criterion": criterion["text"]}, "missing")
        if not 0 <= points <= criterion["points"]:
            sentence = _("“%(criterion)s” is worth 0 to %(points)s points.")
            raise Refused(sentence % {"criterion": criterion["text"], "points": criterion["points"]}, "out_of_range")
        given[criterion["id"]] = f"{points.normalize():f}"
    return given


def _number(text: Any) -> Decimal | None:
    try:
        number = Decimal(str(text))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _write(attempt, asked, given, comment, by, now, after):
    possible = sum(Fraction(str(criterion["points"])) for criterion in asked.answer_key["criteria"])
    share = sum((Fraction(points) for points in given.values()), Fraction(0)) / possible
    before = asked.points
    asked.points, asked.is_correct = points_for(share, asked.max_points), share == 1
    asked.save(update_fields=["points", "is_correct"])
    made = HandMark.objects.create(asked=asked, points=asked.points, levels=given, comment=comment, by=by, at=now)
    facts = {"position": asked.position, "before": None if before is None else str(before), "after": str(asked.points)}
    Act.objects.create(attempt=attempt, kind=Act.Kind.MARK, by=by, at=now, facts=facts)
    logger.info("attempt %s question %s marked by %s: %s", attempt.public_id, asked.position, by.pk, asked.points)
    if settle(attempt) and (tell := after or after_attempt()):
        tell(attempt, now)
    return made


def settle(attempt: Attempt) -> bool:
    """Give an ended attempt its points and outcome if every question of it has been marked; whether it has them."""
    asked = list(attempt.questions.defer("shown", "answer_key", "explanation"))
    outcome = attempt.score_of(
        Marked(question.points, question.max_points, question.section) if question.points is not None else None
        for question in asked
    )
    if outcome is None:
        return False
    attempt.points, attempt.passed = outcome.points, outcome.passed
    attempt.save(update_fields=["points", "passed"])
    return True
