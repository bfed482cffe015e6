"""The forms of the desk of quizzes."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from core.reason_form import ReasonForm
from quizzes.models import Quiz


class ExtendForm(ReasonForm):
    """So many minutes more."""

    minutes = forms.IntegerField(label=_("Minutes more"), min_value=1, max_value=480, initial=10)
    field_order = ["minutes", "reason"]


class ExtraTimeForm(ReasonForm):
    """A share of every time limit, for all quizzes or one."""

    percent = forms.IntegerField(
        label=_("More time (%)"),
        min_value=1,
        max_value=300,
        initial=50,
        help_text=_("50 makes 30 minutes into 45. Where several hold, the largest counts."),
    )
    quiz = forms.ModelChoiceField(
        Quiz.objects.order_by("title"), label=_("For which quiz"), required=False, empty_label=_("every quiz")
    )
    field_order = ["percent", "quiz", "reason"]


class CorrectionForm(ReasonForm):
    """Why everybody is marked anew, and which certificates are revoked."""

    def __init__(self, *args, resting=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["revoke"] = forms.MultipleChoiceField(
            choices=[(row.key, row.title) for row in resting], required=False
        )


class RevokeForm(ReasonForm):
    """Which of what rests on something that does not count any more is revoked, and why: all of it unless told."""

    def __init__(self, *args, resting, **kwargs):
        super().__init__(*args, **kwargs)
        self.resting = list(resting)
        self.fields["revoke"] = forms.MultipleChoiceField(
            choices=[(row.key, row.title) for row in resting],
            initial=[row.key for row in resting],
            error_messages={
                "required": _("Tick what is to be revoked."),
                "invalid_choice": _("Somebody has revoked this already. Look at what is left."),
            },
        )


class MarkForm(forms.Form):
    """Points for each criterion, and a word to the person."""

    comment = forms.CharField(
        label=_("Comment for the person"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, criteria, last=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for criterion in criteria:
            self.fields[f"c-{criterion['id']}"] = forms.DecimalField(
                label=criterion["text"],
                min_value=Decimal(0),
                max_value=Decimal(str(criterion["points"])),
                decimal_places=2,
                widget=forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"}),
                help_text=_("0 to %(points)s points") % {"points": criterion["points"]},
                initial=last.levels.get(criterion["id"]) if last else None,
            )
        self.order_fields([*(f"c-{criterion['id']}" for criterion in criteria), "comment"])
        if last:
            self.fields["comment"].initial = last.comment

    @property
    def levels(self):
        """{criterion id: points} as marking by hand takes them."""
        return {one["id"]: str(self.cleaned_data[f"c-{one['id']}"]) for one in self.criteria}

    @property
    def rows(self):
        """The fields of the criteria."""
        return [self[f"c-{criterion['id']}"] for criterion in self.criteria]
