"""Opening, granting and ending cycles: the only writers of cycles, their events and waivers."""

import logging
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from courses.models import Enrolment
from people.models import User
from quizzes.models import Attempt, ObservationRequest
from skills.models import Award, Certificate, Certification
from skills.profile import IN_FORCE, State, state_of
from skills.services import Evidence, Grant, award

from .life import ENDINGS, EventKind, may_follow
from .models import Cycle, CycleEvent, Programme, Waiver
from .paths import Asked, Done, Path, fulfilled_on, proofs_used, still_to_do
from .programme import Way, way_of
from .proofs import done_of
from .refused import Refused
from .training_done import end_what_is_done

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

    Raises `Refused` for a certificate that does not expire, and for somebody who does not work here any more.
    """
    user = User.objects.select_for_update(no_key=True, of=("self",)).get(pk=user.pk)
    found = Cycle.objects.still_open().filter(user=user, certification=certification).first()
    if found:
        return found
    on = timezone.localdate(now)
    if user.left_on and user.left_on < on:
        raise Refused(_("%(name)s does not work here any more.") % {"name": user.full_name})
    adopt_certificates(user=user, now=now)
    kind, since = _kind_of_next(user, certification, on)
    if kind is None and counts_from is None:
        raise Refused(_("%(name)s holds this certificate, and it does not expire.") % {"name": user.full_name})
    cycle = Cycle.objects.create(
        user=user,
        certification=certification,
        number=Cycle.objects.filter(user=user, certification=certification).count() + 1,
        kind=kind or Cycle.Kind.RENEWAL,
        opened_on=on,
        counts_from=counts_from or since,
        due_on=due_on,
    )
    _write(cycle, EventKind.ASSIGNED, on=on, now=now, by=by, reason=reason)
    consider(cycle=cycle, now=now)
    return Cycle.objects.get(pk=cycle.pk)


def _kind_of_next(user, certification, on):
    """The kind of the next round and the day from which deeds count for it; no kind when it never expires."""
    rows = Award.objects.filter(user=user, certificate__certification=certification).with_proof()
    last = rows.order_by("valid_from", "pk").last()
    if last is None:
        return Cycle.Kind.FIRST, None
    if last.revoked_on and last.revoked_on <= on:
        return Cycle.Kind.REENTRY, last.revoked_on
    if last.valid_until is None:
        return None, on
    if last.grace_until < on:
        return Cycle.Kind.REENTRY, last.renewal_from
    return Cycle.Kind.RENEWAL, min(last.renewal_from, on)


@transaction.atomic
def learned(*, user: User, now: datetime) -> None:
    """Somebody completed a course, passed a quiz or was observed: look at what that means for their open cycles.

    The rooms below call it through `settings.AFTER_LEARNING`, in the transaction in which that was written.
    """
    for cycle in Cycle.objects.still_open().filter(user=user).select_related("certification"):
        consider(cycle=cycle, now=now)
    adopt_certificates(user=user, now=now)
    end_what_is_done(user=user, now=now)


@transaction.atomic
def consider(*, cycle: Cycle, now: datetime) -> Certificate | None:
    """Grant the certificate of an open cycle whose path is fulfilled, else write down how far it has come.

    Answers the certificate, also when it was granted before. Looking twice changes nothing.
    """
    cycle = _locked(cycle)
    if cycle.ended_at:
        return cycle.certificate
    way = way_of(cycle.certification)
    path = way.path(cycle.kind)
    done = done_of([cycle], {cycle.pk: path})[cycle.pk]
    day = fulfilled_on(path, done)
    if day and way.programme and not missing_prerequisites(cycle.user, way, timezone.localdate(now)):
        return _grant(cycle, way, way.programme, done, max(day, cycle.opened_on), now)
    _note_progress(cycle, path, done, now)
    return None


def missing_prerequisites(user: User, way: Way, on: date) -> list[Certification]:
    """The certificates the programme asks for first and that do not count for the person on a day."""
    if way.programme is None:
        return []
    asked = [row.certification for row in way.programme.prerequisites.select_related("certification")]
    awards = Award.objects.filter(user=user, certificate__certification__in=asked).with_proof()
    held = {row.certificate.certification_id for row in awards if state_of(row, on) in IN_FORCE} if asked else set()
    return [certification for certification in asked if certification.pk not in held]


def _grant(cycle: Cycle, way: Way, programme: Programme, done: Done, on: date, now: datetime) -> Certificate | None:
    proofs = [
        {"part": part.id, "title": part.title, "title_en": part.title_en, "on": proof.on.isoformat()}
        | {"type": proof.type, "key": proof.key}
        for part, proof in proofs_used(way.path(cycle.kind), done)
    ]
    facts = {
        "title": cycle.certification.name,
        "title_en": cycle.certification.name_en,
        "cycle": cycle.number,
        "kind": cycle.kind,
        "proofs": proofs,
        "revision": programme.live_revision_id,
    }
    issued = award(
        user=cycle.user,
        grants=[Grant(row.skill, row.level) for row in programme.grants.select_related("skill")],
        evidence=Evidence("cycle", str(cycle.pk), facts),
        on=on,
        now=now,
        certification=cycle.certification,
    )
    if issued.certificate:
        _close(cycle, issued.certificate, on=on, now=now, evidence={"proofs": proofs}, revision=programme.live_revision)
    return issued.certificate


@transaction.atomic
def adopt_certificates(*, user: User, now: datetime) -> list[Cycle]:
    """Give every certificate of a person its cycle: the open one of its kind, or one of its own.

    Certificates that a course issues, or that were recognised, come without a cycle.
    """
    adopted = []
    for certificate in Certificate.objects.filter(user=user, cycle=None).order_by("valid_from", "pk"):
        cycle = Cycle.objects.still_open().filter(user=user, certification=certificate.certification_id).first()
        if cycle is None:
            before = Cycle.objects.filter(user=user, certification=certificate.certification_id)
            cycle = Cycle.objects.create(
                user=user,
                certification_id=certificate.certification_id,
                number=before.count() + 1,
                kind=_kind_of_certificate(certificate),
                opened_on=certificate.valid_from,
            )
        evidence = {"type": certificate.evidence_type, "key": certificate.evidence_key}
        _close(_locked(cycle), certificate, on=certificate.valid_from, now=now, evidence=evidence)
        adopted.append(cycle)
    return adopted


def _kind_of_certificate(certificate):
    before = Award.objects.filter(
        user=certificate.user_id,
        certificate__certification=certificate.certification_id,
        certificate__valid_from__lt=certificate.valid_from,
    ).with_proof()
    last = before.order_by("valid_from", "pk").last()
    if last is None:
        return Cycle.Kind.FIRST
    state = state_of(last, certificate.valid_from)
    return Cycle.Kind.REENTRY if state in (State.EXPIRED, State.REVOKED) else Cycle.Kind.RENEWAL


@transaction.atomic
def waive_part(*, cycle: Cycle, part_id: str, by: User, reason: str, now: datetime) -> Waiver:
    """Count a part of the path as done in this round, for a reason. A second call answers the first waiver."""
    reason = _reason(reason, _("Say why it need not be done."))
    cycle = _locked(cycle)
    already = Waiver.objects.filter(cycle=cycle, part=part_id).first()
    if already:
        return already
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
    consider(cycle=cycle, now=now)
    return waiver


@transaction.atomic
def waive_cycle(*, cycle: Cycle, by: User, reason: str, now: datetime) -> Cycle:
    """End a round because the person need not have the certificate; no skill is awarded. A second call does nothing."""
    reason = _reason(reason, _("Say why it is waived."))
    return _end(cycle, EventKind.WAIVED, by=by, reason=reason, now=now)


@transaction.atomic
def withdraw_cycle(*, cycle: Cycle, by: User | None, reason: str, now: datetime) -> Cycle:
    """Take an open round back; what was done stays done. A second call changes nothing."""
    return _end(cycle, EventKind.WITHDRAWN, by=by, reason=reason, now=now)


def _end(cycle, kind, *, by, reason, now):
    cycle = _locked(cycle)
    if cycle.ended_at:
        if cycle.certificate_id:
            raise Refused(_("The certificate of this round has been granted. It can be suspended or revoked."))
        return cycle
    _write(cycle, kind, on=timezone.localdate(now), now=now, by=by, reason=reason)
    cycle.ended_at = now
    cycle.save(update_fields=["ended_at"])
    return cycle


def _close(cycle: Cycle, certificate: Certificate, *, on, now, evidence, revision=None):
    _write(cycle, EventKind.GRANTED, on=on, now=now, evidence=evidence, revision=revision)
    cycle.certificate, cycle.ended_at = certificate, now
    cycle.save(update_fields=["certificate", "ended_at"])


def _write(cycle: Cycle, kind: EventKind, *, on: date, now: datetime, by=None, reason="", **facts: Any) -> CycleEvent:
    last = cycle.events.order_by("pk").last()
    before = last.kind if last else None
    if not may_follow(before, kind):
        raise ValidationError(f"{kind} cannot follow {before} in cycle {cycle}.")
    # A deed may be older than the round it counts for; the events of a round stand in order all the same.
    event = CycleEvent(
        cycle=cycle, kind=kind, on=max(on, last.on) if last else on, written_at=now, by=by, reason=reason, **facts
    )
    event.full_clean(exclude=["cycle", "by", "revision"])
    event.save()
    logger.info("cycle=%s user=%s certification=%s %s", cycle.pk, cycle.user_id, cycle.certification_id, kind)
    return event


def _note_progress(cycle: Cycle, path: Path, done: Done, now: datetime) -> None:
    """Write that the cycle is in progress, or that everything but the sign-off is done, when that is new."""
    kind = _progress(cycle, path, done)
    last = cycle.events.order_by("pk").last()
    if kind and last and last.kind not in ENDINGS and last.kind != kind:
        _write(cycle, kind, on=timezone.localdate(now), now=now)


def _progress(cycle, path, done):
    left = still_to_do(path, done)
    if left and all(_waits_for_others(cycle, part) for part in left):
        return EventKind.AWAITING
    courses = [part.key for part in left if part.kind is Asked.COURSE]
    begun = bool(done) or (
        courses and Enrolment.objects.filter(user=cycle.user_id, course__in=courses, completed_at=None).exists()
    )
    return EventKind.STARTED if begun else None


def _waits_for_others(cycle, part):
    """Whether a part is in the hands of an observer or a marker."""
    if part.kind is Asked.PRACTICAL:
        return ObservationRequest.objects.still_open().filter(user=cycle.user_id, practical=part.key).exists()
    if part.kind is Asked.QUIZ:
        mine = Attempt.objects.counted().filter(user=cycle.user_id, quiz=part.key, ended_at__isnull=False)
        return mine.filter(points__isnull=True).exists()
    return False


def _reason(text: str, sentence: str) -> str:
    if not text.strip():
        raise ValidationError({"reason": sentence})
    return text.strip()[:300]


def _locked(cycle: Cycle) -> Cycle:
    """The cycle, read again under a lock: whoever comes second finds what the first wrote."""
    return (
        Cycle.objects.select_for_update(no_key=True, of=("self",))
        .select_related("user", "certification")
        .get(pk=cycle.pk)
    )


@transaction.atomic
def open_renewals(*, now: datetime) -> list[Cycle]:
    """Begin the renewal of every certificate whose renewal is open or that is in grace, for people who work here.

    Safe to run twice, and late: who has an open round keeps it. Due is the last valid day.
    """
    on = timezone.localdate(now)
    due = (
        Award.objects.in_force(on)
        .filter(renewal_from__lte=on, certificate__isnull=False, user__in=User.objects.employed(on))
        .select_related("certificate__certification", "user")
    )
    latest: dict[tuple[int, Certification], Award] = {}
    for row in due.order_by("valid_until", "pk"):
        if row.certificate:
            latest[row.user_id, row.certificate.certification] = row
    opened = []
    for (_user, certification), row in latest.items():
        newer = Award.objects.filter(
            user=row.user_id, certificate__certification=certification, valid_until__gt=row.valid_until
        )
        open_already = Cycle.objects.still_open().filter(user=row.user_id, certification=certification)
        if not open_already.exists() and not newer.exists():
            opened.append(open_cycle(user=row.user, certification=certification, now=now, due_on=row.valid_until))
    return opened
