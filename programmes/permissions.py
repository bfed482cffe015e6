"""Who may look at the certifications of others, and who decides about them. docs/decisions/0078."""

from people.models import User
from people.permissions import may_list
from people.roles import Role, has_role

# A trainer teaches and looks; whether a certificate counts is decided by who answers for the hall or for the teaching.
DECIDES = (Role.CHIEF_TRAINER, Role.MANAGER, Role.ADMINISTRATOR)
# Whether a paper from outside is worth as much is a question of the teaching (programmes.recognising.may_decide).
REVIEWS = (Role.CHIEF_TRAINER, Role.ADMINISTRATOR)


def may_look(viewer: User) -> bool:
    """Whether somebody sees where others stand: trainers, chief trainers, managers and administrators."""
    return may_list(viewer)


def decides(viewer: User) -> bool:
    """Whether somebody assigns, withdraws, waives, suspends, reinstates and revokes at all."""
    return has_role(viewer, *DECIDES)


def may_decide(viewer: User, person: User) -> bool:
    """Whether they may for this person, whom they see: never for themselves, and others only in their own hall."""
    if not decides(viewer) or viewer.pk == person.pk:
        return False
    return has_role(viewer, Role.ADMINISTRATOR) or (viewer.hall_id is not None and viewer.hall_id == person.hall_id)


def reviews(viewer: User) -> bool:
    """Whether somebody decides on certificates from outside."""
    return has_role(viewer, *REVIEWS)


def may_hand_in_for(viewer: User, person: User) -> bool:
    """A certificate from outside is handed in by the person, or for them by who decides about them."""
    return viewer.pk == person.pk or may_decide(viewer, person)
