"""On which days a hall is open, in which parts of the day, and how many seats are wanted when."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.twins import Twin
from people.models import Hall

from .posts import Post


class DayPart(models.Model):
    """A part of the day, such as morning and afternoon. A hall without any knows whole days alone."""

    hall = models.ForeignKey(Hall, verbose_name=_("hall"), on_delete=models.CASCADE, related_name="day_parts")
    name = models.CharField(_("name"), max_length=20)
    name_en = models.CharField(_("English name"), max_length=30, blank=True)
    begins_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("until"))

    local_name = Twin("name")

    class Meta:
        verbose_name = _("part of the day")
        verbose_name_plural = _("parts of the day")
        ordering = ["hall", "begins_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "name"],
                name="one_part_of_the_day_a_name",
                violation_error_message=_("The hall has a part of the day of that name already."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")),
                name="a_part_of_the_day_ends_after_it_begins",
                violation_error_message=_("It ends before it begins."),
            ),
        ]

    def __str__(self):
        return self.local_name


class CalendarDay(models.Model):
    """A day unlike its weekday: a holiday, or a day worked to make up for one. For one hall, or for all."""

    hall = models.ForeignKey(
        Hall, verbose_name=_("hall"), null=True, blank=True, on_delete=models.CASCADE, related_name="calendar_days"
    )
    day = models.DateField(_("day"))
    is_open = models.BooleanField(_("open"), default=False)
    name = models.CharField(_("name"), max_length=40, blank=True)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)

    local_name = Twin("name")

    class Meta:
        verbose_name = _("day of the calendar")
        verbose_name_plural = _("days of the calendar")
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "day"],
                name="one_entry_a_day_and_hall",
                violation_error_message=_("This day is in the calendar already."),
            ),
            models.UniqueConstraint(
                fields=["day"],
                condition=Q(hall__isnull=True),
                name="one_entry_a_day_for_all_halls",
                violation_error_message=_("This day is in the calendar already."),
            ),
        ]

    def __str__(self):
        return f"{self.day} {self.local_name}"


class SeatRule(models.Model):
    """How many seats of a post are wanted on some days, where it is not the number of the post itself.

    The rule that says most wins: one with days before one without, then one with weekdays, then one with a part of the
    day, then the one written last.
    """

    post = models.ForeignKey(Post, verbose_name=_("post"), on_delete=models.CASCADE, related_name="seat_rules")
    part = models.ForeignKey(
        DayPart, verbose_name=_("part of the day"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    weekdays = models.CharField(_("weekdays"), max_length=7, blank=True, help_text=_("Empty: every day."))
    first_day = models.DateField(_("first day"), null=True, blank=True)
    last_day = models.DateField(_("last day"), null=True, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), validators=[MaxValueValidator(99)])
    note = models.CharField(_("note"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("seats at times")
        verbose_name_plural = _("seats at times")
        ordering = ["post", "first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(first_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="a_seat_rule_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(condition=Q(seats__lte=99), name="seats_0_to_99"),
        ]

    def __str__(self):
        return f"{self.post}: {self.seats}"
