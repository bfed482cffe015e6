"""Certification programmes in the CMS: chief trainers write them, trainers read them."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import LiveStatusTagColumn, NumberColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from .counts import counts_of
from .faults import Written, faults
from .models import Programme


class ProgrammeForm(WagtailAdminModelForm):
    """A draft may be half done; what is published must be sound, and says beside each field what is not."""

    def clean(self):
        cleaned = super().clean()
        if self.is_deferred_validation or self.errors:
            return cleaned
        written = Written(
            certification=cleaned["certification"],
            first=list(cleaned["first"].get_prep_value()),
            renewal=list(cleaned["renewal"].get_prep_value()),
            grants=len([row for row in _rows(self.formsets["grants"]) if row.get("skill")]),
            prerequisites=[row["certification"] for row in _rows(self.formsets["prerequisites"]) if row],
        )
        for name, sentences in faults(written).items():
            for sentence in sentences:
                self._put(name, sentence)
        return cleaned

    def _put(self, name, sentence):
        if name in self.formsets:
            self.formsets[name].non_form_errors().append(sentence)
            # What stands beside an inline panel alone would let the form pass.
            self.unsound = True
        else:
            self.add_error(name, sentence)

    unsound = False

    def is_valid(self):
        return super().is_valid() and not self.unsound


def _rows(formset):
    """What the rows of an inline panel say, without those being taken out."""
    formset.is_valid()
    forms = [form for form in formset.forms if form not in formset.deleted_forms and form.is_valid()]
    return [form.cleaned_data for form in forms if form.cleaned_data]


class RulesPanel(HelpPanel):
    """The rules of the certification's time in words, with the way to change them."""

    def __init__(self, **kwargs):
        super().__init__(**{"template": "programmes/cms/rules.html", **kwargs})

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context=None):
            chosen = self.instance.certification if self.instance.certification_id else None
            may_change = self.request.user.has_perm("skills.change_certification")
            facts = {"certification": chosen, "may_change": may_change}
            return {**super().get_context_data(parent_context), **facts}


PANELS = [
    MultiFieldPanel(
        [FieldPanel("certification"), RulesPanel(heading=_("The rules of its time"))], heading=_("Which certificate")
    ),
    MultiFieldPanel([FieldPanel("summary"), FieldPanel("summary_en")], heading=_("What people read first")),
    FieldPanel(
        "first",
        help_text=_(
            "Every group has to be met. Of a group all parts are asked for, or as many as you say: one makes them "
            "alternatives."
        ),
    ),
    FieldPanel("renewal"),
    InlinePanel("grants", heading=_("What the certificate awards"), label=_("skill")),
    InlinePanel(
        "prerequisites",
        heading=_("Which certificates must count first"),
        label=_("certificate"),
    ),
    FieldPanel("recognises"),
]


class ProgrammeIndexView(IndexView):
    """With the people each programme concerns, counted for all rows at once."""

    def get_table(self, object_list):
        counts = counts_of([programme.certification for programme in object_list], timezone.localdate())
        for programme in object_list:
            programme.counts = counts[programme.certification_id]
        return super().get_table(object_list)


class ProgrammeViewSet(SnippetViewSet):
    """The way to each kind of certificate."""

    model = Programme
    icon = "clipboard-list"
    menu_label = _("Certification programmes")
    menu_order = 215
    add_to_admin_menu = True
    edit_handler = ObjectList(PANELS, base_form_class=ProgrammeForm)
    index_view_class = ProgrammeIndexView
    list_display = [
        "__str__",
        NumberColumn("open", label=_("under way"), accessor="counts.open"),
        NumberColumn("valid", label=_("valid"), accessor="counts.valid"),
        NumberColumn("at_risk", label=_("ending soon"), accessor="counts.at_risk"),
        LiveStatusTagColumn(),
        UpdatedAtColumn(),
    ]
    search_fields = ["certification__name", "certification__name_en", "certification__slug"]
    search_backend_name = None
    copy_view_enabled = False

    def get_queryset(self, request):
        return Programme.objects.for_list().order_by("certification__slug")
