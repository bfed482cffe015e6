"""Signs, and the film they wait for."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtailmedia.edit_handlers import MediaChooserPanel

from core.twins import Twin

from .entries import Entry, EntryQuerySet


class SignQuerySet(EntryQuerySet):
    def to_show(self):
        """With the clips."""
        return self.select_related("clip", "second_clip")


class Sign(Entry):
    """A sign the hall needs. Until it is filmed and reviewed by Deaf colleagues it is an honest empty slot."""

    class Status(models.TextChoices):
        TO_FILM = "to_film", _("to be filmed")
        IN_REVIEW = "in_review", _("in review by Deaf colleagues")
        REVIEWED = "reviewed", _("reviewed and published")

    class Origin(models.TextChoices):
        NATIONAL = "national", _("national norm")
        REGIONAL = "regional", _("used in the region")
        TRADE = "trade", _("term of the trade")

    meaning = models.CharField(_("meaning"), max_length=60)
    meaning_en = models.CharField(_("English meaning"), max_length=100, blank=True)
    usage = models.CharField(_("where it is needed"), max_length=200, blank=True)
    how_made = models.TextField(
        _("how it is made"),
        max_length=500,
        blank=True,
        help_text=_("In the words of the norm or of the Deaf reviewer. Never from memory: leave it empty instead."),
    )
    origin = models.CharField(_("kind of source"), max_length=10, choices=Origin.choices, blank=True)
    source = models.CharField(_("norm or source"), max_length=100, blank=True)
    status = models.CharField(_("state"), max_length=10, choices=Status.choices, default=Status.TO_FILM)
    clip = models.ForeignKey(
        "core.Clip", verbose_name=_("clip"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    second_clip = models.ForeignKey(
        "core.Clip",
        verbose_name=_("the same from another angle"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Begun at the same moment as the first clip: both are played together."),
    )
    signer = models.CharField(_("signer"), max_length=60, blank=True)
    consent_on = models.DateField(
        _("consent of the signer given on"),
        null=True,
        blank=True,
        help_text=_("The day on which the signer agreed in writing that the hall shows this film."),
    )
    reviewer = models.CharField(_("Deaf reviewer"), max_length=60, blank=True)
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)

    local_meaning = Twin("meaning")
    searched_fields = frozenset({"meaning", "meaning_en", "usage"})
    objects = SignQuerySet.as_manager()

    panels = [
        FieldPanel("key"),
        FieldPanel("scenario"),
        FieldPanel("meaning"),
        FieldPanel("meaning_en"),
        FieldPanel("usage"),
        MultiFieldPanel(
            [FieldPanel("how_made"), FieldPanel("origin"), FieldPanel("source")], heading=_("What it rests on")
        ),
        MultiFieldPanel(
            [
                MediaChooserPanel("clip", media_type="video"),
                MediaChooserPanel("second_clip", media_type="video"),
                FieldRowPanel([FieldPanel("signer"), FieldPanel("consent_on")]),
                FieldRowPanel([FieldPanel("reviewer"), FieldPanel("reviewed_on")]),
                FieldPanel("status"),
            ],
            heading=_("Film"),
        ),
    ]

    class Meta:
        verbose_name = _("sign")
        verbose_name_plural = _("signs")
        ordering = ["scenario", "key"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status="to_film") | models.Q(clip__isnull=False),
                name="a_sign_in_review_has_a_clip",
                violation_error_message=_("Choose the clip first: a sign without one is still to be filmed."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status="reviewed")
                | models.Q(consent_on__isnull=False, reviewed_on__isnull=False)
                & ~models.Q(signer="")
                & ~models.Q(reviewer=""),
                name="a_reviewed_sign_names_its_people",
                violation_error_message=_(
                    "A sign is published when its signer has agreed and a Deaf reviewer has passed it: "
                    "name both, with the days."
                ),
            ),
        ]

    def __str__(self):
        return self.local_meaning

    def get_preview_template(self, request, mode_name):
        return "phrasebook/preview_sign.html"

    @property
    def words(self):
        return self.meaning, self.meaning_en

    def searched_texts(self):
        return [self.meaning, self.meaning_en, self.usage]

    @property
    def shown_second_clip(self):
        """The other angle, where the first may be shown."""
        return self.second_clip if self.shown_clip else None

    @property
    def shown_clip(self):
        """The clip a clerk may see: a reviewed one, or a placeholder, which says so wherever it is shown."""
        if self.clip and (self.status == self.Status.REVIEWED or self.clip.placeholder):
            return self.clip
        return None
