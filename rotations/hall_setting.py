"""Writing how a hall rotates: when it is open, how long a period is, what a plan is to be good at, parts of the day."""

from collections.abc import Sequence
from datetime import time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from people.models import Hall, User

from .models import DayPart, RotationPlan, RotationSettings, SeatRule
from .planner.aims import ORDER, Aim


def settings_of(hall: Hall) -> RotationSettings:
    """As set, or as a hall begins; not written."""
    return RotationSettings.objects.filter(hall=hall).first() or RotationSettings(hall=hall)


def aims_of(settings: RotationSettings | RotationPlan) -> list[Aim]:
    """What a plan is to be good at, the first before all others; every aim once, whatever the row says."""
    said = [Aim(word) for word in settings.aims.split(",") if word in list(Aim)]
    return list(dict.fromkeys([*said, *ORDER]))


@transaction.atomic
def set_opening(*, hall: Hall, open_on: str, kind: str, by: User) -> RotationSettings:
    """Say on which weekdays (1 to 7, Monday first) a hall is open, and how long a period is."""
    return _change(hall, {"open_on": open_on, "kind": kind}, by)


@transaction.atomic
def order_aims(*, hall: Hall, aims: Sequence[str], by: User) -> RotationSettings:
    """Put the aims in order. ValidationError unless each is named once."""
    if sorted(aims) != sorted(Aim):
        raise ValidationError(_("Name every aim once."))
    return _change(hall, {"aims": ",".join(aims)}, by)


def _change(hall, wanted, by):
    Hall.objects.select_for_update(no_key=True).get(pk=hall.pk)
    settings = settings_of(hall)
    before = {name: getattr(settings, name) for name in wanted}
    if before == wanted:
        return settings
    for name, value in wanted.items():
        setattr(settings, name, value)
    settings.full_clean()
    settings.save()
    log(settings, "rotations.settings", user=by, data={"hall": hall.code, "before": before, "after": wanted})
    return settings


@transaction.atomic
def add_part(*, hall: Hall, name: str, name_en: str = "", begins_at: time, ends_at: time, by: User) -> DayPart:
    """Give the day of a hall a part. The same twice is one; ValidationError for one that overlaps another."""
    Hall.objects.select_for_update(no_key=True).get(pk=hall.pk)
    part = DayPart(hall=hall, name=name.strip(), name_en=name_en.strip(), begins_at=begins_at, ends_at=ends_at)
    same = DayPart.objects.filter(hall=hall, name=part.name, begins_at=begins_at, ends_at=ends_at).first()
    if same:
        return same
    part.full_clean()
    other = DayPart.objects.filter(hall=hall, begins_at__lt=ends_at, ends_at__gt=begins_at).first()
    if other:
        raise ValidationError(
            {"begins_at": _("“%(name)s” is at that time already. Choose another time.") % {"name": other.local_name}}
        )
    part.save()
    log(part, "rotations.part", user=by, data={"hall": hall.code, "name": part.name})
    return part


@transaction.atomic
def remove_part(*, part: DayPart, by: User) -> None:
    """Take a part out of the day; nothing when that was done already.

    ValidationError while working times or seats speak of it: without the part they would say something else.
    """
    found = DayPart.objects.select_for_update().filter(pk=part.pk).first()
    if found is None:
        return
    if found.worktime_set.exists():
        raise ValidationError(_("There are working times in “%(name)s”. End those first.") % {"name": found.local_name})
    if SeatRule.objects.filter(part=found).exists():
        raise ValidationError(
            _("There are seats at times in “%(name)s”. Remove those first.") % {"name": found.local_name}
        )
    log(found, "rotations.part_removed", user=by, data={"hall": found.hall.code, "name": found.name})
    found.delete()
