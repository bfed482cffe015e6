"""Who looked at somebody's records, what they asked to have put right, and what was removed when its time was over."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.append_only import AppendOnlyModel
from people.models import Hall, User


class Look(AppendOnlyModel):
    """Somebody opened another person's records, or took a list of a hall out of the program; once a day and kind."""

    class What(models.TextChoices):
        STAFF = "staff", pgettext_lazy("look", "staff record")
        SKILLS = "skills", pgettext_lazy("look", "skill profile")
        CERTIFICATE = "certificate", pgettext_lazy("look", "certificate")
        ROUNDS = "rounds", pgettext_lazy("look", "certification")
        EXAMS = "exams", pgettext_lazy("look", "quizzes and results")
        PRACTICAL = "practical", pgettext_lazy("look", "observed practical")
        TRAINING = "training", pgettext_lazy("look", "assigned training")
        LIST = "list", pgettext_lazy("look", "a list of the hall, as a file")

    viewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="looks"
    )
    hall = models.ForeignKey(Hall, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=12, choices=What.choices)
    on = models.DateField()
    first_at = models.DateTimeField()

    class Meta:
        verbose_name = _("look at records")
        verbose_name_plural = _("looks at records")
        ordering = ["-first_at", "-pk"]
        indexes = [models.Index(fields=["hall", "on"], name="lists_of_a_hall")]
        constraints = [
            models.UniqueConstraint(fields=["subject", "viewer", "what", "on"], name="one_look_a_day"),
            models.UniqueConstraint(fields=["hall", "viewer", "what", "on"], name="one_list_a_day"),
            models.CheckConstraint(
                condition=Q(subject__isnull=False, hall__isnull=True) | Q(subject__isnull=True, hall__isnull=False),
                name="a_look_is_at_a_person_or_a_hall",
            ),
        ]

    def __str__(self):
        return f"{self.viewer_id} {self.what} {self.subject_id or self.hall_id} {self.on}"


class CorrectionQuerySet(models.QuerySet):
    """Questions about requests."""

    def visible_to(self, viewer):
        """Those of people the viewer may see, and the viewer's own."""
        return self.filter(Q(user__in=User.objects.visible_to(viewer)) | Q(user=viewer.pk))

    def unanswered(self):
        return self.filter(answer__isnull=True)


class CorrectionRequest(AppendOnlyModel):
    """Somebody says that something held about them is wrong, and what would be right."""

    class About(models.TextChoices):
        STAFF = "staff", pgettext_lazy("correction", "name, staff number, hall or dates of work")
        LEARNING = "learning", pgettext_lazy("correction", "courses and lessons")
        EXAMS = "exams", pgettext_lazy("correction", "quizzes and practicals")
        CERTIFICATES = "certificates", pgettext_lazy("correction", "skills and certificates")
        WORK = "work", pgettext_lazy("correction", "posts and days off")
        OTHER = "other", pgettext_lazy("correction", "something else")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="correction_requests")
    about = models.CharField(pgettext_lazy("correction", "about"), max_length=12, choices=About.choices)
    wrong = models.TextField(_("what is wrong"), max_length=500)
    right = models.TextField(_("what would be right"), max_length=500)
    asked_at = models.DateTimeField(_("asked at"))

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a correction")
        verbose_name_plural = _("requests for a correction")
        ordering = ["-asked_at", "-pk"]

    def __str__(self):
        return f"{self.user_id} {self.about}"


class CorrectionAnswer(AppendOnlyModel):
    """What came of a request: put right or not, in words for the person who asked."""

    request = models.OneToOneField(CorrectionRequest, on_delete=models.PROTECT, related_name="answer")
    done = models.BooleanField(_("put right"))
    words = models.TextField(_("answer"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("answered at"))

    class Meta:
        verbose_name = _("answer to a request")
        verbose_name_plural = _("answers to requests")

    def __str__(self):
        return f"{self.request_id} {self.done}"


class Forgetting(AppendOnlyModel):
    """What was removed of somebody who left long ago: how many rows of what, never the words themselves."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="forgettings")
    left_on = models.DateField()
    removed = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("removal of personal data")
        verbose_name_plural = _("removals of personal data")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.user_id} {self.at:%Y-%m-%d}"
