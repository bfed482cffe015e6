"""Captions as WebVTT text: read tolerantly, judged in sentences, written as the norm wants them. Pure.

What people paste comes from many tools: with a byte order mark, with the line ends of Windows, with the decimal comma
of SRT. All that is read; `faults` names what a browser would stumble over.
"""

import html
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

# In seconds; the last moment a time of four digits for the hours can name.
LATEST = 9999 * 3600 + 59 * 60 + 59.999
STAMP = r"(?:(\d{1,4}):)?([0-5]?\d):([0-5]?\d)[.,](\d{1,3})"
TIMING = re.compile(rf"\s*{STAMP}\s*-->\s*{STAMP}(?:\s.*)?", re.ASCII)
NORM = re.compile(r"(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}[ \t]+-->[ \t]+(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}(?:[ \t].*)?")
HEADER = re.compile(r"WEBVTT(?:[ \t].*)?")
VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]+)>")
TAG = re.compile(r"</?[a-z0-9][^>]*>", re.IGNORECASE)
# Blocks of a file that are no caption.
NOT_SPOKEN = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s.*)?")


@dataclass(frozen=True)
class Cue:
    """Words that are shown from one second to another; several lines are parted by line feeds."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class Block:
    """Lines of the file that belong together; `line` is the number of the first, counted from 1."""

    line: int
    lines: list[str]

    @property
    def timing_at(self):
        """The index of the line with the time: the first, or the second below a name; None when there is none."""
        return next((number for number, line in enumerate(self.lines[:2]) if "-->" in line), None)

    @property
    def is_spoken(self):
        """Whether it is meant as a caption."""
        return self.timing_at is not None or not NOT_SPOKEN.fullmatch(self.lines[0])


def cues(text: str) -> list[Cue]:
    """The captions in the order of the file. What cannot be read is left out; `faults` says so."""
    found = (_cue(block) for block in _blocks(text) if block.timing_at is not None)
    return [cue for cue in found if cue and cue.text and cue.start < cue.end]


def faults(text: str) -> list[str]:
    """What is wrong, each in a sentence with its line, in the reader's language. No captions at all are no fault."""
    if not text.strip():
        return []
    found = []
    if not _has_header(text):
        found.append(_("The first line must be the word WEBVTT."))
    previous = None
    spoken = [block for block in _blocks(text) if block.is_spoken]
    for block in spoken:
        found += _faults_of(block, previous)
        previous = _cue(block) or previous
    if not spoken:
        found.append(_("There is no caption in it yet."))
    return found


def as_webvtt(cues: list[Cue]) -> str:
    """The captions as a WebVTT file. Blank lines inside a caption would end it and are left out."""
    return "\n\n".join(["WEBVTT", *map(_written, cues)]) + "\n"


def _lines(text):
    return text.removeprefix("\ufeff").replace("\0", "\ufffd").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _has_header(text):
    return bool(HEADER.fullmatch(_lines(text)[0]))


def _blocks(text):
    """The blocks below the header, parted by blank lines; a second line with a time begins another, as browsers do."""
    block: list[str] = []
    first = 1
    in_header = _has_header(text)
    for number, line in enumerate([*_lines(text), ""], start=1):
        another = "-->" in line and any("-->" in each for each in block)
        if (not line.strip() or another) and block:
            if not in_header or "-->" in "".join(block):
                yield Block(first, block[1:] if in_header else block)
            in_header, block = False, []
        if line.strip():
            first = first if block else number
            block.append(line)


def _cue(block):
    at = block.timing_at
    times = TIMING.fullmatch(block.lines[at]) if at is not None else None
    if not times:
        return None
    parts = times.groups()
    return Cue(_seconds(*parts[:4]), _seconds(*parts[4:]), _words(block.lines[at + 1 :]))


def _seconds(hours, minutes, seconds, fraction):
    return round(int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int(fraction.ljust(3, "0")) / 1000, 3)


def _words(lines):
    """The words alone: who speaks becomes part of them, other marks of the norm fall away."""
    text = VOICE.sub(lambda voice: f"{voice[1].strip()}：", "\n".join(lines))
    plain = html.unescape(TAG.sub("", text)).replace("\r", "\n")
    return "\n".join(line.strip() for line in plain.split("\n") if line.strip())


def _written(cue):
    lines = [line for line in cue.text.replace("\r", "\n").split("\n") if line.strip()]
    shown = "\n".join(html.escape(line, quote=False) for line in lines)
    return f"{_stamp(cue.start)} --> {_stamp(cue.end)}\n{shown}"


def _stamp(seconds):
    thousandths = round(min(max(seconds, 0), LATEST) * 1000)
    minutes, thousandths = divmod(thousandths, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{thousandths // 1000:02}.{thousandths % 1000:03}"


def _faults_of(block, previous):
    at = block.timing_at
    if at is None:
        return [_("Line %(line)d: these words have no time above them.") % {"line": block.line}]
    line = {"line": block.line + at}
    if not NORM.fullmatch(block.lines[at]):
        return [_("Line %(line)d: write the time as 00:01.500 --> 00:04.000.") % line]
    cue = _cue(block)
    if cue is None:
        return [_("Line %(line)d: write the time as 00:01.500 --> 00:04.000.") % line]
    found = []
    if cue.end <= cue.start:
        found.append(_("Line %(line)d: the caption ends before it begins.") % line)
    if not cue.text:
        found.append(_("Line %(line)d: the caption has no words.") % line)
    if previous and cue.start < previous.start:
        found.append(_("Line %(line)d: the caption begins before the one above it.") % line)
    return found
