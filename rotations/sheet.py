"""The answers of a post as rows of a spreadsheet: text only."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from .eligibility import Answer


def rows_of(verdicts):
    """A head and one row a verdict: who, from, to, the answer, why, and the way to yes in words and minutes."""
    yield [
        _("Staff number"),
        pgettext("person", "Name"),
        _("From"),
        _("To"),
        _("Answer"),
        _("Reasons"),
        _("Courses that would help"),
        _("Minutes"),
    ]
    for verdict in verdicts:
        yield [
            verdict.user.staff_number,
            verdict.user.full_name,
            verdict.start.isoformat(),
            verdict.end.isoformat(),
            str(Answer(verdict.answer).label),
            "\n".join(reason.text for reason in verdict.reasons),
            "\n".join(_step(step) for step in verdict.route),
            str(verdict.minutes) if verdict.route else "",
        ]


def _step(step):
    minutes = ngettext("%(count)d minute", "%(count)d minutes", step.minutes) % {"count": step.minutes}
    return f"{step.target.title} ({minutes})"
