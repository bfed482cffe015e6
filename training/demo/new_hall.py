"""A real hall in the place of the demonstration: the hall, and the first person who may enter the others."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction

from core.models import HallSettings
from people.history import keep_history
from people.models import Hall, User
from people.password_links import password_link
from people.roles import Role
from rotations.models import Post

from .empty import empty

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Wanted:
    """What somebody answered. Without a password the administrator gets a one-time link."""

    hall_name: str
    hall_code: str
    staff_number: str
    full_name: str
    hall_name_en: str = ""
    organisation: str = ""
    organisation_en: str = ""
    email: str = ""
    password: str = ""
    keep_content: bool = True
    keep_posts: bool = True


@transaction.atomic
def set_up(*, wanted: Wanted, now: datetime) -> tuple[User, str]:
    """Empty the demonstration and open the hall that is wanted, all or nothing.

    Answers the administrator and the path of the one-time link, "" when a password was given. Raises
    NotADemonstration, and ValidationError for a field that does not fit.
    """
    empty(keep_content=wanted.keep_content, keep_posts=wanted.keep_posts)
    settings = HallSettings.load()
    settings.organisation, settings.organisation_en = wanted.organisation, wanted.organisation_en
    settings.save()
    hall = Hall(code=wanted.hall_code, name=wanted.hall_name, name_en=wanted.hall_name_en)
    hall.full_clean()
    hall.save()
    Post.objects.update(hall=hall)
    administrator = User.objects.create_superuser(
        wanted.staff_number,
        wanted.password or None,
        full_name=wanted.full_name,
        email=wanted.email,
        hall=hall,
        joined_at=now,
    )
    administrator.groups.add(Group.objects.get(name=Role.ADMINISTRATOR))
    keep_history([administrator.pk], now=now)
    logger.info("hall %s set up, administrator %s", hall.code, administrator.staff_number)
    return administrator, "" if wanted.password else password_link(administrator)
