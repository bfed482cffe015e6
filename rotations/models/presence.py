"""When people are away, and who works part of the week or of the day."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .calendar import DayPart

# Monday is 1, as in ISO 8601.
EVERY_DAY = "1234567"
WEEKDAYS = RegexValidator(r"^1?2?3?4?5?6?7?$", _("Name weekdays by 1 to 7, Monday first, each once."))


class Leave(models.Model):
    """Somebody is away, both days included. Why is nobody's business here and is not kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), on_delete=models.PROTECT, related_name="leaves"
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("leave")
        verbose_name_plural = _("leaves")
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="leave_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first."),
            )
        ]

    def __str__(self):
        return f"{self.user} {self.first_day}–{self.last_day}"


class WorkTime(models.Model):
    """Somebody works on some weekdays or in some parts of the day only, from–until; without one, always.

    `share` is the part of a full load that is fair to them, in percent.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), on_delete=models.PROTECT, related_name="work_times"
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)
    weekdays = models.CharField(_("weekdays"), max_length=7, default=EVERY_DAY, validators=[WEEKDAYS])
    parts = models.ManyToManyField(
        DayPart, verbose_name=_("parts of the day"), blank=True, help_text=_("None chosen: all day.")
    )
    share = models.PositiveSmallIntegerField(
        _("share of a full load, in percent"), default=100, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )

    class Meta:
        verbose_name = _("working time")
        verbose_name_plural = _("working times")
        ordering = ["first_day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "first_day"],
                name="one_working_time_begins_a_day",
                violation_error_message=_("A working time of this person begins on that day already."),
            ),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="a_working_time_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(condition=Q(share__gte=1, share__lte=100), name="a_share_of_1_to_100_percent"),
        ]

    def __str__(self):
        return f"{self.user} {self.share} %"
