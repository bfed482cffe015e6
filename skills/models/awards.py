"""What people hold of skills and what proves it. Awards, revocations, suspensions and certificates are facts."""

import secrets
from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from core.append_only import AppendOnlyModel, AppendOnlyQuerySet

from .kinds import Certification, Level, Skill


def new_public_id():
    """128 random bits: a verification address that nobody can guess."""
    return secrets.token_urlsafe(16)


class Pause(NamedTuple):
    """A certificate does not count from `first_day` on for this reason; `again` is the first day it counts again, None
    while nobody reinstated it, and `why_again` the reason for that."""

    first_day: date
    again: date | None
    why: str
    why_again: str


class Certificate(AppendOnlyModel):
    """A numbered paper. `facts` holds every word printed on it, as printed, so that an edited PDF is caught."""

    number = models.CharField(_("number"), max_length=30, unique=True)
    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    certification = models.ForeignKey(Certification, on_delete=models.PROTECT, related_name="certificates")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="certificates")
    issued_at = models.DateTimeField(_("issued at"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until (inclusive)"), null=True, blank=True)
    evidence_type = models.CharField(max_length=40)
    evidence_key = models.CharField(max_length=64)
    facts = models.JSONField(_("printed facts"))

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["certification", "user", "evidence_type", "evidence_key"], name="one_certificate_an_evidence"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="certificate_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def pauses(self):
        """The days on which it is suspended, and why, in order."""
        return [row.as_pause for row in self.suspensions.all()]

    @property
    def breaks(self):
        """`[(first day, first day it counts again or None)]`, the days on which it is suspended, in order."""
        return [pause[:2] for pause in self.pauses]


class CertificateCounter(models.Model):
    """The last number given in a year; its row is locked while the next is taken, so numbers have no twins."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


# What proves an award is a certificate and its number; what is printed on it, and the rest, would be read for nothing.
_LEFT_OUT = [
    f"certificate__{field.name}"
    for field in Certificate._meta.concrete_fields
    if field.name not in ("id", "number", "certification")
] + ["revocation__revoked_by", "revocation__written_at"]


class AwardQuerySet(AppendOnlyQuerySet):
    """Questions about awards."""

    def in_force(self, on):
        """Begun by `on`, not past their last day of grace, not revoked by then, not suspended that day."""
        return self.filter(
            ~Exists(Suspension.objects.on(on).filter(certificate=OuterRef("certificate"))),
            Q(grace_until__isnull=True) | Q(grace_until__gte=on),
            Q(revocation__isnull=True) | Q(revocation__revoked_on__gt=on),
            valid_from__lte=on,
        )

    def of(self, users):
        """Awards of these people (or ids of people)."""
        return self.filter(user__in=users)

    def with_proof(self):
        """With skill, certificate, revocation and suspensions at hand: judging them asks the database nothing more."""
        suspensions = Suspension.objects.filter(certificate=OuterRef("certificate"))
        rows = self.select_related("skill", "certificate", "revocation").defer(*_LEFT_OUT)
        rows = rows.annotate(was_suspended=Exists(suspensions))
        rows._brings_breaks = True
        return rows

    # Hardly anything is ever suspended: a prefetch would cost every page one query for nothing.
    _brings_breaks = False

    def _clone(self):
        clone = super()._clone()
        clone._brings_breaks = self._brings_breaks
        return clone

    def _fetch_all(self):
        fresh = self._result_cache is None
        super()._fetch_all()
        if fresh and self._brings_breaks:
            broken = [row for row in self._result_cache if isinstance(row, Award) and row.was_suspended]
            suspensions = Suspension.objects.select_related("reinstatement")
            prefetch_related_objects(broken, Prefetch("certificate__suspensions", suspensions))


class Award(AppendOnlyModel):
    """Somebody holds a skill at a level from one day until another, because of this evidence.

    `valid_until` and `grace_until` are the last days that count (inclusive); both empty means for ever.
    `renewal_from` is the first day on which renewing is due. The dates are written when the award is made: a later
    change of the rules changes later awards only.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="awards")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="awards")
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until (inclusive)"), null=True, blank=True)
    renewal_from = models.DateField(_("renewal opens"), null=True, blank=True)
    grace_until = models.DateField(_("end of grace (inclusive)"), null=True, blank=True)
    certificate = models.ForeignKey(Certificate, null=True, blank=True, on_delete=models.PROTECT, related_name="awards")
    # What proves it, named without importing it: ("completion", "123"), ("recognition", "…").
    evidence_type = models.CharField(max_length=40)
    evidence_key = models.CharField(max_length=64)
    evidence = models.JSONField(_("evidence"), default=dict)
    written_at = models.DateTimeField(_("written at"))

    # Whether the certificate was ever suspended; `with_proof` knows, else it is asked.
    was_suspended = True

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ["-valid_from", "-pk"]
        # Whoever asks what a whole hall holds finds the answer in the index alone: a person's awards lie far apart in
        # the table, and reading them there took most of the time of the matrix.
        indexes = [
            models.Index(
                fields=["user", "grace_until", "skill", "level", "valid_from", "certificate", "id"],
                name="awards_that_count",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "skill", "evidence_type", "evidence_key"], name="one_award_an_evidence"
            ),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="award_level_1_to_4"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True, grace_until__isnull=True)
                | Q(valid_until__gte=F("valid_from"), grace_until__gte=F("valid_until")),
                name="award_days_in_order",
            ),
        ]

    def __str__(self):
        return f"{self.user_id} {self.skill_id} ≥{self.level} {self.valid_from}–{self.valid_until or '∞'}"

    @property
    def revoked_on(self):
        """The first day on which it no longer counts; None while nobody revoked it."""
        revocation = getattr(self, "revocation", None)
        return revocation.revoked_on if revocation else None

    @property
    def why_revoked(self):
        """The reason of the revocation; empty while nobody revoked it."""
        revocation = getattr(self, "revocation", None)
        return revocation.reason if revocation else ""

    @property
    def number(self):
        """The number of its certificate; empty without one."""
        return self.certificate.number if self.certificate else ""

    @property
    def certification_id(self) -> int | None:
        """The kind of its certificate; None without one."""
        return self.certificate.certification_id if self.certificate else None

    @property
    def pauses(self):
        """The suspensions of its certificate, in order."""
        return self.certificate.pauses if self.certificate and self.was_suspended else []

    @property
    def breaks(self):
        """`[(first day, first day it counts again or None)]`, the days on which its certificate is suspended."""
        return [pause[:2] for pause in self.pauses]


class Revocation(AppendOnlyModel):
    """An award stopped counting from this day on, for this reason, by this person."""

    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="revocation")
    revoked_on = models.DateField(_("revoked from (inclusive)"))
    reason = models.CharField(_("reason"), max_length=300)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"), auto_now_add=True)

    class Meta:
        verbose_name = _("revocation")
        verbose_name_plural = _("revocations")

    def __str__(self):
        return f"{self.award_id} {self.revoked_on}"


class SuspensionQuerySet(AppendOnlyQuerySet):
    """Questions about suspensions."""

    def on(self, day):
        """Those that keep a certificate from counting on a day."""
        return self.filter(
            Q(reinstatement__isnull=True) | Q(reinstatement__reinstated_from__gt=day), suspended_from__lte=day
        )


class Suspension(AppendOnlyModel):
    """A certificate does not count from this day on, until it is reinstated: for this reason, by this person."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="suspensions")
    suspended_from = models.DateField(_("suspended from (inclusive)"))
    reason = models.CharField(_("reason"), max_length=300)
    suspended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suspension")
        verbose_name_plural = _("suspensions")
        ordering = ["suspended_from", "pk"]

    def __str__(self):
        return f"{self.certificate_id} {self.suspended_from}"

    @property
    def reinstated_from(self):
        """The first day on which the certificate counts again; None while nobody reinstated it."""
        found = getattr(self, "reinstatement", None)
        return found.reinstated_from if found else None

    @property
    def as_pause(self):
        """The suspension without its model."""
        found = getattr(self, "reinstatement", None)
        return Pause(self.suspended_from, self.reinstated_from, self.reason, found.reason if found else "")


class Reinstatement(AppendOnlyModel):
    """A suspension is over: the certificate counts again from this day on, as long as its days last."""

    suspension = models.OneToOneField(Suspension, on_delete=models.PROTECT, related_name="reinstatement")
    reinstated_from = models.DateField(_("counts again from (inclusive)"))
    reason = models.CharField(_("reason"), max_length=300)
    reinstated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("reinstatement")
        verbose_name_plural = _("reinstatements")

    def __str__(self):
        return f"{self.suspension_id} {self.reinstated_from}"


class SelfRating(AppendOnlyModel):
    """What somebody says of themselves: shown beside what is proven, never instead of it. The latest one counts."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="self_ratings")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    rated_at = models.DateTimeField(_("rated at"))

    class Meta:
        verbose_name = _("self-rating")
        verbose_name_plural = _("self-ratings")
        ordering = ["rated_at", "pk"]
        indexes = [models.Index(fields=["user", "skill", "rated_at"], name="self_ratings_of_a_person")]
        constraints = [models.CheckConstraint(condition=Q(level__lte=4), name="self_rating_level_0_to_4")]

    def __str__(self):
        return f"{self.user_id} {self.skill_id} {self.level}"
