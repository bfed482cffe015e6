"""Certificates from outside: handed in with a scan, and recognised or not by somebody else."""

import logging
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from people.models import User
from people.roles import Role, has_role
from skills.models import Award, Certificate, Certification
from skills.services import Evidence, Grant, award

from .models import Programme, Recognition, RecognitionDecision
from .programme import Way, way_of
from .refused import Refused
from .scans import cleaned
from .services import learned, missing_prerequisites

logger = logging.getLogger(__name__)

# By this name certificates know that a recognition proves them.
EVIDENCE_TYPE = "recognition"


def may_decide(user: User, recognition: Recognition) -> bool:
    """Whether somebody may decide on it: a chief trainer or administrator, and never the person themselves."""
    return user.pk != recognition.user_id and has_role(user, Role.CHIEF_TRAINER, Role.ADMINISTRATOR)


@transaction.atomic
def hand_in(
    *,
    user: User,
    certification: Certification,
    issuer: str,
    title: str,
    outside_number: str,
    issued_on: date,
    expires_on: date | None,
    scan: File,
    note: str,
    by: User,
    now: datetime,
) -> Recognition:
    """Hand in a certificate from outside with its scan, to have it recognised. The same scan again answers the first.

    Raises `Refused` where nothing from outside is recognised, for a paper that has expired or is not issued yet, for
    one that waits already, for somebody who left or needs none, and for a scan that is not taken; ValidationError for
    what is missing.
    """
    kept = cleaned(scan)
    user = User.objects.select_for_update(no_key=True, of=("self",)).get(pk=user.pk)
    already = Recognition.objects.filter(user=user, certification=certification, sha256=kept.sha256).first()
    if already:
        return already
    on = timezone.localdate(now)
    _check_wanted(user, certification, on)
    _check_days(issued_on, expires_on, on)
    if Recognition.objects.filter(user=user, certification=certification, decision=None).exists():
        raise Refused(_("A certificate for this was handed in already and waits to be looked at."))
    row = Recognition(
        user=user,
        certification=certification,
        issuer=_tidy(issuer),
        title=_tidy(title),
        outside_number=_tidy(outside_number),
        issued_on=issued_on,
        expires_on=expires_on,
        sha256=kept.sha256,
        note=_tidy(note),
        handed_in_by=by,
        handed_in_at=now,
    )
    row.full_clean(exclude=["user", "certification", "handed_in_by", "scan"])
    _save_with_scan(row, ContentFile(kept.data), f"scan.{kept.ending}")
    log(certification, "programmes.hand_in", user=by, data={"user": user.pk, "title": row.title})
    logger.info("recognition handed in recognition=%s user=%s certification=%s", row.pk, user.pk, certification.pk)
    return row


def _check_wanted(user: User, certification: Certification, on: date) -> Programme:
    """The programme that would recognise it."""
    programme = Programme.objects.filter(certification=certification, live=True, recognises=True).first()
    if programme is None:
        raise Refused(_("Certificates from outside are not recognised for this."))
    if user.left_on and user.left_on < on:
        raise Refused(_("%(name)s does not work here any more.") % {"name": user.full_name})
    for_ever = Award.objects.in_force(on).filter(
        user=user, certificate__certification=certification, valid_until__isnull=True
    )
    if for_ever.exists():
        raise Refused(_("%(name)s holds this certificate, and it does not expire.") % {"name": user.full_name})
    return programme


def _check_days(issued_on: date, expires_on: date | None, on: date) -> None:
    if issued_on > on:
        raise Refused(_("It was issued on a day that is still to come."))
    if expires_on and expires_on < on:
        raise Refused(
            _("It was valid until %(day)s and has expired.") % {"day": date_format(expires_on, "DATE_FORMAT")}
        )


def _save_with_scan(row: Recognition, file: ContentFile, name: str) -> None:
    row.scan.save(name, file, save=False)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except BaseException:
        row.scan.storage.delete(str(row.scan.name))
        raise


def _tidy(text: str) -> str:
    """Without blanks around it; PostgreSQL stores no NUL."""
    return text.replace("\0", "").strip()


@transaction.atomic
def decide(*, recognition: Recognition, accepted: bool, reason: str, by: User, now: datetime) -> RecognitionDecision:
    """Recognise a certificate from outside, or refuse to for a reason. Deciding the same again answers the first.

    Recognising awards what the programme grants from the day of the decision, for no longer than the paper says itself,
    and closes an open round. Raises `Refused` for anybody but a reviewer, after a different decision, and where the
    certificate could not be granted any more.
    """
    user = User.objects.select_for_update(no_key=True, of=("self",)).get(pk=recognition.user_id)
    recognition = Recognition.objects.select_related("certification").get(pk=recognition.pk)
    if not may_decide(by, recognition):
        raise Refused(_("A chief trainer or an administrator decides, and nobody about their own certificate."))
    already = RecognitionDecision.objects.filter(recognition=recognition).first()
    if already and already.accepted == accepted:
        return already
    if already:
        raise Refused(_("It was decided already, otherwise."))
    reason = _tidy(reason)[:300]
    if not accepted and not reason:
        raise ValidationError({"reason": _("Say why it is not recognised.")})
    certificate = _award(recognition, user, now) if accepted else None
    row = RecognitionDecision(
        recognition=recognition,
        accepted=accepted,
        reason=reason,
        decided_by=by,
        decided_at=now,
        certificate=certificate,
    )
    row.full_clean(exclude=["recognition", "decided_by", "certificate"])
    row.save()
    learned(user=user, now=now)
    facts = {"user": user.pk, "title": recognition.title, "accepted": accepted, "reason": reason}
    log(recognition.certification, "programmes.recognise", user=by, data=facts)
    logger.info("recognition decided recognition=%s accepted=%s by=%s", recognition.pk, accepted, by.pk)
    return row


def _award(recognition: Recognition, user: User, now: datetime) -> Certificate:
    on = timezone.localdate(now)
    programme = _check_wanted(user, recognition.certification, on)
    _check_days(recognition.issued_on, recognition.expires_on, on)
    _check_prerequisites(user, way_of(recognition.certification), on)
    issued = award(
        user=user,
        grants=[Grant(row.skill, row.level) for row in programme.grants.select_related("skill")],
        evidence=Evidence(EVIDENCE_TYPE, str(recognition.pk), _facts(recognition, programme)),
        on=on,
        now=now,
        certification=recognition.certification,
        latest=recognition.expires_on,
    )
    if issued.certificate is None:
        raise Refused(_("The programme grants no skill at the moment. Please correct it first."))
    return issued.certificate


def _check_prerequisites(user: User, way: Way, on: date) -> None:
    missing = missing_prerequisites(user, way, on)
    if missing:
        raise Refused(_("“%(title)s” must count first.") % {"title": missing[0].local_name})


def _facts(recognition: Recognition, programme: Programme) -> dict:
    """What the award tells of its evidence; title and issuer stand as the paper has them, in whatever language."""
    return {
        "title": recognition.title,
        "title_en": recognition.title,
        "issuer": recognition.issuer,
        "outside_number": recognition.outside_number,
        "issued_on": recognition.issued_on.isoformat(),
        "expires_on": recognition.expires_on.isoformat() if recognition.expires_on else None,
        "sha256": recognition.sha256,
        "revision": programme.live_revision_id,
    }
