"""The areas of a picture as they are drawn: pure geometry for an SVG that lies over it.

Everything is in per cent of the picture. A circle's radius is in per cent of its width, so that in a picture that is
not square it takes another share of the height.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .kinds.hotspots import shape_of


@dataclass(frozen=True)
class Area:
    """One area with its bounding box and outline, numbers as text so that no language changes them.

    `outline` are the corners of a polygon; `cut` the same within the box, from 0 to 1. `right` is None before the end.
    """

    id: str
    name: str
    number: int
    shape: str
    x: str
    y: str
    width: str
    height: str
    middle: tuple[str, str]
    outline: str = ""
    cut: str = ""
    chosen: bool = False
    right: bool | None = None

    @property
    def corner(self) -> str:
        """How far its right end lies from the left of the picture: its number stands there."""
        return _text(min(100.0, float(self.x) + float(self.width)))

    @property
    def radii(self) -> tuple[str, str]:
        """Half the box each way: of a circle, drawn as an ellipse."""
        return _text(float(self.width) / 2), _text(float(self.height) / 2)


def areas(
    shown: Sequence[Mapping[str, Any]],
    width: int,
    height: int,
    chosen: Collection[str] = (),
    right: Collection[str] | None = None,
) -> list[Area]:
    """The areas of a picture of this size, numbered in the order shown; one not drawn yet (a preview) is left out."""
    return [
        _area(one, number, width / height, one["id"] in chosen, None if right is None else one["id"] in right)
        for number, one in enumerate(filter(_is_drawn, shown), 1)
    ]


def _is_drawn(one: Mapping[str, Any]) -> bool:
    try:
        return bool(shape_of(one["shape"], one["coords"]))
    except ValueError:
        return False


def _area(one: Mapping[str, Any], number: int, ratio: float, chosen: bool, right: bool | None) -> Area:
    numbers = shape_of(one["shape"], one["coords"])
    left, top, end, bottom = _box(one["shape"], numbers, ratio)
    outline = cut = ""
    if one["shape"] == "poly":
        corners = list(zip(numbers[::2], numbers[1::2], strict=True))
        outline = _points(corners)
        across, down = (end - left) or 1, (bottom - top) or 1
        cut = _points([((x - left) / across, (y - top) / down) for x, y in corners])
    return Area(
        id=one["id"],
        name=one["name"],
        number=number,
        shape=one["shape"],
        x=_text(left),
        y=_text(top),
        width=_text(end - left),
        height=_text(bottom - top),
        middle=(_text((left + end) / 2), _text((top + bottom) / 2)),
        outline=outline,
        cut=cut,
        chosen=chosen,
        right=right,
    )


def _box(shape: str, numbers: Sequence[float], ratio: float) -> tuple[float, float, float, float]:
    if shape == "rect":
        return numbers[0], numbers[1], numbers[2], numbers[3]
    if shape == "circle":
        x, y, across = numbers
        down = across * ratio
        return x - across, y - down, x + across, y + down
    return min(numbers[::2]), min(numbers[1::2]), max(numbers[::2]), max(numbers[1::2])


def _points(corners: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{_text(x)},{_text(y)}" for x, y in corners)


def _text(number: float) -> str:
    return f"{number:.3f}".rstrip("0").rstrip(".")
