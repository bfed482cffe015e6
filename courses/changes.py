"""An edit of something people have learnt: what its editor decides, and who is told."""

import logging
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from people.models import User
from phrasebook.models import Entry

from .impact import Difference, Impact
from .models import Completion, DeltaRead, EntryChange

logger = logging.getLogger(__name__)


@transaction.atomic
def decide(
    *,
    entry: Entry,
    before: Entry,
    words: Sequence[Difference],
    impact: Impact,
    weight: str,
    note: str,
    note_en: str,
    due_on: date | None,
    user: User,
    now: datetime,
) -> EntryChange:
    """Keep what the editor decided about an edit that has just been published, with what they were shown.

    `before` is the entry as it was published until now. Whoever completed one of the courses is told from now on when
    the weight is more than cosmetic, and may renew at once when it is re-certify.
    """
    change = EntryChange(
        content_type=ContentType.objects.get_for_model(entry),
        object_id=entry.pk,
        before_id=before.live_revision_id,
        after_id=type(entry).objects.values_list("live_revision", flat=True).get(pk=entry.pk),
        words=[asdict(row) for row in words],
        title=str(entry)[:300],
        weight=weight,
        note=note,
        note_en=note_en,
        due_on=due_on if weight == EntryChange.Weight.RECERTIFY else None,
        touched=impact.as_json(),
        decided_by=user,
        decided_at=now,
    )
    change.full_clean(exclude=["before", "after", "touched"])
    change.save()
    change.courses.set(impact.courses)
    logger.info("entry changed entry=%s:%s weight=%s change=%s", entry._meta.label, entry.pk, weight, change.pk)
    return change


def changes_for(user: User) -> QuerySet[EntryChange]:
    """The changes that are news for somebody, the latest first; one query.

    A delta they have not read; a re-certification until they have completed the course anew. Only who completed one of
    its courses before the change has learnt the old words. `read_already` says whether they have opened it.
    """
    learnt = EntryChange.courses.through.objects.filter(entrychange=OuterRef("pk"))
    before = learnt.filter(
        Exists(
            Completion.objects.filter(
                user=user, course=OuterRef("coursepage"), written_at__lt=OuterRef("entrychange__decided_at")
            )
        )
    )
    still_old = before.filter(
        ~Exists(
            Completion.objects.filter(
                user=user, course=OuterRef("coursepage"), written_at__gte=OuterRef("entrychange__decided_at")
            )
        )
    )
    read = DeltaRead.objects.filter(change=OuterRef("pk"), user=user)
    return (
        EntryChange.objects.annotate(read_already=Exists(read))
        .filter(
            Q(Exists(before), weight=EntryChange.Weight.DELTA, read_already=False)
            | Q(Exists(still_old), weight=EntryChange.Weight.RECERTIFY)
        )
        .order_by(F("decided_at").desc(), "-pk")
    )


@transaction.atomic
def mark_read(*, change: EntryChange, user: User, now: datetime) -> DeltaRead:
    """Somebody has read what is new; a second click finds the first reading."""
    read, made = DeltaRead.objects.get_or_create(change=change, user=user, defaults={"read_at": now})
    if made:
        logger.info("change read change=%s user=%s", change.pk, user.pk)
    return read


def may_see(change: EntryChange, user: User) -> bool:
    """Whether somebody has met one of the courses of the change; others are not told that it exists."""
    return Completion.objects.filter(user=user, course__in=change.courses.all()).exists()


def recertified_since(courses: Sequence[int]) -> dict[int, tuple[datetime, date]]:
    """`{course_id: (moment, day)}`: the latest decision that certificates of a course are renewed, and until when."""
    rows = EntryChange.courses.through.objects.filter(
        coursepage__in=courses, entrychange__weight=EntryChange.Weight.RECERTIFY
    ).values_list("coursepage", "entrychange__decided_at", "entrychange__due_on")
    return {course: (moment, day) for course, moment, day in rows.order_by("entrychange__decided_at")}
