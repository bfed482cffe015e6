"""All reports, in the order in which they are offered."""

from people.models import User

from .frame import Report
from .questions.certificates import EXPIRING, STANDING
from .questions.changes import CHANGES
from .questions.exceptions import EXCEPTIONS
from .questions.hours import HOURS
from .questions.observers import BACKLOG
from .questions.overdue import OVERDUE
from .questions.records import RECORDS
from .questions.stalled import STALLED

REPORTS: tuple[Report, ...] = (STANDING, EXPIRING, OVERDUE, BACKLOG, STALLED, HOURS, EXCEPTIONS, CHANGES, RECORDS)
_BY_SLUG = {report.slug: report for report in REPORTS}


def report_of(slug: str) -> Report | None:
    """The report of this name; None when there is none (any more)."""
    return _BY_SLUG.get(slug)


def reports_for(viewer: User) -> list[Report]:
    """The reports somebody may see."""
    return [report for report in REPORTS if report.may_see(viewer)]
