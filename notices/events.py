"""What stands in a calendar: days, read from what is due and from rooms above."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import get_language, gettext

from core.templatetags.ui import full_day

from .due import Due, gather
from .kinds import kinds, values_of, words

# Days before the day on which the phone rings, at nine in the morning.
ALARMS = (7, 0)


@dataclass(frozen=True)
class Event:
    """Whole days in somebody's calendar, both ends inclusive.

    `key` names it for ever, for this person. `revision` grows by one whenever its days change, and `changed_at` is the
    moment of the latest change: calendars go by the two.
    """

    user_id: int
    key: str
    first_day: date
    last_day: date
    title: str
    note: str = ""
    link: str = ""
    revision: int = 0
    changed_at: datetime | None = None
    alarms: tuple[int, ...] = ALARMS


class NotKnown(RuntimeError):
    """Somebody who knows days could not say them: an answer without them would take them out of every calendar."""


def events_of(users: Collection[int], on: date) -> list[Event]:
    """Everything that stands in the calendars of these people as of a day, in the active language, the next day first.

    Raises `NotKnown` when a source fails.
    """
    gathered = gather(users, on)
    if gathered.failed:
        raise NotKnown(", ".join(gathered.failed))
    found = [event_of(due) for due in gathered.dues]
    for path in settings.CALENDAR_SOURCES:
        source: Callable[[Collection[int], date], Iterable[Event]] = import_string(path)
        found += source(users, on)
    return sorted(found, key=lambda event: (event.first_day, event.key, event.user_id))


def event_of(due: Due) -> Event:
    """The day something is due. It says what and that this is the last day, not how far away that is: the words of an
    event stay the same while the day comes nearer."""
    return Event(
        user_id=due.user_id,
        key=due.key,
        first_day=due.day,
        last_day=due.day,
        title=gettext("Last day: %(what)s") % {"what": _in_words(due)},
        note=_note(due),
        link=due.link,
        revision=due.revision,
        changed_at=due.changed_at,
    )


def _in_words(due):
    return due.what_en if due.what_en and (get_language() or "").startswith("en") else due.what


def _note(due):
    """What can be said of it as of its own day: in the words of its kind, one paragraph for each further day."""
    kind = kinds().get(f"{due.kind}.today") or kinds().get(f"{due.kind}.soon")
    said = [words(kind, values_of(kind, due.params, due.day)).sentence] if kind else []
    if due.opens:
        said.append(gettext("Open from %(day)s.") % {"day": full_day(due.opens)})
    if due.grace_until:
        said.append(gettext("Counts until %(day)s at the latest.") % {"day": full_day(due.grace_until)})
    return "\n".join(said)
