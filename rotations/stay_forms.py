"""What managers type about who stands where."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .forms import DayField, choose_among
from .models import Assignment, Post


class StayForm(forms.ModelForm):
    """Who stands at the post from when to when; for a learner also why."""

    first_day = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day, included"), required=False, help_text=_("Empty: until further notice."))
    all_the_same = forms.BooleanField(
        label=_("Plan it although the person cannot stand there yet"), required=False, help_text=_("For a learner.")
    )
    note = forms.CharField(label=_("Why all the same"), max_length=300, required=False)

    class Meta:
        model = Assignment
        fields = ["user", "first_day", "last_day"]

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        choose_among(self.fields["user"], people)

    def _post_clean(self):
        """The service checks the row: here is no post yet."""


class EndForm(forms.Form):
    """The last day of a stay, and the post that follows if there is one."""

    last_day = DayField(label=_("Last day, included"))
    next_post = forms.ModelChoiceField(
        Post.objects.none(), label=_("From the next day on at"), required=False, empty_label=_("nowhere")
    )
    all_the_same = forms.BooleanField(label=_("Plan it although the person cannot stand there yet"), required=False)
    note = forms.CharField(label=_("Why all the same"), max_length=300, required=False)

    def __init__(self, *args, posts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["next_post"].queryset = posts
        self.fields["next_post"].label_from_instance = lambda post: post.local_name
