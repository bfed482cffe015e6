"""The hall's own words for notices, in the CMS: for administrators and chief trainers."""

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList, Panel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from .forms import TemplateForm, built_in
from .kinds import kinds
from .models import NoticeTemplate
from .wording import example


def kind_label(template):
    kind = kinds().get(template.kind)
    return kind.label if kind else template.kind


class ExamplePanel(Panel):
    """What the words would say, the placeholders of the kind, and its built-in words."""

    class BoundPanel(Panel.BoundPanel):
        def render_html(self, parent_context=None):
            form = self.form
            kind = kinds().get(form["kind"].value() or "")
            language = form["language"].value() or ""
            typed = [form[name].value() or "" for name in ("title", "sentence")]
            facts = {"kind": kind, "all": [] if kind else _every_kind(), "form": form}
            if kind:
                with override(language):
                    facts["said"] = example(kind, timezone.localdate(), *typed)
                facts["built_in"] = built_in(kind, language)
            return mark_safe(render_to_string("notices/cms/example.html", facts))


def _every_kind():
    return [
        {"kind": kind, "languages": NoticeTemplate._meta.get_field("language").choices} for kind in kinds().values()
    ]


class PreviewMixin:
    """The button "Show the example" saves nothing: the page comes back with what was typed and what it would say."""

    def post(self, request, *args, **kwargs):
        if "show-example" not in request.POST:
            return super().post(request, *args, **kwargs)
        self.form = self.get_form()
        self.form.is_valid()
        return self.render_to_response(self.get_context_data(form=self.form))


class TemplateCreateView(PreviewMixin, generic.CreateView):
    def get_initial_form_instance(self):
        """Begin with the built-in words of the kind a link names."""
        found = super().get_initial_form_instance() or NoticeTemplate()
        kind, language = kinds().get(self.request.GET.get("kind", "")), self.request.GET.get("language", "")
        if kind and language in dict(found._meta.get_field("language").choices):
            words = built_in(kind, language)
            found.kind, found.language, found.title, found.sentence = kind.name, language, *words.values()
        return found


class TemplateEditView(PreviewMixin, generic.EditView):
    pass


class TemplateDeleteView(generic.DeleteView):
    page_title = _("Back to the built-in words")
    header_icon = "undo"

    @property
    def confirmation_message(self):
        return _("From now on notices of this kind are worded again as they came with Xingchuang.")


class NoticeTemplateViewSet(ModelViewSet):
    """Words of notices: what is listed here replaces the built-in words."""

    model = NoticeTemplate
    icon = "mail"
    menu_label = _("Words of notices")
    menu_order = 596
    add_to_settings_menu = True
    copy_view_enabled = False
    add_view_class = TemplateCreateView
    edit_view_class = TemplateEditView
    delete_view_class = TemplateDeleteView
    list_display = [
        Column("kind", label=pgettext_lazy("notices", "kind"), accessor=kind_label, sort_key="kind"),
        Column("language", label=_("language"), accessor="get_language_display", sort_key="language"),
        "title",
    ]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("kind"), FieldPanel("language")]),
            FieldPanel("title"),
            FieldPanel("sentence"),
            ExamplePanel(),
        ],
        base_form_class=TemplateForm,
    )
