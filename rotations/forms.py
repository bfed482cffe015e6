"""What managers type: a period, the needs of a post, days off."""

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from people.models import User
from skills.models import Skill

from .eligibility import Answer
from .models import Leave, Post, Requirement

LONGEST_PERIOD = 366
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


class DayField(forms.DateField):
    """A day between 2000 and 2100, entered with the browser's calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs):
        kwargs.setdefault(
            "error_messages",
            {"invalid": _("This is no day. Write it as 2026-11-23."), "required": _("Choose a day.")},
        )
        super().__init__(
            validators=[
                MinValueValidator(EARLIEST, _("Choose a day from 2000 on.")),
                MaxValueValidator(LATEST, _("Choose a day up to the end of 2100.")),
            ],
            **kwargs,
        )


class PeriodForm(forms.Form):
    """From–to, both included, and which answers to show."""

    answer = forms.ChoiceField(choices=[("", ""), *Answer.choices], required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # "from" is a word of Python, not a name an attribute can have.
        self.fields = {
            "from": DayField(label=_("From")),
            "to": DayField(label=_("To, that day included")),
            **self.fields,
        }

    def clean(self):
        data = super().clean()
        start, end = data.get("from"), data.get("to")
        if start and end and end < start:
            self.add_error("to", _("The last day lies before the first. Choose a later one."))
        elif start and end and (end - start).days >= LONGEST_PERIOD:
            self.add_error("to", _("At most %(days)d days can be asked at once.") % {"days": LONGEST_PERIOD})
        return data


class SeatsForm(forms.ModelForm):
    """How many people stand at the post at a time."""

    class Meta:
        model = Post
        fields = ["seats"]
        widgets = {"seats": forms.NumberInput(attrs={"min": 1, "max": 99, "inputmode": "numeric"})}

    def clean_seats(self):
        if self.cleaned_data["seats"] > 99:
            raise ValidationError(_("A post has at most 99 seats."))
        return self.cleaned_data["seats"]


class NeedForm(forms.Form):
    """One skill and the level asked for; an empty skill is an empty line."""

    skill = forms.ModelChoiceField(Skill.objects.all(), label=_("Skill"), required=False, empty_label="—")
    level = forms.TypedChoiceField(
        label=_("At least"), coerce=int, choices=Requirement._meta.get_field("level").choices, initial=2
    )


class BaseNeeds(forms.BaseFormSet):
    """The lines together: no skill twice."""

    def clean(self):
        seen = set()
        for form in self.forms:
            skill = form.cleaned_data.get("skill") if hasattr(form, "cleaned_data") else None
            if skill in seen:
                form.add_error("skill", _("The post asks for this skill already. Keep one line of it."))
            if skill:
                seen.add(skill)

    def needs(self):
        """`{skill: level}` as entered."""
        lines = [form.cleaned_data for form in self.forms if form.cleaned_data.get("skill")]
        return {line["skill"]: line["level"] for line in lines if not line.get("DELETE")}


NeedFormSet = forms.formset_factory(NeedForm, formset=BaseNeeds, extra=2, max_num=30, validate_max=True)


def choose_among(field, people):
    """Let a field of a form choose one of these people, by name and staff number."""
    field.queryset = people
    field.empty_label = _("Choose somebody")
    field.error_messages["invalid_choice"] = _("Choose somebody of your hall.")
    field.label_from_instance = User.__str__


class LeaveForm(forms.ModelForm):
    """Who is away from when to when; why is asked of nobody."""

    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day, included"))

    class Meta:
        model = Leave
        fields = ["user", "first_day", "last_day"]

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        choose_among(self.fields["user"], people)

    def clean(self):
        data = super().clean()
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last - first > timedelta(days=3 * 366):
            self.add_error("last_day", _("A leave lasts at most three years. Check the year."))
        return data
