"""Pictures that people hand in: drawn anew, so that nothing a camera wrote into them stays."""

import io
from collections.abc import Sequence
from typing import IO, Any

from PIL import Image, ImageOps

MOST_POINTS = 50_000_000


class NoPicture(Exception):
    """It is none of the formats taken, or broken."""


class TooManyPoints(Exception):
    """Unfolded it would be larger than `MOST_POINTS`."""


def redrawn(file: IO[bytes] | Any, *, formats: Sequence[str], longest: int, quality: int) -> bytes:
    """The picture as a JPEG on white, turned upright, its longer side at most `longest` points.

    Raises `NoPicture` and `TooManyPoints`, the latter before anything is unfolded.
    """
    try:
        with Image.open(file, formats=formats) as picture:
            if picture.width * picture.height > MOST_POINTS:
                raise TooManyPoints
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((longest, longest))
            # A fresh picture: what was known of the old one beside its points stays behind.
            fresh = Image.new("RGB", upright.size, "white")
            flat = upright.convert("RGBA")
            fresh.paste(flat, mask=flat.getchannel("A"))
            out = io.BytesIO()
            fresh.save(out, "JPEG", quality=quality)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as wrong:
        raise NoPicture from wrong
    return out.getvalue()
