"""Who assigns training, and who decides about what is assigned. docs/decisions/0079."""

from people.models import User
from people.permissions import may_list
from people.roles import is_manager


def may_assign(viewer: User) -> bool:
    """Trainers, chief trainers, managers and administrators see what is assigned to those they see, and assign."""
    return may_list(viewer)


def may_rule(viewer: User) -> bool:
    """Rules and their exceptions are the manager's: they decide about people nobody chose by hand."""
    return is_manager(viewer)


def may_change(viewer: User, assignment) -> bool:
    """Whether somebody gives more time or takes back: managers, and whoever assigned it by hand; never their own."""
    if viewer.pk == assignment.user_id:
        return False
    return is_manager(viewer) or (may_list(viewer) and assignment.assigned_by_id == viewer.pk)
