"""What stands between the braces of a GIFT question: one function a kind, from signs to the body of an item."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from . import gift_text
from .numbers import NUMBER, middle, written
from .shapes import tidy_line
from .weights import marking_of, multiple_body

_WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d{1,10})?)%")
_TRUE = {"T", "TRUE", "对", "正确", "√"}
_FALSE = {"F", "FALSE", "错", "错误", "×"}


class Refusal(Exception):
    """Why there is no item; the argument is a translated sentence."""


@dataclass
class Answers:
    """The source between the braces, the format its texts inherit, and what a `more` remark said.

    `notes` collects what is left behind; `kind` is set where the answers turn out to be of another kind than their
    first sign promised.
    """

    source: str
    form: str
    more: Mapping[str, Any]
    notes: list[str] = field(default_factory=list)
    kind: str = ""

    def text(self, source: str) -> str:
        plain, _form = gift_text.said(source, self.form)
        self.notes += plain.notes
        if plain.pictures:
            self.notes.append(_("A picture was left behind: this format carries none."))
        return plain.text


@dataclass(frozen=True)
class Entry:
    """One answer: its sign (= or ~), its weight if it has one, its text in the signs of the file, its feedback."""

    sign: str
    weight: float | None
    source: str
    feedback: str


def kind_of(answers: str) -> str:
    if not answers:
        return "essay"
    if answers.startswith("#"):
        return "numeric"
    if "~" in answers:
        return "choice"
    if "=" in answers and "->" in answers:
        return "matching"
    word = answers.partition("#")[0].strip().upper()
    return "true_false" if word in _TRUE | _FALSE else "fill_in"


def entries(source: str) -> list[Entry]:
    parts = re.split("([~=])", source)
    if parts[0].strip():
        # {text} with no sign at all is one accepted answer; before other answers it is a slip.
        if len(parts) > 1:
            raise Refusal(_("The first answer has no = or ~ before it."))
        return [_entry("=", parts[0])]
    return [_entry(sign, text) for sign, text in zip(parts[1::2], parts[2::2], strict=True)]


def _entry(sign: str, text: str) -> Entry:
    weight = None
    if found := _WEIGHT.match(text):
        weight, text = float(found[1]), text[found.end() :]
    text, _mark, feedback = text.partition("#")
    return Entry(sign, weight, text, feedback)


def _choice(answers: Answers) -> dict[str, Any]:
    found = entries(answers.source)
    rights = [entry for entry in found if entry.sign == "="]
    options = [_option(answers, entry) for entry in found]
    if not rights or (len(rights) > 1 and all((entry.weight or 0) < 100 and entry.weight for entry in rights)):
        return _several(answers, found, options)
    answers.kind = "single"
    for option, entry in zip(options, found, strict=True):
        option["right"] = entry is rights[0]
        if entry is not rights[0] and entry.sign == "=":
            option["weight"] = 100 if entry.weight is None else round(entry.weight)
        elif entry.weight is not None:
            option["weight"] = round(entry.weight)
    if len(rights) > 1:
        answers.notes.append(
            _("Several options count in full though one is chosen: the first is taken as the right one.")
        )
    return {"options": options}


def _option(answers: Answers, entry: Entry) -> dict[str, Any]:
    text, feedback = answers.text(entry.source), answers.text(entry.feedback)
    if not text:
        raise Refusal(_("An option has no text, or only a picture, which this format does not carry."))
    return {"text": text, "feedback": feedback}


def _several(answers: Answers, found: list[Entry], options: list[dict[str, Any]]) -> dict[str, Any]:
    worths = [entry.weight or 0.0 for entry in found]
    if not any(worth > 0 for worth in worths):
        raise Refusal(_("No option is marked as right."))
    answers.kind = "multiple"
    marking = answers.more.get("marking")
    known = marking if marking in ("all", "partial", "minus", "weights") else ""
    body = multiple_body(options, worths, known or marking_of(worths))
    right = answers.more.get("right")
    if isinstance(right, list):
        places = {place for place in right if isinstance(place, int)}
        for place, option in enumerate(options):
            option["right"] = place in places
    return body


def _truth(answers: Answers) -> dict[str, Any]:
    word, *remarks = answers.source.split("#", 2)
    is_true = word.strip().upper() in _TRUE
    wrong, right = (*(answers.text(remark) for remark in remarks), "", "")[:2]
    return {
        "is_true": is_true,
        "feedback_true": right if is_true else wrong,
        "feedback_false": wrong if is_true else right,
    }


def _blank(answers: Answers) -> dict[str, Any]:
    special: list[dict[str, Any]] = []
    for entry in entries(answers.source):
        text, feedback = tidy_line(answers.text(entry.source)), answers.text(entry.feedback)
        if text == "*":
            answers.notes.append(_("What is said to every other answer (*) was left behind."))
        elif not text:
            raise Refusal(_("An accepted answer is empty."))
        else:
            weight = 100 if entry.weight is None else round(entry.weight)
            special.append({"text": text, "weight": weight, "feedback": feedback})
        if "*" in text[:-1] or (len(text) > 1 and text.endswith("*")):
            answers.notes.append(_("A * in an accepted answer stands for itself here."))
    if not any(one["weight"] > 0 for one in special):
        raise Refusal(_("No answer is accepted."))
    return {"blanks": [{"special": special}]}


def _numeric(answers: Answers) -> dict[str, Any]:
    source, _mark, wrong = answers.source[1:].partition("~")
    if wrong:
        answers.notes.append(_("What is said to every wrong number was left behind."))
    source = source.strip(gift_text.BLANKS)
    found = [_number(answers, entry) for entry in entries(source if source.startswith("=") else "=" + source)]
    return {"answers": found}


def _number(answers: Answers, entry: Entry) -> dict[str, Any]:
    source = gift_text.awake(entry.source).strip()
    value, tolerance = _value(source)
    if not NUMBER.fullmatch(value) or not NUMBER.fullmatch(tolerance) or tolerance.startswith("-"):
        raise Refusal(_("“%(text)s” is no number GIFT knows.") % {"text": source[:40]})
    weight = 100 if entry.weight is None else round(entry.weight)
    return {"value": value, "tolerance": tolerance, "weight": weight, "feedback": answers.text(entry.feedback)}


def _value(source: str) -> tuple[str, str]:
    """Value and tolerance of `5`, `5:0.1` and `4.9..5.1`."""
    if ".." in source:
        low, _mark, high = (part.strip() for part in source.partition(".."))
        if NUMBER.fullmatch(low) and NUMBER.fullmatch(high):
            centre, reach = middle(Decimal(low), Decimal(high))
            return written(centre), written(reach)
        return source, "0"
    value, _mark, tolerance = (part.strip() for part in source.partition(":"))
    return value, tolerance or "0"


def _pairs(answers: Answers) -> dict[str, Any]:
    pairs, extra = [], []
    for entry in answers.source.split("=")[1:]:
        left, mark, right = entry.partition("->")
        if not mark:
            raise Refusal(_("A pair has no -> between its sides."))
        left_text, right_text = answers.text(left), answers.text(right)
        if not right_text:
            raise Refusal(_("A pair has no right side."))
        if left_text:
            pairs.append({"left": left_text, "right": right_text})
        else:
            extra.append(tidy_line(right_text))
    if not pairs:
        raise Refusal(_("There is no pair."))
    return {"pairs": pairs, "extra": "\n".join(extra)}


BODIES: Mapping[str, Callable[[Answers], dict[str, Any]]] = {
    "essay": lambda answers: {},
    "numeric": _numeric,
    "choice": _choice,
    "matching": _pairs,
    "true_false": _truth,
    "fill_in": _blank,
}
