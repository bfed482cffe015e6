"""Asking for a correction, answering it, and removing what is no longer needed: the writers of this room."""

import calendar
import logging
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from people.models import User

from .forgetting import forget_rows
from .models import CorrectionAnswer, CorrectionRequest, Forgetting

logger = logging.getLogger(__name__)

# Told twice within a minute it is a double click, not a second request.
DOUBLE_CLICK = timedelta(minutes=1)


@transaction.atomic
def ask_correction(*, user: User, about: str, wrong: str, right: str, now: datetime) -> CorrectionRequest:
    """Keep what somebody says is wrong about them; the same words again within a minute are one request."""
    User.objects.select_for_update(no_key=True, of=("self",)).get(pk=user.pk)
    same = CorrectionRequest.objects.filter(user=user, about=about, wrong=wrong, right=right)
    already = same.filter(asked_at__gte=now - DOUBLE_CLICK).first()
    if already:
        return already
    row = CorrectionRequest(user=user, about=about, wrong=wrong, right=right, asked_at=now)
    row.full_clean(exclude=["user"])
    row.save()
    logger.info("correction asked request=%s user=%s about=%s", row.pk, user.pk, about)
    return row


@transaction.atomic
def answer_correction(
    *, request: CorrectionRequest, done: bool, words: str, by: User, now: datetime
) -> CorrectionAnswer:
    """Tell somebody what came of their request. A second answer finds the first.

    Raises ValidationError without words, and for one's own request: nobody decides about themselves.
    """
    locked = CorrectionRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    already = CorrectionAnswer.objects.filter(request=locked).first()
    if already:
        return already
    if locked.user_id == by.pk:
        raise ValidationError(_("Somebody else has to answer your own request."))
    if not words.strip():
        raise ValidationError({"words": _("Say in a sentence what came of it.")})
    row = CorrectionAnswer(request=locked, done=done, words=words.strip(), by=by, at=now)
    row.full_clean(exclude=["request", "by"])
    row.save()
    log(locked.user, "privacy.answer", user=by, data={"request": locked.pk, "done": done})
    return row


def last_day_kept(today: date) -> date:
    """Who left on or before this day has been gone for the time personal data is kept (settings.RETENTION_MONTHS)."""
    year, month = divmod(today.year * 12 + today.month - 1 - settings.RETENTION_MONTHS, 12)
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


def forget_leavers(*, now: datetime) -> list[Forgetting]:
    """Remove what is not needed of everybody who has been gone long enough; each person in a transaction of their own.

    Safe to run twice and late: who was forgotten is passed over, unless something new came in since.
    """
    gone = User.objects.filter(left_on__lte=last_day_kept(timezone.localdate(now))).order_by("pk")
    return [row for row in (forget(user=user, now=now) for user in gone) if row]


@transaction.atomic
def forget(*, user: User, now: datetime) -> Forgetting | None:
    """Remove the timed data of one person who left; None when there was nothing left to remove.

    Name, staff number, completions, attempts, observations, awards and certificates stay: certificates rest on them.
    Raises ValidationError for somebody who has not been gone long enough.
    """
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if locked.left_on is None or locked.left_on > last_day_kept(timezone.localdate(now)):
        raise ValidationError(_("This person works here, or has not been gone long enough."))
    removed = forget_rows(locked)
    if not removed:
        return None
    row = Forgetting.objects.create(user=locked, left_on=locked.left_on, removed=removed, at=now)
    log(locked, "privacy.forget", data={"removed": removed})
    logger.info("personal data removed user=%s %s", locked.pk, removed)
    return row
