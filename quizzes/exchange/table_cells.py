"""Sheets with all their cells at hand, and what a cell says as text."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from people.importing import EXACT_DIGITS, Refused, printable
from people.neutral import restore
from people.tables import Cell, Table, Unreadable

MOST_SHEETS = 30
MOST_QUESTIONS = 5000
MOST_IN_A_CELL = 20_000


@dataclass(frozen=True)
class Sheet:
    """One sheet of a file: its rows under the numbers people see beside them, empty ones left out."""

    name: str
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]


def sheets_of(tables: Iterable[Table]) -> list[Sheet]:
    """All sheets that hold anything. Raises people.tables.Unreadable for more than one import takes."""
    found, rows = [], 0
    for table in tables:
        held = tuple((number, tuple(cells)) for number, cells in table.rows)
        rows += len(held)
        if rows > MOST_QUESTIONS + 200 or len(found) >= MOST_SHEETS:
            sentence = _("More than %(rows)d rows or %(sheets)d sheets. Split the file.")
            raise Unreadable(sentence % {"rows": MOST_QUESTIONS, "sheets": MOST_SHEETS})
        if held:
            found.append(Sheet(printable(table.name), held))
    return found


def shown(cell: Cell) -> str:
    """What a person would see in the cell, for a preview and for giving a refused row back."""
    if cell.kind == "empty":
        return ""
    if cell.kind == "yes-no":
        return "TRUE" if cell.value else "FALSE"
    text = f"{cell.value:.15g}" if isinstance(cell.value, float) else str(cell.value)
    return printable(text)[:MOST_IN_A_CELL]


def text_of(cell: Cell) -> str:
    """The text of a cell, code point for code point. Raises Refused when Excel has destroyed what was typed."""
    if cell.kind == "empty":
        return ""
    if cell.kind in {"formula", "fault", "date"}:
        raise Refused(cell.kind)
    if cell.kind == "yes-no":
        return "TRUE" if cell.value else "FALSE"
    text = _number(cell) if cell.kind == "number" else str(cell.value).replace("\r\n", "\n").replace("\r", "\n")
    text = _tidy(restore(text.strip()))
    if len(text) > MOST_IN_A_CELL:
        raise Refused("too-long")
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t" for sign in text):
        raise Refused("control-character")
    return text.strip()


def _tidy(text: str) -> str:
    """Without what a browser and Excel leave behind: the break of a line as Excel writes it, and marks of no width."""
    for debris, instead in (("_x000D_", ""), ("_x000a_", "\n"), ("\ufeff", ""), ("\u200b", ""), ("\xa0", " ")):
        text = text.replace(debris, instead)
    return text


def _number(cell: Cell) -> str:
    if isinstance(cell.value, float):
        # 0.1 + 0.2 is 0.3 to whoever typed it: Excel keeps fifteen digits.
        return f"{cell.value:.15g}"
    if cell.padded or (isinstance(cell.value, int) and abs(cell.value) >= 10**EXACT_DIGITS):
        raise Refused("digits")
    return str(cell.value)


def why(code: str) -> str:
    """Why a cell cannot be taken."""
    return {
        "formula": _("a formula stands there: copy it and insert its value only."),
        "fault": _("Excel shows a fault there."),
        "date": _("Excel has made a date of it: format the cell as text and type it again."),
        "digits": _("Excel may have lost digits of it: format the cell as text and type it again."),
        "too-long": _("the text is longer than any question."),
        "control-character": _("there are signs that cannot be shown."),
    }[code]
