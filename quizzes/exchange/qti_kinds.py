"""From QTI interactions to the body of an item: one function a kind."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from .hotspot_areas import percentages, pixels
from .numbers import NUMBER
from .outgoing import CannotCarry
from .qti_declarations import Declaration, number
from .qti_media import Media
from .qti_section import MARK, Section, plain_of, walked
from .safe_xml import child, every, words
from .shapes import GAP, parted_line, tidy_line
from .weights import marking_of, multiple_body


class Refusal(Exception):
    """Why there is no item; the argument is a translated sentence."""


@dataclass
class Asked:
    """One question being read: its section, the declarations of its item, the media around it.

    `ours`: the kind is known, because we wrote the file; `more` is what stood beside it then.
    """

    section: Section
    declared: Mapping[str, Declaration]
    media: Media
    ours: bool = False
    more: Mapping[str, Any] = field(default_factory=dict)
    points: float = 1

    def of(self, interaction: Element) -> Declaration:
        found = self.declared.get(interaction.get("responseIdentifier", ""))
        if found is None:
            raise Refusal(_("The right answer is not declared."))
        return found

    def block(self, *tags: str) -> Element:
        if len(self.section.block) != 1 or self.section.block[0].tag not in tags:
            raise Refusal(_("The interaction this kind of question needs is not there."))
        return self.section.block[0]

    def inline(self, tag: str) -> list[Element]:
        found = [one for one in self.section.inline if one.tag == tag]
        if not found or len(found) != len(self.section.inline):
            raise Refusal(_("The interaction this kind of question needs is not there."))
        return found


def loaded(source: str) -> Mapping[str, Any]:
    """What stands beside a question; whatever is no object of JSON is nothing."""
    try:
        found = json.loads(source or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _options(asked: Asked) -> tuple[list[dict[str, Any]], list[str], Declaration, Element]:
    interaction = asked.block("choiceInteraction")
    choices = list(every(interaction, "simpleChoice"))
    options = []
    for choice in choices:
        plain = plain_of(choice)
        taken = next((name for path in plain.pictures if (name := asked.media.picture(path))), "")
        if len(plain.pictures) > bool(taken):
            asked.section.notes.append(
                _("A picture was left behind: it is not in the file, or no picture browsers show.")
            )
        asked.section.notes += plain.notes
        text = plain.bare if taken else plain.text
        if not text and not taken:
            raise Refusal(_("An option has neither text nor a picture that could be taken."))
        options.append({"text": text, "picture": taken, "feedback": _feedback(choice)})
    return options, [choice.get("identifier", "") for choice in choices], asked.of(interaction), interaction


def _feedback(choice: Element) -> str:
    return "\n".join(plain_of(one).text for one in every(choice, "feedbackInline", "feedbackBlock"))


def _single(asked: Asked) -> dict[str, Any]:
    options, names, declared, interaction = _options(asked)
    worths = declared.worths(names, 1 if asked.ours else None)
    right = next((name for name in names if name in declared.correct), None)
    if right is None and max(worths, default=0) > 0:
        right = names[worths.index(max(worths))]
    if right is None:
        raise Refusal(_("No option is marked as right."))
    for option, name, worth in zip(options, names, worths, strict=True):
        option["right"] = name in declared.correct if asked.ours else name == right
        option["weight"] = round(worth)
    return {"options": options, "shuffle": interaction.get("shuffle") == "true"}


def _multiple(asked: Asked) -> dict[str, Any]:
    options, names, declared, interaction = _options(asked)
    worths = declared.worths(names, 1 if asked.ours else None)
    if not any(worth > 0 for worth in worths) and not declared.correct:
        raise Refusal(_("No option is marked as right."))
    said = asked.more.get("marking")
    known = said if said in ("all", "partial", "minus", "weights") else ""
    body = multiple_body(options, worths, known or (marking_of(worths) if declared.mapping else "all"))
    if declared.correct:
        for option, name in zip(options, names, strict=True):
            option["right"] = name in declared.correct
    return {**body, "shuffle": interaction.get("shuffle") == "true"}


def _listen(asked: Asked) -> dict[str, Any]:
    body = _single(asked)
    sound = next((name for path in asked.section.sounds if (name := asked.media.sound(path))), "")
    if not sound:
        raise Refusal(_("The sound is not in the file, or is none that browsers play."))
    return {**body, "sound": sound}


def _watch(asked: Asked) -> dict[str, Any]:
    sign = asked.more.get("sign")
    if not isinstance(sign, str) or not tidy_line(sign):
        raise Refusal(_("It does not say which sign is shown."))
    return {**_single(asked), "sign": tidy_line(sign)}


def _truth(asked: Asked) -> dict[str, Any]:
    options, names, declared, _interaction = _options(asked)
    if len(names) != 2 or not declared.correct:
        raise Refusal(_("The question does not say whether the statement is true."))
    true = names.index("true") if asked.ours and "true" in names else next(truths_of(options), 0)
    return {
        "is_true": names[true] in declared.correct,
        "feedback_true": options[true]["feedback"],
        "feedback_false": options[1 - true]["feedback"],
    }


_TRUE = {"true", "对", "正确", "√", "yes", "right", "correct"}
_FALSE = {"false", "错", "错误", "×", "no", "wrong", "incorrect"}


def truths_of(options: list[dict[str, Any]]):
    """The place of the option that says "true", where two options are a statement's true and false."""
    texts = [option["text"].lower() for option in options]
    if len(texts) == 2 and (set(texts) & _TRUE) and (set(texts) & _FALSE):
        yield next(place for place, text in enumerate(texts) if text in _TRUE)


def _fill_in(asked: Asked) -> dict[str, Any]:
    entries = asked.inline("textEntryInteraction")
    said = asked.more.get("said")
    blanks = []
    for place, entry in enumerate(entries):
        feedback = said[place] if isinstance(said, list) and place < len(said) and isinstance(said[place], dict) else {}
        blanks.append(_blank(asked.of(entry), feedback, 1 if asked.ours else None))
    if not all(any(one["weight"] > 0 for one in blank["special"]) for blank in blanks):
        raise Refusal(_("A blank has no accepted answer."))
    return {"blanks": blanks, "exact": all(asked.of(entry).exact for entry in entries)}


def _blank(declared: Declaration, feedback: Mapping[str, Any], scale: float | None) -> dict[str, Any]:
    texts = list(dict.fromkeys([*declared.correct, *declared.mapping])) if not scale else list(declared.mapping)
    worths = declared.worths(texts, scale)
    special = []
    for text, worth in zip(texts, worths, strict=True):
        weight = 100 if text in declared.correct and not scale else max(round(worth), 0)
        special.append({"text": text, "weight": weight, "feedback": feedback.get(text, "")})
    return {"special": special}


def _cloze(asked: Asked) -> dict[str, Any]:
    if asked.section.block and asked.section.block[0].tag == "gapMatchInteraction":
        return _gap_match(asked)
    gaps = []
    for entry in asked.inline("inlineChoiceInteraction"):
        declared = asked.of(entry)
        right = {*declared.correct, *(name for name, worth in declared.mapping.items() if worth > 0)}
        choices = list(every(entry, "inlineChoice"))
        gaps.append({"options": [_choice(choice, choice.get("identifier", "") in right) for choice in choices]})
    if not all(any(option["right"] for option in gap["options"]) for gap in gaps):
        raise Refusal(_("A gap has no right choice."))
    return {"gaps": gaps}


def _choice(choice: Element, right: bool) -> dict[str, Any]:
    return {"text": plain_of(choice).text, "right": right}


def _gap_match(asked: Asked) -> dict[str, Any]:
    """Texts dragged into gaps: every gap offers all of them."""
    interaction = asked.block("gapMatchInteraction")
    pairs = [pair.split() for pair in asked.of(interaction).correct]
    right = {pair[1]: pair[0] for pair in pairs if len(pair) == 2}
    texts = [(one.get("identifier", ""), plain_of(one).text) for one in every(interaction, "gapText")]
    gaps = [one.get("identifier", "") for one in every(interaction, "gap")]
    if not gaps or not set(gaps) <= set(right) or any(True for _one in every(interaction, "gapImg")):
        raise Refusal(_("The gaps of the text cannot be told."))
    return {
        "gaps": [{"options": [{"text": text, "right": right[gap] == name} for name, text in texts]} for gap in gaps]
    }


def gap_match_text(interaction: Element) -> str:
    """The text of a gap match with ____ for its gaps."""
    for gap in list(every(interaction, "gap")):
        gap.tag, gap.text = "span", GAP
    skipped = tuple(one for one in interaction if one.tag in ("gapText", "gapImg", "prompt"))
    return walked(interaction, skipped).text


def _numeric(asked: Asked) -> dict[str, Any]:
    entries = asked.inline("textEntryInteraction")
    if len(entries) != 1:
        raise Refusal(_("Several numbers are asked for at once."))
    declared = asked.of(entries[0])
    numbers = declared.numbers or [(value, "0", 1.0) for value in declared.correct]
    best = asked.points if asked.ours else max((share for _value, _tolerance, share in numbers), default=1) or 1
    said = asked.more.get("said")
    answers = []
    for place, (value, tolerance, share) in enumerate(numbers):
        if not NUMBER.fullmatch(value) or not NUMBER.fullmatch(tolerance):
            raise Refusal(_("An answer is no number: “%(text)s”.") % {"text": value[:40]})
        feedback = said[place] if isinstance(said, list) and len(said) == len(numbers) else ""
        weight = round(share * 100 / best)
        answers.append({"value": value, "tolerance": tolerance, "weight": weight, "feedback": feedback})
    if not answers:
        raise Refusal(_("No answer is accepted."))
    return {"answers": answers}


def _sides(asked: Asked) -> tuple[list[tuple[str, str]], list[tuple[str, str]], list[list[str]]]:
    interaction = asked.block("matchInteraction")
    sets = [one for one in interaction if one.tag == "simpleMatchSet"]
    if len(sets) != 2:
        raise Refusal(_("A match needs two sets of choices."))
    left, right = (
        [(one.get("identifier", ""), plain_of(one).text) for one in every(holder, "simpleAssociableChoice")]
        for holder in sets
    )
    declared = asked.of(interaction)
    pairs = [pair.split() for pair in declared.correct or [key for key, worth in declared.mapping.items() if worth > 0]]
    if any(len(pair) != 2 for pair in pairs) or len({pair[0] for pair in pairs}) < len(pairs):
        raise Refusal(_("Something belongs to several others at once; here everything has one place."))
    return left, right, pairs


def _matching(asked: Asked) -> dict[str, Any]:
    left, right, pairs = _sides(asked)
    place, texts = dict(pairs), dict(right)
    if not set(place) >= {name for name, _text in left} or not set(place.values()) <= set(texts):
        raise Refusal(_("Something on the left has no counterpart."))
    used = set(place.values())
    return {
        "pairs": [{"left": text, "right": texts[place[name]]} for name, text in left],
        "extra": "\n".join(tidy_line(text) for name, text in right if name not in used),
    }


def _categorise(asked: Asked) -> dict[str, Any]:
    left, right, pairs = _sides(asked)
    place = dict(pairs)
    if not {name for name, _text in left} <= set(place):
        raise Refusal(_("Something on the left has no counterpart."))
    return {
        "categories": [
            {"name": text, "members": [{"text": one} for name, one in left if place[name] == category]}
            for category, text in right
        ]
    }


def is_categorise(interaction: Element, declared: Declaration) -> bool:
    """Whether a match sorts things into boxes: several of the first set belong to one of the second."""
    targets = [pair.split()[-1] for pair in declared.correct if pair.split()]
    sets = [len(list(every(one, "simpleAssociableChoice"))) for one in interaction if one.tag == "simpleMatchSet"]
    return len(set(targets)) < len(targets) and len(sets) == 2 and sets[0] > sets[1]


def _ordered(asked: Asked) -> tuple[list[str], list[str]]:
    interaction = asked.block("orderInteraction")
    texts = {one.get("identifier", ""): plain_of(one).text for one in every(interaction, "simpleChoice")}
    order = asked.of(interaction).correct
    if not order or not set(order) <= set(texts) or len(set(order)) < len(order):
        raise Refusal(_("The right order is not declared."))
    return [texts[name] for name in order], [text for name, text in texts.items() if name not in set(order)]


def _ordering(asked: Asked) -> dict[str, Any]:
    steps, extra = _ordered(asked)
    if extra:
        raise Refusal(_("Not all of the steps have a place in the right order."))
    return {"steps": [{"text": text} for text in steps]}


def _build(asked: Asked) -> dict[str, Any]:
    tiles, extra = _ordered(asked)
    others = asked.more.get("others")
    lines = [parted_line(tiles), *([others] if isinstance(others, str) else [])]
    return {"sentences": "\n".join(lines), "extra": "\n".join(tidy_line(text) for text in extra)}


def _hotspot(asked: Asked) -> dict[str, Any]:
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


def _essay(asked: Asked) -> dict[str, Any]:
    interaction = asked.block("extendedTextInteraction")
    declared = asked.declared.get(interaction.get("responseIdentifier", ""))
    criteria, told = [], []
    for rubric in asked.section.rubrics:
        rows = [
            row for table in every(rubric, "table") if table.get("class") == "criteria" for row in every(table, "tr")
        ]
        criteria += [
            {"text": plain_of(row[0]).text, "points": number(words(row[1]), 1)} for row in rows if len(row) == 2
        ]
        if not rows:
            told.append(walked(rubric).text)
    model = declared.correct[0] if declared is not None and declared.correct else "\n".join(filter(None, told))
    length = interaction.get("expectedLength", "")
    return {"criteria": criteria, "model_answer": model, "most": int(length) if length.isdecimal() else None}


BODIES: Mapping[str, Callable[[Asked], dict[str, Any]]] = {
    "single": _single,
    "multiple": _multiple,
    "listen": _listen,
    "watch": _watch,
    "true_false": _truth,
    "fill_in": _fill_in,
    "cloze": _cloze,
    "numeric": _numeric,
    "matching": _matching,
    "categorise": _categorise,
    "ordering": _ordering,
    "build": _build,
    "hotspot": _hotspot,
    "essay": _essay,
}
__all__ = ["BODIES", "MARK", "Asked", "Refusal", "gap_match_text", "is_categorise", "loaded", "truths_of"]
