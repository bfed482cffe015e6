"""The forms of certifications: whom to show, what is decided and why, and a certificate from outside."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.reason_form import LONGEST_REASON, ReasonForm
from people.models import Hall, User

from .life import State

A_DAY = timedelta(days=1)


def day_field(label, **options):
    """A day as browsers ask for it."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "invalid": _("This is no day. Write it as 2026-11-23."),
            "required": _("Choose a day."),
        },
        **options,
    )


class RollFilter(forms.Form):
    """Narrows the people of a certification down."""

    DUE = (("", _("all")), ("overdue", _("overdue")), ("soon", _("within 30 days")))

    q = forms.CharField(label=_("Name or staff number"), required=False, max_length=60)
    hall = forms.ModelChoiceField(Hall.objects.none(), label=_("Hall"), required=False, empty_label=_("all halls"))
    state = forms.ChoiceField(
        label=pgettext_lazy("label", "State"), required=False, choices=[("", _("all")), *State.choices]
    )
    due = forms.ChoiceField(label=pgettext_lazy("label", "Due"), required=False, choices=DUE)

    def __init__(self, *args, halls, **kwargs):
        super().__init__(*args, **kwargs)
        if halls is None:
            del self.fields["hall"]
        else:
            self.fields["hall"].queryset = halls

    def wanted(self, name):
        """What was chosen; nothing for what does not exist."""
        return self.cleaned_data.get(name) if self.is_valid() or name in self.cleaned_data else None


class DatedForm(ReasonForm):
    """Why, and from which day on: not before the certificate began, and at most a year ahead."""

    field_order = ["on", "reason"]

    def __init__(self, *args, label, first: date, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.first, self.last = first, today + 365 * A_DAY
        self.fields["on"] = day_field(label, initial=today)
        self.order_fields(self.field_order)

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on < self.first:
            raise forms.ValidationError(_("The certificate did not count yet on that day."))
        if on > self.last:
            raise forms.ValidationError(_("Choose a day within the next twelve months."))
        return on


class AssignForm(forms.Form):
    """One person is to get a certificate, by when, and why."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Who"),
        empty_label=_("choose"),
        error_messages={"required": _("Choose a person."), "invalid_choice": _("Choose a person of your hall.")},
    )
    due_on = day_field(_("To be done by"), required=False)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person sees it."),
    )

    def __init__(self, *args, people, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["person"].queryset = people
        self.fields["person"].label_from_instance = lambda person: f"{person.full_name} {person.staff_number}"

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if due_on and due_on < self.today:
            raise forms.ValidationError(_("This day has passed. Choose one that is still to come."))
        return due_on


class OutsideForm(forms.Form):
    """A certificate from outside, with its scan."""

    title = forms.CharField(label=_("Name of the certificate"), max_length=150)
    issuer = forms.CharField(label=_("Issued by"), max_length=150)
    outside_number = forms.CharField(
        label=pgettext_lazy("certificate", "Its number"),
        required=False,
        max_length=80,
        help_text=_("As printed on it."),
    )
    issued_on = day_field(_("Issued on"))
    expires_on = day_field(_("Valid until"), required=False, help_text=_("Empty if it does not expire."))
    scan = forms.FileField(
        label=_("Scan or photo"),
        help_text=_("PDF, JPEG or PNG, at most 10 MB, every line readable."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
        error_messages={
            "required": _("Choose the scan. What you typed is still here."),
            "empty": _("This file is empty. Choose another."),
        },
    )
    note = forms.CharField(label=_("Anything the reviewer should know"), required=False, max_length=300)

    def clean(self):
        cleaned = super().clean()
        issued_on, expires_on = cleaned.get("issued_on"), cleaned.get("expires_on")
        if issued_on and expires_on and expires_on < issued_on:
            self.add_error("expires_on", _("It would end before it was issued."))
        if self.errors and "scan" not in self.errors and self.files:
            # A browser never sends a file twice by itself.
            self.add_error("scan", _("Choose the scan once more; browsers do not keep files."))
        return cleaned


class VerdictForm(forms.Form):
    """Recognised or not; a refusal says why."""

    accepted = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("yes", _("Recognise it")), ("no", _("Do not recognise it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when it is not recognised. The person sees it."),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("accepted") == "no" and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Say why it is not recognised."))
        return cleaned
