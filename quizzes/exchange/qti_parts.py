"""How each kind of question is said in QTI 2.2: one function a kind, from a tidy body to interactions."""

from collections.abc import Callable, Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .hotspot_areas import pixels
from .media import picture_facts, sound_type
from .outgoing import CannotCarry, Outgoing
from .qti_draft import Part, base_value, fill, mapping, paragraph
from .shapes import GAP, pieces, rest_of
from .weights import written_worths

Body = Mapping[str, Any]
# The fields of a body that QTI itself says; all others stand beside.
NATIVE: Mapping[str, tuple[str, ...]] = {
    "single": ("options", "shuffle"),
    "multiple": ("options", "shuffle"),
    "listen": ("options", "shuffle", "sound"),
    "watch": ("options", "shuffle", "sign"),
    "true_false": ("is_true", "feedback_true", "feedback_false"),
    "fill_in": ("blanks",),
    "numeric": ("answers",),
    "matching": ("pairs", "extra"),
    "ordering": ("steps",),
    "categorise": ("categories",),
    "cloze": ("gaps",),
    "hotspot": ("picture", "areas", "limit"),
    "build": ("sentences", "extra"),
    "essay": ("criteria", "model_answer"),
}


def write_part(part: Part, kind: str, stem: str, body: Body, going: Outgoing) -> None:
    """Writes one question into its place. Raises CannotCarry."""
    if kind not in WRITERS:
        raise CannotCarry(_("QTI has no questions of this kind."))
    part.place.set("data-kind", kind)
    more = rest_of(kind, body, NATIVE[kind])
    if kind not in ("fill_in", "cloze"):
        paragraph(part.place, stem)
        WRITERS[kind](part, body, going, more)
    else:
        _with_gaps(part, stem, kind, body, more)
    part.say_beside(more)


def _choices(part: Part, body: Body, going: Outgoing, cardinality: str) -> tuple[Element, list[str]]:
    shuffle = "true" if body["shuffle"] else "false"
    most = "1" if cardinality == "single" else "0"
    attributes = {"responseIdentifier": part.name(), "shuffle": shuffle, "maxChoices": most}
    interaction = SubElement(part.place, "choiceInteraction", attributes)
    names = [f"C{number}" for number in range(1, len(body["options"]) + 1)]
    for name, option in zip(names, body["options"], strict=True):
        choice = _simple_choice(interaction, name, option["text"])
        if "picture" in option:
            address, _facts = _picture(part, option["picture"], going)
            SubElement(choice, "img", {"src": address, "alt": option["text"]})
        _feedback(part, choice, name, option.get("feedback", ""))
    right = [name for name, option in zip(names, body["options"], strict=True) if option["right"]]
    declared = part.response(part.name(), cardinality, "identifier", right)
    _declare_feedback(part, cardinality, interaction)
    return declared, names


def _simple_choice(interaction: Element, name: str, text: str) -> Element:
    choice = SubElement(interaction, "simpleChoice", {"identifier": name})
    fill(choice, text)
    return choice


def _feedback(part: Part, choice: Element, name: str, text: str) -> None:
    if text:
        attributes = {"outcomeIdentifier": f"{part.prefix}FEEDBACK", "identifier": name, "showHide": "show"}
        fill(SubElement(choice, "feedbackInline", attributes), text)


def _declare_feedback(part: Part, cardinality: str, interaction: Element) -> None:
    if interaction.find(".//feedbackInline") is None:
        return
    name = f"{part.prefix}FEEDBACK"
    part.draft.outcome(name, "identifier", "", cardinality=cardinality)
    rule = Element("setOutcomeValue", {"identifier": name})
    SubElement(rule, "variable", {"identifier": part.name()})
    part.draft.rules.append(rule)


def _picture(part: Part, reference: Any, going: Outgoing) -> tuple[str, tuple[str, str, int, int]]:
    content = going.pictures.get(reference, b"")
    facts = picture_facts(content)
    if facts is None:
        raise CannotCarry(_("Its picture is missing, or is none that browsers show."))
    return part.draft.keep(content, facts[0]), facts


def _single(part: Part, body: Body, going: Outgoing, more: dict[str, Any]) -> None:
    declared, names = _choices(part, body, going, "single")
    if not any("weight" in option for option in body["options"]):
        part.scored_by_match(part.name())
        return
    worths = [option.get("weight", 100 if option["right"] else 0) / 100 for option in body["options"]]
    mapping(declared, zip(names, worths, strict=True), bounded=False)
    part.scored_by_mapping(part.name())


def _multiple(part: Part, body: Body, going: Outgoing, more: dict[str, Any]) -> None:
    declared, names = _choices(part, body, going, "multiple")
    more["marking"] = body["marking"]
    if body["marking"] == "all":
        part.scored_by_match(part.name())
        return
    worths = [worth / 100 for worth in written_worths(body["options"], body["marking"])]
    mapping(declared, zip(names, worths, strict=True))
    part.scored_by_mapping(part.name())


def _listen(part: Part, body: Body, going: Outgoing, more: dict[str, Any]) -> None:
    content = going.sounds.get(body["sound"], b"")
    kind = sound_type(content)
    if kind is None:
        raise CannotCarry(_("Its sound is missing, or is none that browsers play."))
    address = part.draft.keep(content, kind[0])
    SubElement(SubElement(part.place, "p"), "object", {"data": address, "type": kind[1]})
    _single(part, body, going, more)


def _watch(part: Part, body: Body, going: Outgoing, more: dict[str, Any]) -> None:
    meaning = going.signs.get(body["sign"], "")
    if not meaning:
        raise CannotCarry(_("Its sign is not in the phrasebook."))
    more["sign"] = meaning
    _single(part, body, going, more)


def _truth(part: Part, body: Body, going: Outgoing, more: dict[str, Any]) -> None:
    if body["is_true"] is None:
        raise CannotCarry(_("It does not say whether the statement is true."))
    attributes = {"responseIdentifier": part.name(), "shuffle": "false", "maxChoices": "1"}
    interaction = SubElement(part.place, "choiceInteraction", attributes)
    words = {"true": pgettext("answer to a statement", "True"), "false": pgettext("answer to a statement", "False")}
    for name, word in words.items():
        _feedback(part, _simple_choice(interaction, name, word), name, body.get(f"feedback_{name}", ""))
    part.response(part.name(), "single", "identifier", ["true" if body["is_true"] else "false"])
    _declare_feedback(part, "single", interaction)
    part.scored_by_match(part.name())


def _with_gaps(part: Part, stem: str, kind: str, body: Body, more: dict[str, Any]) -> None:
    entries = body["blanks" if kind == "fill_in" else "gaps"]
    texts = stem.split(GAP)
    if len(texts) != len(entries) + 1:
        raise CannotCarry(_("The text has not as many ____ as there are answers to them."))
    element = paragraph(part.place, texts[0])
    for number, (entry, text) in enumerate(zip(entries, texts[1:], strict=True), start=1):
        if kind == "fill_in":
            _blank(part, element, number, entry, bool(body["exact"]))
        else:
            _gap(part, element, number, entry)
        part.scored_by_mapping(part.name(number), 1 / len(entries))
        fill(element, text)
    said = [
        {one["text"]: one["feedback"] for one in entry.get("special", []) if "feedback" in one} for entry in entries
    ]
    if any(said):
        more["said"] = said


def _blank(part: Part, element: Element, number: int, blank: Body, exact: bool) -> None:
    accepted = blank["accepted"].split("\n") if blank["accepted"] else []
    declared = part.response(part.name(number), "single", "string", accepted[:1])
    worths = dict.fromkeys(accepted, 1.0) | {one["text"]: one["weight"] / 100 for one in blank["special"]}
    mapping(declared, worths.items(), exact=exact)
    SubElement(element, "textEntryInteraction", {"responseIdentifier": part.name(number)})


def _gap(part: Part, element: Element, number: int, gap: Body) -> None:
    attributes = {"responseIdentifier": part.name(number), "shuffle": "false"}
    interaction = SubElement(element, "inlineChoiceInteraction", attributes)
    names = [f"C{place}" for place in range(1, len(gap["options"]) + 1)]
    for name, option in zip(names, gap["options"], strict=True):
        SubElement(interaction, "inlineChoice", {"identifier": name}).text = option["text"]
    right = [name for name, option in zip(names, gap["options"], strict=True) if option["right"]]
    declared = part.response(part.name(number), "single", "identifier", right[:1])
    mapping(declared, [(name, 1.0) for name in right])


def _numeric(part: Part, body: Body, going: Outgoing, more: dict[str, Any]) -> None:
    answers = body["answers"]
    line = SubElement(part.place, "p", {"class": "answer"})
    SubElement(line, "textEntryInteraction", {"responseIdentifier": part.name()})
    if body["unit"] and not body["unit_required"]:
        line[-1].tail = " "
        SubElement(line, "span", {"class": "unit"}).text = body["unit"]
    part.response(part.name(), "single", "float", [answer["value"] for answer in answers[:1]])
    condition = Element("responseCondition")
    for place, answer in enumerate(answers):
        when = SubElement(condition, "responseElseIf" if place else "responseIf")
        near = {"toleranceMode": "absolute", "tolerance": f"{answer['tolerance']} {answer['tolerance']}"}
        equal = SubElement(when, "equal", {"toleranceMode": "exact"} if answer["tolerance"] == "0" else near)
        SubElement(equal, "variable", {"identifier": part.name()})
        SubElement(equal, "baseValue", {"baseType": "float"}).text = answer["value"]
        when.append(part.more_score(base_value(part.points * answer["weight"] / 100)))
    part.draft.rules.append(condition)
    if any("feedback" in answer for answer in answers):
        more["said"] = [answer.get("feedback", "") for answer in answers]


def _sets(part: Part, left: list[str], right: list[str], right_most: str) -> None:
    attributes = {"responseIdentifier": part.name(), "shuffle": "true", "maxAssociations": str(len(left))}
    interaction = SubElement(part.place, "matchInteraction", attributes)
    for letter, texts, most in (("L", left, "1"), ("R", right, right_most)):
        holder = SubElement(interaction, "simpleMatchSet")
        for number, text in enumerate(texts, start=1):
            attributes = {"identifier": f"{letter}{number}", "matchMax": most}
            fill(SubElement(holder, "simpleAssociableChoice", attributes), text)


def _paired(part: Part, pairs: list[str]) -> None:
    declared = part.response(part.name(), "multiple", "directedPair", pairs)
    mapping(declared, [(pair, 1 / len(pairs)) for pair in pairs])
    part.scored_by_mapping(part.name())


def _matching(part: Part, body: Body, going: Outgoing, more: dict[str, Any]) -> None:
    rights = list(dict.fromkeys(pair["right"] for pair in body["pairs"]))
    extra = body["extra"].split("\n") if body["extra"] else []
    _sets(part, [pair["left"] for pair in body["pairs"]], [*rights, *extra], "0")
    _paired(part, [f"L{at} R{rights.index(pair['right']) + 1}" for at, pair in enumerate(body["pairs"], start=1)])


def _categorise(part: Part, body: Body, going: Outgoing, more: dict[str, Any]) -> None:
    members = [(at, one["text"]) for at, kind in enumerate(body["categories"], 1) for one in kind["members"]]
    _sets(part, [text for _at, text in members], [kind["name"] for kind in body["categories"]], "0")
    _paired(part, [f"L{place} R{at}" for place, (at, _text) in enumerate(members, start=1)])


def _ordered(part: Part, texts: list[str], right: int) -> None:
    attributes = {"responseIdentifier": part.name(), "shuffle": "true"}
    if right < len(texts):
        attributes |= {"minChoices": "1", "maxChoices": str(len(texts))}
    interaction = SubElement(part.place, "orderInteraction", attributes)
    for number, text in enumerate(texts, start=1):
        _simple_choice(interaction, f"C{number}", text)
    part.response(part.name(), "ordered", "identifier", [f"C{number}" for number in range(1, right + 1)])
    part.scored_by_match(part.name())


def _ordering(part: Part, body: Body, going: Outgoing, more: dict[str, Any]) -> None:
    _ordered(part, [step["text"] for step in body["steps"]], len(body["steps"]))


def _build(part: Part, body: Body, going: Outgoing, more: dict[str, Any]) -> None:
    """The first sentence is the order wanted; the other ways to say it stand beside."""
    first, *others = body["sentences"].split("\n")
    extra = body["extra"].split("\n") if body["extra"] else []
    _ordered(part, [*pieces(first), *extra], len(pieces(first)))
    if others:
        more["others"] = "\n".join(others)


def _hotspot(part: Part, body: Body, going: Outgoing, more: dict[str, Any]) -> None:
    address, (_ending, mime, width, height) = _picture(part, body["picture"], going)
    attributes = {"responseIdentifier": part.name(), "maxChoices": str(body.get("limit", 0))}
    interaction = SubElement(part.place, "hotspotInteraction", attributes)
    size = {"width": str(width), "height": str(height)}
    SubElement(interaction, "object", {"data": address, "type": mime, **size})
    for number, area in enumerate(body["areas"], start=1):
        attributes = {"identifier": f"C{number}", "shape": area["shape"], "hotspotLabel": area["name"]}
        attributes |= {"coords": pixels(area["shape"], area["coords"], width, height), "data-coords": area["coords"]}
        SubElement(interaction, "hotspotChoice", attributes)
    right = [f"C{number}" for number, area in enumerate(body["areas"], start=1) if area["right"]]
    part.response(part.name(), "multiple", "identifier", right)
    part.scored_by_match(part.name())


def _essay(part: Part, body: Body, going: Outgoing, more: dict[str, Any]) -> None:
    attributes = {"responseIdentifier": part.name()}
    if "most" in body:
        attributes["expectedLength"] = str(body["most"])
    part.response(part.name(), "single", "string", [body["model_answer"]] if body["model_answer"] else [])
    if body["criteria"]:
        rubric = SubElement(part.place, "rubricBlock", {"view": "scorer"})
        rows = SubElement(SubElement(rubric, "table", {"class": "criteria"}), "tbody")
        for one in body["criteria"]:
            row = SubElement(rows, "tr")
            fill(SubElement(row, "td"), one["text"])
            SubElement(row, "td").text = str(one["points"])
    SubElement(part.place, "extendedTextInteraction", attributes)


WRITERS: Mapping[str, Callable[..., None]] = {
    "single": _single,
    "multiple": _multiple,
    "listen": _listen,
    "watch": _watch,
    "true_false": _truth,
    "fill_in": _with_gaps,
    "cloze": _with_gaps,
    "numeric": _numeric,
    "matching": _matching,
    "categorise": _categorise,
    "ordering": _ordering,
    "build": _build,
    "hotspot": _hotspot,
    "essay": _essay,
}
