"""Beginning and ending the rounds of people, and counting parts as done that need not be: the verbs of the room.

What follows by itself is written by granting, adopting and opening; all of them write through the ledger.
"""

import logging
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from notices.services import tell
from people.models import User
from skills.models import Certificate, Certification

from . import ledger
from .adopting import adopt
from .due_rounds import saying
from .granting import settle
from .life import EventKind
from .looking import missing_prerequisites as missing_for
from .models import Cycle, Waiver
from .opening import open_renewals
from .papers import next_round, papers
from .programme import Way, way_of
from .refused import Refused
from .training_done import end_what_is_done

__all__ = [
    "adopt_certificates",
    "consider",
    "learned",
    "missing_prerequisites",
    "open_cycle",
    "open_renewals",
    "waive_cycle",
    "waive_part",
    "withdraw_cycle",
]

logger = logging.getLogger(__name__)


@transaction.atomic
def open_cycle(
    *,
    user: User,
    certification: Certification,
    now: datetime,
    by: User | None = None,
    reason: str = "",
    due_on: date | None = None,
    counts_from: date | None = None,
) -> Cycle:
    """Begin a round of a certification for somebody; an open one is answered as it is.

    It is a renewal while the certificate before counts or may be renewed, a re-entry once that has lapsed or was
    revoked. What counts for it is what is done from the day renewal opened, the day of the revocation, or from
    `counts_from` (a change of what is taught); for a first round everything ever done counts.

    Whom somebody else assigns it hears of it, unless everything is done already and the certificate granted at once.

    Raises `Refused` for a certificate that does not expire, and for somebody who does not work here any more.
    """
    user = ledger.hold([user.pk])[0]
    found = Cycle.objects.still_open().filter(user=user, certification=certification).first()
    if found:
        return found
    on = timezone.localdate(now)
    if user.left_on and user.left_on < on:
        raise Refused(_("%(name)s does not work here any more.") % {"name": user.full_name})
    adopt([user.pk], now=now)
    held = papers([user.pk], [certification.pk])[user.pk, certification.pk]
    kind, since = next_round(held[-1] if held else None, on)
    if kind is None and counts_from is None:
        raise Refused(_("%(name)s holds this certificate, and it does not expire.") % {"name": user.full_name})
    wanted = ledger.Wanted(user.pk, certification.pk, kind or Cycle.Kind.RENEWAL, counts_from or since, due_on)
    cycle = ledger.begin([wanted], now=now, by=by, reason=reason.strip())[0]
    settle(cycle, now)
    cycle = Cycle.objects.select_related("certification", "user").get(pk=cycle.pk)
    if by and by.pk != user.pk and cycle.ended_at is None:
        tell(sayings=[saying(cycle, by)], now=now)
    return cycle


@transaction.atomic
def learned(*, user: User, now: datetime) -> None:
    """Somebody completed a course, passed a quiz or was observed: look at what that means for their open cycles.

    The rooms below call it through `settings.AFTER_LEARNING`, in the transaction in which that was written.
    """
    adopt([user.pk], now=now)
    granted = [True]
    while any(granted):
        # One certificate may be what another one waited for.
        rounds = list(Cycle.objects.still_open().filter(user=user).select_related("user", "certification"))
        granted = [settle(cycle, now) is not None for cycle in rounds]
    end_what_is_done(user=user, now=now)


@transaction.atomic
def consider(*, cycle: Cycle, now: datetime) -> Certificate | None:
    """Grant the certificate of an open cycle whose path is fulfilled, else write down how far it has come.

    A renewal whose certificate has lapsed or was revoked meanwhile ends, and goes on as the re-entry that follows.
    Answers the certificate, also when it was granted before. Looking twice changes nothing.
    """
    return settle(cycle, now)


def missing_prerequisites(user: User, way: Way, on: date) -> list[Certification]:
    """The certificates the programme asks for first and that do not count for the person on a day."""
    return missing_for(user.pk, way, on)


@transaction.atomic
def adopt_certificates(*, user: User, now: datetime) -> list[Cycle]:
    """Give every certificate of a person its cycle: the open one of its kind, or one of its own.

    Certificates that a course issues, or that were recognised, come without a cycle.
    """
    return adopt([user.pk], now=now)


@transaction.atomic
def waive_part(*, cycle: Cycle, part_id: str, by: User, reason: str, now: datetime) -> Waiver:
    """Count a part of the path as done in this round, for a reason. A second call answers the first waiver."""
    reason = _reason(reason, _("Say why it need not be done."))
    cycle = ledger.locked(cycle)
    already = Waiver.objects.filter(cycle=cycle, part=part_id).first()
    if already:
        return already
    _check_not_own(cycle, by)
    if cycle.ended_at:
        raise Refused(_("This round is over; nothing can be waived in it any more."))
    path = way_of(cycle.certification).path(cycle.kind)
    part = next((part for group in path for part in group.parts if part.id == part_id), None)
    if part is None:
        raise Refused(_("This is no longer part of the programme."))
    waiver = Waiver(
        cycle=cycle,
        part=part.id,
        title=part.title,
        on=timezone.localdate(now),
        reason=reason,
        waived_by=by,
        written_at=now,
    )
    waiver.full_clean(exclude=["cycle", "waived_by"])
    waiver.save()
    log(cycle.certification, "programmes.waive_part", user=by, data={"user": cycle.user_id, "part": part.title})
    learned(user=cycle.user, now=now)
    return waiver


@transaction.atomic
def waive_cycle(*, cycle: Cycle, by: User, reason: str, now: datetime) -> Cycle:
    """End a round because the person need not have the certificate; no skill is awarded. A second call does nothing.

    Raises `Refused` once it was granted or withdrawn, and for one's own round.
    """
    reason = _reason(reason, _("Say why it is waived."))
    _check_not_own(cycle, by)
    return _end(cycle, EventKind.WAIVED, "programmes.waive_cycle", by=by, reason=reason, now=now)


@transaction.atomic
def withdraw_cycle(*, cycle: Cycle, by: User | None, reason: str, now: datetime) -> Cycle:
    """Take an open round back; what was done stays done. A second call changes nothing.

    Raises `Refused` once it was granted or waived.
    """
    reason = _reason(reason, _("Say why it is taken back."))
    return _end(cycle, EventKind.WITHDRAWN, "programmes.withdraw_cycle", by=by, reason=reason, now=now)


def _end(cycle, kind, action, *, by, reason, now):
    was_open = ledger.locked(cycle).ended_at is None
    ended = ledger.end(cycle, kind, by=by, reason=reason, now=now)
    if was_open:
        log(ended.certification, action, user=by, data={"user": ended.user_id, "reason": reason})
    return ended


def _check_not_own(cycle: Cycle, by: User) -> None:
    if by.pk == cycle.user_id:
        raise Refused(_("Nobody waives anything for themselves. Please ask a colleague."))


def _reason(text: str, sentence: str) -> str:
    if not text.strip():
        raise ValidationError({"reason": sentence})
    return text.replace("\0", "").strip()[:300]
