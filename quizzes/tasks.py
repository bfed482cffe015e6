"""Work that nobody waits for."""

import logging

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task

from .services import close_overdue

logger = logging.getLogger(__name__)


@task()
def close_overdue_attempts() -> int:
    """Close the attempts whose time is over while nobody was looking; answers how many.

    `settings.AFTER_ATTEMPT` names, as a dotted path, what the room above does with a closed attempt (the same function
    it gives to the views), because a passed quiz completes a course however it was closed.
    """
    path = getattr(settings, "AFTER_ATTEMPT", "")
    closed = close_overdue(now=timezone.now(), after=import_string(path) if path else None)
    if closed:
        logger.info("%d attempts closed by the clock", len(closed))
    return len(closed)
