"""What the staff list said before it was overwritten: who was a clerk of which hall on a day is asked years later."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.append_only import AppendOnlyModel

from .staff import Hall, User

# What the first record of somebody says is taken to hold for all days before it: there is nothing older.
FIRST_DAY = date(1900, 1, 1)


class StaffRecord(AppendOnlyModel):
    """What the staff list says about somebody from a day on, until the next record of theirs.

    Hall and roles hold from `since`. The first and last day of work are what was known when it was written: they
    may lie before or after, and the last record is right about all days (`PastEmployment` for who came back).
    """

    user = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="staff_records")
    hall = models.ForeignKey(Hall, verbose_name=_("hall"), null=True, on_delete=models.PROTECT, related_name="+")
    # Between bars, as |clerk|trainer|: a role is found in it by |role|, and "trainer" not in "chief trainer".
    roles = models.CharField(_("roles"), max_length=100)
    hired_on = models.DateField(_("hired on"), null=True)
    left_on = models.DateField(_("left on"), null=True)
    since = models.DateField(_("since"))
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("entry of the staff list")
        verbose_name_plural = _("entries of the staff list")
        ordering = ["pk"]
        indexes = [models.Index(fields=["hall", "since"], name="staff_records_by_hall")]

    def __str__(self):
        return f"{self.user_id} {self.since}"


class PastEmployment(AppendOnlyModel):
    """First and last day of work, both included, of somebody who left and was hired again later."""

    user = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="past_employments")
    hired_on = models.DateField(_("hired on"), null=True)
    left_on = models.DateField(_("left on"))
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("earlier employment")
        verbose_name_plural = _("earlier employments")
        ordering = ["left_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "left_on"], name="one_employment_ends_on_a_day"),
            models.CheckConstraint(
                condition=Q(hired_on__isnull=True) | Q(left_on__gte=models.F("hired_on")),
                name="no_past_employment_ends_before_it_begins",
            ),
        ]

    def __str__(self):
        return f"{self.user_id} {self.hired_on} – {self.left_on}"
