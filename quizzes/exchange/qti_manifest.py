"""The manifest of a QTI package: which items there are, and what is said about each (IEEE LOM metadata)."""

from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from .outgoing import Outgoing
from .safe_xml import child, every, words
from .shapes import tidy_line

_PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
_METADATA = "http://ltsc.ieee.org/xsd/LOM"
# The five grades of LOM against our three; what is very easy is easy here.
_GRADES = {1: "easy", 2: "medium", 3: "difficult"}
_DIFFICULTY = {"very easy": 1, "easy": 1, "medium": 2, "difficult": 3, "very difficult": 3}


def manifest(resources: Sequence[tuple[str, Outgoing, Sequence[str]]]) -> bytes:
    """`imsmanifest.xml` for items with their names and the paths of the media they show."""
    root = Element("manifest", {"xmlns": _PACKAGE, "xmlns:lom": _METADATA, "identifier": "QUESTIONS"})
    about = SubElement(root, "metadata")
    SubElement(about, "schema").text = "QTIv2.2 Package"
    SubElement(about, "schemaversion").text = "1.0.0"
    SubElement(root, "organizations")
    holder = SubElement(root, "resources")
    for name, going, media in resources:
        href = f"items/{name}.xml"
        attributes = {"identifier": name, "type": "imsqti_item_xmlv2p2", "href": href}
        resource = SubElement(holder, "resource", attributes)
        _metadata(SubElement(resource, "metadata"), going)
        for path in (href, *media):
            SubElement(resource, "file", {"href": path})
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="utf-8")


def _metadata(holder: Element, going: Outgoing) -> None:
    lom = SubElement(holder, "lom:lom")
    if going.tags:
        general = SubElement(lom, "lom:general")
        for tag in going.tags:
            _said(SubElement(general, "lom:keyword"), tag)
    if going.difficulty in _GRADES:
        difficulty = SubElement(SubElement(lom, "lom:educational"), "lom:difficulty")
        SubElement(difficulty, "lom:source").text = "LOMv1.0"
        SubElement(difficulty, "lom:value").text = _GRADES[going.difficulty]
    if going.source:
        relation = SubElement(lom, "lom:relation")
        kind = SubElement(relation, "lom:kind")
        SubElement(kind, "lom:source").text = "LOMv1.0"
        SubElement(kind, "lom:value").text = "isbasedon"
        _said(SubElement(SubElement(relation, "lom:resource"), "lom:description"), going.source)
    if names := [tidy_line(name) for name in going.topic.split(" / ") if tidy_line(name)]:
        _classification(lom, names)


def _classification(lom: Element, names: Sequence[str]) -> None:
    classification = SubElement(lom, "lom:classification")
    purpose = SubElement(classification, "lom:purpose")
    SubElement(purpose, "lom:source").text = "LOMv1.0"
    SubElement(purpose, "lom:value").text = "discipline"
    path = SubElement(classification, "lom:taxonPath")
    _said(SubElement(path, "lom:source"), "Xingchuang")
    for name in names:
        _said(SubElement(SubElement(path, "lom:taxon"), "lom:entry"), name)


def _said(element: Element, text: str) -> None:
    SubElement(element, "lom:string").text = tidy_line(text)


def about(resource: Element) -> dict[str, Any]:
    """What a manifest says of one of its resources: topic, tags, difficulty, source."""
    found: dict[str, Any] = {}
    holder = child(resource, "metadata")
    if holder is None:
        return found
    tags = dict.fromkeys(
        tidy_line(words(one)) for general in every(holder, "general") for one in every(general, "keyword")
    )
    found["tags"] = tuple(tag for tag in tags if tag)[:100]
    grade = next((words(one, "value") or words(one) for one in every(holder, "difficulty")), "").lower()
    found["difficulty"] = _DIFFICULTY.get(grade)
    path = next(every(holder, "taxonPath", "taxonpath"), None)
    names = [tidy_line(words(one, "entry")) for one in path if one.tag == "taxon"] if path is not None else []
    found["topic"] = " / ".join(name for name in names if name)
    based = [one for one in every(holder, "relation") if words(one, "kind", "value") == "isbasedon"]
    found["source"] = next((tidy_line(words(one, "resource", "description")) for one in based), "")
    return found
