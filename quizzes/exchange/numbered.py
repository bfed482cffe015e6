"""A text with gaps of different sorts, as a case: numbered gaps, and a part for each number."""

from collections.abc import Sequence
from typing import Any

from ..items import Item
from .shapes import GAP


def numbered_case(pieces: Sequence[str], parts: Sequence[tuple[str, int, dict[str, Any]]]) -> Item:
    """`pieces` of text between the gaps; of each gap the kind, the points and the body of its part."""
    stem = "".join(f"{piece}({number}) {GAP}" for number, piece in enumerate(pieces[:-1], start=1)) + pieces[-1]
    found = []
    for number, (kind, points, body) in enumerate(parts, start=1):
        own = f"({number}) {GAP}" if kind in ("fill_in", "cloze") else f"({number})"
        found.append({"kind": kind, "stem": own, "points": points, "body": body, "explanation": ""})
    return Item("case", stem, {"parts": found})
