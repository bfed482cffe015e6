"""The body of each kind in cells a person can read and mend; what such cells cannot say goes beside them as JSON.

`cells_of` and `body_of_cells` are each other's other way round as far as cells go; `beyond` is what is left over, and
`together` puts it back.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .answers import chosen, letters_of, number
from .table_words import truth

Body = dict[str, Any]
MOST_LETTERS = 10


@dataclass(frozen=True)
class Cells:
    """The cells of the option columns, and the answer."""

    options: tuple[str, ...] = ()
    answer: str = ""


# Several things in one cell


def joined(pieces: Sequence[str]) -> str:
    """The pieces parted by |; one within a piece is written \\|."""
    return " | ".join(piece.replace("\\", "\\\\").replace("|", "\\|") for piece in pieces)


def parted(text: str) -> list[str]:
    """What `joined` was given, blanks around the pieces aside."""
    pieces = [""]
    for sign in re.findall(r"\\[\\|]|[^|]|\|", text, re.DOTALL):
        if sign == "|":
            pieces.append("")
        else:
            pieces[-1] += sign[1:] if sign in ("\\\\", "\\|") else sign
    return [piece.strip(" ") for piece in pieces]


# Each kind: to cells, and from them


def _choice_cells(body: Body) -> Cells:
    options = body.get("options", [])
    places = [place for place, option in enumerate(options) if option.get("right")]
    # A list too long for letters says its answers beside the cells.
    return Cells(_texts(options), letters_of(places) if len(options) <= MOST_LETTERS else "")


def _texts(entries: list[Body]) -> tuple[str, ...]:
    return tuple(str(entry.get("text", "")) for entry in entries)


def _choice_body(cells: Cells) -> Body:
    places = (chosen(cells.answer, cells.options) or []) if cells.answer else []
    if cells.answer and (not places or places[-1] >= len(cells.options)):
        raise ValueError(cells.answer)
    return {"options": [{"text": text, "right": place in places} for place, text in enumerate(cells.options)]}


def _truth_cells(body: Body) -> Cells:
    return Cells((), "√" if body.get("is_true") else "×")


def _truth_body(cells: Cells) -> Body:
    is_true = truth(cells.answer)
    if is_true is None:
        raise ValueError(cells.answer)
    return {"is_true": is_true}


def _blank_cells(body: Body) -> Cells:
    return Cells((), "\n".join(joined(str(blank.get("accepted", "")).split("\n")) for blank in body.get("blanks", [])))


def _blank_body(cells: Cells) -> Body:
    return {"blanks": [{"accepted": "\n".join(parted(line))} for line in cells.answer.split("\n")]}


def _number_cells(body: Body) -> Cells:
    answers = body.get("answers", [])
    if not answers:
        return Cells()
    tolerance = str(answers[0].get("tolerance") or "0")
    around = f"±{tolerance}" if tolerance != "0" else ""
    return Cells((), f"{answers[0].get('value', '')}{around}{body.get('unit', '')}")


def _number_body(cells: Cells) -> Body:
    found = number(cells.answer)
    if found is None:
        raise ValueError(cells.answer)
    value, tolerance, unit = found
    return {"answers": [{"value": value, "tolerance": tolerance}], "unit": unit}


def _pair_cells(body: Body) -> Cells:
    return Cells(
        tuple(joined([str(pair.get("left", "")), str(pair.get("right", ""))]) for pair in body.get("pairs", []))
    )


def _pair_body(cells: Cells) -> Body:
    pairs = [parted(cell) for cell in cells.options]
    return {"pairs": [{"left": left, "right": right} for left, right in pairs]}


def _step_cells(body: Body) -> Cells:
    return Cells(_texts(body.get("steps", [])))


def _step_body(cells: Cells) -> Body:
    return {"steps": [{"text": text} for text in cells.options]}


def _category_cells(body: Body) -> Cells:
    categories = body.get("categories", [])
    return Cells(tuple(joined([str(each.get("name", "")), *_texts(each.get("members", []))]) for each in categories))


def _category_body(cells: Cells) -> Body:
    rows = [parted(cell) for cell in cells.options]
    return {"categories": [{"name": name, "members": [{"text": text} for text in texts]} for name, *texts in rows]}


def _gap_cells(body: Body) -> Cells:
    """The options of a gap, the right one behind a star."""
    gaps = [gap.get("options", []) for gap in body.get("gaps", [])]
    return Cells(
        tuple(joined([("*" if each.get("right") else "") + str(each.get("text", "")) for each in gap]) for gap in gaps)
    )


def _gap_body(cells: Cells) -> Body:
    gaps = [parted(cell) for cell in cells.options]
    return {
        "gaps": [
            {"options": [{"text": text.removeprefix("*"), "right": text.startswith("*")} for text in gap]}
            for gap in gaps
        ]
    }


def _sentence_cells(body: Body) -> Cells:
    return Cells(
        tuple(str(body.get("extra", "")).split("\n")) if body.get("extra") else (), str(body.get("sentences", ""))
    )


def _sentence_body(cells: Cells) -> Body:
    return {"sentences": cells.answer, **({"extra": "\n".join(cells.options)} if cells.options else {})}


def _essay_cells(body: Body) -> Cells:
    criteria = body.get("criteria", [])
    return Cells(
        tuple(joined([str(each.get("points", "")), str(each.get("text", ""))]) for each in criteria),
        str(body.get("model_answer", "")),
    )


def _essay_body(cells: Cells) -> Body:
    criteria = [parted(cell) for cell in cells.options]
    return {
        "criteria": [{"text": text, "points": int(points)} for points, text in criteria],
        "model_answer": cells.answer,
    }


def _nothing(_body: Body) -> Cells:
    return Cells()


def _empty(_cells: Cells) -> Body:
    return {}


Way = tuple[Callable[[Body], Cells], Callable[[Cells], Body]]
WAYS: dict[str, Way] = {
    **dict.fromkeys(("single", "multiple", "listen", "watch"), (_choice_cells, _choice_body)),
    "true_false": (_truth_cells, _truth_body),
    "fill_in": (_blank_cells, _blank_body),
    "numeric": (_number_cells, _number_body),
    "matching": (_pair_cells, _pair_body),
    "ordering": (_step_cells, _step_body),
    "categorise": (_category_cells, _category_body),
    "cloze": (_gap_cells, _gap_body),
    "build": (_sentence_cells, _sentence_body),
    "essay": (_essay_cells, _essay_body),
    "hotspot": (_nothing, _empty),
    "case": (_nothing, _empty),
}


def cells_of(kind: str, body: Body) -> Cells:
    """What a person reads of a body."""
    return WAYS[kind][0](body)


def body_of_cells(kind: str, cells: Cells) -> Body:
    """What the cells say. Raises ValueError when they do not say it rightly."""
    return WAYS[kind][1](cells)


# What the cells cannot say

_WHOLE = "="


def beyond(said: Any, meant: Any) -> Any:
    """What has to be added to `said` to have `meant`; None when it is all there."""
    if said == meant and type(said) is type(meant):
        return None
    if isinstance(said, dict) and isinstance(meant, dict) and set(said) <= set(meant):
        return {
            name: _added(said, name, meant[name]) for name in meant if name not in said or said[name] != meant[name]
        }
    if isinstance(said, list) and isinstance(meant, list) and len(said) == len(meant):
        return [beyond(one, other) for one, other in zip(said, meant, strict=True)]
    return {_WHOLE: meant}


def _added(said: dict[str, Any], name: str, meant: Any) -> Any:
    return beyond(said[name], meant) if name in said else {_WHOLE: meant}


def together(said: Any, added: Any) -> Any:
    """`said` with what `beyond` found. Raises ValueError for what does not fit."""
    if added is None:
        return said
    if isinstance(added, dict) and set(added) == {_WHOLE}:
        return added[_WHOLE]
    if isinstance(added, dict) and isinstance(said, dict):
        return {**said, **{name: together(said.get(name), more) for name, more in added.items()}}
    if isinstance(added, list) and isinstance(said, list):
        # Somebody has added or taken away an option: what was kept for the others still holds.
        more = [*added[: len(said)], *[None] * (len(said) - len(added))]
        return [together(one, other) for one, other in zip(said, more, strict=True)]
    raise ValueError(added)
