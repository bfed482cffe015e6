"""The living page of the design system: every component in every state, both themes side by side. Development only."""

import datetime
import re
from pathlib import Path

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from core.templatetags.ui import LEVELS, STATES

STATIC = Path(__file__).parent / "static"
# Read from the files themselves, so that the page can never lack what a template may use.
ICONS = re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons" / "sprite.svg").read_text())
COLOURS = re.findall(r"--([\w-]+): light-dark\(", (STATIC / "css" / "tokens.css").read_text())


class SpecimenForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(
        label=pgettext_lazy("specimen", "Name"),
        help_text=pgettext_lazy("specimen", "As on the counter sign."),
        max_length=20,
    )
    reason = forms.CharField(label=pgettext_lazy("specimen", "Reason"), widget=forms.Textarea, required=False)
    begins = forms.DateField(
        label=pgettext_lazy("specimen", "First day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    post = forms.ChoiceField(
        label=pgettext_lazy("specimen", "Post"), choices=[("", "—"), ("1", "业务受理"), ("2", "电费核算")]
    )
    shift = forms.ChoiceField(
        label=pgettext_lazy("specimen", "Shift"),
        choices=[("a", pgettext_lazy("specimen", "morning")), ("b", pgettext_lazy("specimen", "afternoon"))],
        widget=forms.RadioSelect,
    )
    skills = forms.MultipleChoiceField(
        label=pgettext_lazy("specimen", "Skills"),
        choices=[("s", pgettext_lazy("specimen", "Sign language")), ("e", pgettext_lazy("specimen", "Hall English"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=pgettext_lazy("specimen", "Choose as many as you hold."),
    )
    paper = forms.FileField(label=pgettext_lazy("specimen", "Paper"), required=False)
    agreed = forms.BooleanField(label=pgettext_lazy("specimen", "My manager knows of it"))


def _specimen(theme):
    """The forms of one theme; their ids must differ from those of the other on the same page."""
    return {
        "theme": theme,
        "form": SpecimenForm(auto_id=f"{theme}_%s", initial={"shift": "a"}),
        "wrong_form": SpecimenForm({"name": "一" * 21, "shift": "c"}, {}, auto_id=f"{theme}_wrong_%s"),
    }


@login_not_required
def style(request):
    """GET /style/: nothing is stored; the forms are specimens."""
    return render(
        request,
        "style.html",
        {
            "specimens": [_specimen("light"), _specimen("dark")],
            "colours": COLOURS,
            "icons": ICONS,
            "states": list(STATES),
            "levels": range(len(LEVELS)),
            "date": datetime.date(2026, 11, 23),
            "last_year": datetime.date(2025, 11, 23),
            "now": timezone.now(),
            "many": Paginator(range(60), 20).get_page(2),
        },
    )
