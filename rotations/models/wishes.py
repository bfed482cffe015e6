"""What people wish for, and who is to be kept apart or together."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import Hall

from .posts import Post


class Wish(models.Model):
    """A clerk would like a post, would rather not, or volunteers for busier work; from–until."""

    class Kind(models.TextChoices):
        WANT = "want", _("would like to stand there")
        AVOID = "avoid", _("would rather not stand there")
        BUSIER = "busier", _("would take the busier posts")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), on_delete=models.PROTECT, related_name="wishes"
    )
    kind = models.CharField(_("wish"), max_length=8, choices=Kind.choices)
    post = models.ForeignKey(
        Post, verbose_name=_("post"), null=True, blank=True, on_delete=models.CASCADE, related_name="wishes"
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    made_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        ordering = ["-made_at", "pk"]
        indexes = [models.Index(fields=["user", "first_day"], name="wishes_of_a_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="a_wish_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                condition=Q(kind="busier", post__isnull=True) | (~Q(kind="busier") & Q(post__isnull=False)),
                name="a_wish_names_a_post_or_busier_work",
                violation_error_message=_("Choose the post you mean."),
            ),
        ]

    def __str__(self):
        return f"{self.user} {self.get_kind_display()}"


class Pair(models.Model):
    """Two clerks who are kept apart, or of whom the first stands beside the second alone; at a post or at any."""

    class Bond(models.TextChoices):
        APART = "apart", _("never at the same post")
        TOGETHER = "together", _("the first only beside the second")

    hall = models.ForeignKey(Hall, verbose_name=_("hall"), on_delete=models.CASCADE, related_name="pairs")
    bond = models.CharField(_("how"), max_length=8, choices=Bond.choices)
    first = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("first"), on_delete=models.PROTECT, related_name="+"
    )
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("second"), on_delete=models.PROTECT, related_name="+"
    )
    post = models.ForeignKey(
        Post,
        verbose_name=_("post"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        help_text=_("Empty: at any post."),
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("people", "pair")
        verbose_name_plural = pgettext_lazy("people", "pairs")
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(first=F("second")),
                name="a_pair_is_two_people",
                violation_error_message=_("Choose two different people."),
            ),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="a_pair_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first."),
            ),
        ]

    def __str__(self):
        return f"{self.first} – {self.second}"
