"""What people have to do by a day (notices.due): observers, whom they are to watch."""

from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notices.due import Due
from notices.kinds import DAY, WHAT, WHEN, Kind, Placeholder

from .models import Duty, Observation


def to_watch(users: Collection[int] | None, on: date) -> Iterator[Due]:
    """The observations an observer is asked for and has not handed in. One query."""
    seen = Observation.objects.filter(request=OuterRef("request"), place=OuterRef("place"))
    rows = Duty.objects.filter(~Exists(seen), request__outcome="").select_related("request__practical", "request__user")
    for duty in rows if users is None else rows.filter(observer__in=users):
        practical = duty.request.practical
        yield Due(
            user_id=duty.observer_id,
            key=f"watch:{duty.pk}",
            kind="watch",
            day=duty.due_on,
            what=practical.title,
            what_en=practical.title_en,
            link=reverse("practicals:observation", args=[duty.request.public_id]),
            since=None,
            stages=(7, 1, 0),
            facts={"person": duty.request.user.full_name},
            changed_at=duty.assigned_at,
        )


def _kind(moment, label, title, sentence, urgency):
    held = (WHAT, DAY, WHEN, Placeholder("person", _("who is to be observed")))
    example = {"what": "柜面手语", "what_en": "Signs at the counter", "day": "2027-03-31", "person": "李芳"}
    return Kind(f"watch.{moment}", "watching", label, title, sentence, held, example, urgency, "eye")


KINDS = [
    _kind(
        "soon",
        _("observation to be done"),
        _("Observe {person}: “{what}”, {when}"),
        _("You are asked to observe {person} in “{what}” by {day}."),
        3,
    ),
    _kind(
        "today",
        _("observation due today"),
        _("Observe {person} today: “{what}”"),
        _("You are asked to observe {person} in “{what}” by today."),
        1,
    ),
    _kind(
        "late",
        _("observation overdue"),
        _("{person} is waiting to be observed: “{what}”"),
        _("You were asked to observe {person} in “{what}” by {day}."),
        0,
    ),
]
