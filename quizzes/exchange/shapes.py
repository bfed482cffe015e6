"""The shapes of docs/questions.md as data: one tidy form of an item, and a check of what files say about one.

Two items that ask, mark and say the same have the same tidy form. The editor keeps an empty weight as None, a person
leaves a space at the end of a line: a file cannot tell such things apart, and nobody should have to.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..items import Item
from ..kinds.blanks import BLANK

# What XML cannot hold or a database cannot store; a tab and a line break stay.
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
MANY_BREAKS = re.compile(r"\n{3,}")
GAP = "____"

Clean = Callable[[Any], Any]
# A field: how it is cleaned, and whether it is left out when there is nothing in it.
Field = tuple[Clean, bool]


def tidy_text(value: Any) -> str:
    """Plain text as it is kept: `\\n` for a line break, no blanks around a line, at most one empty line in a row."""
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        return ""
    text = UNSTORABLE.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n"))
    text = "\n".join(line.strip(" \t") for line in text.split("\n"))
    return MANY_BREAKS.sub("\n\n", text).strip(" \t\n")


def tidy_line(value: Any) -> str:
    """The same on one line."""
    return " ".join(line for line in tidy_text(value).split("\n") if line)


def _lines(value: Any) -> str:
    return "\n".join(line for line in tidy_text(value).split("\n") if line)


def _whole(low: int, high: int, default: int | None) -> Clean:
    def clean(value: Any) -> int | None:
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            return default
        try:
            return min(max(round(float(value)), low), high)
        except (ValueError, OverflowError):
            return default

    return clean


def _yes(default: bool | None) -> Clean:
    return lambda value: value if isinstance(value, bool) else default


def _one_of(*choices: str) -> Clean:
    return lambda value: value if isinstance(value, str) and value in choices else choices[0]


def _number(default: str) -> Clean:
    return lambda value: tidy_line(value) or default


def _reference(value: Any) -> Any:
    return value if isinstance(value, (int, str)) and not isinstance(value, bool) else None


@dataclass(frozen=True)
class Each:
    """Cleans a list of entries, each with exactly these fields."""

    fields: Mapping[str, Field]

    def __call__(self, value: Any) -> list[dict[str, Any]]:
        entries = value if isinstance(value, (list, tuple)) else []
        return [cleaned(self.fields, entry) for entry in entries if isinstance(entry, Mapping)]


def cleaned(fields: Mapping[str, Field], value: Mapping[str, Any]) -> dict[str, Any]:
    """`value` with exactly the fields named; what is missing or of a wrong type becomes the field's default."""
    found = {}
    for name, (clean, may_be_missing) in fields.items():
        one = clean(value.get(name))
        if one not in (None, "") or not may_be_missing:
            found[name] = one
    return found


TEXT: Field = (tidy_text, False)
LINE: Field = (tidy_line, False)
LINES: Field = (_lines, False)
REMARK: Field = (tidy_text, True)
NO: Field = (_yes(False), False)
WEIGHT: Field = (_whole(-100, 100, None), True)
COUNT: Field = (_whole(0, 100_000, None), True)
REFERENCE: Field = (_reference, False)

_OPTIONS: Field = (
    Each({"text": TEXT, "right": NO, "weight": WEIGHT, "feedback": REMARK, "picture": (_reference, True)}),
    False,
)
_CHOICE: dict[str, Field] = {"options": _OPTIONS, "shuffle": (_yes(True), False)}
SPECIAL = {"text": LINE, "weight": (_whole(-100, 100, 50), False), "feedback": REMARK}
ANSWER = {
    "value": (_number(""), False),
    "tolerance": (_number("0"), False),
    "weight": (_whole(-100, 100, 100), False),
    "feedback": REMARK,
}

SHAPES: dict[str, dict[str, Field]] = {
    "single": _CHOICE,
    "multiple": {**_CHOICE, "marking": (_one_of("all", "partial", "minus", "weights"), False)},
    "true_false": {"is_true": (_yes(None), False), "feedback_true": REMARK, "feedback_false": REMARK},
    "fill_in": {
        "blanks": (Each({"accepted": LINES, "special": (Each(SPECIAL), False)}), False),
        "exact": NO,
        "homophones": NO,
    },
    "numeric": {
        "answers": (Each(ANSWER), False),
        "unit": LINE,
        "unit_required": NO,
        "without_unit": (_whole(0, 100, 0), False),
        "other_units": (Each({"unit": LINE, "factor": (_number("1"), False)}), False),
    },
    "matching": {"pairs": (Each({"left": TEXT, "right": TEXT}), False), "extra": LINES},
    "ordering": {
        "steps": (Each({"text": TEXT}), False),
        "marking": (_one_of("all", "places", "neighbours"), False),
    },
    "categorise": {"categories": (Each({"name": TEXT, "members": (Each({"text": TEXT}), False)}), False)},
    "cloze": {"gaps": (Each({"options": (Each({"text": LINE, "right": NO, "feedback": REMARK}), False)}), False)},
    "hotspot": {
        "picture": REFERENCE,
        "areas": (
            Each({"name": LINE, "shape": (_one_of("rect", "circle", "poly"), False), "coords": LINE, "right": NO}),
            False,
        ),
        "limit": COUNT,
        "find": NO,
        "marking": (_one_of("all", "partial", "minus"), False),
    },
    "listen": {**_CHOICE, "sound": REFERENCE, "transcript": REMARK},
    "watch": {**_CHOICE, "sign": REFERENCE},
    "build": {"sentences": LINES, "extra": LINES},
    "essay": {
        "criteria": (Each({"text": TEXT, "points": (_whole(0, 1000, 1), False)}), False),
        "show_criteria": NO,
        "model_answer": TEXT,
        "least": COUNT,
        "most": COUNT,
    },
}
_PARTS: dict[str, Field] = {
    "kind": LINE,
    "stem": TEXT,
    "points": (_whole(1, 1000, 1), False),
    "body": (lambda value: value if isinstance(value, Mapping) else {}, False),
    "explanation": TEXT,
}


def tidy(item: Item) -> Item:
    """The one form of an item that files carry: no ids, every field its kind has, nothing that means nothing."""
    return Item(
        kind=item.kind,
        stem=tidy_stem(item.kind, item.stem),
        body=tidy_body(item.kind, item.body),
        explanation=tidy_text(item.explanation),
    )


def tidy_stem(kind: str, stem: Any) -> str:
    text = tidy_text(stem)
    return BLANK.sub(GAP, text) if kind in ("fill_in", "cloze") else text


def tidy_body(kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    if kind == "case":
        return {"parts": [_tidy_part(part) for part in body.get("parts", []) if isinstance(part, Mapping)]}
    found = cleaned(SHAPES.get(kind, {}), body)
    if kind in ("single", "multiple", "listen", "watch"):
        _tidy_weights(kind, found)
    if kind == "fill_in":
        found["blanks"] = [_tidy_blank(blank) for blank in found["blanks"]]
    if kind == "hotspot" and found.get("limit") == 0 and sum(area["right"] for area in found["areas"]) > 1:
        # Any number may be chosen anyway where several are right.
        found.pop("limit")
    if kind == "build":
        found["sentences"] = "\n".join(parted_line(pieces(line)) for line in found["sentences"].split("\n"))
    return found


def _tidy_part(part: Mapping[str, Any]) -> dict[str, Any]:
    found = cleaned(_PARTS, part)
    found["stem"] = tidy_stem(found["kind"], found["stem"])
    found["body"] = tidy_body(found["kind"], found["body"])
    return found


def _tidy_weights(kind: str, body: dict[str, Any]) -> None:
    """Without the weights that say what goes without saying, or that this marking never looks at."""
    for option in body["options"]:
        usual = 100 if option["right"] else 0
        if option.get("weight") == usual or (kind == "multiple" and body["marking"] != "weights"):
            option.pop("weight", None)


def _tidy_blank(blank: dict[str, Any]) -> dict[str, Any]:
    """Each spelling once. What the author says of one (`special`) goes before its being accepted.

    One that counts in full is accepted as well, so that it is shown among the right ones.
    """
    special: dict[str, dict[str, Any]] = {}
    for one in blank["special"]:
        if one["text"]:
            special.setdefault(one["text"], one)
    listed = [line for line in blank["accepted"].split("\n") if line]
    full = {text: None for text, one in special.items() if one["weight"] == 100}
    accepted = dict.fromkeys(text for text in [*listed, *full] if text in full or text not in special)
    remarked = [special[text] for text in accepted if text in special and special[text].get("feedback")]
    lesser = [one for one in special.values() if one["weight"] != 100]
    return {"accepted": "\n".join(accepted), "special": [*remarked, *lesser]}


def pieces(sentence: str) -> list[str]:
    """The tiles of a sentence written with strokes between them."""
    return [piece.strip() for piece in sentence.split("/") if piece.strip()]


def parted_line(tiles: list[str]) -> str:
    return " / ".join(tiles)


def rest_of(kind: str, body: Mapping[str, Any], native: tuple[str, ...]) -> dict[str, Any]:
    """The fields of a tidy body a format has no words for, where they differ from what is meant anyway."""
    usual = cleaned(SHAPES[kind], {})
    return {
        name: value
        for name, value in body.items()
        if name not in native and (name not in usual or value != usual[name])
    }


def with_rest(kind: str, body: Mapping[str, Any], rest: Any, native: tuple[str, ...]) -> dict[str, Any]:
    """The body with what a file says beside it. `rest` is not trusted: unknown names and wrong types fall away."""
    said = {name: value for name, value in rest.items() if name not in native} if isinstance(rest, Mapping) else {}
    return cleaned(SHAPES[kind], {**said, **body})
