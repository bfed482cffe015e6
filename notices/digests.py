"""Letters about what people have not read: at most one a person and day, none lost, and when one may come twice.

A letter is claimed in one transaction, handed to the mail server outside of any, and marked as sent in a second one as
soon as the server has taken it. While the server refuses, the letter stays unsent and is tried again with what has come
in meanwhile, today or on a later day. Only a worker that is killed, or a connection that breaks, in the moment between
the server's yes and our mark makes a letter come twice; both then carry the same Message-ID, by which mail programs
show one. docs/decisions/0074.
"""

import logging
from datetime import date, datetime, timedelta
from functools import partial

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from people.models import User

from .letters import letter
from .models import Delivery, Digest, NoticeSettings, Rhythm
from .wording import OwnWords

logger = logging.getLogger(__name__)

# A claim nobody has ended was taken by a worker that is gone.
CLAIM_LASTS = timedelta(minutes=15)
# What has lain unread for longer stays in the inbox and is not mailed any more.
NEWS_FOR = timedelta(days=31)
# The server, not one address, is the matter when so many in a row were refused.
GIVE_UP_AFTER = 5


class NotAllSent(RuntimeError):
    """Some letters could not be handed over; they are kept and tried again."""


def send_digests(*, now: datetime) -> str:
    """Write to everybody who has something unread that no letter told, as often as they want; answers how many.

    Raises `NotAllSent` when letters remain; all that could be sent has been.
    """
    people = _people_to_write_to(now)
    if not people:
        return "0 letters"
    sent = failed = in_a_row = 0
    own = OwnWords()
    with get_connection() as connection:
        for user in people:
            done = write_to(user=user, now=now, connection=connection, own=own)
            sent, failed = sent + (done is True), failed + (done is False)
            in_a_row = in_a_row + 1 if done is False else 0
            if in_a_row >= GIVE_UP_AFTER:
                break
    logger.info("letters sent=%d failed=%d of %d people", sent, failed, len(people))
    if failed:
        raise NotAllSent(f"{sent} letters sent, {failed} could not be sent, {len(people)} to write to")
    return f"{sent} letters"


def write_to(*, user: User, now: datetime, connection: BaseEmailBackend, own: OwnWords | None = None) -> bool | None:
    """Send one person's letter; answers whether it went out, None when there was nothing (more) to send today.

    `own` are the hall's own words, for whoever writes many letters.
    """
    digest = claim(user=user, now=now)
    if digest is None:
        return None
    try:
        letter(digest, user=user, now=now, connection=connection, own=own).send()
    except Exception as problem:
        logger.warning("letter to %s failed: %s", user.staff_number, problem)
        said = f"{type(problem).__name__}: {problem}"[:300]
        Digest.objects.filter(pk=digest.pk, sent_at=None).update(claimed_at=None, failure=said)
        return False
    Digest.objects.filter(pk=digest.pk, sent_at=None).update(sent_at=now, failure="")
    return True


def claim(*, user: User, now: datetime) -> Digest | None:
    """The letter of the day, held by whoever asks first, with all that is to stand in it; None when there is none.

    The row of the person is the lock: two workers see each other's claim.
    """
    with transaction.atomic():
        lock(user)
        on = timezone.localdate(now)
        mine = list(Digest.objects.filter(Q(sent_at=None) | Q(day__gte=on), user=user))
        unsent = next((one for one in mine if one.sent_at is None), None)
        if any(one.sent_at for one in mine) or (unsent and _is_in_flight(unsent, now)):
            return None
        return _claimed(user, unsent, on, now)


def lock(user: User) -> None:
    """Hold the row of a person until the end of the transaction."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)


def _is_in_flight(unsent, now):
    return unsent.claimed_at is not None and now - unsent.claimed_at <= CLAIM_LASTS


def _claimed(user, unsent, on, now):
    if unsent:
        # What was read meanwhile is no longer in it.
        Delivery.objects.filter(digest=unsent).exclude(read_at=None).update(digest=None)
    waiting = list(unmailed(now).filter(recipient=user).values_list("pk", flat=True))
    if not waiting:
        if unsent:
            unsent.delete()
        return None
    digest = unsent or Digest(user=user)
    digest.day, digest.claimed_at, digest.tries = on, now, digest.tries + 1
    digest.save()
    Delivery.objects.filter(pk__in=waiting).update(digest=digest)
    return digest


def unmailed(now: datetime) -> QuerySet[Delivery]:
    """What is unread, not too old, and in no letter that was sent."""
    return Delivery.objects.filter(
        Q(digest=None) | Q(digest__sent_at=None), read_at=None, notice__written_at__gt=now - NEWS_FOR
    )


def _people_to_write_to(now: datetime) -> list[User]:
    on = timezone.localdate(now)
    usual = NoticeSettings.load().rhythm
    waiting = unmailed(now).order_by().values("recipient")
    people = User.objects.may_sign_in(on).exclude(email="").filter(pk__in=waiting)
    last = dict(_last_days())
    wanted = partial(_is_wanted, usual=usual, last=last, on=on)
    return [user for user in people.select_related("notice_preference").order_by("pk") if wanted(user)]


def _last_days():
    sent = Digest.objects.exclude(sent_at=None).order_by()
    return sent.values("user").annotate(last=Max("day")).values_list("user", "last")


def _is_wanted(user: User, *, usual: str, last: dict[int, date], on: date) -> bool:
    """Whether somebody's rhythm allows a letter today; a week begins on Monday."""
    preference = getattr(user, "notice_preference", None)
    rhythm = (preference and preference.rhythm) or usual
    before = last.get(user.pk)
    if rhythm == Rhythm.NEVER or (before and before >= on):
        return False
    monday = on - timedelta(days=on.weekday())
    return rhythm == Rhythm.DAILY or before is None or before < monday
