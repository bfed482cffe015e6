"""Reports kept under a name, reports sent by e-mail, and what was sent."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import Hall

from .timing import MONTHLY, WEEKLY, Rhythm


class ViewQuerySet(models.QuerySet):
    """Questions about saved views."""

    def usable_by(self, viewer):
        """One's own, and those shared in one's hall."""
        shared = Q(is_shared=True, hall=viewer.hall_id) if viewer.hall_id else Q()
        return self.filter(Q(owner=viewer.pk) | shared) if shared else self.filter(owner=viewer.pk)


class SavedView(models.Model):
    """A report as somebody asked it: the filters as the query of its address. What it shows depends on who looks."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_views")
    report = models.SlugField(max_length=40)
    name = models.CharField(pgettext_lazy("view", "name"), max_length=60)
    query = models.TextField(blank=True)
    # Shared views belong to the hall of their owner when they were saved.
    is_shared = models.BooleanField(_("for everybody of the hall who may see the report"), default=False)
    hall = models.ForeignKey(Hall, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    objects = ViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("name"), "owner", "report", name="one_view_a_name"),
            models.UniqueConstraint(
                Lower("name"), "hall", "report", condition=Q(is_shared=True), name="one_shared_view_a_name"
            ),
            models.CheckConstraint(
                condition=Q(is_shared=False) | Q(hall__isnull=False), name="what_is_shared_has_a_hall"
            ),
        ]

    def __str__(self):
        return self.name


class Schedule(models.Model):
    """A report that is sent by e-mail in a rhythm. Every recipient gets the rows that they themselves may see."""

    class Every(models.TextChoices):
        WEEKLY = WEEKLY, _("every week")
        MONTHLY = MONTHLY, _("every month")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="report_schedules")
    report = models.SlugField(max_length=40)
    query = models.TextField(blank=True)
    every = models.CharField(pgettext_lazy("schedule", "How often"), max_length=7, choices=Every.choices)
    day = models.PositiveSmallIntegerField(validators=[MinValueValidator(0), MaxValueValidator(31)])
    recipients = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    # Due days up to and including this one are not sent: the day it was set up or last changed.
    since = models.DateField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    # Why it ended, when nobody ended it by hand.
    stopped_because = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = _("report by e-mail")
        verbose_name_plural = _("reports by e-mail")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(every=WEEKLY, day__lte=6) | Q(every=MONTHLY, day__gte=1, day__lte=31),
                name="a_schedule_has_a_day",
            )
        ]

    def __str__(self):
        return f"{self.report} {self.every} {self.day}"

    @property
    def rhythm(self) -> Rhythm:
        return Rhythm(self.every, self.day)


class Delivery(models.Model):
    """One letter of a schedule for one due day to one person: the row is what keeps it from being sent twice."""

    class State(models.TextChoices):
        SENDING = "sending", pgettext_lazy("letter", "being sent")
        SENT = "sent", pgettext_lazy("letter", "sent")
        FAILED = "failed", pgettext_lazy("letter", "could not be sent")
        SKIPPED = "skipped", pgettext_lazy("letter", "not sent")

    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="deliveries")
    due_on = models.DateField()
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices)
    tries = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    # Why it was skipped: "right", "left", "address", "filter".
    because = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = _("letter with a report")
        verbose_name_plural = _("letters with reports")
        ordering = ["-due_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["schedule", "due_on", "recipient"], name="one_letter_a_due_day")]

    def __str__(self):
        return f"{self.schedule_id} {self.due_on} {self.recipient_id} {self.state}"
