"""Observed practicals in the CMS."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, NumberColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Practical
from .rubric import problems


class PracticalForm(WagtailAdminModelForm):
    """A draft may be half done; what is published or sent to review must be sound."""

    def clean(self):
        cleaned = super().clean()
        if not self.is_deferred_validation and not self.errors and cleaned.get("criteria") is not None:
            written = Practical(criteria=cleaned["criteria"], pass_percent=cleaned["pass_percent"])
            for sentence in problems(written.rubric):
                self.add_error(None, sentence)
        return cleaned


PANELS = [
    MultiFieldPanel(
        [FieldPanel("title"), FieldPanel("title_en"), FieldPanel("intro"), FieldPanel("intro_en")],
        heading=_("Title and introduction"),
    ),
    FieldPanel("skill"),
    FieldPanel(
        "criteria",
        help_text=_(
            "Three to eight are enough. Say of every level what is seen and heard, so that two observers agree."
        ),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("pass_percent"), FieldPanel("second_percent")]),
            FieldRowPanel([FieldPanel("redo_days"), FieldPanel("due_days")]),
        ],
        heading=_("Rules"),
        help_text=_("Whoever has asked already is observed by the rubric published then."),
    ),
]


class PracticalViewSet(SnippetViewSet):
    model = Practical
    icon = "view"
    menu_label = _("Observed practicals")
    edit_handler = ObjectList(PANELS, base_form_class=PracticalForm)
    list_display = [
        "__str__",
        Column("skill", label=_("skill"), accessor="skill.local_name", sort_key="skill__name"),
        NumberColumn("pass_percent", label=_("least points (%)")),
        LiveStatusTagColumn(),
    ]
    search_fields = ["title", "title_en"]
    search_backend_name = None

    def get_queryset(self, request):
        return Practical.objects.select_related("skill", "latest_revision", "locked_by")
