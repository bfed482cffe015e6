"""Whom a rule for training speaks of, and why: plain facts and a day in, the reasons out. No database, no clock.

All conditions of an audience must be met; where a condition lists several (posts, roles, states) one of them is enough.
Every day is inclusive at both ends. A reason is a dict that JSON can hold; `whys` puts it into words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

DAY = timedelta(days=1)

Because = dict[str, Any]


class Code(StrEnum):
    """Every reason there is. The comment says what else stands in it."""

    PERSON = "person"  # named in the rule
    HALL = "hall"
    ROLE = "role"  # role
    HELD = "held"  # post, from: the first day there
    PLANNED = "planned"  # post, from
    HIRED = "hired"  # on
    LACKS = "lacks"  # skill, level, on: the first day on which it is not held
    STANDING = "standing"  # certification, state
    BY_HAND = "by_hand"  # reason, may be empty


class When(StrEnum):
    """Which stays at a post count."""

    HELD = "held"
    PLANNED = "planned"
    EITHER = "either"


# Stands for the reason of a condition that is not asked.
_NOT_ASKED: Because = {}

# What somebody's certificate is worth who never had it; the other states are those of skills.profile.State.
NEVER = "never"


class Stay(NamedTuple):
    """Somebody stands at a post from–until; no last day: until further notice."""

    post: int
    first_day: date
    last_day: date | None = None


class Span(NamedTuple):
    """A skill counts at a level from–until; no last day: for ever."""

    level: int
    first_day: date
    last_day: date | None = None


@dataclass(frozen=True)
class Person:
    """What is known of somebody. `skills` are the days on which awards count, `standings` what certificates are worth
    on the day asked about, by certification; who never had one is not in it."""

    pk: int
    hall: int | None = None
    roles: frozenset[str] = frozenset()
    hired_on: date | None = None
    left_on: date | None = None
    stays: Sequence[Stay] = ()
    skills: Mapping[int, Sequence[Span]] = field(default_factory=dict)
    standings: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AtPost:
    """Stands at one of the posts, or is planned there for a day within so many days (None: however far ahead)."""

    posts: tuple[int, ...]
    when: str = When.EITHER
    within: int | None = None


@dataclass(frozen=True)
class Hired:
    """Hired on a day or after it, or within the last so many days, the first day of work being day 0; or both."""

    since: date | None = None
    within: int | None = None


@dataclass(frozen=True)
class Lacks:
    """Does not hold the skill at the level on every day from today (or `on`) until so many days later."""

    skill: int
    level: int
    ahead: int = 0
    on: date | None = None


@dataclass(frozen=True)
class Standing:
    """What the certificate is worth is one of these: `NEVER` or values of skills.profile.State."""

    certification: int
    states: tuple[str, ...]


@dataclass(frozen=True)
class Audience:
    """The conditions; an empty one asks nothing."""

    halls: tuple[int, ...] = ()
    roles: tuple[str, ...] = ()
    people: tuple[int, ...] = ()
    at_post: AtPost | None = None
    hired: Hired | None = None
    lacks: Lacks | None = None
    standing: Standing | None = None

    def as_json(self) -> dict:
        """As `audience_from` reads it; days as 2026-11-23."""
        return {
            name: _plain(value)
            for name, value in asdict(self).items()
            if value not in ((), None) and (not isinstance(value, dict) or any(v is not None for v in value.values()))
        }


def _plain(value):
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items() if one is not None}
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value


def audience_from(words: Mapping[str, Any]) -> Audience:
    """The audience that `as_json` wrote; a name nobody knows raises TypeError.

    A rule must not reach more people because a condition was not understood.
    """
    groups = {"at_post": AtPost, "hired": Hired, "lacks": Lacks, "standing": Standing}
    found: dict[str, Any] = {}
    for name, value in words.items():
        found[name] = groups[name](**_read(value)) if name in groups else tuple(value)
    return Audience(**found)


def _read(values):
    days = {"since", "on"}
    return {
        name: date.fromisoformat(value) if name in days else tuple(value) if isinstance(value, list) else value
        for name, value in values.items()
    }


def reasons(audience: Audience, person: Person, on: date, since: date | None = None) -> list[Because] | None:
    """Why the audience speaks of the person on a day; None when it does not.

    `since` is the day on which the rule assigned it to somebody who has it already. What the passing of time alone ends
    is then no reason to take it back: being newly hired, being planned for a post that has begun meanwhile, a
    certificate whose renewal was open and that has run out.
    """
    if audience.halls and person.hall not in audience.halls:
        return None
    if audience.people and person.pk not in audience.people:
        return None
    if audience.roles and not person.roles.intersection(audience.roles):
        return None
    found: list[Because] = []
    for reason in (
        _hired(audience.hired, person, on, since) if audience.hired else _NOT_ASKED,
        _lacks(audience.lacks, person, on) if audience.lacks else _NOT_ASKED,
        _standing(audience.standing, person, since) if audience.standing else _NOT_ASKED,
        _at_post(audience.at_post, person, on, since) if audience.at_post else _NOT_ASKED,
    ):
        if reason is None:
            return None
        if reason is not _NOT_ASKED:
            found.append(reason)
    return found or [_plainest(audience, person)]


def _plainest(audience, person) -> Because:
    """Said when nothing more telling was asked."""
    if audience.people:
        return {"code": Code.PERSON.value}
    if audience.roles:
        return {"code": Code.ROLE.value, "role": next(role for role in audience.roles if role in person.roles)}
    return {"code": Code.HALL.value}


def _hired(asked: Hired, person: Person, on: date, since: date | None) -> Because | None:
    hired, day = person.hired_on, since or on
    if hired is None or (asked.since and hired < asked.since):
        return None
    if asked.within is not None and not hired <= day <= hired + timedelta(days=asked.within):
        return None
    return {"code": Code.HIRED.value, "on": hired.isoformat()}


def _lacks(asked: Lacks, person: Person, on: date) -> Because | None:
    first = asked.on or on
    gap = first_gap(person.skills.get(asked.skill, ()), asked.level, first, first + timedelta(days=asked.ahead))
    if gap is None:
        return None
    return {"code": Code.LACKS.value, "skill": asked.skill, "level": asked.level, "on": gap.isoformat()}


def first_gap(spans: Iterable[Span], level: int, first: date, last: date) -> date | None:
    """The first day from `first` to `last` on which no span at the level or above counts; None without one."""
    day = first
    for span in sorted((span for span in spans if span.level >= level), key=lambda span: span.first_day):
        if span.first_day > day:
            break
        if span.last_day is None:
            return None
        day = max(day, span.last_day + DAY)
    return day if day <= last else None


def _standing(asked: Standing, person: Person, since: date | None) -> Because | None:
    state = person.standings.get(asked.certification, NEVER)
    # Whoever was to renew and let it lapse is to get it all the more.
    if state not in asked.states and (since is None or state == "valid"):
        return None
    return {"code": Code.STANDING.value, "certification": asked.certification, "state": state}


def _at_post(asked: AtPost, person: Person, on: date, since: date | None) -> Because | None:
    stay = stay_meant(asked, person, on, since)
    if stay is None:
        return None
    code = Code.HELD if stay.first_day <= on else Code.PLANNED
    return {"code": code.value, "post": stay.post, "from": stay.first_day.isoformat()}


def stay_meant(asked: AtPost | None, person: Person, on: date, since: date | None = None) -> Stay | None:
    """The stay a rule means: of those it speaks of the one that is now, else the next one.

    A rule that asks for no post means the next stay that is still to begin.
    """
    if asked is None:
        asked = AtPost((), When.PLANNED)
    when = When.EITHER if since and asked.when == When.PLANNED else asked.when
    fitting = [
        stay
        for stay in person.stays
        if (not asked.posts or stay.post in asked.posts)
        and (stay.last_day is None or stay.last_day >= on)
        and _at_the_time(stay, when, asked.within, on)
    ]
    return min(fitting, key=lambda stay: stay.first_day, default=None)


def _at_the_time(stay: Stay, when: str, within: int | None, on: date) -> bool:
    if stay.first_day <= on:
        return when != When.PLANNED
    return when != When.HELD and (within is None or stay.first_day <= on + timedelta(days=within))
