"""Skills, what people hold of them and what proves it. Awards, revocations and certificates are facts."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.append_only import AppendOnlyModel, AppendOnlyQuerySet
from core.twins import Twin


class Level(models.IntegerChoices):
    """How well somebody can do a thing; posts ask for at least one of these."""

    NONE = 0, _("none")
    AWARE = 1, _("aware")
    ABLE = 2, _("able")
    CERTIFIED = 3, _("certified")
    COACH = 4, _("coach")


class Skill(models.Model):
    """Something a post can ask for, such as sign language."""

    slug = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    description = models.TextField(_("description"), max_length=500, blank=True)
    description_en = models.TextField(_("English description"), max_length=600, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    local_name = Twin("name")
    local_description = Twin("description")

    class Meta:
        verbose_name = _("skill")
        verbose_name_plural = _("skills")
        ordering = ["order", "slug"]

    def __str__(self):
        return self.local_name


class Certification(models.Model):
    """A kind of certificate 证书类别 and the rules of its time."""

    slug = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=150, blank=True)
    validity_months = models.PositiveSmallIntegerField(
        _("valid for (months)"), null=True, blank=True, help_text=_("Empty: it never expires.")
    )
    renewal_days = models.PositiveSmallIntegerField(_("renewal opens (days before expiry)"), default=60)
    grace_days = models.PositiveSmallIntegerField(_("grace (days after expiry)"), default=0)

    local_name = Twin("name")

    class Meta:
        verbose_name = _("certification")
        verbose_name_plural = _("certifications")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(validity_months__isnull=True) | Q(validity_months__gt=0),
                name="a_certification_is_valid_for_a_time",
                violation_error_message=_("Say at least one month, or leave the field empty."),
            )
        ]

    def __str__(self):
        return self.local_name


def new_public_id():
    """128 random bits: a verification address that nobody can guess."""
    return secrets.token_urlsafe(16)


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


class CertificateCounter(models.Model):
    """The last number given in a year; its row is locked while the next is taken, so numbers have no twins."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


class AwardQuerySet(AppendOnlyQuerySet):
    """Questions about awards."""

    def in_force(self, on):
        """Begun by `on`, not past their last day of grace, not revoked by then."""
        return self.filter(
            Q(grace_until__isnull=True) | Q(grace_until__gte=on),
            Q(revocation__isnull=True) | Q(revocation__revoked_on__gt=on),
            valid_from__lte=on,
        )

    def of(self, users):
        """Awards of these people (or ids of people)."""
        return self.filter(user__in=users)

    def with_proof(self):
        """With skill, certificate and revocation at hand, so that judging them asks the database nothing more."""
        return self.select_related("skill", "certificate", "revocation")


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

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = ["-valid_from", "-pk"]
        indexes = [models.Index(fields=["user", "skill", "valid_from"], name="awards_of_a_person")]
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
