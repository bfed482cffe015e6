"""Who may answer requests for a correction."""

from people.roles import Role, has_role


def may_answer(viewer) -> bool:
    """Managers for their hall, administrators for everybody; whose requests is a matter of `visible_to`."""
    return has_role(viewer, Role.MANAGER, Role.ADMINISTRATOR)
