"""The kinds of file a rotation is set by, and what their columns are called on a page."""

from django.utils.translation import gettext_lazy, pgettext_lazy

from .import_around import Kind
from .import_of_halls import Calendar, Minimums, Posts, Seats
from .import_of_people import Leaves, Pairs, Stays, Wishes, WorkTimes

KINDS: dict[str, type[Kind]] = {
    str(kind.key): kind for kind in (Leaves, WorkTimes, Wishes, Pairs, Seats, Calendar, Stays, Posts, Minimums)
}
# What the columns are called on a page.
LABELS = {
    "user": gettext_lazy("Staff number"),
    "name": pgettext_lazy("person", "Name"),
    "first": gettext_lazy("First"),
    "second": pgettext_lazy("of two people", "Second"),
    "first_day": gettext_lazy("First day"),
    "last_day": gettext_lazy("Last day, included"),
    "post": gettext_lazy("Post"),
    "note": gettext_lazy("Reason"),
    "weekdays": gettext_lazy("Weekdays"),
    "parts": gettext_lazy("Parts of the day"),
    "part": gettext_lazy("Part of the day"),
    "share": gettext_lazy("Share of a full load, in percent"),
    "kind": gettext_lazy("Wish"),
    "bond": gettext_lazy("how"),
    "seats": gettext_lazy("Seats"),
    "name_en": gettext_lazy("English name"),
    "needs": gettext_lazy("What the post asks for"),
    "busy": gettext_lazy("how busy"),
    "most_running": gettext_lazy("most periods running"),
    "rest": gettext_lazy("periods of rest"),
    "counters": gettext_lazy("Counters"),
    "skill": gettext_lazy("Skill"),
    "level": gettext_lazy("level"),
    "people": gettext_lazy("People at least"),
    "is_open": gettext_lazy("Open or closed"),
    "what": gettext_lazy("What day it is"),
}
