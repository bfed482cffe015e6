"""Where people have stood, and how busy that was: figures from stays that have passed. Pure.

Nothing of it is stored. A stay of which a day has passed is a fact already: it is never taken away, only ended, so no
second record of it is written when a period is over. docs/decisions/0096.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

DAY = timedelta(days=1)
# So far back and ahead a clerk sees how busy the posts are.
WINDOW = timedelta(weeks=12)


class Stood(NamedTuple):
    """Somebody at a post, both days included; without a last day until further notice."""

    user: int
    post: int
    first_day: date
    last_day: date | None

    def days_in(self, first: date, last: date) -> int:
        """How many of its days lie in a stretch."""
        end = min(self.last_day or date.max, last)
        return max((end - max(self.first_day, first)).days + 1, 0)


@dataclass(frozen=True)
class Load:
    """Days at posts, and the sum of how busy each of them was, 0 to 9."""

    days: int = 0
    weight: int = 0

    @property
    def mean(self) -> float | None:
        """How busy a day was on average; None without any."""
        return self.weight / self.days if self.days else None

    def __add__(self, other: "Load") -> "Load":
        return Load(self.days + other.days, self.weight + other.weight)


@dataclass(frozen=True)
class Past:
    """What somebody has behind them at one post."""

    post: int
    days: int
    last_day: date


def loads(stays: Iterable[Stood], busy: Mapping[int, int], first: date, last: date) -> dict[int, Load]:
    """`{person: load}` of a stretch of days; who stood nowhere is left out.

    Counted by the days somebody stands at a post: leave and part-time neither add nor take away.
    """
    found: dict[int, Load] = defaultdict(Load)
    for stay in stays:
        days = stay.days_in(first, last)
        if days:
            found[stay.user] += Load(days, days * busy.get(stay.post, 0))
    return dict(found)


def together(of_each: Iterable[Load]) -> Load:
    """The load of all of them: its mean is the mean of a hall, in which everybody counts by their days."""
    return sum(of_each, Load())


def passed(stays: Iterable[Stood], user: int, until: date) -> dict[int, Past]:
    """`{post: what lies behind}` of one person, by days up to `until`; the posts stood at last come first."""
    found: dict[int, Past] = {}
    for stay in stays:
        days = stay.days_in(date.min, until) if stay.user == user else 0
        if not days:
            continue
        before = found.get(stay.post)
        ended = min(stay.last_day or date.max, until)
        found[stay.post] = Past(
            stay.post, days + (before.days if before else 0), max(ended, before.last_day) if before else ended
        )
    return dict(sorted(found.items(), key=lambda item: item[1].last_day, reverse=True))


def mastered(past: Collection[int], holdable: Collection[int]) -> tuple[int, int]:
    """`(n, m)`: at so many of the posts somebody can hold they have stood, and how many those are."""
    return len(set(past) & set(holdable)), len(set(holdable))
