"""What a clip still lacks before people should be shown it."""

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from . import captions
from .clip_state import lightest, small_versions
from .models import Clip

HEAVIEST = 20 * 1024**2
HEAVIEST_TEN_SECONDS = 1.5 * 1024**2


def faults_of(clip: Clip) -> list[str]:
    """Sentences, the gravest first; none for a clip that may be shown as it is. Asks for `clip.encodings` only."""
    return [*_file(clip), *_words(clip), *_picture(clip), *_origin(clip)]


def _file(clip: Clip) -> list[str]:
    weight = lightest(clip)
    if weight is None or clip.preparation == Clip.Preparation.FAILED:
        return [small_versions(clip)]
    found = [small_versions(clip)] if clip.preparation == Clip.Preparation.NO_TOOL else []
    if weight > HEAVIEST:
        found.append(_("Readers load %(size)s for it; 20 MB should be the most.") % {"size": filesizeformat(weight)})
    elif clip.duration and weight / clip.duration > HEAVIEST_TEN_SECONDS / 10:
        per = filesizeformat(weight / clip.duration * 10)
        found.append(_("Ten seconds of it weigh %(size)s; 1.5 MB should be the most.") % {"size": per})
    return found


def _words(clip: Clip) -> list[str]:
    if clip.type != "video":
        return []
    if not clip.captions.strip():
        return [_("It has no captions: Deaf colleagues, and whoever sits in a noisy room, do not learn what is said.")]
    return [
        _("Captions: %(fault)s") % {"fault": fault}
        for text in (clip.captions, clip.captions_en)
        for fault in captions.faults(text)
    ]


def _picture(clip: Clip) -> list[str]:
    if clip.type != "video" or clip.thumbnail:
        return []
    return [_("It has no picture to show before it plays. Choose one from the clip.")]


def _origin(clip: Clip) -> list[str]:
    found = []
    if clip.placeholder:
        found.append(_("A placeholder, not reviewed by Deaf colleagues. It is marked as such wherever it is shown."))
    if clip.synthetic:
        found.append(_("A synthetic voice. It is marked as such; a recording by a colleague may take its place."))
    return found
