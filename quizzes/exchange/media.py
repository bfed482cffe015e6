"""Pictures and sounds inside files of questions: told by their first bytes, never by a name."""

import io
import warnings

from PIL import Image, UnidentifiedImageError

from core.clip_types import HEAD, container_of

MOST_MEDIUM = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
_PICTURES = {"PNG": ("png", "image/png"), "JPEG": ("jpg", "image/jpeg"), "GIF": ("gif", "image/gif")}
_PICTURES["WEBP"] = ("webp", "image/webp")
_SOUNDS = {
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "wav": "audio/x-wav",
    "mp4": "video/mp4",
    "webm": "video/webm",
}


def picture_facts(content: bytes) -> tuple[str, str, int, int] | None:
    """Ending, type, width and height in pixels of a picture browsers show; None for everything else.

    Only the head is read: no picture is unpacked.
    """
    if len(content) > MOST_MEDIUM:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=list(_PICTURES)) as picture:
                (ending, mime), (width, height) = _PICTURES[picture.format or ""], picture.size
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, KeyError, Image.DecompressionBombError):
        return None
    return (ending, mime, width, height) if 0 < width * height <= MOST_PIXELS else None


def sound_type(content: bytes) -> tuple[str, str] | None:
    """Ending and type of a sound or film browsers play."""
    if len(content) > MOST_MEDIUM:
        return None
    container = container_of(content[:HEAD])
    return (container, _SOUNDS[container]) if container in _SOUNDS else None


def is_medium(content: bytes) -> bool:
    return picture_facts(content) is not None or sound_type(content) is not None
