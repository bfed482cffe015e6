"""What a QTI item says about right answers and their worth: declarations and response processing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from .numbers import NUMBER
from .safe_xml import child, every, words


@dataclass
class Declaration:
    """One response: its right values, and what each answer is worth where a mapping is used."""

    cardinality: str
    base: str
    correct: list[str] = field(default_factory=list)
    mapping: dict[str, float] = field(default_factory=dict)
    exact: bool = False
    areas: list[tuple[str, str, float]] = field(default_factory=list)
    # value, tolerance and share of the score of each number accepted, in order
    numbers: list[tuple[str, str, float]] = field(default_factory=list)

    def worths(self, names: list[str], scale: float | None = None) -> list[float]:
        """What each choice is worth in per cent. `scale` is what counts as all; without it the best answer's worth."""
        if not self.mapping:
            correct = set(self.correct)
            right = [name in correct for name in names]
            return [100 * one / (sum(right) if self.cardinality == "multiple" else 1) if one else 0.0 for one in right]
        found = [self.mapping.get(name, 0.0) for name in names]
        positive = [worth for worth in found if worth > 0]
        whole = scale or (sum(positive) if self.cardinality == "multiple" else max(positive, default=0)) or 1
        return [min(max(worth * 100 / whole, -100.0), 100.0) for worth in found]


def declarations(root: Element) -> Mapping[str, Declaration]:
    """The responses of an item by their identifiers."""
    found = {}
    for element in (one for one in root if one.tag == "responseDeclaration"):
        one = Declaration(element.get("cardinality", "single"), element.get("baseType", "identifier"))
        holder = child(element, "correctResponse")
        one.correct = [_value(value) for value in holder if value.tag == "value"] if holder is not None else []
        _mapping(element, one)
        found[element.get("identifier", "")] = one
    processing = child(root, "responseProcessing")
    if processing is not None:
        _processed(processing, found)
    return found


def _value(element: Element) -> str:
    return " ".join(element.itertext()) if len(element) else (element.text or "").strip(" \t\r\n")


def number(text: str | None, usual: float = 0.0) -> float:
    text = (text or "").strip()
    return float(text) if NUMBER.fullmatch(text) else usual


def _mapping(element: Element, one: Declaration) -> None:
    holder = child(element, "mapping")
    entries = [entry for entry in holder if entry.tag == "mapEntry"] if holder is not None else []
    one.mapping = {entry.get("mapKey", ""): number(entry.get("mappedValue")) for entry in entries}
    one.exact = bool(entries) and all(entry.get("caseSensitive", "false") == "true" for entry in entries)
    areas = child(element, "areaMapping")
    for entry in areas if areas is not None else ():
        one.areas.append((entry.get("shape", ""), entry.get("coords", ""), number(entry.get("mappedValue"))))


def _processed(processing: Element, found: Mapping[str, Declaration]) -> None:
    """Mappings that are never used do not count; numbers stand in the conditions."""
    template = processing.get("template", "") + processing.get("templateLocation", "")
    mapped = {one.get("identifier") for one in every(processing, "mapResponse", "mapResponsePoint")}
    for name, declaration in found.items():
        if (len(processing) and name not in mapped) or "match_correct" in template:
            declaration.mapping = {}
    for when in every(processing, "responseIf", "responseElseIf"):
        equal = next((one for one in when if one.tag in ("equal", "equalRounded")), None)
        variable = next((one for one in equal if one.tag == "variable"), None) if equal is not None else None
        declared = found.get(variable.get("identifier", "")) if variable is not None else None
        if declared is not None and equal is not None:
            declared.numbers += _numbers(equal, when, declared)


def _numbers(equal: Element, when: Element, declared: Declaration) -> list[tuple[str, str, float]]:
    share = number(words(when, "setOutcomeValue", "baseValue") or words(when, "setOutcomeValue", "sum", "baseValue"), 1)
    tolerance = equal.get("tolerance", "0").split()
    value = words(equal, "baseValue") or (declared.correct[0] if declared.correct else "")
    if equal.get("toleranceMode", "exact") == "exact" or not tolerance:
        return [(value, "0", share)]
    if equal.get("toleranceMode") == "relative":
        return [(value, f"{abs(number(value)) * number(tolerance[0]) / 100:.10f}".rstrip("0").rstrip("."), share)]
    return [(value, tolerance[0], share)]
