"""What is assigned and by when, for reminders and calendars (notices.due)."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notices.due import Due
from notices.kinds import DAY, WHAT, WHEN, Kind
from notices.services import Saying
from skills.due import ending as certificates_ending

from .models import Cycle, TrainingAssignment

# Somebody who has not done it by then has heard of it often enough; it stays in the manager's list.
FORGOTTEN_AFTER = timedelta(days=60)


def assigned(users: Collection[int] | None, on: date) -> Iterator[Due]:
    """Open assigned training with a day, of people who still work here. One query.

    An extension is the same thing put off: the key stays, and the words begin anew for the new day.
    """
    rows = TrainingAssignment.objects.still_open().filter(due_on__gte=on - FORGOTTEN_AFTER)
    rows = rows.exclude(user__left_on__lt=on)
    if users is not None:
        rows = rows.filter(user__in=users)
    rows = rows.annotate(times=Count("extensions"), moved_at=Max("extensions__written_at"))
    for row in rows.select_related("course", "certification").only(*_NEEDED).order_by("due_on", "pk"):
        title, title_en = names_of(row)
        yield Due(
            user_id=row.user_id,
            key=f"training:{row.pk}",
            kind="training",
            day=row.due_on,
            what=title,
            what_en=title_en,
            link=reverse("training:assignment", args=[row.pk]),
            # On the day it is assigned the notice of that speaks.
            since=timezone.localdate(row.moved_at or row.assigned_at),
            revision=row.times,
            changed_at=row.moved_at or row.assigned_at,
        )


_NEEDED = (
    *("user", "due_on", "assigned_at", "course__title", "course__title_en"),
    *("certification__name", "certification__name_en"),
)


def sayings(rows: Iterable[TrainingAssignment]) -> Iterator[Saying]:
    """What people are told when something was assigned to them: once for each assignment."""
    for row in rows:
        title, title_en = names_of(row)
        facts = {"what": title, "what_en": title_en}
        if row.due_on:
            facts |= {"day": row.due_on.isoformat(), "step": timezone.localdate(row.assigned_at).isoformat()}
        yield Saying(
            user_id=row.user_id,
            kind="training.new" if row.due_on else "training.open",
            key=f"training:{row.pk}:new",
            # What has no day is never due, and would be taken for done.
            subject=f"training:{row.pk}" if row.due_on else "",
            params=facts,
            link=reverse("training:assignment", args=[row.pk]),
        )


def names_of(row) -> tuple[str, str]:
    """The name of the course or certificate, in Chinese and English."""
    target = row.course or row.certification
    return (target.title, target.title_en) if row.course_id else (target.name, target.name_en)


_EXAMPLE = {"what": "服务用语规范", "what_en": "Standard service phrases", "day": "2027-03-31"}


def _kind(moment, label, title, sentence, urgency):
    return Kind(
        f"training.{moment}",
        "training",
        label,
        title,
        sentence,
        (WHAT, DAY, WHEN),
        _EXAMPLE,
        urgency,
        "clipboard-check",
    )


KINDS = [
    _kind(
        "new",
        _("training was assigned"),
        _("To do: “{what}”"),
        _("“{what}” was assigned to you. It is to be done by {day}."),
        2,
    ),
    _kind(
        "open",
        _("training was assigned, without a day"),
        _("To do: “{what}”"),
        _("“{what}” was assigned to you."),
        3,
    ),
    _kind(
        "soon",
        _("assigned training is due"),
        _("“{what}” is to be done {when}"),
        _("“{what}” was assigned to you and is to be done by {day}."),
        2,
    ),
    _kind(
        "today",
        _("assigned training: last day"),
        _("“{what}” is to be done today"),
        _("Today is the last day for “{what}”. If you cannot do it, tell your manager."),
        1,
    ),
    _kind(
        "late",
        _("assigned training: overdue"),
        _("“{what}” is overdue"),
        _("“{what}” was to be done by {day}. Do it as soon as you can, or tell your manager what stands in the way."),
        0,
    ),
]


def ending(users: Collection[int] | None, on: date) -> Iterator[Due]:
    """As `skills.due.ending`, without what need not be renewed: its next round was waived or withdrawn by somebody.

    One query more. Who is asked for it anew has a later round, and hears of it again.
    """
    later = Cycle.objects.filter(
        user=OuterRef("user"), certification=OuterRef("certification"), number__gt=OuterRef("number")
    )
    given_up = Cycle.objects.filter(
        Exists(later),
        ~Exists(later.filter(Q(ended_at=None) | Q(certificate__isnull=False))),
        certificate__isnull=False,
    )
    passed_over = {f"certificate:{pk}" for pk in given_up.order_by().values_list("certificate", flat=True)}
    return (due for due in certificates_ending(users, on) if due.key not in passed_over)
