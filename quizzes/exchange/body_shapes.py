"""Whether a body that came from outside has the shape docs/questions.md gives its kind: no more, and no other types."""

from collections.abc import Mapping
from typing import Any

from .shapes import SHAPES as TIDY
from .shapes import Each, Field

MOST_ENTRIES = 100
MOST_TEXT = 20_000


def _names(fields: Mapping[str, Field]) -> dict[str, Any]:
    """The names of fields: with a mapping for a list of such entries, with "" for a single value."""
    return {name: _names(clean.fields) if isinstance(clean, Each) else "" for name, (clean, _) in fields.items()}


SHAPES: dict[str, dict[str, Any]] = {kind: _names(fields) for kind, fields in TIDY.items()}
for _kind in ("single", "listen", "watch"):
    SHAPES[_kind]["marking"] = ""  # means nothing where one option is chosen, and does no harm
_PART = {"kind", "stem", "points", "body", "explanation"}


def fits(kind: str, body: Any) -> bool:
    """Whether every name and type of the body is one its kind knows; the editor's ids may be there."""
    if kind == "case":
        parts = body.get("parts") if isinstance(body, Mapping) and set(body) <= {"parts"} else None
        return isinstance(parts, list) and len(parts) <= MOST_ENTRIES and all(map(_is_part, parts))
    return kind in SHAPES and _fits(SHAPES[kind], body)


def _is_part(part: Any) -> bool:
    if not isinstance(part, Mapping) or not set(part) <= _PART | {"id"}:
        return False
    kind = part.get("kind")
    own = [part.get(name, "") for name in ("stem", "points", "explanation")]
    return (
        kind not in {"essay", "case"}
        and isinstance(kind, str)
        and all(map(_is_single, own))
        and fits(kind, part.get("body"))
    )


def _fits(shape: Any, value: Any) -> bool:
    if shape == "":
        return _is_single(value)
    return isinstance(value, Mapping) and all(
        name == "id" or (name in shape and _fits_entry(shape[name], inner)) for name, inner in value.items()
    )


def _fits_entry(shape: Any, value: Any) -> bool:
    if shape == "":
        return _is_single(value)
    return isinstance(value, list) and len(value) <= MOST_ENTRIES and all(_fits(shape, each) for each in value)


def _is_single(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= MOST_TEXT
    return value is None or isinstance(value, bool | int | float)
