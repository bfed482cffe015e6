"""What every report may be asked for: which hall, who, as of when or between which days. Nothing is required."""

from datetime import date, datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import Hall, User
from people.roles import Role, has_role

from .frame import Asked

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


class DayField(forms.DateField):
    """A day between 2000 and 2100, not required."""

    def __init__(self, **kwargs):
        super().__init__(
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": _("This is no day. Write it as 2026-11-23.")},
            **kwargs,
        )

    def clean(self, value):
        day = super().clean(value)
        if day and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(_("Choose a day between 2000 and 2100."))
        return day


def halls_to_choose(viewer: User) -> list[Hall]:
    """All halls for an administrator where there are several; nothing to choose for anybody else."""
    found = list(Hall.objects.all()) if has_role(viewer, Role.ADMINISTRATOR) else []
    return found if len(found) > 1 else []


class ScopeForm(forms.Form):
    """Hall (for those who see several) and name; reports add what they need."""

    # Whether only those count who work here on the day. History speaks of those who left, too.
    only_employed = True

    def __init__(self, data, *, viewer: User, today: date, halls=None):
        super().__init__(data)
        self.viewer, self.today = viewer, today
        halls = halls_to_choose(viewer) if halls is None else halls
        if halls:
            choices = [("", _("all halls")), *((hall.code, hall.local_name) for hall in halls)]
            self.fields["hall"] = forms.ChoiceField(label=_("Hall"), required=False, choices=choices)
        self.fields["q"] = forms.CharField(
            label=pgettext_lazy("filter", "Person"),
            required=False,
            max_length=60,
            help_text="",
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )
        self.several_halls = bool(halls)

    def day(self) -> date:
        """The day the report is asked of."""
        return self.cleaned_data.get("on") or self.today

    def asked(self, now: datetime) -> Asked:
        """What was asked for, of a valid form; the people are a queryset, narrowed to what the viewer may see."""
        people = User.objects.visible_to(self.viewer).matching(self.cleaned_data["q"])
        if self.cleaned_data.get("hall"):
            people = people.filter(hall__code=self.cleaned_data["hall"])
        if self.only_employed:
            people = people.employed(self.day())
        return Asked(self.viewer, self.day(), now, self.cleaned_data, people)

    def in_words(self) -> list[tuple[str, str]]:
        """`[(label, value)]` of what was filled in, for the head of a file or letter."""
        found = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if value not in (None, "", False):
                words = dict(getattr(field, "choices", ())).get(value, value)
                found.append((str(field.label), str(words)))
        return found


class DayForm(ScopeForm):
    """As of a day; today when nothing is said."""

    on = DayField(label=_("As of"))


class PeriodForm(ScopeForm):
    """Between two days, both included; the last months when nothing is said."""

    only_employed = False
    usual_days = 90

    since = DayField(label=pgettext_lazy("filter", "From"))
    until = DayField(label=pgettext_lazy("filter", "To, that day included"))

    def clean(self):
        cleaned = super().clean()
        since, until = self.period()
        if not self.errors and until < since:
            self.add_error("until", _("The last day lies before the first. Choose a later one."))
        return cleaned

    def period(self) -> tuple[date, date]:
        """The first and the last day; what was left open is the usual."""
        until = self.cleaned_data.get("until") or self.today
        return self.cleaned_data.get("since") or self.usual_start(until), until

    def usual_start(self, until: date) -> date:
        return until - timedelta(days=self.usual_days)

    def asked(self, now):
        found = super().asked(now)
        since, until = self.period()
        return Asked(found.viewer, until, now, {**found.wanted, "since": since, "until": until}, found.people)
