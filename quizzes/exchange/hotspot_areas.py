"""Areas on a picture: our percentages and the pixels of other programs."""

from django.utils.translation import gettext as _

from .numbers import NUMBER
from .outgoing import CannotCarry

_COUNTS = {"rect": (4,), "circle": (3,)}


def _numbers(coords: str) -> list[float]:
    parts = [part.strip() for part in coords.split(",")]
    return [float(part) for part in parts] if all(NUMBER.fullmatch(part) for part in parts) else []


def fits(shape: str, count: int) -> bool:
    """Whether so many numbers make such a shape; a polygon has three corners or more."""
    return count in _COUNTS[shape] if shape in _COUNTS else count >= 6 and count % 2 == 0 and count <= 400


def pixels(shape: str, coords: str, width: int, height: int) -> str:
    """Percentages to whole pixels; a circle's radius is in per cent of the width. Raises CannotCarry."""
    found = _numbers(coords)
    if not fits(shape, len(found)):
        raise CannotCarry(_("An area of the picture has no shape."))
    return ",".join(
        str(round(number * side / 100)) for number, side in zip(found, _sides(shape, width, height), strict=False)
    )


def percentages(shape: str, coords: str, width: int, height: int) -> str | None:
    """Pixels (or percentages, which QTI allows) to percentages with two places; None when they make no shape."""
    parts = [part.strip() for part in coords.split(",")]
    sides = _sides(shape, width, height)
    found = []
    for part, side in zip(parts, sides, strict=False):
        number = part.removesuffix("%")
        if not NUMBER.fullmatch(number):
            return None
        found.append(float(number) if part.endswith("%") else float(number) * 100 / side)
    if not fits(shape, len(parts)):
        return None
    return ",".join(f"{min(max(number, 0), 100):.2f}".rstrip("0").rstrip(".") for number in found)


def _sides(shape: str, width: int, height: int) -> list[int]:
    return [width, height, width] if shape == "circle" else [width, height] * 200
