"""Films in templates: `{% player clip title=… %}` shows one, `core/player_parts.html` goes once into the page."""

from django import template
from django.urls import reverse

from core.media_views import type_of

register = template.Library()

# Nearer than this to either end one begins at the beginning; of short clips it is a tenth.
NEAR = 3.0


@register.inclusion_tag("core/player.html")
def player(clip, title, second=None, large=False, save="", stopped_at=None):
    """A clip in our player, `second` being the same from another angle; a plain film where no script runs.

    `save` is where the player tells its place, `stopped_at` the second where the reader stopped last time. Fetch the
    small versions of many clips by `with_small_versions`, or each player asks for its own.
    """
    start = _start(clip, stopped_at) if stopped_at else 0
    return {
        "clip": clip,
        "title": title,
        "second": second,
        "large": large,
        "save": save,
        "start": start,
        "sources": sources(clip, start),
        "second_sources": sources(second) if second else [],
        "tracks": tracks(clip),
    }


def sources(clip, start=0):
    """Where the film is had: the smallest version first, the camera's own file last; `(address, type)`."""
    # A browser goes to the second that stands behind the address by itself, even without a script.
    at = f"#t={start}" if start else ""
    return [(file.url + at, type_of(file.name)) for file in (*(each.file for each in clip.small_versions), clip.file)]


def tracks(clip):
    """The captions there are: `(address, language tag, name of the language)`."""
    written = (("zh", "zh-Hans", "中文", clip.captions), ("en", "en", "English", clip.captions_en))
    return [(reverse("captions", args=[clip.pk, code]), tag, name) for code, tag, name, text in written if text.strip()]


def _start(clip, seconds):
    near = min(NEAR, clip.duration / 10 or NEAR)
    near_the_end = clip.duration and seconds > clip.duration - near
    return 0 if seconds < near or near_the_end else round(seconds, 1)
