"""The kinds of notices and their built-in words. Pure: what a kind says of given facts, in the active language.

Rooms above name their lists of kinds in `settings.NOTICE_KINDS`. Words hold named placeholders such as {what}, which
are replaced and nothing else: no template language runs over what somebody typed into the CMS.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import get_language, gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

_NAMED = re.compile(r"\{(\w*)\}")
_BRACED = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Placeholder:
    """A name in braces, what it stands for in a few words, and how it is read off the facts.

    `reads`: "text" the value of its name; "twin" the value of the name, in English of `name_en`; "day" an ISO date;
    "when" how far away the ISO date `day` is; "number"; "names" of people, found by whoever asks.
    """

    name: str
    label: Any
    reads: str = "text"


@dataclass(frozen=True)
class Kind:
    """A kind of notice. `group` is what readers filter by; `urgency` 0 is the most urgent."""

    name: str
    group: str
    label: Any
    title: Any
    sentence: Any
    placeholders: tuple[Placeholder, ...]
    example: Mapping[str, Any]
    urgency: int = 3
    icon: str = "info"

    @property
    def names(self) -> set[str]:
        return {placeholder.name for placeholder in self.placeholders}


@dataclass(frozen=True)
class Words:
    """What a notice says in one language."""

    title: str
    sentence: str


WHAT = Placeholder("what", _("what it is about"), "twin")
DAY = Placeholder("day", _("the day"), "day")
WHEN = Placeholder("when", _("how far away the day is"), "when")


@cache
def kinds() -> dict[str, Kind]:
    """All kinds by name, in the order of the settings."""
    return {kind.name: kind for path in settings.NOTICE_KINDS for kind in import_string(path)}


def groups() -> dict[str, Any]:
    """What readers filter by, with its words: the groups of all kinds, each once."""
    return {kind.group: GROUPS.get(kind.group, kind.label) for kind in kinds().values()}


def unknown_names(kind: Kind, text: str) -> list[str]:
    """What stands in braces and is no name the kind knows, in the order it stands."""
    return [name for name in _BRACED.findall(text) if name not in kind.names]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its named placeholders replaced; braces around anything else stay as they are."""
    return _NAMED.sub(lambda found: values.get(found[1], found[0]), text)


def values_of(kind: Kind, params: Mapping[str, Any], today: date, names: str = "") -> dict[str, str]:
    """What stands for each placeholder of a kind, in the active language."""
    return {placeholder.name: _read(placeholder, params, today, names) for placeholder in kind.placeholders}


def _read(placeholder, params, today, names):
    if placeholder.reads == "names":
        return names
    if placeholder.reads == "when":
        return when_in_words(_date(params.get("day")), today)
    found = params.get(placeholder.name)
    if placeholder.reads == "twin":
        english = params.get(f"{placeholder.name}_en")
        return str((english if (get_language() or "").startswith("en") else "") or found or "")
    if placeholder.reads == "day":
        return day_in_words(_date(found), today)
    return "" if found is None else str(found)


def _date(text):
    """None for what is no day: a notice with an odd fact is still read."""
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None


def day_in_words(when: date | None, today: date) -> str:
    """Day and weekday; with the year when it is not this one."""
    if when is None:
        return ""
    shape = pgettext("date format", "D j M") if when.year == today.year else pgettext("date format", "D j M Y")
    return date_format(when, shape)


def when_in_words(when: date | None, today: date) -> str:
    """ "in 7 days", "today", "3 days ago"."""
    if when is None:
        return ""
    days = (when - today).days
    if days == 0:
        return gettext("today")
    if days > 0:
        return ngettext("in %(count)d day", "in %(count)d days", days) % {"count": days}
    return ngettext("%(count)d day ago", "%(count)d days ago", -days) % {"count": -days}


def words(kind: Kind, values: Mapping[str, str], title: str = "", sentence: str = "") -> Words:
    """What a kind says with these values: in the words given, or in its own where they hold names it does not know."""
    chosen = [own if own and not unknown_names(kind, own) else None for own in (title, sentence)]
    return Words(fill(chosen[0] or str(kind.title), values), fill(chosen[1] or str(kind.sentence), values))


GROUPS = {
    "certificate": pgettext_lazy("notices", "certificates"),
    "training": pgettext_lazy("notices", "training"),
    "exam": pgettext_lazy("notices", "quizzes"),
    "watching": pgettext_lazy("notices", "observing"),
    "post": pgettext_lazy("notices", "posts"),
    "team": pgettext_lazy("notices", "my hall"),
}

_COUNT = Placeholder("count", _("how many people"), "number")
_NAMES = Placeholder("names", _("the first few names"), "names")
_DAYS = Placeholder("days", _("how many days before"), "number")
_TEAM_EXAMPLE = {"count": 12, "days": 30}


def _team(name, label, title, sentence, urgency, more=()):
    return Kind(
        f"team.{name}", "team", label, title, sentence, (_COUNT, _NAMES, *more), _TEAM_EXAMPLE, urgency, "users"
    )


# What a manager is told of the hall: one line for each stage and day.
TEAM = [
    _team(
        "soon",
        _("hall: due within some days"),
        _("Due within {days} days: {count} in the hall"),
        _("Something is due within {days} days for {names}."),
        4,
        (_DAYS,),
    ),
    _team(
        "open",
        _("hall: renewal has opened"),
        _("Renewal has opened: {count} in the hall"),
        _("From now on these colleagues can renew a certificate: {names}."),
        4,
    ),
    _team(
        "today",
        _("hall: due today"),
        _("Due today: {count} in the hall"),
        _("Today is the last day for {names}."),
        2,
    ),
    _team(
        "grace",
        _("hall: in grace"),
        _("In grace: {count} in the hall"),
        _("The certificate of these colleagues has ended and counts for a short time only: {names}."),
        2,
    ),
    _team(
        "late",
        _("hall: overdue"),
        _("Overdue: {count} in the hall"),
        _("Something is overdue for {names}."),
        1,
    ),
]
