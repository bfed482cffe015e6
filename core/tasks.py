"""Work that nobody waits for."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from . import daily
from .preparing import prepare

# However long the next piece of work is away, somebody looks so often: a look costs two short queries.
HEARTBEAT = timedelta(hours=2)
KEPT = timedelta(days=7)  # what is left of looks in the queue's table


@task(priority=-50)  # letters and the clocks of attempts go first
def prepare_clip(clip_pk: int) -> str | None:
    """Make the small versions of a clip, unless that has been done or the clip is gone; answers its state."""
    return prepare(clip_pk=clip_pk, clock=timezone.now)


@task(priority=-20)
def daily_work() -> int:
    """Do today's daily work if it is time, and see to it that somebody looks again; answers how much was tried.

    Its successor is put in the queue before the work begins: a worker killed over it takes only today's try along.
    """
    now = timezone.now()
    look_at(now + HEARTBEAT)
    tried = daily.run(now=now)
    look_at(daily.next_look(timezone.now()))
    _looks().filter(finished_at__lt=now - KEPT).delete()
    return len(tried)


def _looks():
    return DBTaskResult.objects.filter(task_path=daily_work.module_path)


def look_at(when: datetime) -> bool:
    """Have `daily_work` run at a moment unless it waits already for that moment or an earlier one; answers whether.

    Nothing where tasks run at once: there they would run in a circle.
    """
    if not daily_work.get_backend().supports_defer:
        return False
    if _looks().filter(status=TaskResultStatus.READY, run_after__lte=when).exists():
        return False
    daily_work.using(run_after=when).enqueue()
    return True


def look_if_late(now: datetime) -> None:
    """For pages people open anyway: has the work done when every worker that would have looked is gone.

    Asked once an hour at most, so that pages pay nothing for it.
    """
    if cache.add("core.daily.look", True, timeout=3600) and daily.is_late(now):
        look_at(now)
