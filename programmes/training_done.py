"""Assigned training ends by itself: a course once it is completed, a certificate once its round is over."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, Subquery

from courses.models import Completion
from people.models import User

from .life import EventKind
from .models import CycleEvent, TrainingAssignment

Ending = TrainingAssignment.Ending


def end_what_is_done(*, now: datetime, user: User | None = None) -> int:
    """End what is done, of one person or of everybody; answers how much that was. Looking twice changes nothing.

    A course counts when it was completed after it was assigned: whoever had it done before was not assigned it. A
    round that was waived or withdrawn takes its assignment with it, with the reason given there.
    """
    rows = TrainingAssignment.objects.still_open()
    if user:
        rows = rows.filter(user=user)
    return _done_courses(rows, now) + _ended_rounds(rows, now)


def _done_courses(rows, now) -> int:
    completed = Completion.objects.filter(
        user=OuterRef("user"), course=OuterRef("course"), enrolment__completed_at__gte=OuterRef("assigned_at")
    )
    done = rows.filter(Exists(completed), course__isnull=False)
    return done.order_by().update(ended_at=now, ending=Ending.DONE)


def _ended_rounds(rows, now) -> int:
    over = rows.filter(cycle__ended_at__isnull=False)
    granted: Collection[int] = list(over.filter(cycle__certificate__isnull=False).values_list("pk", flat=True))
    ended = TrainingAssignment.objects.filter(pk__in=granted).update(ended_at=now, ending=Ending.DONE)
    last = CycleEvent.objects.filter(cycle=OuterRef("cycle"), kind__in=[EventKind.WAIVED, EventKind.WITHDRAWN])
    last = last.order_by("-pk")
    told = {"told": Subquery(last.values("reason")[:1]), "who": Subquery(last.values("by")[:1])}
    for row in over.exclude(pk__in=granted).annotate(**told):
        ended += rows.filter(pk=row.pk).update(
            ended_at=now, ending=Ending.WITHDRAWN, ending_reason=row.told or "", ended_by=row.who
        )
    return ended
