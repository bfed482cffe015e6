"""Moodle's "embedded answers": `{2:SHORTANSWER:=right~%50%half#said}` in the middle of a text.

Only blanks become `fill_in`, only drop-downs `cloze`; texts that mix them a `case` with one part an answer, because
here a text has gaps of one sort.
"""

import re
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from ..items import Item
from .moodle_kinds import blank_of, number_of, single_body
from .moodle_texts import Refusal, Texts, source_of
from .numbered import numbered_case
from .plain_text import from_html
from .safe_xml import child
from .shapes import GAP, tidy_line
from .weights import multiple_body

# The first alternative steps over protected signs, so that no answer is looked for inside another one's text.
_ANSWER = re.compile(r"\\.|\{(\d{0,3}):([A-Z_]{2,20}):((?:\\.|[^\\{}])*)\}", re.DOTALL)
_PARTS = re.compile(r"((?:\\.|[^\\~])*)(?:~|$)", re.DOTALL)
_WORTH = re.compile(r"(=|%(-?\d{1,3}(?:\.\d{1,10})?)%|\*)")
_PROTECTED = re.compile(r"\\([~#}{\"/\\=:])")
_MARK = "\x01"
_TYPES = {
    **dict.fromkeys(("SHORTANSWER", "SA", "MW"), "short"),
    **dict.fromkeys(("SHORTANSWER_C", "SAC", "MWC"), "exact"),
    **dict.fromkeys(("NUMERICAL", "NM"), "number"),
    **dict.fromkeys(("MULTICHOICE", "MC", "MCV", "MCH", "MULTICHOICE_V", "MULTICHOICE_H"), "choice"),
    **dict.fromkeys(("MCS", "MCVS", "MCHS", "MULTICHOICE_S", "MULTICHOICE_VS", "MULTICHOICE_HS"), "choice"),
    **dict.fromkeys(("MULTIRESPONSE", "MR", "MRH", "MRS", "MRHS"), "several"),
    **dict.fromkeys(("MULTIRESPONSE_H", "MULTIRESPONSE_S", "MULTIRESPONSE_HS"), "several"),
}


@dataclass(frozen=True)
class Embedded:
    """One embedded answer: its sort, its points, and of each choice its text, its worth in per cent, its feedback."""

    sort: str
    points: int
    choices: list[tuple[str, float, str]]


def read_cloze(question: Element, texts: Texts) -> Item:
    element = child(question, "questiontext")
    found: list[Embedded] = []

    def taken(match: re.Match[str]) -> str:
        if not match[2]:
            return match[0]
        found.append(_embedded(match))
        return _MARK

    source = _ANSWER.sub(taken, source_of(element))
    form = element.get("format", "html") if element is not None else "html"
    stem = texts.source_without_pictures(source, form)
    if not found:
        raise Refusal(_("The text has no embedded answers that could be read."))
    if GAP in stem:
        raise Refusal(_("The text has gaps of its own beside the embedded answers."))
    return _whole(stem, found, texts)


def _embedded(match: re.Match[str]) -> Embedded:
    if match[2] not in _TYPES:
        raise Refusal(_("Embedded answers of the type “%(type)s” are not known.") % {"type": match[2]})
    parts = [part for part in _PARTS.findall(match[3]) if part.strip()]
    return Embedded(_TYPES[match[2]], max(int(match[1] or 1), 1), [_choice(part) for part in parts])


def _choice(part: str) -> tuple[str, float, str]:
    worth, part = 0.0, part.strip()
    if found := _WORTH.match(part):
        worth = float(found[2]) if found[2] else (100.0 if found[1] == "=" else 0.0)
        part = "*" if found[1] == "*" else part[found.end() :]
    text, feedback = _split(part)
    return tidy_line(_plain(text)), worth, _plain(feedback)


def _split(part: str) -> tuple[str, str]:
    place = next((at for at, sign in enumerate(part) if sign == "#" and (at == 0 or part[at - 1] not in "\\&")), -1)
    return (part, "") if place < 0 else (part[:place], part[place + 1 :])


def _plain(source: str) -> str:
    return from_html(_PROTECTED.sub(r"\1", source)).text


def _whole(stem: str, found: list[Embedded], texts: Texts) -> Item:
    sorts = {one.sort for one in found}
    with_gaps = stem.replace(_MARK, GAP)
    if len({one.points for one in found}) > 1 and (sorts <= {"short", "exact"} or sorts == {"choice"}):
        texts.note(_("The gaps counted for different points; here all count the same."))
    if sorts in ({"short"}, {"exact"}):
        blanks = [blank_of(one.choices, texts) for one in found]
        return Item("fill_in", with_gaps, {"blanks": blanks, "exact": sorts == {"exact"}})
    if sorts == {"choice"}:
        return Item("cloze", with_gaps, {"gaps": [_gap(one, texts) for one in found]})
    if len(found) == 1:
        kind, body = _body(found[0], texts)
        return Item(kind, with_gaps, body)
    parts = []
    for one in found:
        kind, body = _body(one, texts)
        parts.append((kind, one.points, body))
    return numbered_case(stem.split(_MARK), parts)


def _gap(one: Embedded, texts: Texts) -> dict[str, Any]:
    if not any(worth >= 100 for _text, worth, _feedback in one.choices):
        raise Refusal(_("A gap has no choice that counts in full."))
    if any(0 < worth < 100 for _text, worth, _feedback in one.choices):
        texts.note(_("Choices that are partly right count as wrong here."))
    if any(feedback for _text, _worth, feedback in one.choices):
        texts.note(_("What is said to single choices of a gap was left behind."))
    return {"options": [{"text": text, "right": worth >= 100} for text, worth, _feedback in one.choices]}


def _body(one: Embedded, texts: Texts) -> tuple[str, dict[str, Any]]:
    if one.sort in ("short", "exact"):
        return "fill_in", {"blanks": [blank_of(one.choices, texts)], "exact": one.sort == "exact"}
    if one.sort == "number":
        return "numeric", {"answers": [_number(choice) for choice in one.choices if choice[0] != "*"]}
    options: list[dict[str, Any]] = [{"text": text, "feedback": feedback} for text, _worth, feedback in one.choices]
    worths = [worth for _text, worth, _feedback in one.choices]
    if not any(worth > 0 for worth in worths):
        raise Refusal(_("No option is marked as right."))
    if one.sort == "several":
        return "multiple", multiple_body(options, worths)
    return "single", single_body(options, worths, texts)


def _number(choice: tuple[str, float, str]) -> dict[str, Any]:
    text, worth, feedback = choice
    value, _mark, tolerance = text.partition(":")
    return number_of(value, tolerance, worth, feedback)
