"""Where people stand with certifications: one row a round, never reset, and what happened to it as facts."""

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Revision

from core.append_only import AppendOnlyModel
from people.models import User
from skills.models import Certificate, Certification

from ..life import EventKind


class CycleQuerySet(models.QuerySet):
    """Questions about cycles."""

    def still_open(self):
        """Not granted, waived or withdrawn."""
        return self.filter(ended_at__isnull=True)

    def visible_to(self, viewer):
        """Those of people the viewer may see."""
        return self.filter(user__in=User.objects.visible_to(viewer))

    def assigned_by_others(self):
        """Those somebody else began for the person, with who did, and when: `assigner` (a name), `assigned_at`."""
        began = CycleEvent.objects.filter(cycle=OuterRef("pk"), kind=EventKind.ASSIGNED, by__isnull=False)
        began = began.exclude(by=OuterRef("user"))
        rows = self.annotate(
            assigner=Subquery(began.values("by__full_name")[:1]), assigned_at=Subquery(began.values("written_at")[:1])
        )
        return rows.filter(assigner__isnull=False)

    def with_story(self):
        """With all that `programmes.cycles.standing` asks, in a number of queries that does not grow."""
        return self.select_related("certification", "user").prefetch_related(
            models.Prefetch("events", CycleEvent.objects.order_by("pk")),
        )


class Cycle(models.Model):
    """One round of one person with one certification: from being assigned to the certificate and its last day.

    Renewing is the next row. Only the certificate and the end of the open part are ever filled in, once.
    """

    class Kind(models.TextChoices):
        FIRST = "first", pgettext_lazy("cycle", "first certificate")
        RENEWAL = "renewal", pgettext_lazy("cycle", "renewal")
        REENTRY = "reentry", pgettext_lazy("cycle", "re-entry after it had lapsed")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cycles")
    certification = models.ForeignKey(Certification, on_delete=models.PROTECT, related_name="cycles")
    number = models.PositiveSmallIntegerField(_("round"))
    kind = models.CharField(max_length=8, choices=Kind.choices)
    opened_on = models.DateField(_("opened on"))
    # What was done before this day does not count for the round; empty: everything ever done counts.
    counts_from = models.DateField(_("counts what is done from"), null=True, blank=True)
    due_on = models.DateField(_("to be done by"), null=True, blank=True)
    certificate = models.OneToOneField(
        Certificate, null=True, blank=True, on_delete=models.PROTECT, related_name="cycle"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CycleQuerySet.as_manager()

    class Meta:
        verbose_name = _("cycle")
        verbose_name_plural = _("cycles")
        ordering = ["user", "certification", "number"]
        indexes = [models.Index(fields=["certification", "ended_at"], name="cycles_of_a_certification")]
        constraints = [
            models.UniqueConstraint(fields=["user", "certification", "number"], name="one_cycle_a_number"),
            models.UniqueConstraint(
                fields=["user", "certification"], condition=Q(ended_at__isnull=True), name="one_open_cycle"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="cycles_count_from_one"),
            models.CheckConstraint(
                condition=Q(certificate__isnull=True) | Q(ended_at__isnull=False), name="granted_cycles_have_ended"
            ),
        ]

    def __str__(self):
        return f"{self.user_id} {self.certification_id} #{self.number}"


class CycleEvent(AppendOnlyModel):
    """Something happened to a cycle: what, from which day, by whom (nobody: the program by its rules), why."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=EventKind.choices)
    on = models.DateField(_("on"))
    written_at = models.DateTimeField(_("written at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # What it rests on: for a grant the proofs of the path, [{"part", "title", "on", "type", "key"}, …].
    evidence = models.JSONField(_("evidence"), default=dict, blank=True)
    # The programme as it was published then; empty where courses issue the certificate.
    revision = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("event of a cycle")
        verbose_name_plural = _("events of cycles")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.cycle_id} {self.kind} {self.on}"


class Waiver(AppendOnlyModel):
    """A part of the path, by its id, need not be done in this round: by whom it was decided, and why."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="waivers")
    part = models.CharField(max_length=36)
    title = models.CharField(max_length=255)
    on = models.DateField(_("on"))
    reason = models.CharField(_("reason"), max_length=300)
    waived_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["cycle", "part"], name="a_part_is_waived_once")]

    def __str__(self):
        return f"{self.cycle_id} {self.part}"


class Recognition(models.Model):
    """A certificate from outside, handed in with its scan to be recognised. Only the decision ends it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recognitions")
    certification = models.ForeignKey(Certification, on_delete=models.PROTECT, related_name="recognitions")
    issuer = models.CharField(_("issued by"), max_length=150)
    title = models.CharField(_("name of the certificate"), max_length=150)
    outside_number = models.CharField(_("its number"), max_length=80, blank=True)
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    scan = models.FileField(_("scan"), upload_to="recognitions/%Y/")
    sha256 = models.CharField(max_length=64)
    note = models.CharField(_("note"), max_length=300, blank=True)
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField(_("handed in at"))

    class Meta:
        verbose_name = _("certificate from outside")
        verbose_name_plural = _("certificates from outside")
        ordering = ["-handed_in_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "certification", "sha256"],
                name="a_scan_is_handed_in_once",
                violation_error_message=_("This scan was handed in already."),
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("issued_on")),
                name="outside_certificate_ends_after_it_begins",
                violation_error_message=_("It would end before it was issued."),
            ),
        ]

    def __str__(self):
        return f"{self.user_id} {self.title}"


class RecognitionDecision(AppendOnlyModel):
    """A reviewer, who is not the person, recognised a certificate from outside or did not, and said why."""

    recognition = models.OneToOneField(Recognition, on_delete=models.PROTECT, related_name="decision")
    accepted = models.BooleanField(_("recognised"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"))
    certificate = models.OneToOneField(
        Certificate, null=True, blank=True, on_delete=models.PROTECT, related_name="recognition"
    )

    class Meta:
        verbose_name = _("decision on a certificate from outside")
        verbose_name_plural = _("decisions on certificates from outside")
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted=True, certificate__isnull=False) | Q(accepted=False, certificate__isnull=True),
                name="recognised_means_a_certificate",
            ),
            models.CheckConstraint(
                condition=Q(accepted=True) | ~Q(reason=""),
                name="not_recognised_has_a_reason",
                violation_error_message=_("Say why it is not recognised."),
            ),
        ]

    def __str__(self):
        return f"{self.recognition_id} {self.accepted}"
