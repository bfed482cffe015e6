from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.clip_types import SOUND_ENDINGS, container_of, head_of
from core.forms import check_clip

from .models import Phrase
from .models.phrases import SPOKEN

MOST_BYTES = 5 * 1024**2
MOST_SECONDS = 60


class RecordingForm(forms.Form):
    """What the recorder of the phrase editor sends."""

    recording = forms.FileField()
    seconds = forms.FloatField(min_value=0)
    field = forms.ChoiceField(choices=[(name, name) for name in SPOKEN])
    words = forms.CharField(max_length=200, required=False)

    def clean_recording(self):
        file = self.cleaned_data["recording"]
        container = container_of(head_of(file))
        check_clip(file, SOUND_ENDINGS.get(container, ""), MOST_BYTES)
        return file

    def clean_seconds(self):
        seconds = self.cleaned_data["seconds"]
        # A recorder stops at the last second, give or take one.
        if not 0.2 <= seconds <= MOST_SECONDS + 1:
            raise ValidationError(
                _("A recording is at most %(seconds)d seconds long, and not empty.") % {"seconds": MOST_SECONDS}
            )
        return seconds

    @property
    def title(self):
        """What the recording is called in the library: the words, and which of the four it is."""
        which = capfirst(str(Phrase._meta.get_field(self.cleaned_data["field"]).verbose_name))
        words = self.cleaned_data["words"]
        return f"{words} · {which}" if words else which

    def sentence(self):
        """What is wrong, for whoever just spoke."""
        return " ".join(error for errors in self.errors.values() for error in errors)
