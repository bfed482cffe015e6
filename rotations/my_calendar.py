"""Stays at posts as days of people's calendars (`settings.CALENDAR_SOURCES`)."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.templatetags.ui import full_day
from notices.events import Event

from .models import Assignment
from .opening import Opening, days_between, opening
from .wording import weekdays_in_words

# A calendar that lost everything shows the last weeks as well.
LOOK_BACK = timedelta(days=35)
# The phone rings at nine the day before.
ALARMS = (1,)


def days_at_posts(users: Collection[int], on: date) -> Iterator[Event]:
    """Where people stand, have stood in the last weeks and are to stand: one event a stay, over all its days.

    Until further notice is an event of its first day: an end that is not known is not made up. Five queries.
    """
    rows = Assignment.objects.filter(user__in=users).filter(Q(last_day=None) | Q(last_day__gte=on - LOOK_BACK))
    stays = list(rows.select_related("post__hall").order_by("first_day", "pk"))
    if not stays:
        return
    first = min(stay.first_day for stay in stays)
    last = max(stay.last_day or stay.first_day for stay in stays)
    known = opening({stay.post.hall_id for stay in stays}, first, last)
    link = reverse("rotations:my_posts")
    for stay in stays:
        title = stay.post.local_name
        yield Event(
            user_id=stay.user_id,
            key=f"stay:{stay.pk}",
            first_day=stay.first_day,
            last_day=stay.last_day or stay.first_day,
            title=title if stay.last_day else _("%(post)s: from today on") % {"post": title},
            note="\n".join(_note(stay, known)),
            link=link,
            revision=stay.revision,
            changed_at=stay.changed_at or stay.made_at,
            alarms=ALARMS,
        )


def _note(stay: Assignment, known: Opening) -> Iterator[str]:
    hall = stay.post.hall
    yield hall.local_name
    if stay.last_day is None:
        yield _("Until further notice.")
        return
    count = len(known.days(hall.pk, stay.first_day, stay.last_day))
    usual = known.open_on.get(hall.pk, "")
    words = {"count": count, "weekdays": weekdays_in_words(usual)}
    yield ngettext("Open on %(count)d day (%(weekdays)s).", "Open on %(count)d days (%(weekdays)s).", count) % words
    yield from _unlike_their_weekday(stay, known)


def _unlike_their_weekday(stay, known):
    """Holidays, and days worked to make up for them."""
    usual = Opening(open_on=known.open_on)
    hall = stay.post.hall_id
    days = [
        (day, known.is_open(hall, day))
        for day in days_between(stay.first_day, stay.last_day)
        if known.is_open(hall, day) != usual.is_open(hall, day)
    ]
    for is_open, words in ((False, _("Closed: %(days)s.")), (True, _("Also open: %(days)s."))):
        named = [full_day(day) for day, found in days if found == is_open]
        if named:
            yield words % {"days": pgettext("between the words of a list", ", ").join(named)}
