"""What the recordings of a phrase are called on their buttons."""

from django import template
from django.utils.translation import pgettext_lazy

register = template.Library()

SPOKEN_WORDS = {
    "audio": pgettext_lazy("recording", "Chinese"),
    "audio_slow": pgettext_lazy("recording", "Chinese, slow"),
    "audio_en": pgettext_lazy("recording", "English"),
    "audio_en_slow": pgettext_lazy("recording", "English, slow"),
}


@register.filter
def spoken(name):
    """The word on the button of a recording, by the name of its field."""
    return SPOKEN_WORDS[name]


@register.filter
def any_synthetic(recordings):
    """Whether a machine speaks in one of these recordings."""
    return any(clip.synthetic for _name, clip in recordings)
