from functools import wraps

from django.core.exceptions import PermissionDenied

from people.models import Hall, User
from people.roles import Role, has_role, is_manager


def for_managers(view):
    """Opens the view to managers and administrators alone: it shows days off."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not is_manager(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def halls_of(user):
    """The halls a manager works in: all for an administrator, else the own one."""
    if has_role(user, Role.ADMINISTRATOR):
        return Hall.objects.all()
    return Hall.objects.filter(pk=user.hall_id)


def chosen_hall(request):
    """The halls of the viewer, and the one shown: that of `?hall=`, else the own, else the first; None without any."""
    halls = list(halls_of(request.user))
    codes = {hall.code: hall for hall in halls}
    own = next((hall for hall in halls if hall.pk == request.user.hall_id), None)
    return halls, codes.get(request.GET.get("hall")) or own or next(iter(halls), None)


def candidates(viewer, hall, start):
    """The clerks of a hall whom the viewer may see and who have not left before `start`, by name."""
    return User.objects.visible_to(viewer).clerks().filter(hall=hall).exclude(left_on__lt=start)
