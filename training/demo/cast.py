"""Who plays which role when somebody signs in with one click."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.models import HallSettings
from people.models import User

from . import source

# Known to everybody who can read this: it opens invented people only, and emptying the demonstration removes them.
PASSWORD = "xingchuang-demo"

ROLES = {
    "clerk": (_("Clerk"), _("Learns, passes, sees what is held and where one may stand")),
    "trainer": (_("Trainer"), _("Writes lessons and questions, sees what fails people")),
    "chief-trainer": (_("Chief trainer"), _("Reviews and publishes what the trainers wrote")),
    "manager": (_("Manager"), _("Sees who can stand where, why not, and what would fix it")),
    "administrator": (_("Administrator"), _("Enters people, sets up halls, skills and posts")),
}


@dataclass(frozen=True)
class Player:
    """One button of the sign-in page."""

    key: str
    label: str
    description: str
    user: User

    @property
    def name(self):
        return self.user.full_name

    @property
    def staff_number(self):
        return self.user.staff_number


def is_open():
    """Whether anybody may sign in with one click: only where it is switched on *and* the demonstration is loaded."""
    return settings.DEMO_SIGN_IN and HallSettings.load().demonstration


def roles_to_enter():
    """The buttons of the sign-in page; none in a real hall."""
    return players() if is_open() else []


def players():
    """The people of the cast who may sign in, in the order of the roles."""
    numbers = source.hall()["cast"]
    people = {user.staff_number: user for user in User.objects.filter(staff_number__in=numbers.values())}
    return [
        Player(key, label, description, people[numbers[key]])
        for key, (label, description) in ROLES.items()
        if numbers[key] in people and people[numbers[key]].is_active
    ]
