"""The list of assigned training as rows of a spreadsheet: text only."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .whys import in_one


def rows_of(found):
    """A head and one row for each piece of progress."""
    yield [
        _("Staff number"),
        pgettext("person", "Name"),
        _("Hall"),
        _("What is to be done"),
        _("To be done by"),
        _("Days overdue"),
        pgettext("training", "How far"),
        pgettext("training", "More"),
        _("Why it was assigned"),
        _("Assigned by"),
        _("Assigned on"),
    ]
    for one in found:
        row = one.assignment
        yield [
            row.user.staff_number,
            row.user.full_name,
            row.user.hall.local_name if row.user.hall else "",
            row.title,
            row.due_on.isoformat() if row.due_on else "",
            str(one.overdue) if one.overdue else "",
            str(one.state.label),
            one.note,
            in_one(row.why.get("because", [])),
            row.rule.name if row.rule else row.assigned_by.full_name if row.assigned_by else "",
            row.assigned_at.date().isoformat(),
        ]
