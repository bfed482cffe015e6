"""Scenes at the counter, turn by turn, and the choices a clerk has in them."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable

from core.twins import Twin

from .entries import Entry, EntryQuerySet


class DialogueQuerySet(EntryQuerySet):
    def to_show(self):
        """With the turns and the choices."""
        return self.prefetch_related("turns", "choices")

    def shown_in_bulk(self, ids):
        """One query: the turns bring their dialogue along. Only a dialogue without turns needs another."""
        said = {}
        for turn in Turn.objects.filter(dialogue__in=ids).select_related("dialogue").order_by("sort_order"):
            said.setdefault(turn.dialogue_id, []).append(turn)
        found = {pk: turns[0].dialogue for pk, turns in said.items()}
        for pk, dialogue in found.items():
            # Held in memory, as the editor holds them, and never saved from here.
            dialogue.turns = said[pk]
        missing = set(ids) - set(found)
        return {**found, **(super().shown_in_bulk(missing) if missing else {})}


class Dialogue(Entry):
    """A short scene at the counter, turn by turn."""

    title = models.CharField(pgettext_lazy("dialogue", "title"), max_length=80)
    title_en = models.CharField(_("English title"), max_length=120, blank=True)
    situation = models.CharField(_("situation"), max_length=200, blank=True)
    situation_en = models.CharField(_("English situation"), max_length=300, blank=True)

    local_title = Twin("title")
    local_situation = Twin("situation")
    searched_fields = frozenset({"title", "title_en", "situation", "situation_en"})
    objects = DialogueQuerySet.as_manager()

    panels = [
        FieldPanel("key"),
        FieldPanel("scenario"),
        FieldPanel("title"),
        FieldPanel("title_en"),
        FieldPanel("situation"),
        FieldPanel("situation_en"),
        InlinePanel("turns", label=_("turn"), min_num=2),
        InlinePanel("choices", label=_("choice"), heading=_("Choices for playing the scene")),
    ]

    class Meta:
        verbose_name = _("dialogue")
        verbose_name_plural = _("dialogues")
        ordering = ["scenario", "key"]

    def __str__(self):
        return self.local_title

    def get_preview_template(self, request, mode_name):
        return "phrasebook/preview_dialogue.html"

    @property
    def words(self):
        return self.title, self.title_en

    def searched_texts(self):
        said = (text for turn in self.turns.all() for text in (turn.text, turn.english))
        return [self.title, self.title_en, self.situation, self.situation_en, *said]

    @staticmethod
    def with_choices(dialogues):
        """Gives published dialogues their choices in one query; held in memory, as `shown_in_bulk` holds the turns."""
        offered = {}
        rows = Choice.objects.filter(dialogue__in={dialogue.pk for dialogue in dialogues}).order_by("sort_order", "pk")
        for choice in rows:
            offered.setdefault(choice.dialogue_id, []).append(choice)
        for dialogue in dialogues:
            dialogue.choices = offered.get(dialogue.pk, [])


class Turn(Orderable):
    """One thing said."""

    class Role(models.TextChoices):
        CUSTOMER = "customer", _("customer")
        CLERK = "clerk", _("clerk")

    dialogue = ParentalKey(Dialogue, on_delete=models.CASCADE, related_name="turns")
    role = models.CharField(_("who speaks"), max_length=10, choices=Role.choices)
    text = models.CharField(_("Chinese"), max_length=300)
    english = models.CharField(pgettext_lazy("text", "English"), max_length=400, blank=True)

    panels = [FieldPanel("role"), FieldPanel("text"), FieldPanel("english")]

    class Meta(Orderable.Meta):
        verbose_name = _("turn")
        verbose_name_plural = _("turns")


class Choice(Orderable):
    """Something else the clerk might say at a turn, and what comes of it.

    What the turn itself says is the good choice; these are the others. Turns are counted from 1.
    """

    class Quality(models.TextChoices):
        GOOD = "good", _("good")
        ACCEPTABLE = "acceptable", _("will do")
        POOR = "poor", _("not like this")

    dialogue = ParentalKey(Dialogue, on_delete=models.CASCADE, related_name="choices")
    at_turn = models.PositiveSmallIntegerField(
        _("instead of turn"), validators=[MinValueValidator(1)], help_text=_("The number of a turn of the clerk.")
    )
    text = models.CharField(_("Chinese"), max_length=300)
    english = models.CharField(pgettext_lazy("text", "English"), max_length=400, blank=True)
    quality = models.CharField(_("how good it is"), max_length=10, choices=Quality.choices, default=Quality.POOR)
    reply = models.CharField(_("what the customer then says or does"), max_length=300, blank=True)
    reply_en = models.CharField(_("the same in English"), max_length=400, blank=True)
    feedback = models.CharField(_("why, in one sentence"), max_length=200)
    feedback_en = models.CharField(_("why, in English"), max_length=300, blank=True)
    leads_to = models.PositiveSmallIntegerField(
        _("goes on with turn"),
        null=True,
        blank=True,
        help_text=_("Empty: the clerk chooses again. 0: the scene ends here."),
    )

    local_reply = Twin("reply")
    local_feedback = Twin("feedback")

    panels = [
        FieldRowPanel([FieldPanel("at_turn"), FieldPanel("quality"), FieldPanel("leads_to")]),
        FieldPanel("text"),
        FieldPanel("english"),
        FieldPanel("reply"),
        FieldPanel("reply_en"),
        FieldPanel("feedback"),
        FieldPanel("feedback_en"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
