"""How a sheet is laid out: guessed from its headings and cells, set right by a person, and remembered."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from people.importing import squeezed
from people.tables import Cell

from .options import LETTERS, split
from .table_cells import Sheet, shown
from .table_words import ROLES, heading_of, kind_of, truth

HEADER_WITHIN = 30  # rows of titles and remarks that may stand above the headings
MOST_COLUMNS = 60
SAMPLE = 200  # rows that are looked at to guess
LEAST_WORDS = 4  # characters a question has on average, at least


@dataclass(frozen=True)
class Layout:
    """What each column of a sheet holds, from the left: a role of `table_words.ROLES` or "".

    `header` is the number of the last row with headings, 0 where there is none. `parting` says how options share a
    cell ("" finds out), `kind`, `topic` and `difficulty` what rows are that do not say.
    """

    columns: tuple[str, ...] = ()
    header: int = 0
    parting: str = ""
    kind: str = ""
    topic: str = ""
    difficulty: int | None = None
    read: bool = True

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "columns": list(self.columns)}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Layout":
        return cls(**{**kept, "columns": tuple(role if role in ROLES else "" for role in kept["columns"])})

    def first(self, role: str) -> int | None:
        """Where the column of a role stands."""
        return self.columns.index(role) if role in self.columns else None

    @property
    def can_be_read(self) -> bool:
        return "stem" in self.columns


def guess(sheet: Sheet) -> Layout:
    """The layout a sheet most likely has."""
    found = _by_headings(sheet) or _by_content(sheet)
    layout = _numbers_are_no_keys(sheet, found) if found else Layout(columns=("",) * width(sheet), read=False)
    return replace(layout, kind=kind_of(sheet.name))


def width(sheet: Sheet) -> int:
    """How many columns are filled anywhere near the top."""
    return min(max((len(cells) for _number, cells in sheet.rows[:SAMPLE]), default=0), MOST_COLUMNS)


def signature(sheet: Sheet, header: int) -> str:
    """By this a layout is found again: the headings, or the number of columns where there are none."""
    words = next((cells for number, cells in sheet.rows if number == header), None)
    said = "\n".join(squeezed(shown(cell)) for cell in words) if words else f"{width(sheet)} columns"
    return hashlib.sha256(said.rstrip().encode()).hexdigest()


def headings(sheet: Sheet, header: int) -> list[str]:
    """What stands above each column."""
    words = next((cells for number, cells in sheet.rows if number == header), ())
    return [shown(words[place]).strip() if place < len(words) else "" for place in range(width(sheet))]


def at_header(sheet: Sheet, number: int) -> Layout:
    """The layout that follows when somebody says where the headings stand; 0 where there are none."""
    place = next((place for place, (found, _cells) in enumerate(sheet.rows) if found == number), None)
    if place is None:
        found = _by_content(sheet) or Layout(columns=("",) * width(sheet))
        return replace(found, kind=kind_of(sheet.name))
    return replace(_numbers_are_no_keys(sheet, _below(sheet, place)), kind=kind_of(sheet.name))


# By the headings


def _by_headings(sheet: Sheet) -> Layout | None:
    for place, (_number, cells) in enumerate(sheet.rows[:HEADER_WITHIN]):
        roles = _roles(cells)
        known = set(roles) - {""}
        if {"stem"} < known or ("answer" in known and known & {"kind", "option", "options"}):
            return _below(sheet, place)
    return None


def _below(sheet: Sheet, place: int) -> Layout:
    """The layout of what stands below the headings of a row, the first at `place` 0."""
    header, cells = sheet.rows[place]
    roles = _roles(cells)
    columns = [*roles, *[""] * (width(sheet) - len(roles))][:MOST_COLUMNS]
    below = sheet.rows[place + 1] if place + 1 < len(sheet.rows) else (0, ())
    if _is_second_line(below[1]):
        columns, header = _merged(columns, below[1]), below[0]
    columns = _spread(sheet, columns, place)
    if "stem" not in columns and "answer" in columns:
        columns = _with_stem(sheet, columns, header)
    return Layout(columns=tuple(columns), header=header)


def _with_stem(sheet: Sheet, columns: list[str], header: int) -> list[str]:
    """The column with the longest texts among those whose headings say nothing holds the questions."""
    rows = [cells for number, cells in sheet.rows if number > header][:SAMPLE]
    lengths = {
        place: sum(len(shown(cells[place])) for cells in rows if not _is_empty(cells, place))
        for place, role in enumerate(columns)
        if not role
    }
    best = max(lengths, key=lambda place: lengths[place], default=None)
    if best is None or lengths[best] < LEAST_WORDS * len(rows):
        return columns
    return [*columns[:best], "stem", *columns[best + 1 :]]


def _roles(cells: Sequence[Cell]) -> list[str]:
    """The role of each heading; of two equal ones only options and topics may both be meant, and options in order."""
    roles: list[str] = []
    for cell in cells[:MOST_COLUMNS]:
        role, letter = heading_of(shown(cell)) if cell.kind == "text" else ("", 0)
        if role == "option":
            role = role if letter == roles.count("option") else ""
        elif role != "topic" and role in roles:
            role = ""
        roles.append(role)
    return roles


def _is_second_line(cells: Sequence[Cell]) -> bool:
    """Whether a row only names options: the second line of a heading that spans them."""
    words = [shown(cell).strip() for cell in cells if cell.kind != "empty"]
    return len(words) >= 2 and all(heading_of(word)[0] == "option" for word in words)


def _merged(columns: list[str], below: Sequence[Cell]) -> list[str]:
    roles = _roles(below)
    return [roles[n] if n < len(roles) and roles[n] == "option" else role for n, role in enumerate(columns)]


def _spread(sheet: Sheet, columns: list[str], header_place: int) -> list[str]:
    """One heading 选项 over several columns: those without a heading to its right hold the further options."""
    if "options" not in columns:
        return columns
    at = columns.index("options")
    header = sheet.rows[header_place][1]
    rows = [cells for _number, cells in sheet.rows[header_place + 1 : header_place + 1 + SAMPLE]]
    end = at + 1
    while end < len(columns) and _is_empty(header, end) and _is_filled_often(rows, end):
        end += 1
    return columns if end == at + 1 else [*columns[:at], *["option"] * (end - at), *columns[end:]]


def _is_filled_often(rows: Sequence[Sequence[Cell]], place: int) -> bool:
    return sum(not _is_empty(cells, place) for cells in rows) * 5 > len(rows)


def _is_empty(cells: Sequence[Cell], place: int) -> bool:
    return place >= len(cells) or cells[place].kind == "empty"


def _numbers_are_no_keys(sheet: Sheet, layout: Layout) -> Layout:
    """A column that only counts rows tells questions of two files not apart: it is not read as their key."""
    at = layout.first("key")
    if at is None:
        return layout
    rows = [cells for number, cells in sheet.rows if number > layout.header and at < len(cells)]
    # A line that stands alone is a heading between the rows, not a number.
    rows = [cells for cells in rows if sum(cell.kind != "empty" for cell in cells) > 1]
    texts = [text for cells in rows if (text := shown(cells[at]).strip())]
    if texts and all(text.isdigit() and len(text) <= 4 for text in texts):
        return replace(layout, columns=tuple("" if role == "key" else role for role in layout.columns))
    return layout


# By what the cells hold, where there are no headings


def _by_content(sheet: Sheet) -> Layout | None:
    rows = [cells for _number, cells in sheet.rows[:SAMPLE] if sum(cell.kind != "empty" for cell in cells) >= 2]
    if not rows:
        return None
    every = [[shown(cells[n]).strip() for cells in rows if not _is_empty(cells, n)] for n in range(width(sheet))]
    columns = [""] * len(every)
    for place, texts in enumerate(every):
        if _mostly(texts, _is_answer):
            columns[place] = "answer"
        elif _mostly(texts, lambda text: len(text) <= 8 and bool(kind_of(text))):
            columns[place] = "kind"
    _keep_last(columns, "answer")
    free = [place for place, role in enumerate(columns) if not role and every[place]]
    worded = [place for place in free if not _mostly(every[place], str.isdigit)]
    if not worded or "answer" not in columns:
        return None
    stem = max(worded, key=lambda place: sum(map(len, every[place])) / len(rows))
    columns[stem] = "stem"
    for place in worded:
        if stem < place < len(columns) and not columns[place] and columns[place - 1] in {"stem", "option"}:
            columns[place] = "options" if _mostly(every[place], lambda text: len(split(text)) > 1) else "option"
    return Layout(columns=tuple(columns), header=0)


def _mostly(texts: list[str], is_so) -> bool:
    return bool(texts) and sum(map(is_so, texts)) * 5 >= len(texts) * 4


def _is_answer(text: str) -> bool:
    signs = [sign for sign in text.upper() if sign not in " ,，、;；"]
    return truth(text) is not None or (0 < len(signs) <= 8 and set(signs) <= set(LETTERS))


def _keep_last(columns: list[str], role: str) -> None:
    places = [place for place, found in enumerate(columns) if found == role]
    for place in places[:-1]:
        columns[place] = ""
