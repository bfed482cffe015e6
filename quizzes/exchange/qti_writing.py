"""QTI 2.2: writing a content package. Every question is read again before it is let out.

After the IMS "QTI 2.2 Assessment, Section and Item Information Model" and "IMS Content Packaging 1.1.4". What QTI says
is said in its own words (mapping, correctResponse, feedback, response processing); the little it has no words for, such
as a marking by neighbours, stands in `data-` attributes, which 2.2 allows and other programs pass over.
"""

import io
import zipfile
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils.translation import gettext as _

from ..items import Item
from .found import Found
from .outgoing import CannotCarry, Outgoing, Refused, Written
from .qti import TOOL, read_item
from .qti_draft import Draft, Part, paragraph
from .qti_manifest import manifest
from .qti_media import Media
from .qti_parts import write_part
from .references import replaced
from .safe_xml import parse
from .shapes import tidy, tidy_line

NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p2"
_SCHEMA = "http://www.imsglobal.org/xsd/qti/qtiv2p2/imsqti_v2p2.xsd"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"


def write(items: Sequence[Outgoing]) -> Written:
    """A package (zip) with a manifest, one item a question, and the media they show; and what could not be carried."""
    files: dict[str, bytes] = {}
    resources, refused = [], []
    for place, going in enumerate(items):
        name = f"q{place + 1:05}"
        try:
            source, media = _checked(going, name)
        except CannotCarry as why:
            refused.append(Refused(place, going.key, str(why)))
            continue
        files[f"items/{name}.xml"] = source
        files |= media
        resources.append((name, going, sorted(media)))
    return Written(_zipped({"imsmanifest.xml": manifest(resources), **files}), refused)


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            # The same questions make the same file, whatever the hour.
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _checked(going: Outgoing, name: str) -> tuple[bytes, dict[str, bytes]]:
    item = tidy(going.item)
    root, draft = _assessment_item(item, going, name)
    source = b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="utf-8")
    found = read_item(parse(source), Media(draft.media.get, "items"), name)
    if found.item is None or _shown(found) != _to_show(item, going):
        raise CannotCarry(_("QTI has no way to write this question without changing it."))
    return source, draft.media


def _shown(found: Found) -> Item | None:
    """The item read again, with the media themselves in the place of their names."""
    attached = {one.name: one.content for one in found.attached}
    return replaced(found.item, lambda name, one: attached.get(one, one)) if found.item else None


def _to_show(item: Item, going: Outgoing) -> Item:
    held = {"picture": going.pictures, "sound": going.sounds, "sign": going.signs}
    return replaced(item, lambda name, one: held[name].get(one, one))


def _assessment_item(item: Item, going: Outgoing, name: str) -> tuple[Element, Draft]:
    title = tidy_line(item.stem)[:60] or name
    attributes = {"identifier": name, "title": title, "adaptive": "false", "timeDependent": "false"}
    schema = {"xmlns": NAMESPACE, "xmlns:xsi": _XSI, "xsi:schemaLocation": f"{NAMESPACE} {_SCHEMA}"}
    root = Element("assessmentItem", {**schema, **attributes, "toolName": TOOL})
    if going.key:
        root.set("label", tidy_line(going.key))
    draft, body = Draft(), Element("itemBody")
    points = 1
    if item.kind == "case":
        points = _case(item, going, draft, body)
    else:
        part = Part(draft, SubElement(body, "div"), "", 1)
        write_part(part, item.kind, item.stem, item.body, going)
    draft.remark("EXPLANATION", item.explanation)
    draft.outcome("SCORE", "float", "0", normalMaximum=str(points))
    root.extend([*draft.responses, *draft.outcomes, body])
    SubElement(root, "responseProcessing").extend(draft.rules)
    root.extend(draft.remarks)
    return root, draft


def _case(item: Item, going: Outgoing, draft: Draft, body: Element) -> int:
    """One item with an interaction for every part; answers the points of them all."""
    body.set("data-kind", "case")
    paragraph(body, item.stem)
    for number, one in enumerate(item.body["parts"], start=1):
        place = SubElement(body, "div", {"data-points": str(one["points"])})
        part = Part(draft, place, f"PART_{number}_", one["points"])
        if one["kind"] in ("essay", "case"):
            raise CannotCarry(_("A case holds no essay and no other case."))
        write_part(part, one["kind"], one["stem"], one["body"], going)
        draft.remark(f"PART_{number}_EXPLANATION", one["explanation"])
    return sum(one["points"] for one in item.body["parts"])
