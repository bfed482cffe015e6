"""Own image, document and media models (swapped before the first migration), and the base of our pages."""

from collections import defaultdict

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Page
from wagtailmedia.models import AbstractMedia

from .twins import Twin


class Picture(AbstractImage):
    """An image with the sentence a screen reader says and where the picture comes from."""

    alt_text = models.CharField(_("alternative text"), max_length=200, blank=True)
    credit = models.CharField(_("source and licence"), max_length=200, blank=True)

    admin_form_fields = (
        "title",
        "file",
        "alt_text",
        "credit",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    @property
    def default_alt_text(self):
        """Empty, never the file's title, when no author wrote one: a wrong text is worse than none."""
        return self.alt_text


class PictureRendition(AbstractRendition):
    """One size of a picture, made on demand."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_a_size"),
        ]


class Attachment(AbstractDocument):
    """A file a lesson offers for download."""

    admin_form_fields = WagtailDocument.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")


class Clip(AbstractMedia):
    """Sound or film. A placeholder clip is marked as such wherever it is shown."""

    class Preparation(models.TextChoices):
        """How far the small versions are that phones get."""

        NONE = "", _("not asked for")
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        NO_TOOL = "no_tool", _("ffmpeg is not installed on the server")
        FAILED = "failed", _("the file could not be read as film")

    placeholder = models.BooleanField(_("placeholder, not reviewed by Deaf colleagues"), default=False)
    synthetic = models.BooleanField(_("a synthetic voice"), default=False)
    captions = models.TextField(_("captions"), blank=True, max_length=20_000, help_text=_("In the form WebVTT."))
    captions_en = models.TextField(_("English captions"), blank=True, max_length=20_000)
    preparation = models.CharField(
        _("small versions"), max_length=10, choices=Preparation.choices, blank=True, default="", editable=False
    )
    credit = models.CharField(_("source and licence"), max_length=200, blank=True)

    admin_form_fields = (
        "title",
        "file",
        "placeholder",
        "synthetic",
        "captions",
        "captions_en",
        "credit",
        "collection",
        "duration",
        "width",
        "height",
        "thumbnail",
        "tags",
    )

    class Meta:
        verbose_name = _("clip")
        verbose_name_plural = _("clips")

    @cached_property
    def small_versions(self):
        """What phones are given, the smallest first; `with_small_versions` asks once for many clips."""
        return list(self.encodings.order_by("bytes", "kind"))


class Encoding(models.Model):
    """A small version of a clip, made in the background: what phones are given instead of the camera's file."""

    class Kind(models.TextChoices):
        MP4 = "mp4", "MP4"
        WEBM = "webm", "WebM"

    clip = models.ForeignKey(Clip, on_delete=models.CASCADE, related_name="encodings")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    file = models.FileField(upload_to="media_small", max_length=255)
    bytes = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("small version of a clip")
        verbose_name_plural = _("small versions of clips")
        constraints = [models.UniqueConstraint(fields=["clip", "kind"], name="one_encoding_a_kind")]

    def __str__(self):
        return f"{self.clip_id} {self.kind}"


def with_small_versions(clips):
    """The clips that are there, each with its `small_versions` at hand: one query however many there are."""
    clips = [clip for clip in clips if clip]
    found = defaultdict(list)
    for encoding in Encoding.objects.filter(clip__in={clip.pk for clip in clips}).order_by("bytes", "kind"):
        found[encoding.clip_id].append(encoding)
    for clip in clips:
        clip.small_versions = found[clip.pk]
    return clips


class BasePage(Page):
    """What all our pages share: a short summary and the English twins of title and summary."""

    title_en = models.CharField(_("English title"), max_length=255, blank=True)
    summary = models.TextField(_("summary"), max_length=300, blank=True)
    summary_en = models.TextField(_("English summary"), max_length=400, blank=True)

    local_title = Twin("title")
    local_summary = Twin("summary")

    class Meta:
        abstract = True


@register_setting(icon="cog")
class HallSettings(BaseGenericSetting):
    """What is true of the whole installation and may be changed on a screen."""

    demonstration = models.BooleanField(_("the demonstration hall is loaded"), default=False, editable=False)
    organisation = models.CharField(_("organisation"), max_length=100, blank=True)
    organisation_en = models.CharField(_("organisation in English"), max_length=150, blank=True)

    local_organisation = Twin("organisation")

    class Meta:
        verbose_name = _("hall settings")


class DailyRun(models.Model):
    """One piece of daily work on one day (core.daily): who claims the row does the work, and writes how it went."""

    class State(models.TextChoices):
        RUNNING = "running", pgettext_lazy("daily work", "running")
        DONE = "done", pgettext_lazy("daily work", "done")
        FAILED = "failed", pgettext_lazy("daily work", "failed")

    name = models.CharField(pgettext_lazy("daily work", "daily work"), max_length=100)
    day = models.DateField(pgettext_lazy("daily work", "day"))
    state = models.CharField(pgettext_lazy("daily work", "state"), max_length=10, choices=State.choices)
    tries = models.PositiveSmallIntegerField(pgettext_lazy("daily work", "tries"), default=1)
    started_at = models.DateTimeField(pgettext_lazy("daily work", "began"))
    ended_at = models.DateTimeField(pgettext_lazy("daily work", "ended"), null=True, blank=True)
    # What the work answered, or what went wrong: for administrators.
    said = models.CharField(pgettext_lazy("daily work", "result"), max_length=300, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("daily work", "daily work")
        verbose_name_plural = pgettext_lazy("daily work", "daily work")
        ordering = ["-day", "name"]
        constraints = [models.UniqueConstraint(fields=["name", "day"], name="one_run_a_day")]

    def __str__(self):
        return f"{self.name} {self.day} {self.state}"
