"""QTI 2.1 and 2.2: reading one item. After the IMS QTI information models; QTI 1.2 and 3.0 are other formats."""

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from ..items import Item
from .decoding import Unreadable
from .found import Found
from .numbered import numbered_case
from .qti_asked import Asked, Refusal, loaded
from .qti_declarations import Declaration, declarations, number
from .qti_gaps import gap_match_text
from .qti_kinds import BODIES, truths_of
from .qti_media import Media
from .qti_pairs import is_categorise
from .qti_parts import NATIVE
from .qti_section import MARK, Section, parted, plain_of, walked
from .safe_xml import child, every, parse
from .shapes import GAP, UNSTORABLE, tidy, tidy_line, tidy_text, with_rest

TOOL = "Xingchuang"
_SINGLE_BLOCKS = {
    "orderInteraction": "ordering",
    "hotspotInteraction": "hotspot",
    "selectPointInteraction": "hotspot",
    "extendedTextInteraction": "essay",
    "gapMatchInteraction": "cloze",
}


def read(content: bytes) -> list[Found]:
    """The item of a single file, or why not. Never raises on whatever bytes."""
    try:
        root = parse(content)
    except Unreadable as why:
        return [Found(place=_("The file"), refusal=str(why))]
    return [read_item(root, Media(lambda path: None), _("item %(name)s") % {"name": name_of(root)})]


def name_of(root: Element) -> str:
    return tidy_line(root.get("label") or root.get("identifier", ""))[:100]


def read_item(root: Element, media: Media, place: str, about: Mapping[str, Any] | None = None) -> Found:
    """The question of an `assessmentItem`; `about` is what a manifest says of it (topic, tags, difficulty, source)."""
    # Our own files have keys only where the bank has; elsewhere the identifier is the key.
    key = tidy_line(root.get("label")) if root.get("toolName") == TOOL else name_of(root)
    known: dict[str, Any] = {"place": place, "key": key, **(about or {})}
    if sentence := foreign(root):
        return Found(refusal=sentence, **known)
    notes: list[str] = []
    try:
        item = tidy(_item(root, media, notes))
    except Refusal as why:
        return Found(refusal=str(why), **known)
    return Found(item=item, notes=tuple(dict.fromkeys(notes)), attached=tuple(media.attached.values()), **known)


def foreign(root: Element) -> str:
    """Why a document is no item of QTI 2, or nothing."""
    if root.tag == "assessmentItem":
        return ""
    if root.tag == "questestinterop":
        return _("This is QTI 1.2. Have it written as QTI 2.1 or 2.2.")
    if root.tag.startswith("qti-"):
        return _("This is QTI 3.0. Have it written as QTI 2.1 or 2.2.")
    if root.tag in ("assessmentTest", "assessmentSection"):
        return _("This is a test that only names its questions. Choose the package with the questions.")
    return _("This is no QTI item.")


def _item(root: Element, media: Media, notes: list[str]) -> Item:
    body = child(root, "itemBody")
    if body is None:
        raise Refusal(_("The item has no body: it asks nothing."))
    if child(root, "templateProcessing") is not None:
        raise Refusal(_("The item makes itself anew at every try. Such questions have no counterpart here."))
    declared = declarations(root)
    ours = tuple(one for one in body if one.get("data-kind") in BODIES)
    remarks = {one.get("outcomeIdentifier", ""): plain_of(one).text for one in root if one.tag == "modalFeedback"}
    if ours and body.get("data-kind") == "case":
        return _own_case(body, ours, declared, media, remarks, notes)
    if len(ours) == 1:
        kind, stem, found = _own(ours[0], declared, media, notes)
        return Item(kind, stem, found, remarks.get("EXPLANATION", ""))
    item = _foreign(root, body, declared, media, notes)
    said = [item.explanation, *_remarks(root)]
    return Item(item.kind, item.stem, item.body, "\n".join(dict.fromkeys(text for text in said if text)))


def _remarks(root: Element) -> list[str]:
    found = [plain_of(one) for one in root if one.tag == "modalFeedback"]
    return [plain.text for plain in found if plain.text]


def _own(place: Element, declared: Mapping[str, Declaration], media: Media, notes: list[str]):
    """A question we wrote: its kind is said, and what QTI has no words for stands beside."""
    kind, section = place.get("data-kind", ""), walked(place)
    points = number(place.get("data-points"), 1) or 1
    more = loaded(UNSTORABLE.sub("", place.get("data-more", "")))
    asked = Asked(section, declared, media, ours=True, more=more, points=points)
    found = BODIES[kind](asked)
    notes += section.notes
    body = with_rest(kind, found, more, NATIVE[kind])
    return kind, section.text.replace(MARK, GAP), body


def _own_case(body, ours, declared, media, remarks, notes) -> Item:
    parts = []
    for place in ours:
        kind, stem, found = _own(place, declared, media, notes)
        responses = [one.get("responseIdentifier", "") for one in place.iter() if one.get("responseIdentifier")]
        prefix = responses[0].partition("RESPONSE")[0] if responses else ""
        points = max(int(number(place.get("data-points"), 1)), 1)
        explanation = remarks.get(f"{prefix}EXPLANATION", "")
        parts.append({"kind": kind, "stem": stem, "points": points, "body": found, "explanation": explanation})
    return Item("case", walked(body, ours).text, {"parts": parts}, remarks.get("EXPLANATION", ""))


def _foreign(root: Element, body: Element, declared: Mapping[str, Declaration], media: Media, notes: list[str]) -> Item:
    whole = walked(body)
    notes += whole.notes
    if not whole.block and not whole.inline:
        raise Refusal(_("The item has no interaction: it asks nothing."))
    if whole.block and whole.inline:
        raise Refusal(_("The item mixes gaps in a text with other interactions."))
    if len(whole.block) > 1:
        return _foreign_case(root, body, declared, media, notes)
    if whole.pictures and not (whole.block and whole.block[0].tag == "hotspotInteraction"):
        notes.append(_("A picture in a text was left behind: here only options and hotspots show pictures."))
    explanation = "\n".join(text for text in whole.remarks if text)
    if whole.inline:
        item = _inline(whole, declared, media)
        return Item(item.kind, item.stem, item.body, explanation)
    kind, found = _block(whole, declared, media)
    if whole.sounds and kind != "listen":
        notes.append(_("A sound, film or other embedded part was left behind."))
    notes += [note for note in whole.notes if note not in notes]
    return Item(kind, _stem(whole) or tidy_line(root.get("title", "")), found, explanation)


def _stem(section: Section) -> str:
    if section.block and section.block[0].tag == "gapMatchInteraction":
        return "\n".join(text for text in (section.stem, gap_match_text(section.block[0])) if text)
    return section.stem.replace(MARK, GAP)


def _block(section: Section, declared: Mapping[str, Declaration], media: Media) -> tuple[str, dict[str, Any]]:
    asked = Asked(section, declared, media)
    kind = _kind(section, asked)
    return kind, BODIES[kind](asked)


def _kind(section: Section, asked: Asked) -> str:
    interaction = section.block[0]
    if interaction.tag in _SINGLE_BLOCKS:
        return _SINGLE_BLOCKS[interaction.tag]
    if interaction.tag == "matchInteraction":
        return "categorise" if is_categorise(interaction, asked.of(interaction)) else "matching"
    if interaction.tag != "choiceInteraction":
        raise Refusal(_("Interactions like “%(name)s” have no counterpart here.") % {"name": interaction.tag[:40]})
    if asked.of(interaction).cardinality == "multiple":
        return "multiple"
    texts = [{"text": plain_of(one).text} for one in every(interaction, "simpleChoice")]
    if next(truths_of(texts), None) is not None:
        return "true_false"
    return "listen" if any(asked.media.sound(path) for path in section.sounds[:5]) else "single"


def _inline(section: Section, declared: Mapping[str, Declaration], media: Media) -> Item:
    """Gaps of one sort are one question; a text that mixes them a case with one part a gap."""
    kinds = [_inline_kind(one, declared) for one in section.inline]
    stem = section.text.replace(MARK, GAP)
    if set(kinds) == {"fill_in"} or set(kinds) == {"cloze"}:
        return Item(kinds[0], stem, BODIES[kinds[0]](Asked(section, declared, media)))
    if kinds == ["numeric"]:
        return Item("numeric", stem.removesuffix(f"\n{GAP}"), BODIES["numeric"](Asked(section, declared, media)))
    parts = []
    for kind, one in zip(kinds, section.inline, strict=True):
        alone = Section(text=MARK, inline=[one])
        parts.append((kind, 1, BODIES[kind](Asked(alone, declared, media))))
    return numbered_case(section.text.split(MARK), parts)


def _inline_kind(interaction: Element, declared: Mapping[str, Declaration]) -> str:
    if interaction.tag == "inlineChoiceInteraction":
        return "cloze"
    one = declared.get(interaction.get("responseIdentifier", ""))
    return "numeric" if one is not None and one.base in ("float", "integer") else "fill_in"


def _foreign_case(root: Element, body: Element, declared, media: Media, notes: list[str]) -> Item:
    """Several interactions under one text: a case. The text before the first is the case's, if its part has its own."""
    sections = parted(body)
    stem = sections[0].text if sections[0].prompt else ""
    parts = []
    for place, section in enumerate(sections):
        kind, found = _block(section, declared, media)
        if kind == "essay":
            raise Refusal(_("An essay stands among other questions: it is marked by a person and goes by itself."))
        own = section.prompt if place == 0 and section.prompt else _stem(section)
        parts.append({"kind": kind, "stem": own or f"({place + 1})", "points": 1, "body": found, "explanation": ""})
        notes += section.notes
    explanation = "\n".join(text for section in sections for text in section.remarks if text)
    return Item("case", stem or tidy_text(root.get("title", "")) or "?", {"parts": parts}, explanation)
