"""Two clerks ask to exchange their posts for some days, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.append_only import AppendOnlyModel

from .posts import Post


class SwapQuerySet(models.QuerySet):
    """Questions about exchanges."""

    def open(self):
        """Those somebody has still to answer."""
        return self.filter(state__in=Swap.OPEN)

    def of(self, user):
        """Those a person asked for, or was asked about."""
        return self.filter(Q(asked_by=user) | Q(colleague=user))


class Swap(models.Model):
    """An exchange of posts over some days, both included: the one who asks stands where the colleague would have."""

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("exchange", "asked the colleague")
        AGREED = "agreed", pgettext_lazy("exchange", "waiting for the manager")
        DONE = "done", pgettext_lazy("exchange", "exchanged")
        DECLINED = "declined", pgettext_lazy("exchange", "declined by the colleague")
        REFUSED = "refused", pgettext_lazy("exchange", "refused by the manager")
        TAKEN_BACK = "taken_back", pgettext_lazy("exchange", "taken back")
        LAPSED = "lapsed", pgettext_lazy("exchange", "lapsed")

    OPEN = (State.ASKED, State.AGREED)

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="swaps_asked"
    )
    colleague = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("colleague"), on_delete=models.PROTECT, related_name="swaps_offered"
    )
    # Where each of the two would stand without it; the asker first.
    own_post = models.ForeignKey(Post, verbose_name=_("own post"), on_delete=models.PROTECT, related_name="+")
    other_post = models.ForeignKey(Post, verbose_name=_("the other post"), on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()

    objects = SwapQuerySet.as_manager()

    class Meta:
        verbose_name = _("exchange of posts")
        verbose_name_plural = _("exchanges of posts")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(asked_by=F("colleague")), name="a_swap_is_between_two_people"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="a_swap_ends_after_it_begins"),
            models.UniqueConstraint(
                fields=["asked_by", "colleague", "first_day", "last_day"],
                condition=Q(state__in=["asked", "agreed"]),
                name="one_open_swap_of_two_and_days",
            ),
        ]

    def __str__(self):
        return f"{self.asked_by_id} {self.colleague_id} {self.first_day}–{self.last_day} {self.state}"


class SwapStep(AppendOnlyModel):
    """What was said about an exchange, by whom; `by` is empty where its day came before an answer."""

    swap = models.ForeignKey(Swap, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=10, choices=Swap.State.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("step of an exchange")
        verbose_name_plural = _("steps of exchanges")
        ordering = ["swap", "at", "pk"]

    def __str__(self):
        return f"{self.swap_id} {self.state}"
