"""Awarding, suspending and revoking: the only writers of awards, certificates and what ends them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from people.models import User

from .facts import printed_facts
from .models import (
    Award,
    Certificate,
    CertificateCounter,
    Certification,
    Level,
    Reinstatement,
    RenewalBasis,
    Revocation,
    SelfRating,
    Skill,
    Suspension,
    new_public_id,
)
from .terms import Term, capped, term_of


@dataclass(frozen=True)
class Grant:
    """A skill at a level (1-4) that is to be awarded."""

    skill: Skill
    level: int


@dataclass(frozen=True)
class Evidence:
    """What proves an award: `("completion", "123")` names it; the facts tell about it in words.

    `title` and `title_en` of the facts are printed on the certificate.
    """

    type: str
    key: str
    facts: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Issued:
    """What an evidence has brought; `created` is False when it had brought it already."""

    awards: list[Award]
    certificate: Certificate | None
    created: bool


@transaction.atomic
def award(
    *,
    user: User,
    grants: Sequence[Grant],
    evidence: Evidence,
    on: date,
    now: datetime,
    certification: Certification | None = None,
    latest: date | None = None,
) -> Issued:
    """Award the skills from the day `on`, with a numbered certificate when there is a certification.

    Until when it is valid say the rules of the certification, which may look at the certificate before (skills.terms),
    and in any case not after `latest`: an outside certificate is not recognised for longer than it says itself.

    The same evidence never awards twice: a second call answers what the first one wrote. Without grants nothing is
    written, not even a certificate, because it would certify nothing. While the certificate before is suspended the
    next one is too, until that is lifted: passing again is no way round a suspension.
    """
    # Two requests with the same evidence wait for each other here instead of failing on the constraint.
    holder = _holder(user.pk)
    already = _issued_for(holder, evidence)
    if already or not grants:
        return Issued(already, next((row.certificate for row in already if row.certificate), None), created=False)
    term = capped(_term(holder, on, certification), latest)
    certificate = None
    if certification:
        certificate = _write_certificate(holder, grants, evidence, term, now, certification)
        _carry_suspension_over(certificate, now)
    awards = [_write_award(holder, grant, evidence, term, now, certificate) for grant in grants]
    for row in awards:
        log(row, "skills.award", data={"skill": row.skill.slug, "level": row.level, "evidence": evidence.type})
    return Issued(awards, certificate, created=True)


@transaction.atomic
def revoke(*, award: Award, on: date, reason: str, by: User) -> Revocation:
    """End an award from the day `on` (inclusive) for a reason. Revoking twice answers the first revocation."""
    _require_reason(reason, _("Say why it is revoked."))
    _holder(award.user_id)
    locked = Award.objects.select_for_update(of=("self",)).select_related("revocation").get(pk=award.pk)
    if locked.revoked_on:
        return locked.revocation
    revocation = Revocation(award=locked, revoked_on=on, reason=reason.strip(), revoked_by=by)
    revocation.full_clean()
    revocation.save()
    log(locked, "skills.revoke", user=by, data={"reason": revocation.reason, "on": on.isoformat()})
    return revocation


@transaction.atomic
def revoke_certificate(*, certificate: Certificate, on: date, reason: str, by: User) -> list[Revocation]:
    """Revoke every award that the certificate certifies."""
    _holder(certificate.user_id)
    return [revoke(award=row, on=on, reason=reason, by=by) for row in certificate.awards.all()]


@transaction.atomic
def suspend(*, certificate: Certificate, on: date, reason: str, by: User, now: datetime) -> Suspension:
    """Keep a certificate from counting from the day `on` until it is reinstated. While it is suspended, a second call
    answers the first suspension.

    Raises ValidationError without a reason, and for a day on which an earlier suspension was not over yet.
    """
    _require_reason(reason, _("Say why it is suspended."))
    _holder(certificate.user_id)
    locked = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    last = locked.suspensions.select_related("reinstatement").last()
    if last and last.reinstated_from is None:
        return last
    if last and on < last.reinstated_from:
        raise ValidationError({"on": _("It was suspended before and counts again only from a later day.")})
    row = Suspension(certificate=locked, suspended_from=on, reason=reason.strip(), suspended_by=by, written_at=now)
    row.full_clean(exclude=["certificate", "suspended_by"])
    row.save()
    log(locked, "skills.suspend", user=by, data={"reason": row.reason, "on": on.isoformat()})
    return row


@transaction.atomic
def reinstate(*, certificate: Certificate, on: date, reason: str, by: User, now: datetime) -> Reinstatement:
    """Let a suspended certificate count again from the day `on`. A second call answers the first reinstatement.

    Certificates of the same kind that were suspended along with it, being earned meanwhile, count again too.
    Raises ValidationError without a reason, before the suspension began, and when it was never suspended.
    """
    _require_reason(reason, _("Say why it counts again."))
    _holder(certificate.user_id)
    locked = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    last = locked.suspensions.select_related("reinstatement").last()
    if last is None:
        raise ValidationError(_("This certificate is not suspended."))
    if last.reinstated_from:
        return last.reinstatement
    if on < last.suspended_from:
        raise ValidationError({"on": _("That day lies before the suspension.")})
    row = _lift(last, on, reason, by, now)
    for along in Suspension.objects.filter(
        reinstatement=None,
        reason=last.reason,
        suspended_by=last.suspended_by,
        certificate__user=locked.user_id,
        certificate__certification=locked.certification_id,
    ):
        _lift(along, max(on, along.suspended_from), reason, by, now)
    log(locked, "skills.reinstate", user=by, data={"reason": row.reason, "on": on.isoformat()})
    return row


def _lift(suspension, on, reason, by, now):
    row = Reinstatement(
        suspension=suspension, reinstated_from=on, reason=reason.strip(), reinstated_by=by, written_at=now
    )
    row.full_clean(exclude=["suspension", "reinstated_by"])
    row.save()
    return row


def _carry_suspension_over(certificate: Certificate, now: datetime) -> None:
    """Suspend a new certificate for the reason, and in the name, for which the latest one of its kind is suspended."""
    before = Certificate.objects.filter(user=certificate.user_id, certification=certificate.certification_id)
    last = before.exclude(pk=certificate.pk).order_by("-valid_from", "-pk").first()
    if last is None or last.awards.exclude(revocation=None).exists():
        return
    not_over = Q(reinstatement=None) | Q(reinstatement__reinstated_from__gt=certificate.valid_from)
    found = last.suspensions.filter(not_over).select_related("reinstatement").last()
    if found is None:
        return
    row = Suspension.objects.create(
        certificate=certificate,
        suspended_from=max(certificate.valid_from, found.suspended_from),
        reason=found.reason,
        suspended_by=found.suspended_by,
        written_at=now,
    )
    if found.reinstated_from:
        _lift(row, found.reinstated_from, found.reinstatement.reason, found.reinstatement.reinstated_by, now)


@transaction.atomic
def rate_self(*, user: User, skill: Skill, level: int, now: datetime) -> SelfRating:
    """Keep what somebody says of themselves (level 0-4); saying the same again writes nothing new."""
    User.objects.select_for_update(no_key=True, of=("self",)).get(pk=user.pk)
    last = SelfRating.objects.filter(user=user, skill=skill).last()
    if last and last.level == level:
        return last
    row = SelfRating(user=user, skill=skill, level=Level(level), rated_at=now)
    row.full_clean(exclude=["user", "skill"])
    row.save()
    return row


def _holder(pk: int) -> User:
    """The person under a lock: whatever is written about one person's certificates is written one after another."""
    return User.objects.select_for_update(no_key=True, of=("self",)).select_related("hall").get(pk=pk)


def _require_reason(reason, sentence):
    if not reason.strip():
        raise ValidationError({"reason": sentence})


def _term(user, on, certification) -> Term:
    """The days under the rules of the certification, which may ask for the certificate before."""
    if certification is None or certification.renewal_basis == RenewalBasis.COMPLETION:
        return term_of(on, certification)
    before = Award.objects.filter(user=user, certificate__certification=certification, revocation=None)
    # Databases differ in where the empty end of a certificate for ever is sorted.
    last = before.order_by(F("valid_until").desc(nulls_last=True), "-pk").first()
    return term_of(on, certification, last and last.valid_until, last and last.renewal_from)


def _issued_for(user, evidence):
    return list(
        Award.objects.filter(user=user, evidence_type=evidence.type, evidence_key=evidence.key)
        .select_related("skill", "certificate", "revocation")
        .order_by("pk")
    )


def _next_number(year):
    CertificateCounter.objects.get_or_create(year=year)
    counter = CertificateCounter.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"XC-{year}-{counter.last:06d}"


def _write_certificate(user, grants, evidence, term: Term, now, certification):
    number, public_id = _next_number(term.valid_from.year), new_public_id()
    certificate = Certificate(
        number=number,
        public_id=public_id,
        certification=certification,
        user=user,
        issued_at=now,
        valid_from=term.valid_from,
        valid_until=term.valid_until,
        evidence_type=evidence.type,
        evidence_key=evidence.key,
        facts=printed_facts(
            number=number,
            public_id=public_id,
            user=user,
            certification=certification,
            grants=grants,
            evidence=evidence,
            term=term,
            issued_on=timezone.localdate(now),
        ),
    )
    certificate.full_clean(exclude=["user", "certification"])
    certificate.save()
    return certificate


def _write_award(user, grant, evidence, term: Term, now, certificate):
    row = Award(
        user=user,
        skill=grant.skill,
        level=int(grant.level),
        valid_from=term.valid_from,
        valid_until=term.valid_until,
        renewal_from=term.renewal_from,
        grace_until=term.grace_until,
        certificate=certificate,
        evidence_type=evidence.type,
        evidence_key=evidence.key,
        evidence=evidence.facts,
        written_at=now,
    )
    row.full_clean(exclude=["user", "skill", "certificate", "evidence"])
    row.save()
    return row
