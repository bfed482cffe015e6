"""The five roles. A role is a Django group made in a migration; rights in the CMS hang on the group."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """The value is the name of the group."""

    CLERK = "clerk", _("Clerk")
    TRAINER = "trainer", _("Trainer")
    CHIEF_TRAINER = "chief trainer", _("Chief trainer")
    MANAGER = "manager", _("Manager")
    ADMINISTRATOR = "administrator", _("Administrator")


def roles_of(user):
    """The set of roles a person holds; one query a request, remembered on the user object.

    A superuser is an administrator. Somebody signed out has none.
    """
    if not user.is_authenticated:
        return frozenset()
    if not hasattr(user, "_roles"):
        names = set(user.groups.values_list("name", flat=True))
        if user.is_superuser:
            names.add(Role.ADMINISTRATOR)
        user._roles = frozenset(Role(name) for name in names if name in Role.values)
    return user._roles


def has_role(user, *roles):
    """Whether the person holds at least one of `roles`."""
    return not roles_of(user).isdisjoint(roles)


def is_trainer(user):
    """Trainers and chief trainers work at the trainer's desk; administrators may look."""
    return has_role(user, Role.TRAINER, Role.CHIEF_TRAINER, Role.ADMINISTRATOR)


def is_manager(user):
    """Managers work in the hall's pages; administrators may do all a manager may."""
    return has_role(user, Role.MANAGER, Role.ADMINISTRATOR)
