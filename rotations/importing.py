"""Files a rotation is set by: read, tried out row by row, shown, and then applied whole or not at all.

A dry run does what the file says, with the very verbs that will do it, and takes all of it back: what the preview shows
is what happens, rows that contradict each other included.
"""

import hashlib
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from people.models import Hall, User
from people.problems import SENTENCES
from people.tables import Unreadable, read_tables

from .import_around import Around, Kind
from .import_cells import Row, rows_of
from .import_kinds import KINDS, LABELS
from .models import RotationImport

NEW, UNCHANGED, REFUSED = "new", "unchanged", "refused"
OUTCOMES = (NEW, UNCHANGED, REFUSED)
MOST_ROWS = 2000
FORGOTTEN_AFTER = timedelta(days=1)  # a dry run nobody confirmed


class Changed(Exception):
    """What the file speaks of has changed since the preview; the kept dry run is now a new one."""


@dataclass
class Tried:
    """What a row would do. `values` is text by column, `reasons` are sentences why it is refused."""

    number: int
    values: dict[str, str]
    outcome: str
    reasons: list[str] = field(default_factory=list)
    readable: bool = True


def start_import(
    *, kind: str, hall: Hall, owner: User, file_name: str, data: bytes, most_bytes: int, now: datetime
) -> RotationImport:
    """Read a file and keep what it would do, without doing it; old dry runs nobody confirmed are forgotten.

    Raises `people.tables.Unreadable` and `import_cells.NoHeading`.
    """
    rows, ignored = rows_of(read_tables(data, file_name, most_bytes), KINDS[kind].columns)
    if len(rows) > MOST_ROWS:
        raise Unreadable(_("The file holds more than %(most)d rows. Split it.") % {"most": MOST_ROWS})
    with transaction.atomic():
        tried = _try(KINDS[kind], rows, hall, owner, now)
        transaction.set_rollback(True)
    with transaction.atomic():
        RotationImport.objects.filter(applied_at=None, created_at__lt=now - FORGOTTEN_AFTER).delete()
        return RotationImport.objects.create(
            owner=owner,
            hall=hall,
            kind=kind,
            file_name=file_name[:200],
            sha256=hashlib.sha256(data).hexdigest(),
            rows=[asdict(one) for one in tried],
            ignored_columns=ignored,
            created_at=now,
        )


def apply_import(*, found: RotationImport, by: User, now: datetime) -> RotationImport:
    """Do what the dry run showed, all good rows or none; a second click finds it done and does nothing.

    Raises `Changed` when the same file would now do something else; the kept dry run is then the new one.
    """
    try:
        with transaction.atomic():
            kept = RotationImport.objects.select_for_update(of=("self",)).get(pk=found.pk)
            if kept.applied_at:
                return kept
            fresh = _again(kept, by, now)
            if _what(fresh) != _what(kept.rows):
                raise Changed
            kept.applied_at = now
            kept.save(update_fields=["applied_at"])
            log(kept, "rotations.import", user=by, data={"kind": kept.kind, **kept.counts})
            return kept
    except Changed:
        with transaction.atomic():
            fresh = _again(found, by, now)
            transaction.set_rollback(True)
        RotationImport.objects.filter(pk=found.pk, applied_at=None).update(rows=fresh)
        raise


def _again(kept: RotationImport, by: User, now: datetime) -> list[dict]:
    """The rows tried once more; those that could not be read stay refused as they were."""
    known = {row["number"]: row for row in kept.rows}
    readable = [Row(row["number"], row["values"]) for row in kept.rows if row["readable"]]
    fresh = {one.number: asdict(one) for one in _try(KINDS[kept.kind], readable, kept.hall, by, now)}
    return [fresh.get(number, row) for number, row in known.items()]


def _what(rows: list[dict]) -> list[tuple]:
    # The reader may have changed the language of the reasons.
    return [(row["number"], row["values"], row["outcome"]) for row in rows]


def _try(kind: type[Kind], rows: list[Row], hall: Hall, by: User, now: datetime) -> list[Tried]:
    around = Around.read(hall, by, now)
    return [_tried(kind, row, around) for row in rows]


def _tried(kind: type[Kind], row: Row, around: Around) -> Tried:
    if row.problems:
        reasons = [sentence(*problem) for problem in row.problems]
        return Tried(row.number, row.values | _found(row), REFUSED, reasons, readable=False)
    try:
        with transaction.atomic():
            news = kind.write(row.values, around)
    except ValidationError as refused:
        return Tried(row.number, row.values, REFUSED, list(dict.fromkeys(refused.messages)))
    except (IntegrityError, DataError):
        # On PostgreSQL somebody else may enter the same between our look and our write.
        return Tried(row.number, row.values, REFUSED, [_("This cannot be kept. Check the row against what is there.")])
    return Tried(row.number, row.values, NEW if news else UNCHANGED)


def _found(row: Row) -> dict[str, str]:
    return {column: text for _code, column, text in row.problems if text}


def sentence(code: str, column: str, found: str) -> str:
    """Why a cell cannot be taken."""
    words = {"column": LABELS.get(column, column), "found": found}
    own = {
        "missing": _("“%(column)s” is empty."),
        "number-shape": _("%(column)s: “%(found)s” is no whole number."),
        "weekdays-shape": _("%(column)s: “%(found)s” are no weekdays. Write 周一至周五, 一三五 or Mon-Fri as text."),
    }
    return str(own.get(code) or SENTENCES[code]) % words


def refused_rows(found: RotationImport):
    """Heading and rows of what was refused and why; corrected, the file can be uploaded again."""
    columns = KINDS[found.kind].columns
    yield [*(heading(column) for column in columns), _("Row in your file"), _("Reason")]
    for row in found.rows_with(REFUSED):
        texts = [row["values"].get(column.key, "") for column in columns]
        yield [*texts, str(row["number"]), " ".join(row["reasons"])]


def template_sheets(kind: type[Kind]):
    """An empty sheet with the headings, and one that explains them."""
    yield str(kind.title), [[heading(column) for column in kind.columns]]
    about = [[_("Column"), _("Must be filled"), _("Also understood")]]
    for column in kind.columns:
        must = _("yes") if column.required else ""
        about.append([heading(column), must, "、".join(column.headings.split("|"))])
    yield _("Explanation"), [[str(kind.about)], *about]


def heading(column) -> str:
    """The word that heads a column: the first Chinese one, which every reader of files here understands."""
    return column.headings.split("|")[0]
