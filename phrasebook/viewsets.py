"""The phrasebook in the CMS: lists, filters and choosers that search as the clerks' search box does."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet, SnippetViewSetGroup

from core.search_text import found

from .models import Dialogue, Phrase, Scenario, Sign


def search(entries, query):
    """The entries that answer the query by their words or by their key, in the order of the list."""
    matching = [entry.pk for entry in found(entries, query)]
    return entries.filter(Q(pk__in=matching) | Q(key__icontains=query.strip()))


class EntryIndexView(IndexView):
    """A list that finds 电费, dianfei and df, and asks the database the same number of questions for any length."""

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("scenario")

    def search_queryset(self, queryset):
        return search(queryset, self.search_query) if self.is_searching else queryset


class EntryFilterForm(SearchFilterMixin, BaseFilterForm):
    """The search box of the chooser."""

    def filter(self, objects):
        query = self.cleaned_data.get("q")
        if query:
            self.is_searching = True
            self.search_query = query
            objects = search(objects, query)
        return objects


class EntryChooseView(ChooseView):
    filter_form_class = EntryFilterForm


class EntryChooseResultsView(ChooseResultsView):
    filter_form_class = EntryFilterForm


class EntryChooserViewSet(SnippetChooserViewSet):
    choose_view_class = EntryChooseView
    choose_results_view_class = EntryChooseResultsView


class EntryViewSet(SnippetViewSet):
    """What the three kinds of entries share."""

    index_view_class = EntryIndexView
    chooser_viewset_class = EntryChooserViewSet
    chooser_per_page = 25
    list_per_page = 50
    list_filter = ["scenario", "live"]
    search_fields = ["search_key"]
    copy_view_enabled = False


class PhraseViewSet(EntryViewSet):
    model = Phrase
    icon = "openquote"
    list_display = ["text", "english", "scenario", "key", UpdatedAtColumn()]
    list_filter = ["scenario", "register", "live"]


class SignViewSet(EntryViewSet):
    model = Sign
    icon = "media"
    list_display = ["meaning", "meaning_en", "scenario", "status", "key", UpdatedAtColumn()]
    list_filter = ["scenario", "status", "live"]


class DialogueViewSet(EntryViewSet):
    model = Dialogue
    icon = "group"
    list_display = ["title", "title_en", "scenario", "key", UpdatedAtColumn()]


class ScenarioViewSet(SnippetViewSet):
    model = Scenario
    icon = "folder-open-inverse"
    list_display = ["name", "name_en", "slug", "order"]
    copy_view_enabled = False


class PhrasebookGroup(SnippetViewSetGroup):
    """One word in the menu of the CMS."""

    items = (PhraseViewSet, SignViewSet, DialogueViewSet, ScenarioViewSet)
    menu_label = _("Phrasebook")
    menu_icon = "openquote"
    menu_order = 210
