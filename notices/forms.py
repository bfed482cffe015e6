from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from .kinds import kinds, unknown_names
from .models import NoticeTemplate, Rhythm


class SettingsForm(forms.Form):
    """How somebody wants to be told, and in which language."""

    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("For these pages on this device, for your letters and for your calendar."),
    )
    rhythm = forms.ChoiceField(label=_("Letters by e-mail"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args, usual, **kwargs):
        super().__init__(*args, **kwargs)
        as_the_hall = _("as the hall says: %(rhythm)s") % {"rhythm": Rhythm(usual).label}
        self.fields["rhythm"].choices = [("", as_the_hall), *Rhythm.choices]


class TemplateForm(WagtailAdminModelForm):
    """The hall's own words for a kind of notice: only placeholders the kind knows."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("notices", "kind"), choices=lambda: [(name, kind.label) for name, kind in kinds().items()]
    )

    class Meta:
        model = NoticeTemplate
        fields = ["kind", "language", "title", "sentence"]

    def clean_title(self):
        title = " ".join(self.cleaned_data["title"].split())
        return self._with_known_names(title)

    def clean_sentence(self):
        return self._with_known_names(self.cleaned_data["sentence"].strip())

    def _with_known_names(self, text):
        kind = kinds().get(self.cleaned_data.get("kind"))
        unknown = unknown_names(kind, text) if kind else []
        if unknown:
            known = ", ".join(f"{{{name}}}" for name in sorted(kind.names))
            raise ValidationError(
                _("{%(unknown)s} is not known here. You can use: %(known)s.") % {"unknown": unknown[0], "known": known}
            )
        return text


def built_in(kind, language):
    """The built-in words of a kind as `{"title", "sentence"}`, placeholders and all."""
    with override(language or get_language()):
        return {"title": str(kind.title), "sentence": str(kind.sentence)}
