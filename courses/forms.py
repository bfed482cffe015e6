"""Forms of the courses outside their pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import EntryChange

# Beside the fields of whatever is being edited, in the same POST.
PREFIX = "entry-change"


class DecisionForm(forms.Form):
    """What an edit means for those who learnt the old words."""

    weight = forms.ChoiceField(label=_("What does the edit mean?"), choices=EntryChange.Weight.choices)
    note = forms.CharField(
        label=_("What is new, in one sentence"),
        required=False,
        max_length=300,
        help_text=_("Those who learnt it read this, beside the old and the new words."),
    )
    note_en = forms.CharField(label=_("The same in English"), required=False, max_length=400)
    due_on = forms.DateField(
        label=_("Certificates are renewed until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, prefix=PREFIX, **kwargs)
        self.today = today

    def clean(self):
        cleaned = super().clean()
        weight = cleaned.get("weight")
        if weight in {EntryChange.Weight.DELTA, EntryChange.Weight.RECERTIFY} and not cleaned.get("note"):
            self.add_error("note", _("Say what is new: people are asked to read it."))
        if weight == EntryChange.Weight.RECERTIFY and "due_on" not in self.errors:
            due_on = cleaned.get("due_on")
            if due_on is None:
                self.add_error("due_on", _("Say until when the certificates are to be renewed."))
            elif due_on <= self.today:
                self.add_error("due_on", _("This day has gone by: give people time to renew."))
        return cleaned
