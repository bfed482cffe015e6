"""The formats questions are read from, and telling them apart."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import aiken, gift, gift_writing, moodle, qti_package, qti_writing
from .decoding import Unreadable, decoded, decoded_xml
from .found import Found
from .outgoing import Outgoing, Written

_ROOT = re.compile(r"<(?![?!])(?:[A-Za-z_][\w.-]{0,40}:)?([A-Za-z_][\w.-]{0,60})")
_AIKEN = re.compile(r"^ANSWER:[ \t]*[A-Z][ \t]*$", re.MULTILINE)
_GIFT = re.compile(r"(?<!\\)\{[^{}]*(?<!\\)\}|^::|^\$CATEGORY:", re.MULTILINE)


@dataclass(frozen=True)
class Format:
    """A format: its code, what people call it, how its files end (ours like the first), what reads it.

    `write` is None where nothing is written in it.
    """

    code: str
    label: Promise | str
    endings: tuple[str, ...]
    read: Callable[[bytes], list[Found]]
    write: Callable[[Sequence[Outgoing]], Written] | None = None


FORMATS = (
    Format("gift", _("GIFT (Moodle, plain text)"), (".gift", ".txt"), gift.read, gift_writing.write),
    Format("aiken", _("Aiken (plain text)"), (".txt",), aiken.read),
    Format("moodle", _("Moodle XML"), (".xml",), moodle.read),
    Format("qti", _("QTI 2.1 / 2.2 (item or package)"), (".zip", ".xml"), qti_package.read, qti_writing.write),
)
BY_CODE = {one.code: one for one in FORMATS}
_QTI_ROOTS = {"assessmentItem", "assessmentTest", "questestinterop", "manifest"}


def recognise(name: str, content: bytes) -> Format | None:
    """The format of a file by what is in it; its name only where that says nothing. None: no format of these."""
    if content.startswith(qti_package.ZIP):
        # A workbook is a zip as well; it has no manifest, but a name of its own.
        return None if b"[Content_Types].xml" in content[:4000] else BY_CODE["qti"]
    if (start := content[:200].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")).startswith(b"<"):
        return _by_root(content) if start[1:2] != b"" else None
    try:
        text = decoded(content)
    except Unreadable:
        return None
    if _AIKEN.search(text) and not name.lower().endswith(".gift"):
        return BY_CODE["aiken"]
    return BY_CODE["gift"] if _GIFT.search(text) or name.lower().endswith(".gift") else None


def _by_root(content: bytes) -> Format | None:
    try:
        text = decoded_xml(content)[:20_000]
    except Unreadable:
        return None
    while (start := text.find("<!--")) >= 0 and (end := text.find("-->", start)) >= 0:
        text = text[:start] + text[end + 3 :]
    root = _ROOT.search(text)
    if root is None:
        return None
    if root[1] == "quiz":
        return BY_CODE["moodle"]
    return BY_CODE["qti"] if root[1] in _QTI_ROOTS or root[1].startswith("qti-") else None
