"""From QTI interactions to the body of an item: choices and essays here, and the list of all kinds."""

from collections.abc import Callable, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from .qti_asked import Asked, Refusal
from .qti_declarations import Declaration, number
from .qti_gaps import cloze_body, fill_in_body, numeric_body
from .qti_hotspots import hotspot_body
from .qti_pairs import build_body, categorise_body, matching_body, ordering_body
from .qti_section import plain_of, walked
from .safe_xml import every, words
from .shapes import tidy_line
from .weights import marking_of, multiple_body

MOST_TRIED = 5  # pictures of one option that are looked at; one is taken
_TRUE = {"true", "对", "正确", "√", "yes", "right", "correct"}
_FALSE = {"false", "错", "错误", "×", "no", "wrong", "incorrect"}


def _options(asked: Asked) -> tuple[list[dict[str, Any]], list[str], Declaration, Element]:
    interaction = asked.block("choiceInteraction")
    choices = list(every(interaction, "simpleChoice"))
    options = []
    for choice in choices:
        plain = plain_of(choice)
        taken = next((name for path in plain.pictures[:MOST_TRIED] if (name := asked.media.picture(path))), "")
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
    correct = set(declared.correct)
    right = next((name for name in names if name in correct), None)
    if right is None and max(worths, default=0) > 0:
        right = names[worths.index(max(worths))]
    if right is None:
        raise Refusal(_("No option is marked as right."))
    for option, name, worth in zip(options, names, worths, strict=True):
        option["right"] = name in correct if asked.ours else name == right
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
    if correct := set(declared.correct):
        for option, name in zip(options, names, strict=True):
            option["right"] = name in correct
    return {**body, "shuffle": interaction.get("shuffle") == "true"}


def _listen(asked: Asked) -> dict[str, Any]:
    body = _single(asked)
    sound = next((name for path in asked.section.sounds[:MOST_TRIED] if (name := asked.media.sound(path))), "")
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


def truths_of(options: list[dict[str, Any]]):
    """The place of the option that says "true", where two options are a statement's true and false."""
    texts = [option["text"].lower() for option in options]
    if len(texts) == 2 and (set(texts) & _TRUE) and (set(texts) & _FALSE):
        yield next(place for place, text in enumerate(texts) if text in _TRUE)


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
    "fill_in": fill_in_body,
    "cloze": cloze_body,
    "numeric": numeric_body,
    "matching": matching_body,
    "categorise": categorise_body,
    "ordering": ordering_body,
    "build": build_body,
    "hotspot": hotspot_body,
    "essay": _essay,
}
