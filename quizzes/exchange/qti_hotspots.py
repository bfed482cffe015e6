"""Hotspots of QTI: areas in pixels on a picture of the package."""

from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from .hotspot_areas import percentages, pixels
from .outgoing import CannotCarry
from .qti_asked import Asked, Refusal
from .qti_declarations import number
from .safe_xml import child, every
from .shapes import tidy_line


def hotspot_body(asked: Asked) -> dict[str, Any]:
    interaction = asked.block("hotspotInteraction", "selectPointInteraction")
    shown = child(interaction, "object") if child(interaction, "object") is not None else child(interaction, "img")
    path = "" if shown is None else shown.get("data") or shown.get("src") or ""
    picture, size = asked.media.picture(path), asked.media.size(path)
    if not picture or size is None:
        raise Refusal(_("The picture is not in the file, or is none that browsers show."))
    # Coordinates are pixels of the size the picture is shown at, where the item gives one.
    width = int(number(shown.get("width"))) if shown is not None else 0
    height = int(number(shown.get("height"))) if shown is not None else 0
    size = (width, height) if width > 0 and height > 0 else size
    most = int(number(interaction.get("maxChoices"), 1))
    areas = _choices_on(asked, interaction, size) if interaction.tag == "hotspotInteraction" else _mapped(asked, size)
    if not any(area["right"] for area in areas):
        raise Refusal(_("No area of the picture is right."))
    return {"picture": picture, "areas": areas, "limit": most if most > 0 else None}


def _choices_on(asked: Asked, interaction: Element, size: tuple[int, int]) -> list[dict[str, Any]]:
    declared = asked.of(interaction)
    right = set(declared.correct) or {name for name, worth in declared.mapping.items() if worth > 0}
    found = []
    for place, one in enumerate(every(interaction, "hotspotChoice"), start=1):
        coords = _coords(one.get("shape", ""), one.get("coords", ""), one.get("data-coords", ""), size)
        name = tidy_line(one.get("hotspotLabel", "")) or str(place)
        found.append(
            {"name": name, "shape": one.get("shape"), "coords": coords, "right": one.get("identifier", "") in right}
        )
    return found


def _mapped(asked: Asked, size: tuple[int, int]) -> list[dict[str, Any]]:
    areas = asked.of(asked.section.block[0]).areas
    return [
        {"name": str(place), "shape": shape, "coords": _coords(shape, coords, "", size), "right": worth > 0}
        for place, (shape, coords, worth) in enumerate(areas, start=1)
    ]


def _coords(shape: str, coords: str, exactly: str, size: tuple[int, int]) -> str:
    """Percentages. Those written beside count while they still say what the pixels say."""
    found = percentages(shape, coords, *size) if shape in ("rect", "circle", "poly") else None
    if found is None:
        raise Refusal(_("An area of the picture has no shape we know (rectangle, circle, polygon)."))
    try:
        return exactly if exactly and pixels(shape, exactly, *size) == coords else found
    except CannotCarry:
        return found
