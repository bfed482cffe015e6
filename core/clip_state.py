"""What a trainer is told about the small versions of a clip."""

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from . import encoding
from .models import Clip


def size_of(clip: Clip) -> int | None:
    """Bytes of the uploaded file; None when it is not there."""
    try:
        return clip.file.size
    except (OSError, ValueError):
        return None


def lightest(clip: Clip) -> int | None:
    """Bytes of what readers get at best; None when there is nothing."""
    sizes = [version.bytes for version in clip.encodings.all()]
    return min([*sizes, size] if (size := size_of(clip)) is not None else sizes, default=None)


def small_versions(clip: Clip) -> str:
    """One sentence about the small versions: 1.2 MB → MP4 180 kB."""
    size = size_of(clip)
    if size is None:
        return _("The file is missing. Upload it again.")
    match clip.preparation:
        case Clip.Preparation.WAITING:
            return _("Small versions are being made. Until then readers get the file as uploaded.")
        case Clip.Preparation.DONE:
            return _sizes(clip, size)
        case Clip.Preparation.NO_TOOL:
            sentence = _("ffmpeg is not installed on the server: readers get the file as uploaded (%(size)s).")
        case Clip.Preparation.FAILED:
            sentence = _why(clip)
        case _:
            sentence = _("Readers get the file as uploaded (%(size)s); no small version was asked for.")
    return sentence % {"size": filesizeformat(size)}


def _sizes(clip: Clip, size: int) -> str:
    kinds = [f"{version.get_kind_display()} {filesizeformat(version.bytes)}" for version in clip.encodings.all()]
    if not kinds:
        return _("Small enough as uploaded (%(size)s).") % {"size": filesizeformat(size)}
    return _("Small versions: %(from)s → %(to)s") % {"from": filesizeformat(size), "to": " · ".join(sorted(kinds))}


def _why(clip: Clip) -> str:
    if clip.duration > encoding.LONGEST:
        return _("Longer than 30 minutes, so it is not made small (%(size)s). Cut it into parts and upload those.")
    if (clip.width or 0) * (clip.height or 0) > encoding.MOST_PIXELS:
        return _("Its picture is too large to be made small (%(size)s). Save it with at most 1920 × 1080 points.")
    return _(
        "The file could not be read as film or sound, so readers may not see it (%(size)s). "
        "Save it as MP4 in the program it was cut with, and upload that."
    )
