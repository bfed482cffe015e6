"""Under which name a report is kept, and in which rhythm it is sent to whom."""

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.models import User

from .models import SavedView, Schedule
from .timing import WEEKLY, Rhythm


class ViewForm(forms.Form):
    """Name, and whether the hall shares it."""

    name = forms.CharField(label=pgettext_lazy("view", "Name"), max_length=60)
    shared = forms.BooleanField(label=SavedView._meta.get_field("is_shared").verbose_name, required=False)

    def __init__(self, *args, owner: User, **kwargs):
        super().__init__(*args, **kwargs)
        if owner.hall_id is None:
            del self.fields["shared"]


class PeopleField(forms.ModelMultipleChoiceField):
    """People by name and number; the hall is named too where several are offered."""

    def label_from_instance(self, obj):
        hall = f" · {obj.hall.local_name}" if obj.hall else ""
        return f"{obj}{hall}"


class ScheduleForm(forms.Form):
    """How often, on which day, to whom."""

    every = forms.ChoiceField(
        label=pgettext_lazy("schedule", "How often"), choices=Schedule.Every.choices, widget=forms.RadioSelect
    )
    weekday = forms.TypedChoiceField(
        label=_("On which weekday"),
        coerce=int,
        choices=list(WEEKDAYS.items()),
        help_text=_("For every week."),
    )
    monthday = forms.IntegerField(
        label=_("On which day of the month"),
        min_value=1,
        max_value=31,
        help_text=_("For every month. In a month that is shorter it is sent on the last day."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    recipients = PeopleField(
        User.objects.none(),
        label=_("To whom"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Everybody gets the rows that they may see themselves, in the language they use."),
        error_messages={
            "required": _("Choose at least one person."),
            "invalid_choice": _("Somebody you chose may not see this report. Look at the list again."),
        },
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["recipients"].queryset = people

    def rhythm(self) -> Rhythm:
        """The rhythm asked for, of a valid form."""
        data = self.cleaned_data
        return Rhythm(data["every"], data["weekday"] if data["every"] == WEEKLY else data["monthday"])
