"""Understands tables of entries: finds sheets and columns, reads the cells, says row by row what is wrong.

Writes nothing and knows nothing of what is in the database. A problem is a code with its facts (see `problems`).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import models

from people.importing import HEADER_WITHIN, Refused, plain_text, printable, squeezed
from people.tables import Cell, Table

from .sheets import CHOICE_FIELDS, FIELDS, ROW, TURN_FIELDS, column_words, columns, kind_of, value_words

MOST_ENTRIES = 500  # each becomes a revision: more of them would keep other writers waiting
YES, NO = ["是", "对", "yes", "y", "true", "1", "√", "✓"], ["否", "不", "no", "n", "false", "0", "×"]


class NoSheet(Exception):
    """Nothing in the file says which kind of entries it holds."""


class NoHeader(Exception):
    """The sheet of that name has no row that names the key and the first words of its kind."""


class TooMany(Exception):
    """More entries than one import takes."""


@dataclass(frozen=True)
class Problem:
    """Why an entry is refused: a code of `phrasebook.problems`, the column, what was found, and in which row."""

    code: str
    column: str = ""
    found: str = ""
    row: int = 0


@dataclass
class Record:
    """One entry of the file. What is missing or empty is not in `values` and changes nothing.

    `turns` and `choices` are None when the file says nothing of them; else they take the place of those there are.
    """

    kind: str
    key: str
    rows: list[int]
    values: dict = field(default_factory=dict)
    turns: list[dict] | None = None
    choices: list[dict] | None = None
    problems: list[Problem] = field(default_factory=list)

    def as_json(self) -> dict:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict) -> "Record":
        return cls(**{**kept, "problems": [Problem(**each) for each in kept["problems"]]})


@dataclass
class Parsed:
    """What a file holds: its entries, and what nobody asked for."""

    records: list[Record]
    ignored: list[str]


def parse(tables: Iterable[Table], kind: str = "") -> Parsed:
    """Read every sheet that is called like a kind of entries; when none is, the first one as `kind`.

    Raises `NoSheet`, `NoHeader` and `TooMany`.
    """
    known, ignored = _by_kind(list(tables), kind)
    records: list[Record] = []
    for table, its_kind in known:
        found = _sheet(table, its_kind)
        records += found.records
        ignored += found.ignored
    if len(records) > MOST_ENTRIES:
        raise TooMany
    return Parsed(records, ignored)


def _by_kind(tables: list[Table], kind: str) -> tuple[list[tuple[Table, str]], list[str]]:
    named = [(table, kind_of(PurePath(table.name).stem)) for table in tables]
    known = [(table, its_kind) for table, its_kind in named if its_kind and its_kind != "guide"]
    if not known and kind:
        known = [(table, kind) for table, its_kind in named if its_kind != "guide"][:1]
    if not known:
        raise NoSheet
    read = {id(table) for table, _kind in known}
    ignored = [table.name for table, its_kind in named if id(table) not in read and its_kind != "guide"]
    return known, [printable(name)[:60] for name in ignored]


def _sheet(table: Table, kind: str) -> Parsed:
    rows = iter(table.rows)
    for _position, (_number, cells) in zip(range(HEADER_WITHIN), rows, strict=False):
        places, ignored = _header(cells, kind)
        if {"key", FIELDS[kind][2]} <= set(places):
            read = [_row(number, cells, places, kind) for number, cells in rows]
            records = _scenes(read, places) if kind == "dialogue" else [_record(row, kind) for row in read]
            _mark_doubles(records)
            return Parsed(records, [f"{table.name}: {name}" for name in ignored])
    raise NoHeader(table.name)


def _header(cells: list[Cell], kind: str) -> tuple[dict[str, int], list[str]]:
    """Which column stands where, and the headings that mean nothing to us; the first of two equal ones counts."""
    places, ignored, words = {}, [], column_words(kind)
    for position, cell in enumerate(cells):
        name = words.get(squeezed(str(cell.value))) if cell.kind == "text" else None
        if name and name not in places:
            places[name] = position
        elif cell.kind != "empty":
            ignored.append(printable(str(cell.value)).strip()[:60])
    return places, ignored


@dataclass
class _Row:
    number: int
    values: dict
    problems: list[Problem]


def _row(number: int, cells: list[Cell], places: dict[str, int], kind: str) -> _Row:
    row = _Row(number, {}, [])
    for name, position in places.items():
        cell = cells[position] if position < len(cells) else None
        if cell is None or cell.kind == "empty":
            continue
        try:
            row.values[name] = _reader(kind, name)(cell)
        except Refused as refused:
            found = printable(refused.found or str(cell.value))[:100]
            row.problems.append(Problem(refused.code, name, found, number))
    return row


def _record(row: _Row, kind: str) -> Record:
    values = dict(row.values)
    record = Record(kind, values.pop("key", ""), [row.number], values, problems=list(row.problems))
    if not record.key and not any(problem.column == "key" for problem in row.problems):
        record.problems.append(Problem("no-key", "key", row=row.number))
    return record


def _mark_doubles(records: list[Record]) -> None:
    """Refuse all entries that share a key: nobody can know which of them is meant."""
    counted = Counter(record.key.lower() for record in records)
    for record in records:
        if record.key and counted[record.key.lower()] > 1:
            record.problems.append(Problem("twice-in-file", "key", record.key, record.rows[0]))


# Dialogues: the row of a dialogue, below it its turns and choices


def _scenes(rows: list[_Row], places: dict[str, int]) -> list[Record]:
    records: list[Record] = []
    for row in rows:
        what, key = _what(row), row.values.get("key", "")
        if what == "dialogue":
            records.append(_begun(row))
            continue
        current = _of_key(records, key)
        if current is None:
            current = Record("dialogue", key, [], problems=[] if key else [Problem("no-dialogue", row=row.number)])
            records.append(current)
        _add(current, row, what)
    for record in records:
        if record.turns is not None or record.choices is not None:
            # Who writes the whole scene means its choices too, where the sheet has a column for them.
            record.choices = record.choices or ([] if "at_turn" in places else None)
    return records


def _what(row: _Row) -> str:
    """What a row says it is; a row that does not say so is known by what is filled."""
    if ROW in row.values:
        return row.values[ROW]
    if "title" in row.values or not {"text", "english", "role", "at_turn"} & set(row.values):
        return "dialogue"
    return "choice" if "at_turn" in row.values else "turn"


def _begun(row: _Row) -> Record:
    record = _record(row, "dialogue")
    stray = sorted(set(record.values) - set(FIELDS["dialogue"]) - {ROW})
    if stray:
        record.problems.append(Problem("said-beside-title", stray[0], row=row.number))
    record.values = {name: value for name, value in record.values.items() if name in FIELDS["dialogue"]}
    return record


def _of_key(records: list[Record], key: str) -> Record | None:
    """The dialogue a row belongs to: the one it names, else the one above it."""
    if not key:
        return records[-1] if records else None
    return next((record for record in reversed(records) if record.key.lower() == key.lower()), None)


def _add(record: Record, row: _Row, what: str) -> None:
    fields = TURN_FIELDS if what == "turn" else CHOICE_FIELDS
    said = {name: row.values.get(name, None if name in {"at_turn", "leads_to"} else "") for name in fields}
    record.rows.append(row.number)
    record.problems += row.problems
    if what == "turn":
        record.turns = [*(record.turns or []), said]
    else:
        record.choices = [*(record.choices or []), {**said, "quality": said["quality"] or "poor"}]


# Single cells


def _reader(kind: str, name: str) -> Callable[[Cell], object]:
    column = columns(kind)[name]
    if name == "key":
        return _key
    if name == "scenario":
        return plain_text
    if column.field is None or column.field.choices:
        return lambda cell: _one_of(cell, value_words(kind, name))
    if isinstance(column.field, models.BooleanField):
        return _yes_or_no
    if isinstance(column.field, models.PositiveSmallIntegerField):
        return _number
    return lambda cell: _words(cell, column.longest, isinstance(column.field, models.TextField))


def _key(cell: Cell) -> str:
    key = _words(cell, None, lines=False)
    try:
        validate_slug(key)
    except ValidationError as fault:
        raise Refused("key-shape") from fault
    if len(key) > 40:
        raise Refused("key-shape")
    return key


def _words(cell: Cell, longest: int | None, lines: bool) -> str:
    """The text of a cell, code point for code point; a break of lines stays only where the editor takes one."""
    if cell.kind == "date":
        raise Refused("became-date")
    text = plain_text(cell).replace("\r\n", "\n")
    text = re.sub(r"[^\S\n ]" if lines else r"[^\S ]", lambda found: _blank(found[0]), text)
    if longest is not None and len(text) > longest:
        raise Refused("too-long", f"{len(text)}/{longest}")
    return text


def _blank(character: str) -> str:
    # Blanks of Chinese text (U+3000) and those that do not break a line are letters like others.
    return " " if ord(character) < 0xA0 else character


def _one_of(cell: Cell, words: dict[str, str]) -> str:
    word = squeezed(plain_text(cell))
    if word not in words:
        raise Refused("unknown-word")
    return words[word]


def _yes_or_no(cell: Cell) -> bool:
    word = str(cell.value).lower() if cell.kind == "yes-no" else plain_text(cell).lower()
    if word not in YES + NO:
        raise Refused("no-yes-or-no")
    return word in YES


def _number(cell: Cell) -> int:
    text = str(cell.value) if cell.kind == "number" else plain_text(cell)
    if not re.fullmatch(r"[0-9]{1,3}", text):
        raise Refused("no-number")
    return int(text)
