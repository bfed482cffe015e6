"""Who may do what to whom. Whom a viewer sees at all is `User.objects.visible_to(viewer)`."""

from .roles import Role, has_role, roles_of

SEES_LISTS = (Role.TRAINER, Role.CHIEF_TRAINER, Role.MANAGER, Role.ADMINISTRATOR)


def may_list(viewer):
    """Everybody who works with other people's records; a clerk sees only their own page."""
    return has_role(viewer, *SEES_LISTS)


def may_manage(viewer, person):
    """Whether `viewer` may record leaving, hand out one-time links and change the facts of `person`.

    A manager may for plain clerks of the own hall: a link for an administrator would be a way to become one.
    For the same reason a superuser is touched only by superusers.
    """
    if person.is_superuser and not viewer.is_superuser:
        return False
    if has_role(viewer, Role.ADMINISTRATOR):
        return True
    return (
        has_role(viewer, Role.MANAGER)
        and viewer.hall_id is not None
        and person.hall_id == viewer.hall_id
        and roles_of(person) <= {Role.CLERK}
    )
