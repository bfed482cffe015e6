"""What managers type about a plan."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .forms import DayField
from .models import RotationSettings
from .periods import next_first, next_monday
from .plans import MOST_PERIODS

USUAL = {"week": 12, "fortnight": 6, "month": 3}


class PlanForm(forms.Form):
    """A new plan: what it is called, how long a period is, when it begins, how many periods."""

    name = forms.CharField(label=_("Name of the plan"), max_length=60, help_text=_("Such as “Spring 2027”."))
    kind = forms.ChoiceField(
        label=_("Posts change every"),
        choices=[
            (RotationSettings.Kind.WEEK, pgettext_lazy("every", "week")),
            (RotationSettings.Kind.FORTNIGHT, pgettext_lazy("every", "two weeks")),
            (RotationSettings.Kind.MONTH, pgettext_lazy("every", "month")),
        ],
    )
    first_day = DayField(label=_("First day of the plan"))
    count = forms.IntegerField(
        label=_("How many periods"),
        min_value=1,
        max_value=MOST_PERIODS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": _("Say a number."), "invalid": _("Say a number.")},
    )


def usual_plan(kind, today):
    """What the form begins with: about a quarter, from next Monday or the first of next month."""
    first = next_first(today) if kind == RotationSettings.Kind.MONTH else next_monday(today)
    return {"kind": kind, "first_day": first, "count": USUAL[kind]}


class RemarkForm(forms.Form):
    """Something said about a plan."""

    text = forms.CharField(
        label=_("Your remark"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what you want to say.")},
    )
