"""The filters over the manager's hall and its matrix, and the wish for a minimum."""

import calendar
from datetime import date

from django import forms
from django.db.models import TextChoices
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.roles import Role
from rotations.eligibility import Answer
from rotations.models import HallMinimum
from skills.models import Level, Skill

from .matrix import Wanted

# How far the slider reaches to either side of today.
MONTHS = 12


def months_away(today: date, months: int) -> date:
    """The same day so many months later or earlier; the last of the month where it has no such day."""
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


class PlainSelect(forms.Select):
    """A list to choose from, written at once: Django includes a template for each of a hundred options."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, mark_safe(" selected") if str(key) == chosen else "", label) for key, label in self.choices),
        )
        return format_html(
            "<select{}>{}</select>", flatatt({**self.build_attrs(self.attrs, attrs), "name": name}), options
        )


class Sort(TextChoices):
    """In which order people stand."""

    NAME = "name", _("by name")
    ENDS = "ends", _("by what ends next")


class HallFilter(forms.Form):
    """As of which day and of which hall a page speaks. Nothing is required."""

    on = forms.DateField(
        label=pgettext_lazy("label of a date", "As of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Write the day as 2026-11-23. Until then the figures are those of today.")},
    )

    def __init__(self, data, *, today, halls=()):
        data = data.copy()
        data.setdefault("on", today.isoformat())
        super().__init__(data)
        self.today = today
        if len(halls) > 1:
            choices = [(hall.code, hall.local_name) for hall in halls]
            self.fields["hall"] = forms.ChoiceField(label=_("Hall"), required=False, choices=choices)

    def day(self):
        """The day asked about; today when none or nonsense was given."""
        self.is_valid()
        # A calendar has no day before the first or after the last for what began or ends about then.
        on = self.cleaned_data.get("on")
        return on if on and 1900 <= on.year <= 2200 else self.today


class MatrixFilter(HallFilter):
    """Which people, columns and cells the matrix shows. A field with an error asks for nothing."""

    q = forms.CharField(label=_("Name, pinyin or staff number"), required=False, max_length=60)
    skill = forms.ChoiceField(label=_("Skill"), required=False, widget=PlainSelect)
    post = forms.ChoiceField(label=_("Post"), required=False, widget=PlainSelect)
    state = forms.ChoiceField(
        label=_("State"), required=False, widget=PlainSelect, choices=[("", _("any state")), *Wanted.choices]
    )
    answer = forms.ChoiceField(
        label=_("Answer"), required=False, widget=PlainSelect, choices=[("", _("any answer")), *Answer.choices]
    )
    level = forms.TypedChoiceField(
        label=_("Level in force"),
        required=False,
        widget=PlainSelect,
        coerce=int,
        empty_value=0,
        choices=[("", _("any level")), *((level, level.label) for level in Level if level)],
    )
    role = forms.ChoiceField(
        label=_("Role"), required=False, widget=PlainSelect, choices=[*Role.choices, ("all", _("all staff"))]
    )
    sort = forms.ChoiceField(label=_("Order"), required=False, widget=PlainSelect, choices=Sort.choices)
    # The slider, and where it stood when the page was made: it counts only when somebody moved it.
    months = forms.IntegerField(required=False, min_value=-MONTHS, max_value=MONTHS)
    shown = forms.IntegerField(required=False, min_value=-MONTHS, max_value=MONTHS)

    def __init__(self, data, *, today, skills, posts, halls=(), by_post=False):
        data = data.copy()
        data.setdefault("role", Role.CLERK.value)
        super().__init__(data, today=today, halls=halls)
        self.fields["skill"].choices = [("", _("all skills")), *((skill.slug, skill.local_name) for skill in skills)]
        self.fields["post"].choices = [("", _("all posts")), *((str(post.pk), post.local_name) for post in posts)]
        for name in ("state", "level") if by_post else ("answer",):
            del self.fields[name]

    def wanted(self):
        """What is asked for, empty where nothing or nonsense is."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in ASKED}

    def day(self):
        found = super().day()
        months, shown = self.cleaned_data.get("months"), self.cleaned_data.get("shown")
        return found if months is None or shown is None or months == shown else months_away(self.today, months)

    def query(self):
        """The filter without day, page and slider, as pairs for links and hidden fields."""
        return {name: value for name, value in self.wanted().items() if value and (name, value) not in USUAL}


ASKED = ("q", "skill", "post", "state", "answer", "level", "role", "sort")
USUAL = {("role", Role.CLERK.value), ("sort", Sort.NAME.value)}


class MinimumForm(forms.Form):
    """How many people of a hall should hold a skill at a level or above."""

    skill = forms.ModelChoiceField(Skill.objects.all(), label=_("Skill"), to_field_name="slug", empty_label=None)
    level = forms.TypedChoiceField(
        label=_("At least"), coerce=int, choices=HallMinimum._meta.get_field("level").choices
    )
    people = forms.IntegerField(
        label=_("People"),
        min_value=0,
        max_value=999,
        help_text=_("0 takes the minimum away."),
        widget=forms.NumberInput(attrs={"min": 0, "max": 999, "inputmode": "numeric"}),
        error_messages={"invalid": _("Say a number from 0 to 999.")},
    )
