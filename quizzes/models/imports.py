"""Files of questions on their way into the bank, and the layouts people have set right once."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .bank import Question, Topic


class QuestionImport(models.Model):
    """A file that was uploaded: how it is to be read, how far the work is, and what it did."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", pgettext_lazy("import of questions", "layout to be looked at")
        CHECKING = "checking", pgettext_lazy("import of questions", "being checked")
        CHECKED = "checked", pgettext_lazy("import of questions", "checked, not imported yet")
        APPLYING = "applying", pgettext_lazy("import of questions", "being imported")
        DONE = "done", pgettext_lazy("import of questions", "imported")
        FAILED = "failed", pgettext_lazy("import of questions", "stopped")

    class Duplicates(models.TextChoices):
        SKIP = "skip", _("Leave them out")
        UPDATE = "update", _("Bring the question of the bank to the wording of the file")
        ADD = "add", _("Import them all the same, as further questions")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="question_imports")
    file_name = models.CharField(max_length=200)
    # Below media/, where only pictures, clips and documents are served from: nobody can ask for it.
    file = models.FileField(upload_to="question-imports", max_length=255)
    sha256 = models.CharField(max_length=64)
    format = models.CharField(max_length=20)
    # In this language its refusals are written down.
    language = models.CharField(max_length=10)
    # One quizzes.exchange.layouts.Layout for each sheet of a table, in their order.
    layouts = models.JSONField(default=list)
    # Where questions go that name no topic; empty: to a topic called `topic_name`.
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    topic_name = models.CharField(max_length=60, blank=True)
    duplicates = models.CharField(max_length=10, choices=Duplicates.choices, default=Duplicates.SKIP)
    publish = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    # When it was handed to a worker and when one took it; one that works for long has lost its worker.
    asked_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("import of questions")
        verbose_name_plural = _("imports of questions")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.file_name


class ImportRowQuerySet(models.QuerySet):
    def questions(self):
        """Those that hold a question, taken or refused; the others are headings and remarks."""
        return self.exclude(verdict=ImportRow.Verdict.HEADING)

    def refused(self):
        return self.filter(verdict=ImportRow.Verdict.REFUSED)


class ImportRow(models.Model):
    """One row or item of the file, and the verdict on it."""

    class Verdict(models.TextChoices):
        NEW = "new", pgettext_lazy("row of a question file", "New")
        DUPLICATE = "duplicate", pgettext_lazy("row of a question file", "Known already")
        SAME = "same", pgettext_lazy("row of a question file", "Unchanged")
        REFUSED = "refused", pgettext_lazy("row of a question file", "Refused")
        HEADING = "heading", pgettext_lazy("row of a question file", "Heading")

    class Outcome(models.TextChoices):
        ADDED = "added", pgettext_lazy("row of a question file", "imported")
        UPDATED = "updated", pgettext_lazy("row of a question file", "brought up to date")
        LEFT = "left", pgettext_lazy("row of a question file", "left out")

    question_import = models.ForeignKey(QuestionImport, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    sheet = models.CharField(max_length=100, blank=True)
    number = models.PositiveIntegerField(null=True)
    place = models.CharField(max_length=200, blank=True)
    # The cells as they stood in the file, to be given back when they are refused.
    cells = models.JSONField(default=list)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    # {"kind", "stem", "body", "explanation"} of quizzes.items.Item
    item = models.JSONField(null=True)
    refusal = models.TextField(blank=True)
    notes = models.JSONField(default=list)
    key = models.CharField(max_length=40, blank=True)
    topic = models.CharField(max_length=200, blank=True)
    tags = models.JSONField(default=list)
    difficulty = models.PositiveSmallIntegerField(null=True)
    source = models.CharField(max_length=300, blank=True)
    # Which question of the bank, or which row above, asks the same.
    known = models.ForeignKey(Question, null=True, on_delete=models.SET_NULL, related_name="+")
    same_as = models.CharField(max_length=200, blank=True)
    # What to do with this one where it differs from what is done with all duplicates.
    decision = models.CharField(max_length=10, choices=QuestionImport.Duplicates.choices, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    question = models.ForeignKey(Question, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of an import of questions")
        verbose_name_plural = _("rows of an import of questions")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["question_import", "position"], name="one_row_a_position"),
            models.CheckConstraint(
                name="a_row_of_an_import_is_taken_or_refused",
                condition=Q(verdict__in=["refused", "heading"], item__isnull=True)
                | Q(verdict__in=["new", "duplicate", "same"], item__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["question_import", "verdict", "position"], name="rows_by_verdict")]

    def __str__(self):
        return self.place


class ImportLayout(models.Model):
    """A layout somebody has confirmed, found again by the headings of a sheet."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="import_layouts")
    signature = models.CharField(max_length=64)
    layout = models.JSONField()
    used_at = models.DateTimeField()

    class Meta:
        verbose_name = _("layout of a question file")
        verbose_name_plural = _("layouts of question files")
        ordering = ["-used_at"]
        constraints = [models.UniqueConstraint(fields=["owner", "signature"], name="one_layout_a_signature")]

    def __str__(self):
        return self.signature[:12]
