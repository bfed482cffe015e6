"""Gaps in a text of QTI: typed, chosen from a list, filled by dragging; and numbers."""

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from .numbers import NUMBER
from .qti_asked import Asked, Refusal
from .qti_declarations import Declaration
from .qti_section import plain_of, walked
from .safe_xml import every
from .shapes import GAP

MOST_CHOICES = 10_000  # in all gaps of a text together


def fill_in_body(asked: Asked) -> dict[str, Any]:
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
    worths, correct = declared.worths(texts, scale), set(declared.correct)
    special = []
    for text, worth in zip(texts, worths, strict=True):
        weight = 100 if text in correct and not scale else max(round(worth), 0)
        special.append({"text": text, "weight": weight, "feedback": feedback.get(text, "")})
    return {"special": special}


def cloze_body(asked: Asked) -> dict[str, Any]:
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
    if len(gaps) * len(texts) > MOST_CHOICES:
        raise Refusal(_("The text has more gaps than one question holds."))
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


def numeric_body(asked: Asked) -> dict[str, Any]:
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
