"""Captions as most programs write them (SubRip, .srt), read into the form the house keeps."""

import re

from .captions import Cue

# Programs differ in the number of digits, and some write a full stop for the comma.
TIMES = re.compile(
    r"\s*(\d{1,3}):(\d{1,2}):(\d{1,2})[,.](\d{1,3})\s*-->\s*(\d{1,3}):(\d{1,2}):(\d{1,2})[,.](\d{1,3}).*", re.ASCII
)
MARKS = re.compile(r"</?(?:b|i|u|s|font)(?:\s[^<>]*)?>|\{\\[^{}]*\}", re.IGNORECASE)


def is_srt(text: str) -> bool:
    """Whether the text is SubRip: its first line of times is written as there, and WEBVTT does not stand above."""
    if text.lstrip("\ufeff \n\r\t").startswith("WEBVTT"):
        return False
    first = next((line for line in text.splitlines() if "-->" in line), "")
    return bool(TIMES.fullmatch(first)) and "," in first


def cues_of_srt(text: str) -> list[Cue]:
    """The cues of a SubRip text in the order of time; what is no cue is passed over."""
    found = [cue for block in _blocks(text) if (cue := _cue(block))]
    return sorted(found, key=lambda cue: (cue.start, cue.end))


def _blocks(text: str) -> list[list[str]]:
    """The lines of each caption: a line of times begins one, the number above it belongs to nothing."""
    blocks: list[list[str]] = []
    for line in text.lstrip("\ufeff").splitlines():
        if TIMES.fullmatch(line):
            if blocks and blocks[-1][1:] and blocks[-1][-1].strip().isdecimal():
                blocks[-1].pop()
            blocks.append([line])
        elif blocks:
            blocks[-1].append(line)
    return blocks


def _cue(block: list[str]) -> Cue | None:
    times = TIMES.fullmatch(block[0])
    if times is None:
        return None
    # An empty line would end the cue in WebVTT.
    words = "\n".join(line.strip() for line in block[1:] if line.strip())
    text = MARKS.sub("", words).replace("-->", "→").strip()
    start, end = _seconds(times.groups()[:4]), _seconds(times.groups()[4:])
    return Cue(start, end, text) if text else None


def _seconds(parts: tuple[str, ...]) -> float:
    hours, minutes, seconds, fraction = parts
    return round(int(hours) * 3600 + int(minutes) * 60 + int(seconds) + int(fraction.ljust(3, "0")) / 1000, 3)
