"""Work that nobody waits for."""

import logging
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task

from .ending import close_overdue
from .models import Attempt

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


def close_when_time_is_up(attempt: Attempt) -> None:
    """Ask the worker to look once the deadline and the grace of an attempt have passed; nothing without a deadline.

    A worker that was off then looks later: the attempt still ends at its deadline, not at the hour of the look.
    """
    if attempt.deadline is None or not close_overdue_attempts.get_backend().supports_defer:
        return
    look = close_overdue_attempts.using(run_after=attempt.deadline + timedelta(seconds=attempt.grace_seconds + 1))
    transaction.on_commit(partial(look.enqueue))
