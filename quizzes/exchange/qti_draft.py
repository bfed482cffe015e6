"""One QTI item while it is being written: its declarations, its body, how it is scored, the media it shows."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from .weights import percent


@dataclass
class Draft:
    """Grows while the parts of a question are written; `media` holds what the package must bring along, by path."""

    responses: list[Element] = field(default_factory=list)
    outcomes: list[Element] = field(default_factory=list)
    rules: list[Element] = field(default_factory=list)
    remarks: list[Element] = field(default_factory=list)
    media: dict[str, bytes] = field(default_factory=dict)

    def keep(self, content: bytes, ending: str) -> str:
        """The address, seen from the item, of a medium put into the package once however often it is shown."""
        path = f"media/{hashlib.sha256(content).hexdigest()[:16]}.{ending}"
        self.media[path] = content
        return f"../{path}"

    def outcome(self, identifier: str, base: str, default: str, **attributes: str) -> None:
        attributes = {"identifier": identifier, "cardinality": "single", "baseType": base, **attributes}
        declared = Element("outcomeDeclaration", attributes)
        if default:
            SubElement(SubElement(declared, "defaultValue"), "value").text = default
        self.outcomes.append(declared)

    def remark(self, identifier: str, text: str) -> None:
        """An explanation, shown whatever was answered: its outcome has its value from the beginning."""
        if not text:
            return
        self.outcome(identifier, "identifier", identifier)
        shown = {"outcomeIdentifier": identifier, "showHide": "show", "identifier": identifier}
        remark = Element("modalFeedback", shown)
        paragraph(remark, text)
        self.remarks.append(remark)


@dataclass
class Part:
    """One question within an item: where it is written, the prefix of its names, what it counts."""

    draft: Draft
    place: Element
    prefix: str
    points: int

    def name(self, number: int | None = None) -> str:
        return f"{self.prefix}RESPONSE" if number is None else f"{self.prefix}RESPONSE_{number}"

    def response(self, name: str, cardinality: str, base: str, correct: Iterable[str]) -> Element:
        declared = Element("responseDeclaration", {"identifier": name, "cardinality": cardinality, "baseType": base})
        values = list(correct)
        if values:
            holder = SubElement(declared, "correctResponse")
            for value in values:
                SubElement(holder, "value").text = value
        self.draft.responses.append(declared)
        return declared

    def scored_by_match(self, name: str, share: float = 1) -> None:
        """Everything as in the correct response is worth the share; anything else nothing."""
        condition = Element("responseCondition")
        when = SubElement(condition, "responseIf")
        match = SubElement(when, "match")
        SubElement(match, "variable", {"identifier": name})
        SubElement(match, "correct", {"identifier": name})
        when.append(self.more_score(base_value(self.points * share)))
        self.draft.rules.append(condition)

    def scored_by_mapping(self, name: str, share: float = 1) -> None:
        product = Element("product")
        SubElement(product, "mapResponse", {"identifier": name})
        product.append(base_value(self.points * share))
        self.draft.rules.append(self.more_score(product))

    def more_score(self, expression: Element) -> Element:
        rule = Element("setOutcomeValue", {"identifier": "SCORE"})
        total = SubElement(rule, "sum")
        SubElement(total, "variable", {"identifier": "SCORE"})
        total.append(expression)
        return rule

    def say_beside(self, more: Mapping[str, Any]) -> None:
        """What QTI has no words for, in an attribute other programs pass over."""
        if more:
            self.place.set("data-more", json.dumps(more, ensure_ascii=False, separators=(",", ":")))


def base_value(number: float) -> Element:
    value = Element("baseValue", {"baseType": "float"})
    value.text = percent(number)
    return value


def mapping(declared: Element, entries: Iterable[tuple[str, float]], bounded: bool = True, exact: bool = False) -> None:
    """What each answer is worth, from -1 to 1; `bounded`: the sum stays between nothing and all."""
    holder = SubElement(declared, "mapping", {"defaultValue": "0"})
    if bounded:
        holder.set("lowerBound", "0")
        holder.set("upperBound", "1")
    for key, worth in entries:
        entry = SubElement(holder, "mapEntry", {"mapKey": key, "mappedValue": percent(worth)})
        if exact:
            entry.set("caseSensitive", "true")


def paragraph(parent: Element, text: str) -> Element:
    """The text as one paragraph, its breaks as breaks."""
    element = SubElement(parent, "p")
    fill(element, text)
    return element


def fill(element: Element, text: str) -> None:
    """Adds text behind all that is in the element."""
    for number, line in enumerate(text.split("\n")):
        if number:
            SubElement(element, "br")
        if len(element):
            element[-1].tail = (element[-1].tail or "") + line
        else:
            element.text = (element.text or "") + line
