"""Scans of certificates from outside: what is taken, checked by content, and cleaned of what a camera wrote into it."""

import io
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, IndirectObject

from core.photos import NoPicture, TooManyPoints, redrawn

from .refused import Refused

MOST_BYTES = 10 * 1024**2
MOST_PAGES = 20
MOST_OBJECTS = 20_000
PICTURE_FORMATS = ("JPEG", "PNG")
# The longer side, in points, of what is kept: the small print of an A4 sheet stays readable (200 dots an inch).
KEPT_SIDE = 2400
# What a paper has no need of: a PDF that holds one of these does something when it is opened, or carries other files.
ACTIVE = frozenset(["/JavaScript", "/JS", "/Launch", "/EmbeddedFiles", "/EmbeddedFile", "/RichMedia", "/XFA"])


@dataclass(frozen=True)
class Scan:
    """What is kept: the bytes, the ending of the file they go into, and their fingerprint."""

    data: bytes
    ending: str
    sha256: str


def cleaned(file: File) -> Scan:
    """The scan as it is kept: a picture drawn anew, without its metadata; a PDF as it came, when it is only paper.

    Raises `Refused` for what is neither, too large, encrypted, or would do something when it is opened.
    """
    if file.size > MOST_BYTES:
        facts = {"size": filesizeformat(file.size), "most": filesizeformat(MOST_BYTES)}
        raise Refused(_("The file has %(size)s; at most %(most)s are taken.") % facts)
    file.seek(0)
    data = file.read(MOST_BYTES + 1)
    if data.startswith(b"%PDF-"):
        _check_pdf(data)
        return _scan(data, "pdf")
    return _redrawn(data)


def _scan(data: bytes, ending: str) -> Scan:
    return Scan(data, ending, sha256(data).hexdigest())


def _redrawn(data: bytes) -> Scan:
    try:
        drawn = redrawn(io.BytesIO(data), formats=PICTURE_FORMATS, longest=KEPT_SIDE, quality=88)
    except TooManyPoints as wrong:
        raise Refused(_("The picture has too many points. Scan it at a lower resolution.")) from wrong
    except NoPicture as wrong:
        raise Refused(_("This is no scan we know. PDF, JPEG and PNG are taken.")) from wrong
    return _scan(drawn, "jpg")


def _check_pdf(data: bytes) -> None:
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise Refused(_("This PDF is locked with a password. Save it without one first."))
        if not 1 <= len(reader.pages) <= MOST_PAGES:
            raise Refused(_("A scan has at least one page and at most %(most)d.") % {"most": MOST_PAGES})
        if _does_something(reader):
            raise Refused(_("This PDF holds programs or other files. Print the certificate to a new PDF, or scan it."))
    # Broken files fail in pypdf in many ways of its own and of Python's.
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as wrong:
        raise Refused(_("This PDF could not be read. Save it again, or take a photo.")) from wrong


def _does_something(reader: PdfReader) -> bool:
    """Whether an object that can be reached has one of the active keys; contents of pages are not unpacked."""
    seen: set[int] = set()
    waiting: list[Any] = [reader.trailer]
    while waiting:
        found = waiting.pop()
        if isinstance(found, IndirectObject):
            if found.idnum in seen:
                continue
            seen.add(found.idnum)
            if len(seen) > MOST_OBJECTS:
                return True
            found = found.get_object()
        if isinstance(found, DictionaryObject):
            if ACTIVE & set(found) or found.get("/S") in ACTIVE:
                return True
            waiting += [found.raw_get(key) for key in found if key not in {"/Parent", "/P"}]
        elif isinstance(found, list):
            waiting += list(found)
    return False
