"""A question as plain data: what a revision, a file or the form being edited says. See docs/questions.md."""

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

# By which of its words an entry of a list is known.
LABELS = ("text", "name", "left", "accepted", "value", "unit")
MADE = uuid.UUID("2b6f7c1e-55f3-4d8e-8c5a-6f0d9e3a7b10")
# What a body says to programs and not to people.
NOT_WORDS = {"id", "kind", "marking", "shape", "coords"}


@dataclass(frozen=True)
class Item:
    """A question without its place in the bank. `body` is plain JSON of the shape its kind has."""

    kind: str
    stem: str
    body: Mapping[str, Any] = field(default_factory=dict)
    explanation: str = ""


def item_of(content: Mapping[str, Any]) -> Item:
    """The item of a revision's stored content; of the body without a block an item of no kind.

    Straight from its JSON: building model instances by `revision.as_object()` asks the database several times a
    question, and an attempt starts with twenty.
    """
    kind, body = body_of(content.get("body"))
    return Item(kind=kind, stem=content.get("stem", ""), body=body, explanation=content.get("explanation", ""))


def body_of(stream: Any) -> tuple[str, dict[str, Any]]:
    """Kind and plain body of a stored stream: the one block in it."""
    blocks = _loaded(stream)
    if not blocks:
        return "", {}
    kind, body = blocks[0]["type"], plain(blocks[0]["value"])
    if kind == "case":
        body["parts"] = [_part(raw) for raw in blocks[0]["value"].get("parts", [])]
    return kind, body


def _loaded(stream: Any) -> list[dict[str, Any]]:
    if isinstance(stream, str):
        return json.loads(stream) if stream else []
    return list(stream or [])


def _part(raw: Mapping[str, Any]) -> dict[str, Any]:
    """A part of a case: the editor keeps stem, points and explanation beside the body, we keep them apart."""
    value = plain(raw["value"])
    own = {name: value.pop(name, default) for name, default in (("stem", ""), ("points", 1), ("explanation", ""))}
    return {"id": raw.get("id", ""), "kind": raw["type"], **own, "body": value}


def plain(value: Any) -> Any:
    """Without the wrapping of the editor's lists: `{"type": "item", "value": …}` becomes the value, with its id."""
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_entry(inner) for inner in value]
    return value


def _entry(inner: Any) -> Any:
    if isinstance(inner, Mapping) and inner.get("type") == "item" and "value" in inner:
        value = plain(inner["value"])
        return {"id": inner.get("id", ""), **value} if isinstance(value, dict) else value
    return plain(inner)


def stored(item: Item) -> list[dict[str, Any]]:
    """The stream the editor keeps for an item: the other way round of `body_of`.

    The editor reads a list only when every entry has an id. Those that have none get one made of their words, so that
    an option that comes in again from a file is recognised as the same, right or wrong.
    """
    body = dict(item.body)
    if item.kind == "case":
        body["parts"] = [_stored_part(part, place) for place, part in enumerate(body.get("parts", []))]
    else:
        body = {name: _wrapped(value) for name, value in body.items()}
    return [{"type": item.kind, "value": body, "id": _made_id(item.kind)}]


def _stored_part(part: Mapping[str, Any], place: int) -> dict[str, Any]:
    value = {name: _wrapped(inner) for name, inner in part["body"].items()}
    own = {name: part[name] for name in ("stem", "points", "explanation") if name in part}
    return {"type": part["kind"], "value": {**value, **own}, "id": part.get("id") or _made_id(place, part["kind"])}


def _wrapped(value: Any) -> Any:
    if not isinstance(value, (list, tuple)):
        return value
    entries: dict[str, dict[str, Any]] = {}
    for place, entry in enumerate(value):
        known = entry.get("id") if isinstance(entry, Mapping) else ""
        name = known or _made_id(_label(entry))
        name = name if name not in entries else _made_id(place, _label(entry))
        entries[name] = {"type": "item", "value": _unwrapped_inside(entry), "id": name}
    return list(entries.values())


def _unwrapped_inside(entry: Any) -> Any:
    if not isinstance(entry, Mapping):
        return entry
    return {name: _wrapped(value) for name, value in entry.items() if name != "id"}


def _label(entry: Any) -> str:
    if not isinstance(entry, Mapping):
        return str(entry)
    return str(next((entry[name] for name in LABELS if entry.get(name)), ""))


def _made_id(*words: Any) -> str:
    return str(uuid.uuid5(MADE, "/".join(map(str, words))))


def without_ids(value: Any) -> Any:
    """The same without the editor's ids and without what is empty: two items that ask the same are equal then."""
    if isinstance(value, Item):
        return Item(value.kind, value.stem, without_ids(value.body), value.explanation)
    if isinstance(value, Mapping):
        kept = {name: without_ids(inner) for name, inner in value.items() if name != "id"}
        return {name: inner for name, inner in kept.items() if inner not in (None, "", [])}
    if isinstance(value, (list, tuple)):
        return [without_ids(inner) for inner in value]
    return value


def choice(kind: str, stem: str, options: Iterable[tuple[str, bool]], explanation: str = "", **body: Any) -> Item:
    """A single or multiple choice from pairs of text and whether it is right."""
    rows = [{"text": text, "right": right} for text, right in options]
    return Item(kind, stem, {"options": rows, **body}, explanation)


def statement(stem: str, is_true: bool | None, explanation: str = "") -> Item:
    """A true-or-false question."""
    return Item("true_false", stem, {"is_true": is_true}, explanation)


def fill_in(stem: str, blanks: Iterable[Iterable[str]], explanation: str = "", **body: Any) -> Item:
    """A fill-in question from the accepted spellings of each blank in turn."""
    rows = [{"accepted": "\n".join(spellings)} for spellings in blanks]
    return Item("fill_in", stem, {"blanks": rows, **body}, explanation)


def words(item: Item) -> str:
    """Every text a person reads in the answers of an item, a line each: by these it is searched for."""
    return "\n".join(_texts(item.body))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in NOT_WORDS:
                yield from _texts(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str) and value:
        yield value
