"""Sentences a clerk says."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from ..panels import RecordingPanel
from .entries import Entry, EntryQuerySet

# The four recordings of a phrase, in the order in which its card offers them.
SPOKEN = ("audio", "audio_slow", "audio_en", "audio_en_slow")


def _spoken(name):
    return models.ForeignKey(
        "core.Clip", verbose_name=name, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


class PhraseQuerySet(EntryQuerySet):
    def to_show(self):
        """With the recordings, which a card plays."""
        return self.select_related(*SPOKEN)


class Phrase(Entry):
    """A sentence a clerk says, in Chinese and English."""

    class Register(models.TextChoices):
        STANDARD = "standard", _("standard")
        WARM = "warm", _("warm")
        FORMAL = "formal", _("formal")

    text = models.CharField(_("Chinese"), max_length=200)
    pinyin = models.CharField(
        _("pinyin"),
        max_length=400,
        blank=True,
        help_text=_("With marks of tone. Correct it by ear: 长, 得, 还 have two readings."),
    )
    english = models.CharField(pgettext_lazy("text", "English"), max_length=300)
    ipa = models.CharField(
        _("English sounds"),
        max_length=400,
        blank=True,
        help_text=_("In the phonetic alphabet (IPA), between slashes. A draft is made from a dictionary: correct it."),
    )
    readings_checked = models.BooleanField(
        _("pinyin and sounds are checked"),
        default=False,
        help_text=_("Tick it when you have read both aloud. Until then they are a draft of the machine."),
    )
    register = models.CharField(_("register"), max_length=10, choices=Register.choices, default=Register.STANDARD)
    when = models.CharField(_("when to say it"), max_length=200, blank=True)
    avoid = models.CharField(_("what not to say instead"), max_length=200, blank=True)
    audio = _spoken(_("spoken Chinese"))
    audio_slow = _spoken(_("spoken Chinese, slow"))
    audio_en = _spoken(_("spoken English"))
    audio_en_slow = _spoken(_("spoken English, slow"))

    objects = PhraseQuerySet.as_manager()
    searched_fields = frozenset({"text", "english", "when", "pinyin"})

    panels = [
        FieldPanel("key"),
        FieldPanel("scenario"),
        FieldPanel("text"),
        FieldPanel("pinyin"),
        FieldPanel("english"),
        FieldPanel("ipa"),
        FieldPanel("readings_checked"),
        FieldPanel("register"),
        FieldPanel("when"),
        FieldPanel("avoid"),
        MultiFieldPanel([RecordingPanel(name) for name in SPOKEN], heading=_("Recordings")),
    ]

    class Meta:
        verbose_name = _("phrase")
        verbose_name_plural = _("phrases")
        ordering = ["scenario", "key"]

    def __str__(self):
        return self.text

    def get_preview_template(self, request, mode_name):
        return "phrasebook/preview_phrase.html"

    @property
    def words(self):
        return self.text, self.english

    def searched_texts(self):
        return [self.text, self.english, self.when]

    def recordings(self):
        """Those of the four recordings that are there: `[(name of the field, clip)]`."""
        return [(name, clip) for name in SPOKEN if (clip := getattr(self, name))]
