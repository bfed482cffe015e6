"""More time for a person who needs it: given and ended with a reason, never rewritten."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from people.models import User

from .models import ExtraTime, Quiz
from .refused import Refused

logger = logging.getLogger(__name__)


@transaction.atomic
def give_extra_time(*, user: User, quiz: Quiz | None, percent: int, reason: str, by: User, now: datetime) -> ExtraTime:
    """From now on every time limit of the person is longer by so many per cent: of one quiz, or of all (None).

    It holds for attempts begun later; one under way is extended at the desk. What held before for the same is ended
    by it. The same again (a double click) answers what is there. Raises Refused without a reason.
    """
    reason = reason.strip()[:300]
    if not reason:
        raise Refused(_("Say why."), "reason")
    if user.pk == by.pk:
        raise Refused(_("Nobody gives themselves more time. Ask another trainer."), "own")
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    for old in in_effect(user.extra_times.filter(quiz=quiz)):
        if (old.percent, old.reason) == (percent, reason):
            return old
        _end(old, by, now)
    given = ExtraTime(user=user, quiz=quiz, percent=percent, reason=reason, given_by=by, given_at=now)
    given.full_clean()
    given.save()
    log(user, "quizzes.extra_time", user=by, data={"percent": percent, "quiz": quiz and quiz.pk, "reason": reason})
    return given


@transaction.atomic
def end_extra_time(*, extra: ExtraTime, by: User, now: datetime) -> ExtraTime:
    """No more of it for attempts begun from now on. Ending twice keeps the first end."""
    held = ExtraTime.objects.select_for_update().get(pk=extra.pk)
    if held.ended_at is None:
        _end(held, by, now)
    return held


def _end(extra: ExtraTime, by: User, now: datetime) -> None:
    extra.ended_at = now
    extra.save(update_fields=["ended_at"])
    log(extra.user, "quizzes.extra_time_ended", user=by, data={"percent": extra.percent, "quiz": extra.quiz_id})


def in_effect(rows: QuerySet[ExtraTime]) -> QuerySet[ExtraTime]:
    """Those that have not been ended."""
    return rows.filter(ended_at__isnull=True)
