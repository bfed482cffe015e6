"""Bytes of a text file to text: by its mark, else UTF-8, else GB18030 (which also reads GBK and GB2312)."""

import re

from django.utils.translation import gettext as _

MOST_BYTES = 20 * 1024 * 1024
MOST_QUESTIONS = 10_000

_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,80}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_KNOWN = {"gbk": "gb18030", "gb2312": "gb18030", "gb18030": "gb18030", "big5": "big5", "iso-8859-1": "cp1252"}


class Unreadable(Exception):
    """The whole file cannot be read; the argument is a translated sentence that says why and what to do."""


def too_many() -> str:
    """The sentence for whatever comes after the last question that is read."""
    return _("The file holds more than %(most)d questions. Split it.") % {"most": MOST_QUESTIONS}


def decoded(content: bytes) -> str:
    """The text, with `\\n` for every line break. Raises Unreadable."""
    return _text(content).replace("\r\n", "\n").replace("\r", "\n")


def decoded_xml(content: bytes) -> str:
    """The same for XML, which may say itself how it is encoded."""
    if declared := _DECLARED.match(content[:200]):
        encoding = _KNOWN.get(declared[1].decode("ascii").lower())
        if encoding:
            return _by(content, encoding) or decoded(content)
    return decoded(content)


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise Unreadable(_("The file is larger than %(most)d MB. Split it.") % {"most": MOST_BYTES // 1024**2})
    for text in _attempts(content):
        if text is not None and "\0" not in text:
            return text
    raise Unreadable(_("The characters of this file cannot be read. Save it as UTF-8."))


def _attempts(content: bytes):
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            yield _by(content[len(mark) :], encoding)
            return
    head = content[:4000]
    if b"\0" in head:
        # No other encoding of text holds zero bytes; ASCII letters have theirs second (LE) or first (BE).
        yield _by(content, "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be")
        return
    yield _by(content, "utf-8")
    yield _by(content, "gb18030")


def _by(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None
