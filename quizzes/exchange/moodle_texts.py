"""The texts of a Moodle question and the files they show."""

import base64
import binascii
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from .found import Attached
from .media import picture_facts
from .plain_text import BY_FORMAT, Plain
from .safe_xml import child, words
from .shapes import UNSTORABLE

_PLACEHOLDER = "@@PLUGINFILE@@/"
MOST_TRIED = 5  # pictures of one option that are looked at; one is taken


class Refusal(Exception):
    """Why there is no item; the argument is a translated sentence."""


@dataclass
class Texts:
    """Reads the texts of one question; collects notes on what is left behind, and the pictures of its options."""

    notes: dict[str, None] = field(default_factory=dict)
    attached: dict[str, Attached] = field(default_factory=dict)

    def note(self, sentence: str) -> None:
        self.notes[sentence] = None

    def plain(self, element: Element, *path: str) -> str:
        """A text for looking at, without notes."""
        return self._read(child(element, *path)).text

    def without_pictures(self, element: Element, *path: str) -> str:
        """A text where we show no picture: one that is there is noted."""
        plain = self._read(child(element, *path))
        return self._noted(plain)

    def source_without_pictures(self, source: str, form: str) -> str:
        return self._noted(BY_FORMAT.get(form, BY_FORMAT["html"])(source))

    def _noted(self, plain: Plain) -> str:
        for sentence in plain.notes:
            self.note(sentence)
        if plain.pictures:
            self.note(_("A picture in a text was left behind: here only options and hotspots show pictures."))
        return plain.text

    def with_picture(self, element: Element) -> tuple[str, str]:
        """A text and the name of the one picture in it, if the file brings it along."""
        plain = self._read(element)
        for sentence in plain.notes:
            self.note(sentence)
        names = [PurePosixPath(unquote(source.removeprefix(_PLACEHOLDER))).name for source in plain.pictures]
        taken = next((name for name in names[:MOST_TRIED] if self._attach(name, element)), "")
        if len(names) > bool(taken):
            self.note(_("A picture was left behind: it is not in the file, or no picture browsers show."))
        return plain.bare if taken else plain.text, taken

    def _attach(self, name: str, element: Element) -> bool:
        for file in (one for one in element if one.tag == "file"):
            if PurePosixPath(file.get("name", "")).name == name and file.get("encoding", "base64") == "base64":
                content = _bytes("".join(file.itertext()))
                if content and picture_facts(content):
                    self.attached[name] = Attached(name, content)
                    return True
        return False

    def _read(self, element: Element | None) -> Plain:
        if element is None:
            return Plain("")
        form = element.get("format", "html")
        return BY_FORMAT.get(form, BY_FORMAT["html"])(source_of(element))


def source_of(element: Element | None) -> str:
    """The text of an element as it stands, of its own `text` where it has one."""
    inner = child(element, "text")
    text = words(inner) if inner is not None else (element.text or "" if element is not None else "")
    return UNSTORABLE.sub("", text.replace("\r\n", "\n"))


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""
