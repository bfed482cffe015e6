"""When the records were checked, and what was found."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.append_only import AppendOnlyModel


class RecordsCheck(AppendOnlyModel):
    """One look at all records: how many people and certificates were looked at, and what cannot be right."""

    on = models.DateField(_("on"))
    checked_at = models.DateTimeField(_("checked at"))
    people = models.PositiveIntegerField()
    certificates = models.PositiveIntegerField()
    found = models.PositiveIntegerField(_("findings"))
    # As programmes.findings.Finding writes them; of very many the first thousand.
    findings = models.JSONField(default=list)

    class Meta:
        verbose_name = _("check of records")
        verbose_name_plural = _("checks of records")
        ordering = ["checked_at", "pk"]

    def __str__(self):
        return f"{self.on} {self.found}"
