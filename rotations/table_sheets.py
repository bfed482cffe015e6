"""Tables of the rotation as rows for a spreadsheet: scores, foresight, days off, stays at a post."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .board import Board
from .board_words import fault_in_words
from .import_of_people import Leaves, Stays
from .importing import heading
from .models import Assignment, Leave, Period
from .plan_scores import aim_scores, person_scores

Row = list[str | int | float | date]
Sheet = tuple[str, list[Row]]


def scores_sheets(board: Board) -> list[Sheet]:
    """The aims, everybody's load, and the rules that are broken."""
    aims: list[Row] = [[_("Aim"), _("Points"), _("What that means")]]
    aims += [[one.title, one.cost, one.sentence] for one in aim_scores(board)]
    people: list[Row] = [
        [
            _("Staff number"),
            pgettext("person", "Name"),
            _("Load"),
            _("Fair share"),
            _("From fair"),
            _("Periods"),
            _("Posts"),
            _("of them new"),
            _("Changes"),
        ]
    ]
    people += [
        [
            one.user.staff_number,
            one.user.full_name,
            one.load,
            one.share,
            one.load - one.share,
            one.periods,
            one.posts,
            one.new,
            one.changes,
        ]
        for one in person_scores(board)
    ]
    rules: list[Row] = [[_("Broken rule")]]
    rules += [[fault_in_words(board, fault)] for fault in board.faults]
    return [(_("People"), people), (_("Aims"), aims), (pgettext("plan", "Rules"), rules)]


def foresight_sheets(
    periods: Sequence[Period],
    spare: Iterable[tuple[str, Sequence[int | None]]],
    alone: Iterable[str],
    depended: Iterable[tuple[Any, int, str]],
) -> list[Sheet]:
    """How many people each post could lose in each period, what rests on one person, and who is depended on: `spare`
    are posts with a number for each period, below 0 where somebody is lacking, None where nobody is wanted."""
    heads = [f"{one.number}: {one.first_day.isoformat()}" for one in periods]
    heat: list[Row] = [[_("Post"), *heads]]
    heat += [[name, *("" if one is None else one for one in numbers)] for name, numbers in spare]
    people: list[Row] = [[_("Staff number"), pgettext("person", "Name"), _("Periods")]]
    people += [[person.staff_number, person.full_name, count] for person, count, _span in depended]
    return [
        (_("To spare"), heat),
        (_("What rests on one person"), [[sentence] for sentence in alone]),
        (_("Who is depended on most"), people),
    ]


def leave_rows(leaves: Iterable[Leave]) -> Iterable[Row]:
    """As the import of days off reads them."""
    yield [heading(column) for column in Leaves.columns]
    for leave in leaves:
        yield [leave.user.staff_number, leave.user.full_name, leave.first_day, leave.last_day]


def stay_rows(stays: Iterable[Assignment]) -> Iterable[Row]:
    """As the import of stays reads them."""
    yield [heading(column) for column in Stays.columns]
    for stay in stays:
        who = [stay.user.staff_number, stay.user.full_name]
        yield [*who, stay.post.name, stay.first_day, stay.last_day or "", stay.note]
