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

    `settings.AFTER_ATTEMPT` names, as a dotted path, the service of a room above that is told of each, in the same
    transaction and by keyword (`attempt`, `now`): a passed quiz completes a course however it was closed.
    """
    path = getattr(settings, "AFTER_ATTEMPT", "")
    tell = import_string(path) if path else None
    closed = close_overdue(now=timezone.now(), after=tell and (lambda attempt, now: tell(attempt=attempt, now=now)))
    if closed:
        logger.info("%d attempts closed by the clock", len(closed))
    return len(closed)
