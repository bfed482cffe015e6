"""What a clerk may write in the phrasebook: marking an entry to have it at hand, and taking the mark off."""

import logging
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _

from people.models import User

from .models import Entry, Favourite

logger = logging.getLogger(__name__)

# A longer list is no longer at hand.
MOST_FAVOURITES = 40


class Refused(Exception):
    """It cannot be done now; the message is a sentence for the person who tried."""


@transaction.atomic
def mark(*, user: User, entry: Entry, now: datetime) -> Favourite:
    """Keep an entry among the person's favourites; marking it again changes nothing.

    Raises `Refused` when the list is full.
    """
    # Two clicks wait for each other at the person's row.
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    already = _marks(user, entry).first()
    if already:
        return already
    if Favourite.objects.filter(user=user).count() >= MOST_FAVOURITES:
        raise Refused(
            _("You have %(count)d favourites, as many as fit at hand. Take one off first.") % {"count": MOST_FAVOURITES}
        )
    made = Favourite.objects.create(user=user, entry=entry, marked_at=now)
    logger.info("marked user=%s entry=%s/%s", user.pk, entry.kind, entry.key)
    return made


@transaction.atomic
def unmark(*, user: User, entry: Entry) -> None:
    """Take an entry off the person's favourites; where it was none, nothing changes."""
    gone, _each = _marks(user, entry).delete()
    if gone:
        logger.info("unmarked user=%s entry=%s/%s", user.pk, entry.kind, entry.key)


def _marks(user, entry):
    return Favourite.objects.filter(
        user=user, content_type=ContentType.objects.get_for_model(entry), object_id=entry.pk
    )
