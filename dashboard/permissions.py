"""Who may open which workspace, and the hall a viewer works in."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from people.models import Hall
from people.roles import is_manager, is_trainer
from rotations.permissions import halls_of


def home_of(user) -> str:
    """The URL name of a person's own workspace; with several roles the one that sees most."""
    if is_manager(user):
        return "dashboard:hall"
    if is_trainer(user):
        return "dashboard:desk"
    return "dashboard:today"


def require(allowed: bool) -> None:
    """Refuse what is known but forbidden."""
    if not allowed:
        raise PermissionDenied


def hall_for(viewer, code: str = "") -> tuple[Hall | None, list[Hall]]:
    """The hall to show, and all that may be chosen: every hall for administrators, the own one for others.

    `code` names one of them; an unknown one is not found, one of other people is forbidden. Without a code it is the
    viewer's own hall or, for an administrator without one, the first. None when there is no hall at all.
    """
    choices = list(halls_of(viewer))
    if not code:
        own = [hall for hall in choices if hall.pk == viewer.hall_id]
        return next(iter(own or choices), None), choices
    named = next((hall for hall in choices if hall.code == code), None)
    if named is None:
        # No code holds a NUL, and PostgreSQL refuses to look for one.
        require("\0" in code or not Hall.objects.filter(code=code).exists())
        raise Http404
    return named, choices
