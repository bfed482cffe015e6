"""Questions out of the rows of a sheet in any layout; row by row a verdict."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from people.importing import Refused
from people.tables import Cell

from .found import Found
from .layouts import Layout, headings
from .options import split, without_letters
from .row_items import NoItem, Raw, item_of_row
from .stems import answer_within, without_number
from .table_cells import Sheet, shown, text_of, why
from .table_words import difficulty_of, is_chapter, kind_of, said, section_kind

QUESTION, HEADING = "question", "heading"
LOOSE = {"explanation", "difficulty", "topic", "tags", "points", "source", "key"}


@dataclass(frozen=True)
class Row:
    """A row of a sheet and what became of it: a question, taken or refused, or a line that is none."""

    sheet: str
    number: int | None  # None for an item of a file that has no rows
    cells: tuple[str, ...]
    what: str
    found: Found | None = None
    # The place of the question this row belongs to, where it is not a question of its own.
    part_of: str = ""


@dataclass
class _Place:
    """Where reading has got to: the kind and the topic that headings between the rows have set."""

    kind: str = ""
    topic: str = ""


def read_sheet(sheet: Sheet, layout: Layout) -> Iterator[Row]:
    """Every row of a sheet. Rows up to the headings, section headings and repeated headings are no questions."""
    place, titles = _Place(), [text for text in headings(sheet, layout.header) if text]
    for number, cells in sheet.rows:
        texts = tuple(shown(cell) for cell in cells)
        if number <= layout.header or _is_heading(texts, titles, place) or not _holds_a_question(texts, layout):
            yield Row(sheet.name, number, texts, HEADING)
        else:
            yield Row(sheet.name, number, texts, QUESTION, _found(sheet.name, number, cells, layout, place))


def _is_heading(texts: tuple[str, ...], titles: list[str], place: _Place) -> bool:
    filled = [text.strip() for text in texts if text.strip()]
    if titles and filled == titles:
        return True
    if len(set(filled)) != 1:
        return False
    if kind := section_kind(filled[0]):
        place.kind = kind
    elif is_chapter(filled[0]):
        place.topic = filled[0]
    else:
        return False
    return True


def _holds_a_question(texts: tuple[str, ...], layout: Layout) -> bool:
    """A row that fills none of the columns that matter is a remark at the margin or the foot."""
    matter = {"stem", "option", "options", "answer"}
    return any(text.strip() and role in matter for text, role in zip(texts, layout.columns, strict=False))


def _found(sheet: str, number: int, cells: tuple[Cell, ...], layout: Layout, place: _Place) -> Found:
    where = _("Sheet %(sheet)s, row %(row)d") % {"sheet": sheet, "row": number} if sheet else _("Row %d") % number
    try:
        raw, beside = _raw(cells, layout, place)
        return _taken(where, raw, beside, layout, place)
    except NoItem as refusal:
        return Found(place=where, refusal=str(refusal))


def _raw(cells: tuple[Cell, ...], layout: Layout, place: _Place) -> tuple[Raw, dict[str, list[str]]]:
    """What the row says of the question itself, and what beside it, by role. Raises NoItem for cells Excel broke."""
    beside: dict[str, list[str]] = {}
    for at, role in enumerate(layout.columns):
        if role:
            beside.setdefault(role, []).append(_text(cells[at], role, at) if at < len(cells) else "")
    stem = without_number("".join(beside.get("stem", [])[:1]))
    answer = "".join(beside.get("answer", [])[:1])
    if not answer:
        answer, without = answer_within(stem.text)
        stem = replace(stem, text=without)
    kind = kind_of("".join(beside.get("kind", [])[:1])) or stem.kind or place.kind or layout.kind
    points = "".join(beside.get("points", [])[:1])
    explanation = said("\n".join(filter(None, beside.get("explanation", []))))
    return Raw(kind, stem.text, tuple(_options(beside, layout)), answer, explanation, points), beside


def _text(cell: Cell, role: str, at: int) -> str:
    try:
        return text_of(cell)
    except Refused as refused:
        if role in LOOSE and refused.code in {"date", "formula", "fault"}:
            return shown(cell) if refused.code == "date" else ""
        column = chr(ord("A") + at) if at < 26 else str(at + 1)
        raise NoItem(_("Column %(column)s: %(why)s") % {"column": column, "why": why(refused.code)}) from refused


def _options(beside: dict[str, list[str]], layout: Layout) -> list[str]:
    columns = list(beside.get("option", []))
    while columns and not columns[-1]:
        columns.pop()
    if columns:
        return without_letters(columns)
    return split("\n".join(beside.get("options", [])).strip(), layout.parting)


def _taken(where: str, raw: Raw, beside: dict[str, list[str]], layout: Layout, place: _Place) -> Found:
    item, notes = item_of_row(raw)
    word = "".join(beside.get("difficulty", [])[:1])
    difficulty = difficulty_of(word)
    if word and difficulty is None:
        notes = (*notes, _("The difficulty “%(word)s” is unknown and left out.") % {"word": word[:20]})
    topic = " / ".join(filter(None, (said(text) for text in beside.get("topic", [])))) or place.topic or layout.topic
    tags = tuple(dict.fromkeys(filter(None, re.split(r"[,，、;；|\n]\s*", said("，".join(beside.get("tags", [])))))))
    return Found(
        place=where,
        item=item,
        key="".join(beside.get("key", [])[:1]),
        topic=topic,
        tags=tuple(tag.strip() for tag in tags),
        difficulty=difficulty or layout.difficulty,
        source=said(" ".join(filter(None, beside.get("source", [])))),
        notes=notes,
    )
