"""What every entry of the phrasebook shares, and the situations at the counter they belong to."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin

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

    @property
    def kind(self):
        """The word for it in addresses: phrase, sign, dialogue or term."""
        return self._meta.model_name

    @property
    def words(self):
        """What it says in Chinese and in English, for a list and for a customer to read."""
        raise NotImplementedError

    def make_search_key(self):
        """The key of everything a clerk may type to find the entry."""
        return search_key(*self.searched_texts(), pinyin=getattr(self, "pinyin", ""))

    def searched_texts(self):
        """The texts a clerk may type something of, the most telling first."""
        raise NotImplementedError
