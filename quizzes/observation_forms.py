"""What people send: requests, assignments, sheets, photos, decisions."""

import uuid
from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import User

from .evidence import Consent
from .models import ObservationDecision, Practical
from .observing import Sheet


class OrderForm(forms.Form):
    """A trainer or manager has somebody observed."""

    practical = forms.ModelChoiceField(Practical.objects.none(), label=_("Practical"))
    user = forms.ModelChoiceField(User.objects.none(), label=_("Who is observed"))
    note = forms.CharField(label=pgettext_lazy("sheet", "Note"), max_length=200, required=False)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["practical"].queryset = Practical.objects.published()
        self.fields["user"].queryset = people


class AssignForm(forms.Form):
    """Who watches, as the first or second, and until when."""

    place = forms.TypedChoiceField(choices=[(1, "1"), (2, "2")], coerce=int, widget=forms.HiddenInput)
    observer = forms.TypedChoiceField(label=_("Observer"), coerce=int)
    due_on = forms.DateField(label=_("By"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args, coaches, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["observer"].choices = [(person.pk, person.full_name) for person in coaches]


class DecisionForm(forms.Form):
    """What came of it, and why."""

    outcome = forms.ChoiceField(
        label=_("Decision"), choices=ObservationDecision.Outcome.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=pgettext_lazy("decision", "Why"),
        max_length=500,
        required=False,
        help_text=_("The person reads it. Needed for everything but plain acceptance."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    without_second = forms.BooleanField(label=_("Decide without the second observer"), required=False)

    def __init__(self, *args, request=None, **kwargs):
        super().__init__(*args, **kwargs)
        if request is None or request.is_watched:
            del self.fields["without_second"]


def sheet_of(sent) -> Sheet:
    """The sheet in a form that was sent; a form without the script brings its id along too."""
    return Sheet(
        client_id=uuid_of(sent.get("client_id", "")),
        levels={name.removeprefix("level-"): sent[name] for name in sent if name.startswith("level-")},
        notes={name.removeprefix("note-"): sent[name] for name in sent if name.startswith("note-")},
        comment=sent.get("comment", ""),
        observed_at=moment_of(sent.get("observed_at", "")),
    )


def consent_of(sent, now: datetime) -> Consent | None:
    """The consent that was ticked; None when it was not."""
    if not sent.get("consent"):
        return None
    return Consent(names=sent.get("consent_names", ""), at=moment_of(sent.get("consent_at", "")) or now)


def uuid_of(text: str) -> uuid.UUID:
    """A new one for what is none: the sheet then counts as sent once."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


def moment_of(text: str) -> datetime | None:
    """The moment a device wrote, with its zone; None for anything else."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and timezone.is_aware(found) else None
