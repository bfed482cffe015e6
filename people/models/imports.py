"""Staff files that were read."""

from collections import Counter

from django.db import models
from django.utils.translation import gettext_lazy as _

from .staff import User


class StaffImport(models.Model):
    """A staff file that was read: first a dry run, then, once applied, the record of what it did."""

    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="staff_imports")
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    # What was found and what would be done, as people.importing.Plan writes it.
    rows = models.JSONField()
    ignored_columns = models.JSONField(default=list)
    created_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)
    letters_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("staff import")
        verbose_name_plural = _("staff imports")
        ordering = ["-created_at"]

    def __str__(self):
        return self.file_name

    @property
    def counts(self):
        """How many rows are new, changed, unchanged and refused; together they are all rows of the file."""
        found = Counter(step["outcome"] for step in self.rows)
        return {outcome: found[outcome] for outcome in ("new", "changed", "unchanged", "refused")}

    def steps(self, outcome=""):
        """The rows with this outcome, as `people.staff_plan.Step.as_json` wrote them; all when empty."""
        return [step for step in self.rows if outcome in {"", step["outcome"]}]
