"""What managers type to set a rotation, and clerks to wish."""

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .forms import DayField, choose_among
from .models import EVERY_DAY, DayPart, Pair, Post, RotationSettings, Wish
from .wording import weekday_name

LONGEST = 52  # periods; a year of weeks
UNTIL = _("Last day, included")
OPEN_END = _("Empty: until further notice.")


class WeekdaysField(forms.MultipleChoiceField):
    """Weekdays as a string of the numbers 1 to 7."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(choices=lambda: [(number, weekday_name(number)) for number in EVERY_DAY], **kwargs)

    def clean(self, value):
        return "".join(sorted(super().clean(value)))


class TimeOfDay(forms.TimeField):
    """A time, entered with the browser's clock."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class OpeningForm(forms.Form):
    """When a hall is open, and how long a period is."""

    open_on = WeekdaysField(
        label=pgettext_lazy("hall", "Open on"), error_messages={"required": _("Choose at least one weekday.")}
    )
    kind = forms.ChoiceField(
        label=_("Posts change every"),
        choices=[
            (RotationSettings.Kind.WEEK, pgettext_lazy("every", "week")),
            (RotationSettings.Kind.FORTNIGHT, pgettext_lazy("every", "two weeks")),
            (RotationSettings.Kind.MONTH, pgettext_lazy("every", "month")),
        ],
        widget=forms.RadioSelect,
    )


class PartForm(forms.Form):
    """A part of the day."""

    name = forms.CharField(label=_("Name of the part"), max_length=20, help_text=_("Such as 上午, 下午."))
    name_en = forms.CharField(label=_("English name"), max_length=30, required=False)
    begins_at = TimeOfDay(label=_("Begins at"))
    ends_at = TimeOfDay(label=_("Ends at"))


class CalendarForm(forms.Form):
    """Days unlike their weekday."""

    first_day = DayField(label=_("First day"))
    last_day = DayField(label=UNTIL, required=False, help_text=_("Empty: this one day."))
    is_open = forms.TypedChoiceField(
        label=_("The hall is"),
        choices=[("no", pgettext_lazy("hall", "closed")), ("yes", pgettext_lazy("hall", "open"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="no",
    )
    name = forms.CharField(label=_("What day it is"), max_length=40, required=False)
    everywhere = forms.BooleanField(label=_("For every hall"), required=False)

    def __init__(self, *args, everywhere, **kwargs):
        super().__init__(*args, **kwargs)
        if not everywhere:
            del self.fields["everywhere"]


class SeveralRows(forms.ModelMultipleChoiceField):
    """Several rows of a table, by number."""

    def clean(self, value):
        """As Django's, which asks SQLite for numbers larger than any it can keep, and then fails."""
        for number in value if isinstance(value, list | tuple) else ():
            if len(str(number)) > 18:
                raise forms.ValidationError(self.error_messages["invalid_pk_value"], "invalid_pk_value", {"pk": "…"})
        return super().clean(value)


class OfAHall(forms.Form):
    """Chooses among the posts, the parts of the day and the people of one hall."""

    def __init__(self, *args, hall, people=None, **kwargs):
        super().__init__(*args, **kwargs)
        if "post" in self.fields:
            self.fields["post"].queryset = Post.objects.filter(hall=hall)
            self.fields["post"].error_messages["invalid_choice"] = _("Choose a post of this hall.")
        for name in {"part", "parts"} & self.fields.keys():
            parts = DayPart.objects.filter(hall=hall)
            if parts.exists():
                self.fields[name].queryset = parts
            else:
                del self.fields[name]
        for name in ("user", "first", "second"):
            if name in self.fields and people is not None:
                choose_among(self.fields[name], people)


class SeatRuleForm(OfAHall):
    """How many seats of a post are wanted when."""

    post = forms.ModelChoiceField(Post.objects.none(), label=_("Post"), empty_label=_("Choose a post"))
    seats = forms.IntegerField(label=_("Seats"), min_value=0, max_value=99)
    part = forms.ModelChoiceField(
        DayPart.objects.none(), label=_("Part of the day"), required=False, empty_label=_("all day")
    )
    weekdays = WeekdaysField(label=_("Weekdays"), required=False, help_text=_("None chosen: every day."))
    first_day = DayField(label=_("First day"), required=False)
    last_day = DayField(label=UNTIL, required=False)
    note = forms.CharField(label=_("Reason"), max_length=100, required=False)


class WorkTimeForm(OfAHall):
    """When somebody works."""

    user = forms.ModelChoiceField(None, label=_("Who"))
    weekdays = WeekdaysField(
        label=_("Works on"),
        initial=list(EVERY_DAY),
        error_messages={"required": _("Choose at least one weekday.")},
    )
    parts = SeveralRows(
        DayPart.objects.none(),
        label=_("Parts of the day"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all day."),
    )
    share = forms.IntegerField(
        label=_("Share of a full load, in percent"),
        min_value=1,
        max_value=100,
        initial=100,
        help_text=_("So much of the busy work is their fair part: 50 for half the hours."),
    )
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=UNTIL, required=False, help_text=OPEN_END)


class PairForm(OfAHall):
    """Two people, apart or beside each other."""

    bond = forms.ChoiceField(
        label=_("These two stand"), choices=Pair.Bond.choices, widget=forms.RadioSelect, initial=Pair.Bond.TOGETHER
    )
    first = forms.ModelChoiceField(None, label=_("First"), help_text=_("Of a learner and a coach, the learner."))
    second = forms.ModelChoiceField(None, label=pgettext_lazy("of two people", "Second"))
    post = forms.ModelChoiceField(Post.objects.none(), label=_("Post"), required=False, empty_label=_("any post"))
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=UNTIL, required=False, help_text=OPEN_END)


class WishForm(OfAHall):
    """What somebody would like."""

    kind = forms.ChoiceField(
        label=_("Wish"),
        choices=Wish.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you wish.")},
    )
    post = forms.ModelChoiceField(
        Post.objects.none(),
        label=_("Post"),
        required=False,
        empty_label=_("Choose a post"),
        help_text=_("Not for busier posts: that means all of them."),
    )
    first_day = DayField(label=_("First day"))
    last_day = DayField(label=UNTIL, required=False, help_text=OPEN_END)
    note = forms.CharField(label=_("Why, in a few words"), max_length=200, required=False)


class WishForForm(WishForm):
    """What somebody told the manager they would like."""

    user = forms.ModelChoiceField(None, label=_("Who"))
    field_order = ["user"]


class TurnForm(forms.ModelForm):
    """How a post weighs in a rotation."""

    class Meta:
        model = Post
        fields = ["busy", "most_running", "rest"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, most in (("busy", 9), ("most_running", LONGEST), ("rest", LONGEST)):
            field = self.fields[name]
            field.validators.append(MaxValueValidator(most))
            field.widget.attrs |= {"min": 0, "max": most, "inputmode": "numeric"}
            field.required = False

    def clean(self):
        data = super().clean()
        # An emptied number is none, not what stood there before.
        return {name: 0 if value is None else value for name, value in data.items()}


class CounterForm(forms.Form):
    """One counter; an empty number is an empty line."""

    number = forms.CharField(label=pgettext_lazy("counter", "Number"), max_length=10, required=False)
    is_accessible = forms.BooleanField(label=_("A wheelchair gets under it"), required=False)


class BaseCounters(forms.BaseFormSet):
    """The lines together: no number twice."""

    def clean(self):
        seen = set()
        for form in self.forms:
            number = getattr(form, "cleaned_data", {}).get("number")
            if number and number in seen:
                form.add_error("number", _("The post has a counter of that number already."))
            seen.add(number)

    def lines(self):
        """`[(number, accessible), …]` as entered."""
        return [
            (form.cleaned_data["number"], form.cleaned_data["is_accessible"])
            for form in self.forms
            if form.cleaned_data.get("number")
        ]


CounterFormSet = forms.formset_factory(CounterForm, formset=BaseCounters, extra=2, max_num=40, validate_max=True)


class SheetForm(forms.Form):
    """A file to set a rotation by."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
        help_text=_("Excel (.xlsx) or CSV. Nothing is changed yet: first you see what would happen."),
    )
