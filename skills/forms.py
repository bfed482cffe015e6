from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .models import Level


class OnDayForm(forms.Form):
    """Asks for another day than today."""

    on = forms.DateField(
        label=pgettext_lazy("label of a date", "As of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[
            MinValueValidator(date(1990, 1, 1), _("Choose a day from 1990 on.")),
            MaxValueValidator(date(2100, 12, 31), _("Choose a day up to the end of 2100.")),
        ],
        error_messages={"invalid": _("This is no day. Write it as 2026-11-23.")},
    )


class SelfRatingForm(forms.Form):
    """One choice a skill of what the person says of themselves; a skill may be left unsaid.

    `said` is what they said last, as `{skill_id: level}`.
    """

    def __init__(self, *args, skills, said, **kwargs):
        super().__init__(*args, **kwargs)
        self.skills = skills
        for skill in skills:
            self.fields[f"skill-{skill.pk}"] = forms.TypedChoiceField(
                label=skill.local_name,
                required=False,
                coerce=int,
                empty_value=None,
                choices=[("", pgettext_lazy("self-rating", "not said")), *Level.choices],
                initial=said.get(skill.pk),
            )

    def levels(self):
        """`[(skill, level)]` of what was said."""
        chosen = [(skill, self.cleaned_data.get(f"skill-{skill.pk}")) for skill in self.skills]
        return [(skill, level) for skill, level in chosen if level is not None]


class FileCheckForm(forms.Form):
    """A file to be checked, or the text of a credential."""

    MOST_BYTES = 2 * 1024 * 1024

    file = forms.FileField(
        label=_("The file you were given"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".pdf,.json,.jwt,.txt,application/pdf,application/json"}),
        help_text=_("A certificate as PDF, or its credential as JSON or token (.jwt). At most 2 MB. Nothing is kept."),
    )
    text = forms.CharField(
        label=_("Or the text of a credential"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocapitalize": "off"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > self.MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 2 MB. Certificates of this hall are far smaller: choose the file itself.")
            )
        return file

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not self.content.strip():
            self.add_error("file", _("Choose a file with something in it, or paste the text of a credential."))
        return cleaned

    @property
    def content(self):
        """What is to be checked, as bytes; the file where both are given."""
        file = self.cleaned_data.get("file")
        if file:
            file.seek(0)
            return file.read()
        return self.cleaned_data.get("text", "").encode()

    @property
    def file_name(self):
        """What the file was called; empty for a pasted text."""
        file = self.cleaned_data.get("file")
        return file.name if file else ""
