"""The phrasebook in the CMS: lists, filters and choosers that search as the clerks' search box does."""

import django_filters
from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import CharField, Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.choosers import BaseFilterForm, SearchFilterMixin
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column, StatusTagColumn, UpdatedAtColumn
from wagtail.admin.widgets.button import Button
from wagtail.models import ReferenceIndex, WorkflowState
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet
from wagtail.snippets.views.snippets import (
    CopyView,
    EditView,
    IndexView,
    SnippetViewSet,
    SnippetViewSetGroup,
    WorkflowActionView,
)

from core.search_text import found
from people.views import table_answer

from .copying import fresh_copy
from .entry_table import rows_of
from .forms import DialogueForm, PhraseForm, SignForm, TermForm
from .models import Dialogue, Phrase, Scenario, Sign, Term
from .panels import DraftReadingsPanel, after
from .sheets import MODELS, SHEETS


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


def with_uses(entries):
    """The entries with `uses`: how many lessons, published or drafted, show each of them."""
    uses = (
        ReferenceIndex.objects.filter(
            to_content_type=ContentType.objects.get_for_model(entries.model),
            to_object_id=Cast(OuterRef("pk"), CharField()),
        )
        .order_by()
        .values("to_object_id")
        .annotate(count=Count("object_id", distinct=True))
        .values("count")
    )
    return entries.annotate(uses=Coalesce(Subquery(uses), Value(0)))


class UsesColumn(Column):
    """How often an entry is used, with the way to where."""

    cell_template_name = "phrasebook/cms/uses_cell.html"

    def __init__(self):
        super().__init__("uses", label=_("Used in"), sort_key="uses")

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        context["usage_url"] = reverse(instance.snippet_viewset.get_url_name("usage"), args=[instance.pk])
        return context


class ReadingsColumn(StatusTagColumn):
    """A quiet mark where pinyin and sounds are still a draft."""

    def __init__(self):
        super().__init__("readings", label=_("Readings"), accessor=self.mark, primary=False)

    @staticmethod
    def mark(phrase):
        return "" if phrase.readings_checked else pgettext("readings", "draft")


class FilmColumn(Column):
    """How far the film of a sign is; the state of the entry itself stands beside it."""

    def __init__(self):
        super().__init__("status", label=_("Film"), accessor="get_status_display", sort_key="status")


class EntryIndexView(IndexView):
    """A list that finds 电费, dianfei and df, and asks the database the same number of questions for any length."""

    def get_base_queryset(self):
        return with_uses(with_state(super().get_base_queryset().select_related("scenario")))

    def search_queryset(self, queryset):
        return search(queryset, self.search_query) if self.is_searching else queryset

    def as_spreadsheet(self, queryset, spreadsheet_format):
        """The entries of the list as the import reads them back; no cell can be taken for a formula."""
        kind = self.model._meta.model_name
        return table_answer(rows_of(kind, queryset), str(SHEETS[kind]), spreadsheet_format)


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


class SignIndexView(EntryIndexView):
    """With the way to the slots that wait for the camera, those that most lessons wait for first."""

    @property
    def header_more_buttons(self):
        address = f"{self.index_url}?status={Sign.Status.TO_FILM}&ordering=-uses"
        return [*super().header_more_buttons, Button(_("Signs to be filmed"), url=address, icon_name="list-ul")]


class EntryCopyView(CopyView):
    """Begins a new entry with the words of another."""

    def get_initial_form_instance(self):
        return fresh_copy(self.get_object())


class EntryFilters(WagtailFilterSet):
    """Narrow a list down to what is looked for."""

    live = django_filters.BooleanFilter(label=_("Published"))


class PhraseFilters(EntryFilters):
    readings_unchecked = django_filters.BooleanFilter(
        field_name="readings_checked", exclude=True, label=_("Readings unchecked")
    )

    class Meta:
        model = Phrase
        fields = ["scenario", "register", "readings_unchecked", "live"]


class SignFilters(EntryFilters):
    class Meta:
        model = Sign
        fields = ["scenario", "status", "origin", "live"]


class DialogueFilters(EntryFilters):
    class Meta:
        model = Dialogue
        fields = ["scenario", "live"]


class TermFilters(EntryFilters):
    class Meta:
        model = Term
        fields = ["scenario", "live"]


class EntryViewSet(SnippetViewSet):
    """What the four kinds of entries share."""

    index_view_class = EntryIndexView
    copy_view_class = EntryCopyView
    edit_view_class = EntryEditView
    workflow_action_view_class = EntryWorkflowActionView
    chooser_viewset_class = EntryChooserViewSet
    chooser_per_page = 25
    list_per_page = 50
    list_export = ["key"]  # that there is a button; what goes out is `rows_of`
    search_fields = ["search_key"]


class PhraseViewSet(EntryViewSet):
    model = Phrase
    icon = "openquote"
    list_display = [
        "text", "english", "scenario", "key", ReadingsColumn(), UsesColumn(), StateColumn(), UpdatedAtColumn()
    ]  # fmt: skip
    filterset_class = PhraseFilters
    edit_handler = ObjectList(after(Phrase.panels, "ipa", DraftReadingsPanel()), base_form_class=PhraseForm)


class SignViewSet(EntryViewSet):
    model = Sign
    icon = "media"
    index_view_class = SignIndexView
    list_display = [
        "meaning", "meaning_en", "scenario", FilmColumn(), "key", UsesColumn(), StateColumn(), UpdatedAtColumn()
    ]  # fmt: skip
    filterset_class = SignFilters
    edit_handler = ObjectList(Sign.panels, base_form_class=SignForm)


class DialogueViewSet(EntryViewSet):
    model = Dialogue
    icon = "group"
    list_display = ["title", "title_en", "scenario", "key", UsesColumn(), StateColumn(), UpdatedAtColumn()]
    filterset_class = DialogueFilters
    edit_handler = ObjectList(Dialogue.panels, base_form_class=DialogueForm)


class TermViewSet(EntryViewSet):
    model = Term
    icon = "tag"
    list_display = ["name", "name_en", "scenario", "key", UsesColumn(), StateColumn(), UpdatedAtColumn()]
    filterset_class = TermFilters
    edit_handler = ObjectList(after(Term.panels, "pinyin", DraftReadingsPanel("term")), base_form_class=TermForm)


class ScenarioViewSet(SnippetViewSet):
    model = Scenario
    icon = "folder-open-inverse"
    list_display = ["name", "name_en", "slug", "order"]
    copy_view_enabled = False


class ImportItem(MenuItem):
    """The way to the import, for whoever may write entries."""

    def is_shown(self, request):
        return any(request.user.has_perm(f"phrasebook.add_{kind}") for kind in MODELS)


class PhrasebookGroup(SnippetViewSetGroup):
    """One word in the menu of the CMS."""

    items = (PhraseViewSet, SignViewSet, DialogueViewSet, TermViewSet, ScenarioViewSet)
    menu_label = _("Phrasebook")
    menu_icon = "openquote"
    menu_order = 210

    def get_submenu_items(self):
        address = reverse_lazy("phrasebook_cms:import")
        return [*super().get_submenu_items(), ImportItem(_("Import"), address, icon_name="upload", order=900)]
