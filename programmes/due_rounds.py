"""Rounds that somebody assigned: what the person is told at once, and the day by which they are due (notices.due)."""

from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notices.due import Due
from notices.kinds import DAY, WHAT, WHEN, Kind, Placeholder
from notices.services import Saying
from people.models import User

from .due import FORGOTTEN_AFTER
from .models import Cycle, TrainingAssignment


def rounds(users: Collection[int] | None, on: date) -> Iterator[Due]:
    """Open rounds that somebody assigned with a day, of people who still work here. One query.

    Training that was assigned with such a round speaks for it, and the certificate for a renewal that began by itself.
    """
    training = TrainingAssignment.objects.still_open().filter(cycle=OuterRef("pk"), due_on__isnull=False)
    rows = Cycle.objects.still_open().assigned_by_others().filter(~Exists(training), due_on__gte=on - FORGOTTEN_AFTER)
    rows = rows.exclude(user__left_on__lt=on)
    if users is not None:
        rows = rows.filter(user__in=users)
    for row in rows.select_related("certification").order_by("due_on", "pk"):
        if row.due_on:
            yield Due(
                user_id=row.user_id,
                key=_key(row),
                kind="round",
                day=row.due_on,
                what=row.certification.name,
                what_en=row.certification.name_en,
                link=_link(row),
                # On the day it is assigned the notice of that speaks.
                since=row.opened_on,
                facts={"by": row.assigner},
                changed_at=row.assigned_at,
            )


def saying(cycle: Cycle, by: User) -> Saying:
    """What the person is told when somebody has assigned a round: once for each round."""
    facts = {"what": cycle.certification.name, "what_en": cycle.certification.name_en, "by": by.full_name}
    if cycle.due_on:
        facts |= {"day": cycle.due_on.isoformat(), "step": cycle.opened_on.isoformat()}
    return Saying(
        user_id=cycle.user_id,
        kind="round.new" if cycle.due_on else "round.open",
        key=f"{_key(cycle)}:new",
        # What has no day is never due, and would be taken for done.
        subject=_key(cycle) if cycle.due_on else "",
        params=facts,
        link=_link(cycle),
    )


def _key(cycle):
    return f"round:{cycle.pk}"


def _link(cycle):
    return reverse("programmes:programme", args=[cycle.certification.slug])


_BY = Placeholder("by", _("who assigned it"))
_EXAMPLE = {"what": "手语服务证书", "what_en": "Sign language at the counter", "day": "2027-03-31", "by": "王磊"}


def _kind(moment, label, title, sentence, urgency, days=(DAY, WHEN)):
    return Kind(f"round.{moment}", "training", label, title, sentence, (WHAT, _BY, *days), _EXAMPLE, urgency, "award")


KINDS = [
    _kind(
        "new",
        _("a certification was assigned"),
        _("Certification to finish: “{what}”"),
        _("{by} assigned you the certification “{what}”. It is to be finished by {day}."),
        2,
    ),
    _kind(
        "open",
        _("a certification was assigned, without a day"),
        _("Certification to finish: “{what}”"),
        _("{by} assigned you the certification “{what}”. Open it to see what is left to do."),
        3,
        (),
    ),
    _kind(
        "soon",
        _("assigned certification is due"),
        _("The certification “{what}” is to be finished {when}"),
        _("{by} assigned you the certification “{what}”. It is to be finished by {day}."),
        2,
    ),
    _kind(
        "today",
        _("assigned certification: last day"),
        _("The certification “{what}” is to be finished today"),
        _("Today is the last day for the certification “{what}”. If you cannot finish it, tell {by}."),
        1,
    ),
    _kind(
        "late",
        _("assigned certification: overdue"),
        _("The certification “{what}” is overdue"),
        _("The certification “{what}” was to be finished by {day}. Finish it soon, or tell {by} what is in the way."),
        0,
    ),
]
