"""The phrasebook in the CMS: lists, filters and choosers that search as the clerks' search box does."""

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin
from wagtail.admin.ui.tables import StatusTagColumn, UpdatedAtColumn
from wagtail.models import WorkflowState
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import (
    EditView,
    IndexView,
    SnippetViewSet,
    SnippetViewSetGroup,
    WorkflowActionView,
)

from core.search_text import found

from .models import Dialogue, Phrase, Scenario, Sign, Term


def search(entries, query):
    """The entries that answer the query by their words or by their key, in the order of the list."""
    matching = [entry.pk for entry in found(entries, query)]
    return entries.filter(Q(pk__in=matching) | Q(key__icontains=query.strip()))


def with_state(entries):
    """The entries with `in_review`: Wagtail's own column of states asks twice for every row."""
    content_type = ContentType.objects.get_for_model(entries.model)
    reviews = WorkflowState.objects.filter(
        base_content_type=content_type,
        object_id=Cast(OuterRef("pk"), CharField()),
        status__in=[WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES],
    )
    return entries.annotate(in_review=Exists(reviews))


def state(entry):
    """What a trainer calls the state of an entry."""
    if entry.in_review:
        return pgettext("entry", "live, changes in review") if entry.live else pgettext("entry", "in review")
    if entry.live:
        return (
            pgettext("entry", "live, changes drafted") if entry.has_unpublished_changes else pgettext("entry", "live")
        )
    return pgettext("entry", "draft")


class StateColumn(StatusTagColumn):
    def __init__(self):
        super().__init__("state", label=_("Status"), accessor=state, primary=lambda entry: entry.live)


class EntryIndexView(IndexView):
    """A list that finds 电费, dianfei and df, and asks the database the same number of questions for any length."""

    def get_base_queryset(self):
        return with_state(super().get_base_queryset().select_related("scenario"))

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


class EntryChoosing:
    """What both views of the chooser share."""

    filter_form_class = EntryFilterForm

    def get_object_list(self):
        return with_state(super().get_object_list())

    @property
    def columns(self):
        return [self.title_column, StateColumn()]


class EntryChooseView(EntryChoosing, ChooseView):
    pass


class EntryChooseResultsView(EntryChoosing, ChooseResultsView):
    pass


class EntryChooserViewSet(SnippetChooserViewSet):
    choose_view_class = EntryChooseView
    choose_results_view_class = EntryChooseResultsView


class EntryEditView(EditView):
    """Publishing an entry and keeping what the edit means are one act."""

    @transaction.atomic
    def form_valid(self, form):
        return super().form_valid(form)


class EntryWorkflowActionView(WorkflowActionView):
    """A published entry is approved in the editor, which says first what the edit touches."""

    def dispatch(self, request, *args, **kwargs):
        if self.action_name == "approve" and self.object.live:
            messages.info(request, _("Approve it here: before it is published you see what it touches."))
            return redirect(self.redirect_url)
        return super().dispatch(request, *args, **kwargs)


class EntryViewSet(SnippetViewSet):
    """What the kinds of entries share."""

    index_view_class = EntryIndexView
    edit_view_class = EntryEditView
    workflow_action_view_class = EntryWorkflowActionView
    chooser_viewset_class = EntryChooserViewSet
    chooser_per_page = 25
    list_per_page = 50
    list_filter = ["scenario", "live"]
    search_fields = ["search_key"]
    copy_view_enabled = False


class PhraseViewSet(EntryViewSet):
    model = Phrase
    icon = "openquote"
    list_display = ["text", "english", "scenario", "key", StateColumn(), UpdatedAtColumn()]
    list_filter = ["scenario", "register", "live"]


class SignViewSet(EntryViewSet):
    model = Sign
    icon = "media"
    list_display = ["meaning", "meaning_en", "scenario", "status", "key", StateColumn(), UpdatedAtColumn()]
    list_filter = ["scenario", "status", "live"]


class DialogueViewSet(EntryViewSet):
    model = Dialogue
    icon = "group"
    list_display = ["title", "title_en", "scenario", "key", StateColumn(), UpdatedAtColumn()]


class TermViewSet(EntryViewSet):
    model = Term
    icon = "tag"
    list_display = ["name", "name_en", "scenario", "key", StateColumn(), UpdatedAtColumn()]


class ScenarioViewSet(SnippetViewSet):
    model = Scenario
    icon = "folder-open-inverse"
    list_display = ["name", "name_en", "slug", "order"]
    copy_view_enabled = False


class PhrasebookGroup(SnippetViewSetGroup):
    """One word in the menu of the CMS."""

    items = (PhraseViewSet, SignViewSet, DialogueViewSet, TermViewSet, ScenarioViewSet)
    menu_label = _("Phrasebook")
    menu_icon = "openquote"
    menu_order = 210
