"""The reusable entries that lessons, questions and cards show: phrases, signs and dialogues by scenario."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, LockableMixin, Orderable, PreviewableMixin, RevisionMixin, WorkflowMixin

from core.search_text import search_key
from core.twins import Twin


class Scenario(models.Model):
    """A situation at the counter, such as paying a bill."""

    slug = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    local_name = Twin("name")

    panels = [FieldRowPanel([FieldPanel("name"), FieldPanel("name_en")]), FieldPanel("slug"), FieldPanel("order")]

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        ordering = ["order", "slug"]

    def __str__(self):
        return self.local_name


class EntryQuerySet(models.QuerySet):
    """Questions about entries of one kind."""

    def live(self):
        """Published: the only ones a clerk sees."""
        return self.filter(live=True)

    def to_show(self):
        """With everything at hand that their card shows."""
        return self

    def shown_in_bulk(self, ids):
        """`{id: entry}` with everything at hand that their card shows, in one query."""
        return self.to_show().in_bulk(ids)


class SignQuerySet(EntryQuerySet):
    def to_show(self):
        """With the clip."""
        return self.select_related("clip")


class DialogueQuerySet(EntryQuerySet):
    def to_show(self):
        """With the turns."""
        return self.prefetch_related("turns")

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


class Entry(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, ClusterableModel):
    """What every entry shares: a key for imports, a scenario, drafts, revisions, workflow and preview."""

    key = models.SlugField(
        _("key"),
        max_length=40,
        unique=True,
        help_text=_("A short code that imports know the entry by, such as sp-p01."),
    )
    scenario = models.ForeignKey(
        Scenario, verbose_name=_("scenario"), on_delete=models.PROTECT, related_name="%(class)ss"
    )
    # What the search box looks through; made again whenever the *published* words are saved.
    search_key = models.TextField(editable=False, default="", blank=True)

    objects = EntryQuerySet.as_manager()
    searched_fields: frozenset[str] = frozenset()

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        # Saving a draft saves a few fields about revisions, while the words in memory are those of the draft: the
        # key stays that of the published words.
        if update_fields is None or self.searched_fields & set(update_fields):
            self.search_key = self.make_search_key()
            update_fields = update_fields and {*update_fields, "search_key"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def make_search_key(self):
        """The key of everything a clerk may type to find the entry."""
        raise NotImplementedError


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
    register = models.CharField(_("register"), max_length=10, choices=Register.choices, default=Register.STANDARD)
    when = models.CharField(_("when to say it"), max_length=200, blank=True)
    avoid = models.CharField(_("what not to say instead"), max_length=200, blank=True)

    searched_fields = frozenset({"text", "english", "when", "pinyin"})

    panels = [
        FieldPanel("key"),
        FieldPanel("scenario"),
        FieldPanel("text"),
        FieldPanel("pinyin"),
        FieldPanel("english"),
        FieldPanel("register"),
        FieldPanel("when"),
        FieldPanel("avoid"),
    ]

    class Meta:
        verbose_name = _("phrase")
        verbose_name_plural = _("phrases")
        ordering = ["scenario", "key"]

    def __str__(self):
        return self.text

    def get_preview_template(self, request, mode_name):
        return "phrasebook/preview_phrase.html"

    def make_search_key(self):
        return search_key(self.text, self.english, self.when, pinyin=self.pinyin)


class Sign(Entry):
    """A sign the hall needs. Until it is filmed and reviewed by Deaf colleagues it is an honest empty slot."""

    class Status(models.TextChoices):
        TO_FILM = "to_film", _("to be filmed")
        IN_REVIEW = "in_review", _("in review by Deaf colleagues")
        REVIEWED = "reviewed", _("reviewed")

    meaning = models.CharField(_("meaning"), max_length=60)
    meaning_en = models.CharField(_("English meaning"), max_length=100, blank=True)
    usage = models.CharField(_("where it is needed"), max_length=200, blank=True)
    source = models.CharField(_("norm or source"), max_length=100, blank=True)
    status = models.CharField(_("state"), max_length=10, choices=Status.choices, default=Status.TO_FILM)
    clip = models.ForeignKey(
        "core.Clip", verbose_name=_("clip"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    local_meaning = Twin("meaning")
    searched_fields = frozenset({"meaning", "meaning_en", "usage"})
    objects = SignQuerySet.as_manager()

    panels = [
        FieldPanel("key"),
        FieldPanel("scenario"),
        FieldPanel("meaning"),
        FieldPanel("meaning_en"),
        FieldPanel("usage"),
        FieldPanel("source"),
        MultiFieldPanel([FieldPanel("status"), FieldPanel("clip")], heading=_("Film")),
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
            )
        ]

    def __str__(self):
        return self.local_meaning

    def get_preview_template(self, request, mode_name):
        return "phrasebook/preview_sign.html"

    def make_search_key(self):
        return search_key(self.meaning, self.meaning_en, self.usage)

    @property
    def shown_clip(self):
        """The clip a clerk may see: a reviewed one, or a placeholder, which says so wherever it is shown."""
        if self.clip and (self.status == self.Status.REVIEWED or self.clip.placeholder):
            return self.clip
        return None


class Dialogue(Entry):
    """A short scene at the counter, turn by turn."""

    title = models.CharField(_("title"), max_length=80)
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
    ]

    class Meta:
        verbose_name = _("dialogue")
        verbose_name_plural = _("dialogues")
        ordering = ["scenario", "key"]

    def __str__(self):
        return self.local_title

    def get_preview_template(self, request, mode_name):
        return "phrasebook/preview_dialogue.html"

    def make_search_key(self):
        return search_key(
            self.title,
            self.title_en,
            self.situation,
            self.situation_en,
            *(text for turn in self.turns.all() for text in (turn.text, turn.english)),
        )


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
