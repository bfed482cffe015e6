from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.widgets import AdminDateInput
from wagtail.users.forms import UserCreationForm as WagtailCreationForm
from wagtail.users.forms import UserEditForm as WagtailEditForm

from .models import User
from .names import pinyin_key, tidy_name
from .roles import Role

STAFF_FIELDS = ["staff_number", "full_name", "name_pinyin", "email", "hall", "groups", "hired_on", "left_on"]


class RolesField(forms.ModelMultipleChoiceField):
    """Groups under the names of the roles they stand for, in the reader's language."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Roles"))
        super().__init__(Group.objects.order_by("pk"), widget=forms.CheckboxSelectMultiple, required=False, **kwargs)

    def label_from_instance(self, group):
        return Role(group.name).label if group.name in Role.values else group.name


class StaffForm(forms.ModelForm):
    """What both of Wagtail's user forms have in common here.

    There is no password (people get a one-time link) and no way to make a superuser (that is for the terminal).
    """

    # Wagtail declares these; None takes a declared field away.
    first_name = None
    last_name = None
    is_superuser = None
    email = forms.EmailField(label=_("e-mail"), required=False)
    groups = RolesField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["full_name"].label = pgettext_lazy("person", "Name")
        self.fields["name_pinyin"].help_text = _(
            "Written by itself from the name; correct it when the surname is read otherwise (单 shan4, 曾 zeng1)."
        )

    def clean(self):
        data = super().clean()
        data["full_name"] = tidy_name(data.get("full_name") or "")
        # A new name with the old, untouched pinyin would stay sorted under the old one.
        if "full_name" in self.changed_data and "name_pinyin" not in self.changed_data and data["full_name"]:
            data["name_pinyin"] = pinyin_key(data["full_name"])
        return data


class UserCreationForm(StaffForm, WagtailCreationForm):
    """Enters one person."""

    class Meta:
        model = User
        fields = STAFF_FIELDS
        widgets = {"hired_on": AdminDateInput, "left_on": AdminDateInput}

    def save(self, commit=True):
        self.instance.set_unusable_password()
        return super().save(commit=commit)


class UserEditForm(StaffForm, WagtailEditForm):
    """Changes one person; nobody shuts themselves out."""

    class Meta(UserCreationForm.Meta):
        fields = [*STAFF_FIELDS, "is_active"]

    def __init__(self, *args, **kwargs):
        self.editing_self = kwargs.get("editing_self", False)
        # Wagtail takes these two away when somebody edits themselves, and finds only one of them here.
        kwargs["editing_self"] = False
        super().__init__(*args, **kwargs)
        if self.editing_self:
            del self.fields["is_active"]
            del self.fields["left_on"]

    def clean_groups(self):
        groups = self.cleaned_data["groups"]
        was = self.instance.groups.filter(name=Role.ADMINISTRATOR).exists()
        if self.editing_self and was and Role.ADMINISTRATOR not in {group.name for group in groups}:
            raise ValidationError(_("You cannot take the administrator role from yourself; ask another administrator."))
        return groups


class LeavingForm(forms.Form):
    """The last day of work; empty takes a recorded day back."""

    left_on = forms.DateField(
        label=_("Last day of work"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The person may sign in and work until the evening of this day. Leave it empty to take it back."),
    )


class ImportForm(forms.Form):
    """A staff file."""

    file = forms.FileField(
        label=_("Staff file"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
        help_text=_("Excel (.xlsx) or CSV. Nothing is changed yet: first you see what would happen."),
    )


class SearchForm(forms.Form):
    """Narrows the list of people."""

    q = forms.CharField(label=_("Name, staff number or pinyin"), required=False, max_length=100)
    show = forms.ChoiceField(
        label=pgettext_lazy("which people", "Show"),
        required=False,
        choices=[
            ("", _("Working here")),
            ("waiting", _("No password yet")),
            ("left", pgettext_lazy("people", "Left")),
            ("all", _("All")),
        ],
    )
