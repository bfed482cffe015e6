"""Moodle's types of questions and what they are here: one function a type, from its element to an item."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from ..items import Item
from .moodle_texts import Refusal, Texts, source_of
from .numbers import NUMBER, written
from .safe_xml import words
from .shapes import GAP, tidy_line
from .weights import multiple_body

MOST_CHOICES = 10_000  # in all gaps of a text together
_PLACE = re.compile(r"\[\[(\d{1,3})\]\]")
_ORDERINGS = {"-1": "all", "0": "places", "1": "neighbours", "2": "neighbours", "3": "neighbours"}


def stem_of(question: Element, texts: Texts) -> str:
    return texts.without_pictures(question, "questiontext")


def answers_of(question: Element) -> list[Element]:
    return [one for one in question if one.tag == "answer"]


def fraction(answer: Element) -> float:
    """What an answer is worth in per cent."""
    source = answer.get("fraction", "0").strip()
    if not NUMBER.fullmatch(source):
        raise Refusal(_("What an answer is worth is no number: “%(text)s”.") % {"text": source[:40]})
    return min(max(float(source), -100.0), 100.0)


def is_on(question: Element, name: str, usual: bool = False) -> bool:
    text = words(question, name).lower()
    return text in ("1", "true") if text else usual


def _options(question: Element, texts: Texts) -> tuple[list[dict[str, Any]], list[float]]:
    options, worths = [], []
    for answer in answers_of(question):
        text, picture = texts.with_picture(answer)
        if not text and not picture:
            raise Refusal(_("An option has neither text nor a picture that could be taken."))
        feedback = texts.without_pictures(answer, "feedback")
        options.append({"text": text, "picture": picture, "feedback": feedback})
        worths.append(fraction(answer))
    if not any(worth > 0 for worth in worths):
        raise Refusal(_("No option is marked as right."))
    return options, worths


def single_body(options: list[dict[str, Any]], worths: list[float], texts: Texts) -> dict[str, Any]:
    """The best option is the right one; another that counts as much keeps its worth."""
    best = worths.index(max(worths))
    for place, (option, worth) in enumerate(zip(options, worths, strict=True)):
        option["right"] = place == best
        option["weight"] = round(worth)
    if worths.count(worths[best]) > 1:
        texts.note(_("Several options count in full though one is chosen: the first is taken as the right one."))
    return {"options": options}


def _choice(question: Element, texts: Texts) -> Item:
    options, worths = _options(question, texts)
    shuffle = {"shuffle": is_on(question, "shuffleanswers", usual=True)}
    if is_on(question, "single", usual=True) and question.get("type") == "multichoice":
        return Item("single", stem_of(question, texts), {**single_body(options, worths, texts), **shuffle})
    marking = {"multichoiceset": "all", "oumultiresponse": "partial"}.get(question.get("type", ""), "")
    return Item("multiple", stem_of(question, texts), {**multiple_body(options, worths, marking), **shuffle})


def _truth(question: Element, texts: Texts) -> Item:
    body: dict[str, Any] = {}
    for answer in answers_of(question):
        word = source_of(answer).strip().lower()
        if word not in ("true", "false"):
            raise Refusal(_("The answers of a statement are not “true” and “false”."))
        body[f"feedback_{word}"] = texts.without_pictures(answer, "feedback")
        if fraction(answer) > 0:
            body["is_true"] = word == "true"
    if "is_true" not in body:
        raise Refusal(_("The question does not say whether the statement is true."))
    return Item("true_false", stem_of(question, texts), body)


def blank_of(answers: list[tuple[str, float, str]], texts: Texts) -> dict[str, Any]:
    """A blank of spellings with what each is worth in per cent and what is said to it."""
    special: list[dict[str, Any]] = []
    for text, worth, feedback in answers:
        if text == "*":
            texts.note(_("What is said to every other answer (*) was left behind."))
            continue
        if "*" in text:
            texts.note(_("A * in an accepted answer stands for itself here."))
        if text:
            special.append({"text": text, "weight": max(round(worth), 0), "feedback": feedback})
    if not any(one["weight"] for one in special):
        raise Refusal(_("No answer is accepted."))
    return {"special": special}


def _short(question: Element, texts: Texts) -> Item:
    found = [
        (tidy_line(texts.without_pictures(answer)), fraction(answer), texts.without_pictures(answer, "feedback"))
        for answer in answers_of(question)
    ]
    stem = stem_of(question, texts)
    if stem.count(GAP) > 1:
        raise Refusal(_("The text has several gaps, but the question one answer."))
    body = {"blanks": [blank_of(found, texts)], "exact": is_on(question, "usecase")}
    return Item("fill_in", stem if GAP in stem else f"{stem}\n{GAP}", body)


def number_of(value: str, tolerance: str, worth: float, feedback: str) -> dict[str, Any]:
    value, tolerance = value.strip(), tolerance.strip() or "0"
    if not NUMBER.fullmatch(value) or not NUMBER.fullmatch(tolerance) or tolerance.startswith("-"):
        raise Refusal(_("An answer is no number: “%(text)s”.") % {"text": value[:40]})
    return {"value": value, "tolerance": tolerance, "weight": round(worth), "feedback": feedback}


def _numeric(question: Element, texts: Texts) -> Item:
    found = []
    for answer in answers_of(question):
        if source_of(answer).strip() == "*":
            texts.note(_("What is said to every other answer (*) was left behind."))
            continue
        feedback = texts.without_pictures(answer, "feedback")
        found.append(number_of(source_of(answer), words(answer, "tolerance"), fraction(answer), feedback))
    if not any(one["weight"] > 0 for one in found):
        raise Refusal(_("No answer is accepted."))
    return Item("numeric", stem_of(question, texts), {"answers": found, **_units(question)})


def _units(question: Element) -> dict[str, Any]:
    """Moodle divides by a unit's multiplier (m 1, cm 100); we say how much of the main unit one of it is (0.01)."""
    units = [(tidy_line(words(one, "unit_name")), words(one, "multiplier")) for one in question.iter("unit")]
    if any(not NUMBER.fullmatch(multiplier) or not float(multiplier) for _name, multiplier in units):
        raise Refusal(_("The multiplier of a unit is no number."))
    main = next((name for name, multiplier in units if float(multiplier) == 1), "")
    others = [
        {"unit": name, "factor": written(round(1 / Decimal(multiplier), 12))}
        for name, multiplier in units
        if name != main
    ]
    required = words(question, "unitgradingtype") not in ("", "0") and words(question, "showunits") != "3"
    return {"unit": main, "unit_required": bool(main) and required, "other_units": others if main else []}


def _matching(question: Element, texts: Texts) -> Item:
    pairs, extra = [], []
    for one in (part for part in question if part.tag == "subquestion"):
        left, right = texts.without_pictures(one), texts.without_pictures(one, "answer")
        if left and right:
            pairs.append({"left": left, "right": right})
        elif right:
            extra.append(tidy_line(right))
        elif left:
            raise Refusal(_("A pair has no right side."))
    if not pairs:
        raise Refusal(_("There is no pair."))
    return Item("matching", stem_of(question, texts), {"pairs": pairs, "extra": "\n".join(extra)})


def _essay(question: Element, texts: Texts) -> Item:
    if any(words(question, name) not in ("", "0") for name in ("minwordlimit", "maxwordlimit")):
        texts.note(_("The limits in words were left behind: here characters are counted."))
    if texts.plain(question, "responsetemplate"):
        texts.note(_("The template for the answer was left behind."))
    model = texts.without_pictures(question, "graderinfo")
    return Item("essay", stem_of(question, texts), {"model_answer": model})


def _gaps(question: Element, texts: Texts) -> Item:
    """Texts with [[1]] [[2]]: each gap offers the choices of the group its right one is in."""
    boxes = [one for one in question if one.tag in ("dragbox", "selectoption")]
    choices = [(texts.without_pictures(box), words(box, "group")) for box in boxes]
    stem, gaps = stem_of(question, texts), []
    if stem.count("[[") * len(choices) > MOST_CHOICES:
        raise Refusal(_("The text has more gaps than one question holds."))
    for found in _PLACE.finditer(stem):
        if not 1 <= int(found[1]) <= len(choices):
            raise Refusal(_("A gap asks for choice %(number)s, which is not there.") % {"number": found[1]})
        text, group = choices[int(found[1]) - 1]
        offered = dict.fromkeys(other for other, its_group in choices if its_group == group)
        gaps.append({"options": [{"text": other, "right": other == text} for other in offered]})
    if not gaps or GAP in stem:
        raise Refusal(_("The gaps of the text cannot be told."))
    return Item("cloze", _PLACE.sub(GAP, stem), {"gaps": gaps})


def _ordering(question: Element, texts: Texts) -> Item:
    ordered = sorted(answers_of(question), key=lambda answer: _place_in_order(answer))
    steps = [{"text": texts.without_pictures(answer)} for answer in ordered]
    if len(steps) < 2 or not all(step["text"] for step in steps):
        raise Refusal(_("There are fewer than two steps, or one without text."))
    if words(question, "selecttype").lower() not in ("", "0", "all"):
        texts.note(_("Moodle asked for some of the steps; here all of them are put in order."))
    grading = words(question, "gradingtype").upper()
    names = {"ALL_OR_NOTHING": "-1", "ABSOLUTE_POSITION": "0", "": "0"}
    marking = _ORDERINGS.get(names.get(grading, grading), "neighbours" if "RELATIVE" in grading else "places")
    return Item("ordering", stem_of(question, texts), {"steps": steps, "marking": marking})


def _place_in_order(answer: Element) -> float:
    source = answer.get("fraction", "").strip()
    return float(source) if NUMBER.fullmatch(source) else 0.0


BODIES: Mapping[str, Callable[[Element, Texts], Item]] = {
    "multichoice": _choice,
    "multichoiceset": _choice,
    "oumultiresponse": _choice,
    "truefalse": _truth,
    "shortanswer": _short,
    "numerical": _numeric,
    "matching": _matching,
    "match": _matching,
    "ddmatch": _matching,
    "essay": _essay,
    "ddwtos": _gaps,
    "gapselect": _gaps,
    "ordering": _ordering,
}
