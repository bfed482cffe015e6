"""When an attempt has to end."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from .models import ExtraTime, Quiz


def deadline(
    now: datetime, minutes: int | None, closes_at: datetime | None = None, percents: Iterable[int] = ()
) -> datetime | None:
    """The end of an attempt that starts now; None when nothing ends it.

    `minutes` is the time limit of the quiz. Of several grants of extra time the largest counts, they do not add up. The
    hour at which the quiz closes ends every attempt, whatever time a person would have had.
    """
    whole = max(percents, default=0) + 100
    by_limit = None if minutes is None else now + timedelta(minutes=minutes) * whole / 100
    return min((end for end in (by_limit, closes_at) if end), default=None)


def deadline_for(quiz: Quiz, user, now: datetime) -> datetime | None:
    """The same for this person at this quiz: one query, none without a time limit."""
    if quiz.time_limit_minutes is None:
        return deadline(now, None, quiz.closes_at)
    granted = ExtraTime.objects.filter(
        Q(quiz=quiz) | Q(quiz=None), Q(ended_at=None) | Q(ended_at__gt=now), user=user, given_at__lte=now
    )
    return deadline(now, quiz.time_limit_minutes, quiz.closes_at, granted.values_list("percent", flat=True))
