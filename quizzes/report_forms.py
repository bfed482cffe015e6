"""The filter over the results of a quiz."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .models import Quiz
from .reports import Scope
from .results_by_person import OUTCOMES

WHICH = [("first", _("of each person the first")), ("all", pgettext_lazy("attempts", "all"))]


class DayField(forms.DateField):
    """A day, not required; nonsense is told, and asks for nothing."""

    def __init__(self, label):
        super().__init__(
            label=label,
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": _("Write the day as 2026-11-23.")},
        )


class ReportFilter(forms.Form):
    """Which attempts a report is about. Nothing is required; a field with an error asks for nothing."""

    since = DayField(pgettext_lazy("label of a date", "Ended from"))
    until = DayField(pgettext_lazy("label of a date", "Ended until"))
    which = forms.ChoiceField(label=_("Attempts in the figures"), required=False, choices=WHICH)

    def __init__(self, data, *, halls=()):
        super().__init__(data)
        if len(halls) > 1:
            choices = [("", _("all halls")), *((hall.code, hall.local_name) for hall in halls)]
            self.fields["hall"] = forms.ChoiceField(label=_("Hall"), required=False, choices=choices)

    def clean(self):
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day lies before the first one."))
        return cleaned

    def wanted(self):
        """What was asked for, by field; empty for what was not or does not fit."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}

    def scope(self, quiz: Quiz, people) -> Scope:
        """The attempts asked for, among these people (a queryset of users)."""
        wanted = self.wanted()
        if wanted.get("hall"):
            people = people.filter(hall__code=wanted["hall"])
        since, until = wanted["since"] or None, wanted["until"] or None
        return Scope(quiz, people, since, until, first_only=wanted["which"] != "all")


class PeopleFilter(ReportFilter):
    """With the outcome, which narrows down the list of people and not the figures above it."""

    outcome = forms.ChoiceField(label=_("Outcome"), required=False, choices=[("", _("any outcome")), *OUTCOMES.items()])
