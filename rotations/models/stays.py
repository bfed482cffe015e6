"""Who stands at which post from when to when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models import User

from .plans import RotationPlan
from .posts import Post


class StayQuerySet(models.QuerySet):
    """Questions about who stands where."""

    def on(self, day):
        """Those that cover a day."""
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=day), first_day__lte=day)

    def from_day(self, day):
        """Those of a day and of later ones."""
        return self.filter(Q(last_day__isnull=True) | Q(last_day__gte=day))

    def visible_to(self, viewer):
        """Those of people the viewer may see."""
        return self.filter(user__in=User.objects.visible_to(viewer))


class Assignment(models.Model):
    """Somebody stands at a post, both days included; without a last day until further notice.

    One person stands at one post at a time. What has begun is never taken away: it ends, and the history stays. `note`
    is why the manager planned somebody who could not stand there yet.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), on_delete=models.PROTECT, related_name="posts_held"
    )
    post = models.ForeignKey(Post, verbose_name=_("post"), on_delete=models.PROTECT, related_name="assignments")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    # The plan that says so; empty for what a manager entered by hand.
    plan = models.ForeignKey(
        RotationPlan, verbose_name=_("plan"), null=True, blank=True, on_delete=models.PROTECT, related_name="stays"
    )
    # Calendars go by these two: how often its days were changed, and when last.
    revision = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True, blank=True)

    objects = StayQuerySet.as_manager()

    class Meta:
        verbose_name = _("stay at a post")
        verbose_name_plural = _("stays at posts")
        ordering = ["first_day", "pk"]
        indexes = [models.Index(fields=["post", "first_day"], name="stays_at_a_post")]
        constraints = [
            models.UniqueConstraint(fields=["user", "first_day"], name="one_stay_a_person_begins_a_day"),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="a_stay_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first."),
            ),
        ]

    def __str__(self):
        return f"{self.user} {self.post} {self.first_day}–{self.last_day or '…'}"


class Replacement(models.Model):
    """Somebody was out on some days and others stepped in: what was done to stays and days off, so that it can be taken
    back the same day. Why somebody is out is not kept.

    `moves` are `[user, post left or null, post]`; `before` and `after` who of them stood where on these days, as
    `[user, post, first day, last day, note]`; `leaves` the days off entered.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), on_delete=models.PROTECT, related_name="replacements"
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    moves = models.JSONField(default=list)
    before = models.JSONField(default=list)
    after = models.JSONField(default=list)
    leaves = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("replacement")
        verbose_name_plural = _("replacements")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="a_replacement_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first."),
            )
        ]

    def __str__(self):
        return f"{self.user} {self.first_day}–{self.last_day}"
