"""Work that is done once a day, whoever is there to do it.

`settings.DAILY` names functions by dotted paths. Each takes `now` by keyword, is idempotent and catches up by itself
when days were missed; what it returns is shown to administrators. They run in the order of the setting, one after the
other, from `settings.DAILY_HOUR` on, each in its own `DailyRun`: one that fails does not keep the rest from running,
and is tried again later the same day. docs/decisions/0074.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from .models import DailyRun

logger = logging.getLogger(__name__)

# A run that has not ended after so long was killed with its worker; somebody else takes it over.
GONE_AFTER = timedelta(hours=2)
MOST_TRIES = 8
FIRST_WAIT = timedelta(minutes=10)  # doubled with each try: the eighth comes about a day after the first


def run(*, now: datetime, names: Iterable[str] | None = None, again: bool = False) -> list[DailyRun]:
    """Do what of `names` (default: `settings.DAILY`) has not been done on the day of `now`; answers what was tried.

    Nothing happens before `settings.DAILY_HOUR`. `again` also repeats what is done and asks neither for the hour nor
    for the number of tries. What another worker has begun is left to it.
    """
    if not again and timezone.localtime(now).hour < settings.DAILY_HOUR:
        return []
    claimed = (claim(name=name, now=now, again=again) for name in (settings.DAILY if names is None else names))
    return [_do(found, now) for found in claimed if found]


@transaction.atomic
def claim(*, name: str, now: datetime, again: bool = False) -> DailyRun | None:
    """The run of a day, taken by whoever asks first; None when it is taken, done, or not yet to be tried again."""
    found, made = DailyRun.objects.get_or_create(
        name=name, day=timezone.localdate(now), defaults={"state": DailyRun.State.RUNNING, "started_at": now}
    )
    if made:
        return found
    found = DailyRun.objects.select_for_update().get(pk=found.pk)
    if not (_may_be_repeated(found, now) if again else _wants_another_try(found, now)):
        return None
    found.state, found.started_at, found.ended_at = DailyRun.State.RUNNING, now, None
    found.tries += 1
    found.save()
    return found


def _may_be_repeated(found, now):
    return found.state != DailyRun.State.RUNNING or now - found.started_at > GONE_AFTER


def _wants_another_try(found, now):
    return found.state != DailyRun.State.DONE and found.tries < MOST_TRIES and now >= next_try(found)


def next_try(found: DailyRun) -> datetime:
    """When something that failed, or was left lying, is to be tried again."""
    if found.state == DailyRun.State.RUNNING:
        return found.started_at + GONE_AFTER
    return (found.ended_at or found.started_at) + FIRST_WAIT * 2 ** (found.tries - 1)


def _do(found: DailyRun, now: datetime) -> DailyRun:
    work: Callable[..., object]
    try:
        work = import_string(found.name)
        said, state = work(now=now), DailyRun.State.DONE
    except Exception as problem:
        logger.exception("daily work failed: %s", found.name)
        said, state = f"{type(problem).__name__}: {problem}", DailyRun.State.FAILED
    found.state, found.said = state, "" if said is None else str(said)[:300]
    # Measured, not passed in: how long it took is what an administrator wants to know.
    found.ended_at = max(now, timezone.now())
    found.save()
    logger.info("daily work %s: %s %s", found.name, found.state, found.said)
    return found


def next_look(now: datetime) -> datetime:
    """When somebody should look again: the coming `settings.DAILY_HOUR`, or before it the next try of what failed."""
    regular = _next_hour(now)
    rows = DailyRun.objects.filter(day=timezone.localdate(now), tries__lt=MOST_TRIES, name__in=settings.DAILY)
    tries = [next_try(row) for row in rows.exclude(state=DailyRun.State.DONE)]
    return min([max(when, now + timedelta(minutes=1)) for when in tries], default=regular)


def _next_hour(now):
    here = timezone.localtime(now)
    today = datetime.combine(here.date(), time(settings.DAILY_HOUR), here.tzinfo)
    return today if here < today else today + timedelta(days=1)


def is_late(now: datetime) -> bool:
    """Whether the hour has come and something of today's work was never begun; one query."""
    if timezone.localtime(now).hour < settings.DAILY_HOUR:
        return False
    begun = DailyRun.objects.filter(day=timezone.localdate(now), name__in=settings.DAILY).count()
    return begun < len(settings.DAILY)
