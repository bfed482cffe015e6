from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
