"""The five roles. A role is a Django group made in a migration; rights in the CMS hang on the group."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext


class Role(TextChoices):
    """The value is the name of the group."""

    CLERK = "clerk", _("Clerk")
    TRAINER = "trainer", _("Trainer")
    CHIEF_TRAINER = "chief trainer", _("Chief trainer")
    MANAGER = "manager", _("Manager")
    ADMINISTRATOR = "administrator", _("Administrator")


def held_as(role):
    """Under which name `User.objects.with_roles()` says whether somebody holds a role."""
    return f"is_held_{Role(role).name.lower()}"


def roles_of(user):
    """The set of roles a person holds; one query at most, remembered on the user object.

    A superuser is an administrator. Somebody signed out has none.
    """
    if not user.is_authenticated:
        return frozenset()
    if not hasattr(user, "_roles"):
        names = _names_of(user)
        if user.is_superuser:
            names.add(Role.ADMINISTRATOR)
        user._roles = frozenset(Role(name) for name in names if name in Role.values)
    return user._roles


def _names_of(user):
    if hasattr(user, held_as(Role.CLERK)):
        return {role.value for role in Role if getattr(user, held_as(role))}
    return set(user.groups.values_list("name", flat=True))


def remember_roles(users):
    """Look up the roles of many people in one query, so that `roles_of` asks no more about them; answers the list."""
    users = list(users)
    names: dict[int, set[Role]] = {user.pk: set() for user in users}
    if users:
        through = type(users[0]).groups.through.objects
        rows = through.filter(group__name__in=Role.values).values_list("user_id", "group__name")
        for pk, name in rows if len(users) > 500 else rows.filter(user_id__in=names):
            if pk in names:
                names[pk].add(Role(name))
    for user in users:
        user._roles = frozenset(names[user.pk] | ({Role.ADMINISTRATOR} if user.is_superuser else set()))
    return users


def roles_in_words(user):
    """The roles as the reader's language calls them, in the order of `Role`, separated by 、 or a comma."""
    return pgettext("between the words of a list", ", ").join(
        str(role.label) for role in Role if role in roles_of(user)
    )


def has_role(user, *roles):
    """Whether the person holds at least one of `roles`."""
    return not roles_of(user).isdisjoint(roles)


def is_trainer(user):
    """Trainers and chief trainers work at the trainer's desk; administrators may look."""
    return has_role(user, Role.TRAINER, Role.CHIEF_TRAINER, Role.ADMINISTRATOR)


def is_manager(user):
    """Managers work in the hall's pages; administrators may do all a manager may."""
    return has_role(user, Role.MANAGER, Role.ADMINISTRATOR)
