"""The media and signs an item names: one place that knows where in a body they stand."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..items import Item

FIELDS = ("picture", "sound", "sign")


def replaced(item: Item, by: Callable[[str, Any], Any]) -> Item:
    """The item with every reference replaced by what `by(field, reference)` answers; empty ones stay.

    After a file was read, its pictures are named as they were attached; stored, they are named by the ids they got.
    """
    return Item(item.kind, item.stem, _replaced(item.body, by), item.explanation)


def _replaced(value: Any, by: Callable[[str, Any], Any]) -> Any:
    if isinstance(value, Mapping):
        return {
            name: by(name, inner) if name in FIELDS and inner not in (None, "") else _replaced(inner, by)
            for name, inner in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_replaced(inner, by) for inner in value]
    return value


def references(item: Item) -> Iterator[tuple[str, Any]]:
    """Every reference with the field it stands in, in order."""
    found: list[tuple[str, Any]] = []

    def note(name: str, reference: Any) -> Any:
        found.append((name, reference))
        return reference

    replaced(item, note)
    return iter(found)
