"""A calendar as phones and Outlook subscribe to it (RFC 5545), with the help of the library icalendar."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, vDuration
from icalendar import Event as Entry

from .events import Event

PRODUCT = "-//Xingchuang//Calendar//ZH"
# How often programs should ask again; most have their own mind about it.
REFRESH = timedelta(hours=6)
NINE_O_CLOCK = timedelta(hours=9)
_BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def calendar(events: Iterable[Event], *, name: str, origin: str, people: Mapping[int, str] | None = None) -> bytes:
    """The bytes of a calendar. `people` gives names by id, which then stand before each title.

    The same events give the same bytes: nothing in it tells when it was asked for.
    """
    book = Calendar()
    book.add("prodid", PRODUCT)
    book.add("version", "2.0")
    book.add("calscale", "GREGORIAN")
    book.add("method", "PUBLISH")
    book.add("x-wr-calname", name)
    book.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    book.add("x-published-ttl", vDuration(REFRESH))
    for event in events:
        book.add_component(_entry(event, origin, (people or {}).get(event.user_id, "")))
    return book.to_ical()


def _entry(event, origin, person):
    title = f"{person} · {event.title}" if person else event.title
    changed = (event.changed_at or _BEGINNING).astimezone(UTC).replace(microsecond=0)
    entry = Entry()
    entry.add("uid", uid(event, origin))
    entry.add("sequence", event.revision)
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    entry.add("dtstart", event.first_day)
    entry.add("dtend", event.last_day + timedelta(days=1))  # a calendar's end is the first day after
    entry.add("summary", title)
    entry.add("transp", "TRANSPARENT")
    if event.note:
        entry.add("description", event.note)
    if event.link:
        entry.add("url", origin + event.link)
    for days in event.alarms:
        entry.add_component(_alarm(title, days))
    return entry


def _alarm(title, days):
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", NINE_O_CLOCK - timedelta(days=days))
    return alarm


def uid(event: Event, origin: str) -> str:
    """What calendars know an event by, for ever; it tells nothing of what the event is."""
    host = origin.partition("://")[2].partition(":")[0]
    digest = hashlib.sha256(f"{event.user_id} {event.key}".encode()).hexdigest()[:32]
    return f"{digest}@{host}"
