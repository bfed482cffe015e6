"""The matrix as rows of a spreadsheet."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from people.models import User
from rotations.eligibility import Answer, Judgement
from rotations.models import Post
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


def post_sheet_rows(
    people: Iterable[User], posts: Sequence[Post], judged: Mapping[tuple[int, int], Judgement]
) -> Iterator[list[str]]:
    """A head, then one row a person: staff number, name, and for each post the answer and its reasons."""
    yield [
        _("Staff number"),
        pgettext("person", "Name"),
        *(
            text
            for post in posts
            for text in (post.local_name, pgettext("spreadsheet head", "%(post)s: why") % {"post": post.local_name})
        ),
    ]
    for person in people:
        found = (judged[person.pk, post.pk] for post in posts)
        yield [
            person.staff_number,
            person.full_name,
            *(
                text
                for one in found
                for text in (str(Answer(one.answer).label), "\n".join(reason.text for reason in one.reasons))
            ),
        ]


def _cell_texts(cell: Cell):
    if cell.holding is None:
        return [str(Level.NONE.label), _("never held"), ""]
    until = cell.last_day.isoformat() if cell.last_day else ""
    return [str(Level(cell.level).label), str(cell.holding.state.label), until]
