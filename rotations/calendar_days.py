"""Writing the calendar: days on which a hall, or every hall, is open or closed unlike the weekday says."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from people.models import Hall, User

from .holidays import KNOWN, public_days
from .models import CalendarDay

LONGEST = 366


@transaction.atomic
def enter_day(
    *, hall: Hall | None, day: date, is_open: bool, name: str = "", name_en: str = "", by: User
) -> CalendarDay:
    """Say that a hall (None: every hall) is open or closed on a day; a day entered already is changed to it.

    The same twice is one entry and one line of the log.
    """
    name, name_en = (text.replace("\0", "").strip() for text in (name, name_en))
    if hall is not None:
        Hall.objects.select_for_update(no_key=True).get(pk=hall.pk)
    found = CalendarDay.objects.select_for_update().filter(hall=hall, day=day).first()
    entry = found or CalendarDay(hall=hall, day=day)
    said = (is_open, name, name_en)
    if found and (found.is_open, found.name, found.name_en) == said:
        return found
    entry.is_open, entry.name, entry.name_en = said
    entry.full_clean()
    entry.save()
    log(entry, "rotations.calendar", user=by, data=_words(entry))
    return entry


@transaction.atomic
def enter_days(
    *, hall: Hall | None, first: date, last: date, is_open: bool, name: str = "", by: User
) -> list[CalendarDay]:
    """As `enter_day`, for every day of a stretch, both ends included. ValidationError for more than a year."""
    if last < first:
        raise ValidationError({"last_day": _("The last day lies before the first.")})
    if (last - first).days >= LONGEST:
        raise ValidationError({"last_day": _("At most %(days)d days can be entered at once.") % {"days": LONGEST}})
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [enter_day(hall=hall, day=day, is_open=is_open, name=name, by=by) for day in days]


@transaction.atomic
def remove_days(*, entries: Iterable[CalendarDay], by: User) -> int:
    """Let the weekday speak again; answers on how many days, none where that was done already."""
    found = list(CalendarDay.objects.select_for_update(of=("self",)).filter(pk__in=[entry.pk for entry in entries]))
    for entry in found:
        log(entry, "rotations.calendar_removed", user=by, data=_words(entry))
        entry.delete()
    return len(found)


@transaction.atomic
def enter_public_holidays(*, year: int, by: User, now: datetime) -> int:
    """Enter the public holidays of a year, and the days worked to make up for them, for every hall.

    Answers how many days were new. Days entered before stay as they are, whoever entered them. ValidationError for a
    year that is not announced, or lies before those known.
    """
    if year not in KNOWN:
        words = {"year": year, "first": min(KNOWN), "last": max(KNOWN)}
        raise ValidationError(
            _(
                "The holidays of %(year)d are not known here, those of %(first)d to %(last)d are. "
                "Enter the days by hand."
            )
            % words
        )
    there = set(CalendarDay.objects.filter(hall=None, day__year=year).values_list("day", flat=True))
    new = [CalendarDay(hall=None, **one._asdict()) for one in public_days(year) if one.day not in there]
    # Two clicks at once: the constraint of the database keeps each day once.
    CalendarDay.objects.bulk_create(new, ignore_conflicts=True)
    if new:
        first = CalendarDay.objects.get(hall=None, day=new[0].day)
        log(first, "rotations.holidays", user=by, data={"year": year, "days": len(new)}, timestamp=now)
    return len(new)


def _words(entry):
    return {
        "hall": entry.hall.code if entry.hall else None,
        "day": entry.day.isoformat(),
        "is_open": entry.is_open,
        "name": entry.name,
    }
