"""What is asked about a loss."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .forms import DayField
from .looking import Looked


class LossForm(forms.Form):
    """Who is gone, or may not stand at a post any more, from which day on. Answers numbers of the axes."""

    who = forms.TypedChoiceField(label=_("Who"), error_messages={"required": _("Choose somebody.")})
    on = DayField(label=_("From the day"))
    post = forms.TypedChoiceField(
        label=_("What is lost"), required=False, help_text=_("A post when the qualification for it lapses.")
    )

    def __init__(self, *args, looked: Looked, **kwargs):
        self.out = out = looked.out
        kwargs.setdefault("initial", {"on": max(looked.today, out.periods[0].first_day)})
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [("", _("Choose somebody")), *((u.pk, _called(u)) for u in out.people)]
        self.fields["who"].coerce = lambda word: [str(user.pk) for user in out.people].index(word)
        self.fields["post"].choices = [("", _("all posts: the person is gone")), *((p.pk, str(p)) for p in out.posts)]
        self.fields["post"].coerce = lambda word: [str(post.pk) for post in out.posts].index(word)
        self.fields["post"].empty_value = None

    def clean_on(self):
        """A day of the plan."""
        day, last = self.cleaned_data["on"], self.out.periods[-1].last_day
        if day > last:
            raise forms.ValidationError(_("The plan ends before that day. Choose an earlier one."))
        return day

    def first_period(self) -> int:
        """The first period of which a day is lost."""
        day = self.cleaned_data["on"]
        return next(n for n, period in enumerate(self.out.periods) if period.last_day >= day)


def _called(user):
    return f"{user.full_name} {user.staff_number}"
