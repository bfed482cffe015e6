"""Files with what a rotation is set by: read first, applied later."""

from collections import Counter as Tally

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import Hall


class RotationImport(models.Model):
    """A file that was read: first a dry run, then, once applied, the record of what it did."""

    class Kind(models.TextChoices):
        LEAVES = "leaves", pgettext_lazy("file of", "days off")
        WORK_TIMES = "working-times", pgettext_lazy("file of", "working times")
        WISHES = "wishes", pgettext_lazy("file of", "wishes")
        PAIRS = "pairs", pgettext_lazy("file of", "pairs")
        SEATS = "seats", pgettext_lazy("file of", "seats at times")
        STAYS = "stays", pgettext_lazy("file of", "stays at posts")
        POSTS = "posts", pgettext_lazy("file of", "posts with requirements")
        CALENDAR = "calendar", pgettext_lazy("file of", "days of the calendar")
        MINIMUMS = "minimums", pgettext_lazy("file of", "how many must hold a skill")
        PLAN = "plan", pgettext_lazy("file of", "a plan")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    hall = models.ForeignKey(Hall, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    # The plan whose cells the file speaks of, for that kind alone.
    plan = models.ForeignKey("rotations.RotationPlan", null=True, on_delete=models.CASCADE, related_name="sheets")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    # What was found row by row and what would be done, as `importing` and `plan_sheet_taking` write it.
    rows = models.JSONField(default=list)
    ignored_columns = models.JSONField(default=list)
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("file for the rotation")
        verbose_name_plural = _("files for the rotation")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.file_name

    @property
    def counts(self):
        """How many rows are new, there already and refused; together they are all rows of the file."""
        found = Tally(row["outcome"] for row in self.rows)
        return {outcome: found[outcome] for outcome in ("new", "unchanged", "refused")}

    def rows_with(self, outcome=""):
        """The rows with an outcome; all when empty."""
        return [row for row in self.rows if outcome in {"", row["outcome"]}]
