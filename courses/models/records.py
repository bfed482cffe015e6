"""What people did in courses. Enrolment and step records move; a completion is a fact."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from core.append_only import AppendOnlyModel

from .pages import CoursePage


class Enrolment(models.Model):
    """One person's way through a course, from joining to completing. Renewing is another enrolment."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    course = models.ForeignKey(CoursePage, on_delete=models.PROTECT, related_name="enrolments")
    started_at = models.DateTimeField(_("started at"))
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "course"], condition=Q(completed_at__isnull=True), name="one_open_enrolment_a_course"
            )
        ]

    def __str__(self):
        return f"{self.user_id} {self.course_id} {self.started_at:%Y-%m-%d}"


class Progress(models.Model):
    """One step of one enrolment: when it was last opened, and when it was done."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="progress")
    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("last opened"))
    completed_at = models.DateTimeField(_("done at"), null=True, blank=True)
    # The step as it was published when it was done; protected, so that old revisions are not purged from under it.
    revision = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # The block seen furthest down, by its id: where those stopped who did not finish.
    reached = models.CharField(_("furthest block"), max_length=36, blank=True, default="")
    # What proves it, for a quiz {"attempt": public id}.
    evidence = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        constraints = [models.UniqueConstraint(fields=["enrolment", "page"], name="one_progress_a_step")]


class Completion(AppendOnlyModel):
    """The fact that somebody did all steps of a course, as it was published then."""

    # By this name awards and certificates know what proves them.
    EVIDENCE_TYPE = "completion"

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="completion")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="completions")
    course = models.ForeignKey(CoursePage, on_delete=models.PROTECT, related_name="completions")
    # The *published* revision: autosave moves the draft, so the latest revision proves nothing.
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    completed_on = models.DateField(_("completed on"))
    # The steps done, each with its published revision and, for a quiz, the attempt that was passed.
    steps = models.JSONField(default=list)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("completion record")
        verbose_name_plural = _("completion records")
        ordering = ["-completed_on", "-pk"]

    def __str__(self):
        return f"{self.user_id} {self.course_id} {self.completed_on}"
