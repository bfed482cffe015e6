"""Writing who works part of the week or of the day."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from core.templatetags.ui import day
from people.models import User

from .models import EVERY_DAY, DayPart, WorkTime

DAY = timedelta(days=1)


@transaction.atomic
def enter_work_time(
    *,
    user: User,
    first_day: date,
    last_day: date | None = None,
    weekdays: str = EVERY_DAY,
    parts: Sequence[DayPart] = (),
    share: int = 100,
    by: User,
) -> WorkTime:
    """Say when somebody works from a day on, both days included. The same twice is one working time.

    One without a last day that began before ends the day before. ValidationError where it overlaps another.
    """
    # Two entries for one person wait for each other here; the database has no rule against overlaps.
    user = User.objects.select_for_update(no_key=True, of=("self",)).get(pk=user.pk)
    time = WorkTime(user=user, first_day=first_day, last_day=last_day, weekdays=weekdays, share=share)
    same = WorkTime.objects.filter(user=user, first_day=first_day).prefetch_related("parts").first()
    if same and _what(same, same.parts.all()) == _what(time, parts):
        return same
    _check(time, parts)
    for other in _overlapping(time):
        _make_room(other, time)
    time.full_clean()
    time.save()
    time.parts.set(parts)
    log(time, "rotations.work_time", user=by, data=_words(time, parts))
    return time


def _what(time, parts):
    return time.last_day, time.weekdays, time.share, frozenset(part.pk for part in parts)


def _check(time, parts):
    if any(part.hall_id != time.user.hall_id for part in parts):
        raise ValidationError({"parts": _("Choose parts of the day of the person's own hall.")})
    if not time.weekdays:
        raise ValidationError({"weekdays": _("Choose at least one weekday.")})
    if time.last_day and time.last_day < time.first_day:
        raise ValidationError({"last_day": _("The last day lies before the first.")})
    if time.weekdays == EVERY_DAY and not parts and time.share == 100:
        raise ValidationError(
            _("That is a full working time, which everybody has without an entry. End the present one instead.")
        )


def _overlapping(time):
    rows = WorkTime.objects.filter(Q(last_day=None) | Q(last_day__gte=time.first_day), user=time.user)
    return list(rows.filter(first_day__lte=time.last_day) if time.last_day else rows)


def _make_room(other, time):
    if other.last_day is None and other.first_day < time.first_day:
        other.last_day = time.first_day - DAY
        other.save(update_fields=["last_day"])
        return
    words = {"name": time.user.full_name, "first": day(other.first_day)}
    if other.last_day is None:
        said = _("%(name)s has a working time from %(first)s on already. End that first.")
    else:
        said = _("%(name)s has a working time from %(first)s to %(last)s already. Choose other days, or end that.")
        words["last"] = day(other.last_day)
    raise ValidationError({"first_day": said % words})


@transaction.atomic
def end_work_time(*, time: WorkTime, on: date, by: User) -> None:
    """Let somebody work always again from a day on: all of it goes before it began. What is over stays as it was."""
    found = WorkTime.objects.select_for_update(of=("self",)).filter(pk=time.pk).first()
    if found is None or (found.last_day and found.last_day < on):
        return
    log(found, "rotations.work_time_ended", user=by, data=_words(found, found.parts.all()) | {"on": on.isoformat()})
    if found.first_day >= on:
        found.delete()
    else:
        found.last_day = on - DAY
        found.save(update_fields=["last_day"])


def _words(time, parts):
    return {
        "user": time.user_id,
        "first_day": time.first_day.isoformat(),
        "last_day": time.last_day and time.last_day.isoformat(),
        "weekdays": time.weekdays,
        "parts": [part.name for part in parts],
        "share": time.share,
    }
