"""Forms of the courses outside their pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import EntryChange, LessonPage
from .new_lessons import Pattern

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


class NewLessonForm(forms.Form):
    """What to begin a lesson with."""

    title = forms.CharField(label=_("Title"), max_length=255)
    pattern = forms.ChoiceField(
        label=_("Begin with"), choices=Pattern.choices, widget=forms.RadioSelect, initial=Pattern.PHRASES
    )
    like = forms.ModelChoiceField(
        label=_("or with a copy of a lesson"),
        queryset=LessonPage.objects.none(),
        required=False,
        help_text=_("Its blocks are copied; phrases, signs and dialogues stay the same entries."),
    )

    def __init__(self, *args, lessons, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["like"].queryset = lessons
        self.fields["like"].label_from_instance = lambda lesson: lesson.local_title


class CopyBlocksForm(forms.Form):
    """Which blocks of a lesson go into which other lesson."""

    blocks = forms.MultipleChoiceField(label=_("Blocks"), widget=forms.CheckboxSelectMultiple)
    into = forms.ModelChoiceField(label=_("Copy into"), queryset=LessonPage.objects.none())

    def __init__(self, *args, blocks, lessons, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["blocks"].choices = [(block.id, f"{block.number} · {block.name}") for block in blocks]
        self.fields["into"].queryset = lessons
        self.fields["into"].label_from_instance = lambda lesson: lesson.local_title
