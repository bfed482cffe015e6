"""The filter over the manager's hall."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .matrix import Wanted


class HallFilter(forms.Form):
    """As of which day, and which people, skill and state the matrix shows. Nothing is required."""

    on = forms.DateField(
        label=pgettext_lazy("label of a date", "As of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day as 2026-11-23. Until then the figures are those of today.")},
    )
    q = forms.CharField(label=_("Name, pinyin or staff number"), required=False, max_length=60)
    skill = forms.ChoiceField(label=_("Skill"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("any state")), *Wanted.choices])

    def __init__(self, data, *, today, skills, halls=()):
        data = data.copy()
        data.setdefault("on", today.isoformat())
        super().__init__(data)
        self.today = today
        self.fields["skill"].choices = [("", _("all skills")), *((skill.slug, skill.local_name) for skill in skills)]
        if len(halls) > 1:
            choices = [(hall.code, hall.local_name) for hall in halls]
            self.fields["hall"] = forms.ChoiceField(label=_("Hall"), required=False, choices=choices)

    def wanted(self):
        """What the matrix is asked for; a field with an error asks for nothing."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("q", "skill", "state")}

    def day(self):
        """The day asked about; today when none or nonsense was given."""
        self.is_valid()
        return self.cleaned_data.get("on") or self.today
