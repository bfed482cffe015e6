"""What can be held: skills, levels, and kinds of certificates with the rules of their time."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

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


class RenewalBasis(models.TextChoices):
    """From which day the next certificate counts its validity (skills.terms)."""

    COMPLETION = "completion", _("the day of completion")
    EXPIRY = "expiry", _("the end of the certificate before")
    FIXED = "fixed", _("a fixed day of the year")


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
    renewal_basis = models.CharField(
        _("a renewal counts from"), max_length=10, choices=RenewalBasis.choices, default=RenewalBasis.COMPLETION
    )
    # Of the fixed day of the year; the last of the month where it has no such day (30 February).
    fixed_month = models.PositiveSmallIntegerField(
        _("fixed day: month"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    fixed_day = models.PositiveSmallIntegerField(
        _("fixed day: day"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    minimum_months = models.PositiveSmallIntegerField(
        _("fixed day: at least valid for (months)"),
        default=0,
        help_text=_("Somebody certified shortly before the fixed day keeps the certificate until the next one."),
    )

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
            ),
            models.CheckConstraint(
                condition=~Q(renewal_basis=RenewalBasis.FIXED)
                | Q(fixed_month__range=(1, 12), fixed_day__range=(1, 31), validity_months__isnull=False),
                name="a_fixed_day_has_month_and_day",
                violation_error_message=_("Say for how long it is valid, and the month and day on which it ends."),
            ),
            # Longer than a year, the minimum would be the validity.
            models.CheckConstraint(
                condition=Q(minimum_months__lte=12),
                name="at_least_valid_for_a_year_at_most",
                violation_error_message=_("Twelve months at most: the fixed day comes once a year."),
            ),
        ]

    def __str__(self):
        return self.local_name
