"""What an auditor asks: which post, on which days, as known when; and the file to check."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rotations.models import Post

from .dossier.build import Question
from .scope import DayField

LONGEST_PERIOD = 366
MOST_FILE_BYTES = 50 * 1024**2


class DossierForm(forms.Form):
    """Post and day; a last day for a period; and, to ask as one would have asked then, the day of knowing."""

    post = forms.ModelChoiceField(
        Post.objects.none(),
        label=_("Post"),
        empty_label=_("Choose a post"),
        error_messages={"invalid_choice": _("Choose a post of your hall.")},
    )
    # Filled by links to the files: the very moment the page was made, so that file and page say the same.
    known_at = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)

    def __init__(self, data, *, posts, now: datetime):
        super().__init__(data)
        self.now = now
        self.fields["post"].queryset = posts.select_related("hall")
        self.fields["post"].label_from_instance = lambda post: f"{post.hall.local_name} · {post.local_name}"
        known = self.fields.pop("known_at")
        # "from" is a word of Python, not a name an attribute can have.
        self.fields["from"] = DayField(label=_("On the day"))
        self.fields["from"].required = True
        self.fields["to"] = DayField(label=_("Until, for a period"))
        self.fields["known_on"] = DayField(label=_("As known on (empty: now)"))
        self.fields["known_at"] = known

    def clean(self):
        data = super().clean()
        start, end = data.get("from"), data.get("to")
        today = timezone.localdate(self.now)
        for name in ("from", "to", "known_on"):
            if data.get(name) and data[name] > today:
                self.add_error(name, _("A dossier tells what was. For days to come, look at the post's own page."))
        if start and end and end < start:
            self.add_error("to", _("The last day lies before the first. Choose a later one."))
        elif start and end and (end - start).days >= LONGEST_PERIOD:
            self.add_error("to", _("At most %(days)d days can be asked at once.") % {"days": LONGEST_PERIOD})
        return data

    def clean_known_at(self):
        written = self.cleaned_data["known_at"]
        moment = None
        if written:
            try:
                moment = parse_datetime(written)
            except ValueError:
                moment = None
            if moment is None or timezone.is_naive(moment) or moment > self.now:
                raise forms.ValidationError(_("This moment cannot be read, or lies in the future."))
        return moment

    def question(self) -> Question:
        """The question asked, of a valid form."""
        data = self.cleaned_data
        return Question(data["post"], data["from"], data["to"] or data["from"], self._known_at())

    def _known_at(self) -> datetime:
        if self.cleaned_data["known_at"]:
            return self.cleaned_data["known_at"]
        day: date | None = self.cleaned_data["known_on"]
        if day is None:
            return self.now
        evening = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min)) - timedelta(microseconds=1)
        return min(evening, self.now)


class FileForm(forms.Form):
    """A dossier to be checked."""

    file = forms.FileField(
        label=pgettext_lazy("dossier", "File"),
        help_text=_("The JSON file of a dossier, at most 50 MB. It is read, checked and not kept."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_FILE_BYTES:
            raise forms.ValidationError(_("The file is larger than 50 MB: it is no dossier."))
        return file
