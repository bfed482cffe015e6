"""What is due: who, what, by which day; and which word of warning is due about it on a day. Pure but for `gather`.

Rooms above know what is due. They name functions `(users, on)` in `settings.DUE_SOURCES`; docs/notices.md says what
such a function promises.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)

# Days before the day on which a word is said.
STAGES = (90, 60, 30, 7, 0)
# After it: on the next day, then every week, so often at most.
OVERDUE_TIMES = 4
A_WEEK = timedelta(days=7)
# A word about something overdue that nobody said in time is not said any more after so long: a hall that begins to
# use reminders is not told of everything that ever lapsed.
STALE_AFTER = timedelta(days=31)


@dataclass(frozen=True)
class Due:
    """Something one person has to do by a day (inclusive).

    `key` names it for ever, such as "certificate:123"; the same key with another day is the same thing put off.
    `kind` is the first part of the names of its kinds of notice: "certificate" has certificate.ahead and so on.
    `opens`: the first day on which it can be done at all, when that is not at once. `grace_until`: until when what
    ended still counts. `since`: the day on which the person came to know; earlier stages are not said.
    `facts` go into the words; `revision` and `changed_at` say how often and when the day was moved.
    """

    user_id: int
    key: str
    kind: str
    day: date
    what: str
    what_en: str = ""
    link: str = ""
    opens: date | None = None
    grace_until: date | None = None
    since: date | None = None
    stages: tuple[int, ...] = STAGES
    facts: dict[str, Any] = field(default_factory=dict, hash=False, compare=False)
    revision: int = 0
    changed_at: datetime | None = None

    def moment(self, on: date) -> str:
        """Where the day stands between beginning and end: "ahead", "soon", "today", "grace" or "late"."""
        if on > self.day:
            return "grace" if self.grace_until and on <= self.grace_until else "late"
        if on == self.day:
            return "today"
        return "ahead" if self.opens and on < self.opens else "soon"

    @property
    def params(self) -> dict[str, Any]:
        """The facts the words of a notice are made of."""
        facts = {"what": self.what, "what_en": self.what_en, "day": self.day.isoformat(), **self.facts}
        if self.opens:
            facts["opens"] = self.opens.isoformat()
        if self.grace_until:
            facts["grace"] = self.grace_until.isoformat()
        return facts


@dataclass(frozen=True, order=True)
class Step:
    """One word of warning: from which day on it is due, and its name, such as "30", "open", "grace-1", "late-2"."""

    day: date
    rank: int
    name: str

    @property
    def stage(self) -> str:
        """The name without its number of repetition: what managers' lines are grouped by."""
        return self.name.partition("-")[0]


def steps(due: Due) -> list[Step]:
    """Every word that could be said about something, in the order of their days; of two on one day the last counts."""
    found = [Step(due.day - timedelta(days=before), 1, str(before)) for before in due.stages]
    if due.opens and due.opens < due.day:
        found.append(Step(due.opens, 0, "open"))
    ended = due.day
    if due.grace_until and due.grace_until > due.day:
        found += [step for step in _weekly("grace", due.day) if step.day <= due.grace_until]
        ended = due.grace_until
    return sorted([*found, *_weekly("late", ended)])


def _weekly(name, ended) -> Iterator[Step]:
    for time in range(OVERDUE_TIMES):
        yield Step(ended + timedelta(days=1) + time * A_WEEK, 2, f"{name}-{time + 1}")


def step_on(due: Due, on: date) -> Step | None:
    """The word that is due on a day: the most urgent of all whose day has come; those before it are not said any more.

    None while nothing is due, and when the last word is too old to be news.
    """
    come = [step for step in steps(due) if step.day <= on]
    if not come or (due.since and come[-1].day <= due.since):
        return None
    last = come[-1]
    return None if last.stage in ("grace", "late") and on - last.day > STALE_AFTER else last


@dataclass(frozen=True)
class Gathered:
    """What all sources know, and which of them failed."""

    dues: list[Due]
    failed: list[str]


def gather(users: Collection[int] | None, on: date) -> Gathered:
    """Ask every source what is due; `users` are ids, None means everybody. One that fails keeps none of the others."""
    dues: list[Due] = []
    failed = []
    for path in settings.DUE_SOURCES:
        try:
            source: Callable[[Collection[int] | None, date], Iterable[Due]] = import_string(path)
            dues += source(users, on)
        except Exception:
            logger.exception("a source of what is due failed: %s", path)
            failed.append(path)
    return Gathered(dues, failed)
