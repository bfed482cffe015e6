"""Weekdays on which the same people work, told apart by working times alone. Pure. docs/decisions/0100.

Two part-timers, one from Monday to Wednesday, the other on Thursday and Friday, fill one seat of a week between them.
For the planner a *slice* is what a part of the day is: seats are counted in it, and people are there in it or not.
Where nobody has working times that leave weekdays out, all weekdays are one slice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .models import Post
from .opening import Opening, PartKey, WorkTimes, is_weekday

MOST_SLICES = 5


@dataclass(frozen=True)
class Slices:
    """`groups` are weekdays by their numbers, Monday is 1, each open weekday in one of them, by their first day.

    `joined` are the groups in which weekdays stand together although not the same people work on them: there were
    more kinds of weekdays than `MOST_SLICES`. Whoever works on some days of such a group fills no seat in it.
    """

    groups: tuple[str, ...] = ("1234567",)
    joined: tuple[str, ...] = ()

    @property
    def told_apart(self) -> bool:
        """Whether there is more than one."""
        return len(self.groups) > 1

    def days(self, group: str, days: Iterable[date]) -> list[date]:
        """Those of some days that lie in a group."""
        return [day for day in days if is_weekday(day, group)]


def slices_of(times: WorkTimes, days: Iterable[date], most: int = MOST_SLICES) -> Slices:
    """The slices of a plan with these open days, for people with these working times."""
    days = sorted(days)
    held = _weekdays_worked(times, days)
    groups: dict[tuple[bool, ...], str] = {}
    for number in sorted({str(day.isoweekday()) for day in days}):
        who = tuple(number in weekdays for weekdays in held)
        groups[who] = groups.get(who, "") + number
    if not groups:
        return Slices()
    return _bounded(groups, most)


def _weekdays_worked(times: WorkTimes, days: Sequence[date]) -> list[str]:
    """The weekdays of every working time that holds on one of the days; each as often as people have it."""
    if not days:
        return []
    return [
        time.weekdays
        for of_one in times.times.values()
        for time in of_one
        if time.first_day <= days[-1] and (time.last_day is None or time.last_day >= days[0])
    ]


def _bounded(groups: dict[tuple[bool, ...], str], most: int) -> Slices:
    """Those weekdays are put together on which the fewest people differ, until there are few enough groups."""
    found = [(weekdays, [who]) for who, weekdays in groups.items()]
    while len(found) > max(most, 1):
        pairs = [(a, b) for a in range(len(found)) for b in range(a + 1, len(found))]
        one, other = min(pairs, key=lambda pair: (_differ(found[pair[0]][1] + found[pair[1]][1]), pair))
        weekdays, kinds = found.pop(other)
        found[one] = "".join(sorted(found[one][0] + weekdays)), found[one][1] + kinds
    found.sort()
    return Slices(
        tuple(weekdays for weekdays, _kinds in found),
        tuple(weekdays for weekdays, kinds in found if len(kinds) > 1),
    )


def _differ(kinds: Sequence[tuple[bool, ...]]) -> int:
    """How many people work on some of these kinds of weekdays and not on all: they would fill no seat there."""
    return sum(len(set(of_one)) > 1 for of_one in zip(*kinds, strict=True))


def seats_in(known: Opening, post: Post, days: Sequence[date], slices: Slices) -> list[int]:
    """The seats a post wants on these open days, slice by slice and in each part by part of the day: those of the
    fullest of its days, 0 where it has none."""
    return [seats for group in slices.groups for seats in known.seats_on(post, slices.days(group, days)).values()]


def worked_in(
    times: WorkTimes, user_id: int, days: Sequence[date], slices: Slices, parts: Sequence[PartKey]
) -> list[bool]:
    """In which slices and parts of the day somebody works on *every* of these open days, in the order of `seats_in`.

    In a slice without any of the days nobody works.
    """
    found = []
    for group in slices.groups:
        inside = slices.days(group, days)
        work = times.in_days(user_id, inside, parts)
        found += [bool(inside) and part in work.parts for part in parts]
    return found


def days_off_work(times: WorkTimes, user_id: int, days: Sequence[date]) -> list[date]:
    """Those of the open days on which somebody does not work, by their working times."""
    if user_id not in times.times:
        return []
    return [day for day in days if (time := times.on(user_id, day)) and not is_weekday(day, time.weekdays)]


def at_once(
    times: WorkTimes, people: Iterable[int], beside: int, days: Sequence[date], parts: Sequence[PartKey]
) -> int:
    """The most of some people who work at once with somebody, on one of the open days in one part of it."""
    mine = [(day, part) for day in days for part in times.in_days(beside, [day], parts).parts]
    together = dict.fromkeys(mine, 0)
    for pk in people:
        for day in days:
            for part in times.in_days(pk, [day], parts).parts:
                if (day, part) in together:
                    together[day, part] += 1
    return max(together.values(), default=0)


def running(days: Iterable[date]) -> list[list[date]]:
    """Days in runs without a day between."""
    runs: list[list[date]] = []
    for day in sorted(days):
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs
