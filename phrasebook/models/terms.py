"""Terms of the trade, explained in plain words."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from core.twins import Twin

from .entries import Entry


class Term(Entry):
    """A word of the hall's business, such as 峰谷电价, as one would explain it to a customer."""

    name = models.CharField(_("term"), max_length=60)
    name_en = models.CharField(_("English term"), max_length=100, blank=True)
    pinyin = models.CharField(_("pinyin"), max_length=200, blank=True, help_text=_("With marks of tone."))
    explanation = models.TextField(pgettext_lazy("term", "explanation"), max_length=400)
    explanation_en = models.TextField(_("English explanation"), max_length=600, blank=True)

    local_name = Twin("name")
    local_explanation = Twin("explanation")
    searched_fields = frozenset({"name", "name_en", "pinyin", "explanation", "explanation_en"})

    panels = [
        FieldPanel("key"),
        FieldPanel("scenario"),
        FieldRowPanel([FieldPanel("name"), FieldPanel("name_en")]),
        FieldPanel("pinyin"),
        FieldPanel("explanation"),
        FieldPanel("explanation_en"),
    ]

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["scenario", "key"]

    def __str__(self):
        return self.local_name

    def get_preview_template(self, request, mode_name):
        return "phrasebook/preview_term.html"

    @property
    def words(self):
        return self.name, self.name_en

    def searched_texts(self):
        return [self.name, self.name_en, self.explanation, self.explanation_en]
