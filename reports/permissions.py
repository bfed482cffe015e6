"""Who may ask what. Unknown is not found; known and not allowed is forbidden."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from people.models import User
from people.roles import is_manager

from .catalogue import report_of, reports_for
from .frame import Report


def allowed_report(viewer: User, slug: str) -> Report:
    """The report of this name, for somebody who may see it."""
    report = report_of(slug)
    if report is None:
        raise Http404
    if not report.may_see(viewer):
        raise PermissionDenied
    return report


def require_reader(viewer: User) -> list[Report]:
    """The reports somebody may see; whoever may see none has nothing to look for here."""
    found = reports_for(viewer)
    if not found:
        raise PermissionDenied
    return found


def require_manager(viewer: User) -> None:
    if not is_manager(viewer):
        raise PermissionDenied
