"""What people type about assigned training."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from courses.models import CoursePage
from people.models import Hall
from people.roles import Role, has_role
from skills.models import Certification

from .models import AssignmentException
from .training_list import Show
from .training_progress import State

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


class DayField(forms.DateField):
    """A day between 2000 and 2100, entered with the browser's calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs):
        wrong = {"invalid": _("This is no day. Write it as 2026-11-23."), "required": _("Choose a day.")}
        kwargs.setdefault("error_messages", wrong)
        super().__init__(
            validators=[
                MinValueValidator(EARLIEST, _("Choose a day from 2000 on.")),
                MaxValueValidator(LATEST, _("Choose a day up to the end of 2100.")),
            ],
            **kwargs,
        )


class ReasonField(forms.CharField):
    """Why, in one line that is kept for good."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Reason"))
        super().__init__(max_length=300, **kwargs)


def targets_to_choose():
    """What can be assigned: `[("k3", name), …]` of certificates, then `[("c12", title), …]` of courses; two queries."""
    kinds = [(f"k{kind.pk}", kind.local_name) for kind in Certification.objects.all()]
    courses = [(f"c{course.pk}", course.local_title) for course in CoursePage.objects.live().order_by("path")]
    return [(_("Certificates"), kinds), (_("Courses"), courses)]


def halls_to_choose(viewer):
    """The halls among which an administrator chooses; nobody else does."""
    return list(Hall.objects.all()) if has_role(viewer, Role.ADMINISTRATOR) else []


class TargetField(forms.ChoiceField):
    """A course or a certificate; `target` finds it."""

    def __init__(self, *, choices, **kwargs):
        super().__init__(choices=[("", _("Choose")), *choices], label=_("What is to be done"), **kwargs)

    @staticmethod
    def target(value):
        """The course or certification of a choice; None for an empty one."""
        model = {"c": CoursePage, "k": Certification}.get(value[:1])
        return model.objects.get(pk=int(value[1:])) if model else None


class ListFilter(forms.Form):
    """Narrows the list. Nothing is required."""

    show = forms.ChoiceField(required=False, choices=Show.choices, widget=forms.HiddenInput)
    q = forms.CharField(label=_("Name, pinyin or staff number"), required=False, max_length=60)
    what = forms.ChoiceField(label=_("Course or certificate"), required=False)
    why = forms.ChoiceField(label=pgettext_lazy("training", "How far"), required=False)

    def __init__(self, data, *, targets, halls=()):
        super().__init__(data)
        self.fields["what"].choices = [("", _("all")), *targets]
        open_states = [(state.value, state.label) for state in State if state not in (State.DONE, State.WITHDRAWN)]
        self.fields["why"].choices = [("", _("all")), *open_states]
        if len(halls) > 1:
            choices = [("", _("all halls")), *((hall.code, hall.local_name) for hall in halls)]
            self.fields["hall"] = forms.ChoiceField(label=_("Hall"), required=False, choices=choices)


class PeopleSearch(forms.Form):
    """Finds the people to assign something to."""

    q = forms.CharField(label=_("Name, pinyin or staff number"), required=False, max_length=60)
    post = forms.ChoiceField(label=_("Stands or is planned at"), required=False)

    def __init__(self, data, *, posts):
        super().__init__(data)
        self.fields["post"].choices = [("", _("any post")), *posts]


class AssignForm(forms.Form):
    """What, by when and why; the people are ticked in the list below it."""

    due_on = DayField(label=_("To be done by"), required=False)
    reason = ReasonField(required=False, help_text=_("The person reads it."))

    def __init__(self, *args, targets, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields = {"what": TargetField(choices=targets), **self.fields}


class ExtendForm(forms.Form):
    """Another day, later or earlier."""

    due_on = DayField(label=_("To be done by"))
    reason = ReasonField()


class TakeBackForm(forms.Form):
    """Why it is taken back."""

    reason = ReasonField()


class ExceptionForm(forms.Form):
    """What a manager decides about an exception."""

    resolution = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=[
            (AssignmentException.Resolution.DATED, _("Assign with another day")),
            (AssignmentException.Resolution.KEPT, _("Assign all the same")),
            (AssignmentException.Resolution.EXEMPT, _("Do not assign to this person")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you decide.")},
    )
    due_on = DayField(label=_("The other day"), required=False)
    reason = ReasonField(required=False, help_text=_("Needed unless you give another day."))


class SwitchOffForm(forms.Form):
    """Whether what nobody has begun is taken back with it."""

    take_back = forms.BooleanField(label=_("Take back what nobody has begun"), required=False)


def put_errors(form, refused: ValidationError):
    """The sentences of a service beside the fields they speak of; those of no field above the form."""
    if not hasattr(refused, "error_dict"):
        form.add_error(None, refused)
        return
    for name, errors in refused.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
