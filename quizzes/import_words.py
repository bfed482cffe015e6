"""An import of questions in words: how far it is, what each row is, and the refused rows to be mended."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import imports
from .exchange.options import LETTERS
from .items import Item
from .kinds import KindName
from .models import ImportRow, QuestionImport

State, Verdict = QuestionImport.State, ImportRow.Verdict
LONG_WAIT = timedelta(minutes=2)
# The picture and colour of a badge for each verdict and outcome.
BADGES = {"new": "yes", "duplicate": "flagged", "same": "todo", "refused": "no", "heading": "info"}
BADGES |= {"added": "yes", "updated": "info", "left": "todo"}
REASON = gettext_lazy("Why it was refused")
SHOWN_OPTIONS = 10


def standing(kept: QuestionImport, now) -> dict[str, Any]:
    """What the page says of an import and asks again while a worker is at it."""
    lost = imports.is_lost(kept, now)
    return {
        "state": kept.state,
        "under_way": kept.state in imports.AT_WORK and not lost,
        "lost": lost,
        "done": kept.done,
        "total": kept.total,
        "words": _words(kept, lost, now),
    }


def _words(kept: QuestionImport, lost: bool, now) -> str:
    if lost:
        return _("The work was interrupted. Begin it again.")
    if kept.state == State.FAILED:
        return _(kept.problem)
    if kept.begun_at is None and kept.asked_at and kept.asked_at < now - LONG_WAIT:
        return _("It still waits. Ask the administrator whether the background worker is running.")
    if kept.begun_at is None:
        return _("It waits for its turn.")
    if not kept.total:
        return _("The file is being read.")
    if kept.state == State.CHECKING:
        return _("%(done)d of %(total)d rows are checked.") % {"done": kept.done, "total": kept.total}
    return _("%(done)d of %(total)d questions are ready to be written.") % {"done": kept.done, "total": kept.total}


def line(row: ImportRow) -> dict[str, Any]:
    """A row as the list shows it."""
    item = Item(**row.item) if row.item else None
    return {
        "row": row,
        "where": _where(row),
        "badge": BADGES[row.outcome or row.verdict],
        "word": row.get_outcome_display() if row.outcome else row.get_verdict_display(),
        "stem": item.stem if item else _first_words(row),
        "kind": kind_word(item.kind) if item else "",
        "options": options_of(item) if item else [],
        "answer": answer_of(item) if item else "",
    }


def _where(row: ImportRow) -> str:
    if row.number is None:
        return row.place
    return f"{row.sheet} · {row.number}" if row.sheet else str(row.number)


def _first_words(row: ImportRow) -> str:
    """What a refused row begins with: its longest cell tells people best which one it is."""
    return max(row.cells, key=len, default="")[:200]


def kind_word(kind: str) -> str:
    return str(KindName(kind).label) if kind in KindName.values else kind


def options_of(item: Item) -> list[dict[str, Any]]:
    """The options of a choice with their letters and whether they are right; empty for other kinds."""
    options = item.body.get("options")
    if not isinstance(options, list):
        return []
    return [
        {"letter": LETTERS[place] if place < len(LETTERS) else str(place + 1), **option}
        for place, option in enumerate(options)
    ]


def answer_of(item: Item) -> str:
    """The right answer of the kinds that have no options, on one line."""
    body = item.body
    if item.kind == "true_false":
        return _("true") if body.get("is_true") else _("false")
    if item.kind == "fill_in":
        return "；".join(str(blank.get("accepted", "")).replace("\n", " / ") for blank in body.get("blanks", []))
    if item.kind == "numeric" and body.get("answers"):
        return f"{body['answers'][0].get('value', '')} {body.get('unit', '')}".strip()
    return str(body.get("model_answer", ""))[:200]


def refused_sheets(rows: Iterable[ImportRow]) -> list[tuple[str, list[list[str]]]]:
    """The refused rows by sheet, each with its reason behind it, below the headings they stood under.

    In the layout of the file, so that they can be mended and imported again.
    """
    sheets: dict[str, list[tuple[list[str], str]]] = {}
    for row, reason in _refused(rows):
        sheets.setdefault(row.sheet, []).append(([*map(str, row.cells)] or [row.place], reason))
    return [(name or _("refused rows"), _with_reasons(held)) for name, held in sheets.items()]


def _with_reasons(held: list[tuple[list[str], str]]) -> list[list[str]]:
    """All reasons in one column, to the right of whatever the file had."""
    width = max(len(cells) for cells, _reason in held)
    return [[*cells, *[""] * (width - len(cells)), reason] if reason else cells for cells, reason in held]


def _refused(rows: Iterable[ImportRow]) -> Iterator[tuple[ImportRow, str]]:
    above: list[ImportRow] = []
    last: ImportRow | None = None
    for row in rows:
        if above and above[0].sheet != row.sheet:
            above = []
        if row.verdict == Verdict.HEADING and row.place and last and row.place == last.place:
            yield row, ""
        elif row.verdict == Verdict.HEADING:
            above.append(row)
        elif row.verdict == Verdict.REFUSED:
            # A row of headings has several; the title of a section must stay alone in its row to be one.
            yield from ((heading, str(REASON) if sum(map(bool, heading.cells)) > 1 else "") for heading in above)
            above, last = [], row
            yield row, row.refusal
