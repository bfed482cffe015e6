from people.roles import Role, has_role


def may_see_team(viewer):
    """Whether the days of the hall may stand in somebody's calendar: managers, of their own hall."""
    return bool(viewer.hall_id) and has_role(viewer, Role.MANAGER)
