"""The skill matrix as rows of a spreadsheet."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from skills.models import Level

from .matrix import Cell, Matrix


def sheet_rows(matrix: Matrix) -> Iterator[list[str]]:
    """A head, then one row a person: staff number, name, and level, state and last day of each skill."""
    yield [
        _("Staff number"),
        pgettext("person", "Name"),
        *(
            text
            for skill in matrix.skills
            for text in (
                pgettext("spreadsheet head", "%(skill)s: level") % {"skill": skill.local_name},
                pgettext("spreadsheet head", "%(skill)s: state") % {"skill": skill.local_name},
                pgettext("spreadsheet head", "%(skill)s: until") % {"skill": skill.local_name},
            )
        ),
    ]
    for row in matrix.rows:
        yield [
            row.person.staff_number,
            row.person.full_name,
            *(text for cell in row.cells for text in _cell_texts(cell)),
        ]


def _cell_texts(cell: Cell):
    if cell.holding is None:
        return [str(Level.NONE.label), _("never held"), ""]
    until = cell.last_day.isoformat() if cell.last_day else ""
    return [str(Level(cell.level).label), str(cell.holding.state.label), until]
