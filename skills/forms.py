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

    Made with `levels` (rows of `bar.skill` and `said`) to show, or with `skills` to read.
    """

    def __init__(self, *args, levels=(), skills=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.skills = [*skills, *(row.bar.skill for row in levels)]
        said = {row.bar.skill.pk: row.said for row in levels}
        for skill in self.skills:
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
