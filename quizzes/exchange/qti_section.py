"""A piece of a QTI body: its plain text with a mark for every gap, the interactions in it, the media it shows."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from .plain_text import Plain, PlainWriter
from .safe_xml import child
from .shapes import UNSTORABLE

MARK = "\x01"
INLINE = {"textEntryInteraction", "inlineChoiceInteraction"}
BLOCK = {
    *("choiceInteraction", "orderInteraction", "matchInteraction", "hotspotInteraction", "selectPointInteraction"),
    *("extendedTextInteraction", "gapMatchInteraction", "associateInteraction", "hottextInteraction"),
    *("graphicOrderInteraction", "graphicAssociateInteraction", "graphicGapMatchInteraction", "sliderInteraction"),
    *("mediaInteraction", "uploadInteraction", "drawingInteraction", "positionObjectStage", "customInteraction"),
    *("endAttemptInteraction", "portableCustomInteraction"),
}
_SOUND_ENDINGS = (".mp3", ".ogg", ".wav", ".m4a", ".opus")


@dataclass
class Section:
    """A question as it stands in a body. `scorer` is what rubrics tell whoever marks."""

    text: str = ""
    prompt: str = ""
    inline: list[Element] = field(default_factory=list)
    block: list[Element] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    sounds: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    rubrics: list[Element] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def stem(self) -> str:
        return "\n".join(text for text in (self.text, self.prompt) if text)


class _Walker:
    def __init__(self, without: tuple[Element, ...]) -> None:
        self.section, self.writer = Section(), PlainWriter(exact=True)
        self.without = {id(one) for one in without}

    def inside(self, element: Element) -> None:
        self._data(element.text)
        for one in element:
            if id(one) not in self.without:
                self.element(one)
            self._data(one.tail)

    def _data(self, text: str | None) -> None:
        self.writer.data(UNSTORABLE.sub("", text or ""))

    def element(self, element: Element) -> None:
        tag, shown = element.tag, element.get("class", "")
        if tag in INLINE:
            self.section.inline.append(element)
            self.writer.data(MARK)
        elif tag == "p" and shown == "answer":
            self.section.inline += [one for one in element if one.tag in INLINE]
        elif tag in BLOCK:
            self._interaction(element)
        elif tag in ("feedbackInline", "feedbackBlock", "modalFeedback"):
            self.section.remarks.append(plain_of(element).text)
        elif tag == "rubricBlock" and not {"candidate", "testConstructor"} & set(element.get("view", "").split()):
            self.section.rubrics.append(element)
        elif tag in ("object", "audio", "video", "source", "embed"):
            self._medium(element)
        elif tag in ("templateBlock", "templateInline", "printedVariable"):
            self.section.notes.append(_("A text that changes from try to try was left behind."))
        else:
            self.writer.start(tag, dict(element.attrib))
            self.inside(element)
            self.writer.end(tag)

    def _interaction(self, element: Element) -> None:
        self.section.block.append(element)
        prompt = child(element, "prompt")
        if prompt is not None:
            own = walked(prompt)
            self.section.prompt = own.text
            self.section.pictures += own.pictures
            self.section.notes += own.notes

    def _medium(self, element: Element) -> None:
        source, kind = element.get("data") or element.get("src") or "", element.get("type", "")
        if kind.startswith("image/"):
            self.writer.pictures.append(source)
        elif element.tag == "audio" or kind.startswith("audio/") or source.lower().endswith(_SOUND_ENDINGS):
            sources = [one.get("src", "") for one in element if one.tag == "source"]
            self.section.sounds += [one for one in (source, *sources) if one]
        elif kind.startswith("text/") or not source:
            self.inside(element)
        else:
            self.section.sounds.append(source)

    def done(self) -> Section:
        plain = self.writer.plain()
        self.section.text = plain.text
        self.section.pictures = [*plain.pictures, *self.section.pictures]
        self.section.notes += plain.notes
        return self.section


def walked(element: Element, without: tuple[Element, ...] = ()) -> Section:
    """The section an element holds, but for the children `without`."""
    walker = _Walker(without)
    walker.inside(element)
    return walker.done()


def plain_of(element: Element) -> Plain:
    """The text of a choice: without its feedback, which is asked for apart."""
    writer = PlainWriter(exact=True)
    _speak(element, writer)
    return writer.plain()


def _speak(element: Element, writer: PlainWriter) -> None:
    writer.data(UNSTORABLE.sub("", element.text or ""))
    for one in element:
        if one.tag == "object" and one.get("type", "").startswith("image/"):
            writer.pictures.append(one.get("data", ""))
        elif one.tag not in ("feedbackInline", "feedbackBlock", "printedVariable"):
            writer.start(one.tag, dict(one.attrib))
            _speak(one, writer)
            writer.end(one.tag)
        writer.data(UNSTORABLE.sub("", one.tail or ""))


def parted(body: Element) -> list[Section]:
    """A body with several block interactions, cut behind each of them; what follows the last belongs to it."""
    sections: list[Section] = []
    walker = _Walker(())

    def go(element: Element) -> None:
        nonlocal walker
        walker._data(element.text)
        for one in element:
            if any(inner.tag in BLOCK for inner in one.iter()) and one.tag not in BLOCK:
                walker.writer.start(one.tag, dict(one.attrib))
                go(one)
                walker.writer.end(one.tag)
            else:
                walker.element(one)
                if one.tag in BLOCK:
                    sections.append(walker.done())
                    walker = _Walker(())
            walker._data(one.tail)

    go(body)
    rest = walker.done()
    if sections and rest.text:
        sections[-1].text = f"{sections[-1].text}\n{rest.text}".strip()
    return sections
