"""Work that nobody waits for."""

import logging
from datetime import datetime, timedelta
from functools import partial

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from . import import_work
from .counting import count_all, last_counted
from .ending import after_attempt, close_overdue
from .models import Attempt, QuestionImport

logger = logging.getLogger(__name__)

FIGURES_LAST = timedelta(days=1)


@task()
def close_overdue_attempts() -> int:
    """Close the attempts whose time is over while nobody was looking; answers how many.

    `settings.AFTER_ATTEMPT` names, as a dotted path, the service of a room above that is told of each, in the same
    transaction and by keyword (`attempt`, `now`): a passed quiz completes a course however it was closed.
    """
    closed = close_overdue(now=timezone.now(), after=after_attempt())
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


@task()
def count_figures() -> int:
    """Count the figures of all questions for the lists of the trainers; answers of how many."""
    return count_all(now=timezone.now())


def count_figures_if_old(now: datetime) -> None:
    """Have figures older than a day counted anew, when a trainer looks at them; once an hour at most.

    So a hall without a nightly job keeps its flags fresh too, and what is shown meanwhile carries its date.
    """
    newest = last_counted()
    is_old = newest is None or now - newest > FIGURES_LAST
    if is_old and cache.add("quizzes.count_figures", True, timeout=3600):
        count_figures.enqueue()


@task()
def work_on_import(import_pk: int) -> bool:
    """Check or write an import of questions; answers whether there was anything to do.

    Running twice does no harm: who comes second finds it taken, unless the first has been gone for long.
    """
    kept = import_work.take(import_pk=import_pk, now=timezone.now())
    if kept is None:
        return False
    import_work.work_on(kept=kept, clock=timezone.now)
    return True


def work_soon(kept: QuestionImport) -> None:
    """Ask the worker to go on with an import once what was asked is written."""
    transaction.on_commit(partial(work_on_import.enqueue, kept.pk))
