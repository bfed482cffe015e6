"""On which days of a horizon each person can stand at each post: everybody, everywhere, every day at once.

The same judgement as `judging`, laid out by days: an answer about a period is about each of its days, so the days on
which an award counts, is neither in grace nor open for renewal, and on which the person is there, are marked once, and
any period is read off. docs/decisions/0022, 0093.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from people.history import employments
from people.models import User
from skills.models import Award

from .held import held_rows
from .judging import Answer, Held
from .models import Leave, Post
from .needs import with_needs
from .opening import WorkTimes
from .slices import days_off_work

Bools = NDArray[np.bool_]
NeedKey = tuple[int, int]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class AbleDays:
    """`here[i, d]`, and for each post `force`, `quiet` `[i, d]`: whether everything it asks for counts on a day, and
    whether without grace or open renewal. `d` counts days from `first`.

    `asked[i, d]`: the days of somebody that matter. That is every day, but for those who work on some weekdays only:
    of them only the open days they work are asked. `opened[d]`: whether the hall is open, as far as that is known.
    """

    first: date
    last: date
    people: list[int]
    posts: list[int]
    here: Bools
    force: list[Bools]
    quiet: list[Bools]
    asked: Bools
    opened: Bools

    def _days(self, start: date, end: date) -> slice:
        if not self.first <= start <= end <= self.last:
            raise ValueError(f"{start}–{end} does not lie within {self.first}–{self.last}.")
        return slice((start - self.first).days, (end - self.first).days + 1)

    def present(self, start: date, end: date) -> Bools:
        """Who is there on every day of a period that is asked of them, one at least: `i`."""
        days = self._days(start, end)
        return (self.here | ~self.asked)[:, days].all(axis=1) & self.asked[:, days].any(axis=1)

    def at_all(self, start: date, end: date) -> Bools:
        """Who is there on some open day of a period that is asked of them: `i`."""
        return (self.here & self.asked & self.opened)[:, self._days(start, end)].any(axis=1)

    def away(self, i: int, start: date, end: date) -> list[date]:
        """The open days of a period that are asked of somebody and on which they are not there."""
        gone = (~self.here[i] & self.asked[i] & self.opened)[self._days(start, end)]
        return [start + int(number) * DAY for number in gone.nonzero()[0]]

    def able(self, start: date, end: date) -> Bools:
        """Who can stand where on every day of a period, flagged or not: `i, p`."""
        return self._over(self.force, start, end)

    def able_while_here(self, start: date, end: date) -> Bools:
        """Who is there on some open day, and can stand where on every day they are there: `i, p`."""
        days, at_all = self._days(start, end), self.at_all(start, end)
        never = ~(self.asked & self.here)[:, days]
        found = [(mark[:, days] | never).all(axis=1) & at_all for mark in self.force]
        return np.stack(found, axis=1) if found else np.zeros((len(self.people), 0), dtype=bool)

    def unflagged(self, start: date, end: date) -> Bools:
        """As `able`, with nothing to see to."""
        return self._over(self.quiet, start, end) & self.able(start, end)

    def _over(self, marks, start, end):
        days, present = self._days(start, end), self.present(start, end)
        never = ~self.asked[:, days]
        found = [(mark[:, days] | never).all(axis=1) & present for mark in marks]
        return np.stack(found, axis=1) if found else np.zeros((len(self.people), 0), dtype=bool)

    def answer(self, user_id: int, post_id: int, start: date, end: date) -> Answer:
        """What `eligibility.judge` answers."""
        i, p, days = self.people.index(user_id), self.posts.index(post_id), self._days(start, end)
        asked = self.asked[i, days]
        if not asked.any() or not (self.here[i, days] & self.force[p][i, days])[asked].all():
            return Answer.NO
        return Answer.YES if self.quiet[p][i, days][asked].all() else Answer.FLAGGED

    def span(self, i: int, start: date, end: date) -> tuple[date, date]:
        """From the first to the last day of a period that is asked of somebody; all of it where none is."""
        (days,) = self.asked[i, self._days(start, end)].nonzero()
        return (start + int(days[0]) * DAY, start + int(days[-1]) * DAY) if len(days) else (start, end)


@dataclass(frozen=True)
class Worked:
    """When people work, on which days of a hall: the open days from `first` to `last`."""

    times: WorkTimes
    open_days: Sequence[date]
    first: date
    last: date


def able_days(
    users: Sequence[User], posts: Sequence[Post], first: date, last: date, *, worked: Worked | None = None
) -> AbleDays:
    """Judge everybody at every post on every day, in at most six queries; ValueError when the end comes first.

    With `worked`, days that somebody never works are not asked of them.
    """
    if last < first:
        raise ValueError(f"The horizon ends on {last}, before it begins on {first}.")
    with_needs(posts)
    people = [user.pk for user in users]
    wanted = [[(row.skill_id, row.level) for row in post.requirements.all()] for post in posts]
    needs = {need for of_post in wanted for need in of_post}
    shape = (len(people), (last - first).days + 1)
    held = _held(people, {skill for skill, _level in needs}, first, last)
    force = _marks(held, people, needs, shape, first, lambda row: row.force)
    quiet = _marks(held, people, needs, shape, first, lambda row: row.quiet)
    for need, valid in _marks(held, people, needs, shape, first, lambda row: row.validity).items():
        quiet[need] &= valid
    return AbleDays(
        first,
        last,
        people,
        [post.pk for post in posts],
        _here(users, shape, first, last),
        [_all_of(force, of_post, shape) for of_post in wanted],
        [_all_of(quiet, of_post, shape) for of_post in wanted],
        _asked(people, shape, first, worked),
        _opened(shape[1], first, worked),
    )


def _asked(people: list[int], shape: tuple[int, int], first: date, worked: Worked | None) -> Bools:
    asked = np.ones(shape, dtype=bool)
    if worked is None:
        return asked
    for i, pk in enumerate(people):
        if off := set(days_off_work(worked.times, pk, worked.open_days)):
            # Neither closed days nor those they never work can keep somebody away.
            asked[i, (worked.first - first).days : (worked.last - first).days + 1] = False
            asked[i, [(day - first).days for day in worked.open_days if day not in off]] = True
    return asked


def _opened(days: int, first: date, worked: Worked | None) -> Bools:
    opened = np.ones(days, dtype=bool)
    if worked is not None:
        opened[(worked.first - first).days : (worked.last - first).days + 1] = False
        opened[[(day - first).days for day in worked.open_days]] = True
    return opened


def days_held(people: list[int], needs: set[NeedKey], first: date, last: date) -> dict[NeedKey, Bools]:
    """`{(skill, level): [i, d]}`: on which days each of these people holds a skill at a level or above, days off or
    not; at most two queries."""
    held = _held(people, {skill for skill, _level in needs}, first, last)
    return _marks(held, people, needs, (len(people), (last - first).days + 1), first, lambda row: row.force)


def _held(people, skills, first, last):
    if not people or not skills:
        return {}
    awards = Award.objects.filter(skill__in=skills, valid_from__lte=last).order_by("pk")
    # Everybody's are read at once where most are asked about: a list of thousands of numbers is slower than the rest.
    return held_rows(awards.filter(user__in=people) if len(people) <= 1000 else awards, proof=False)


def _marks(
    held: dict[tuple[int, int], list[Held]],
    people: list[int],
    needs: set[NeedKey],
    shape: tuple[int, int],
    first: date,
    days_of: Callable[[Held], tuple[date, date]],
) -> dict[NeedKey, Bools]:
    marks = {need: np.zeros(shape, dtype=bool) for need in needs}
    levels: dict[int, list[int]] = {}
    for skill, level in needs:
        levels.setdefault(skill, []).append(level)
    place, origin = {pk: number for number, pk in enumerate(people)}, first.toordinal()
    for (user_id, skill), rows in held.items():
        number = place.get(user_id)
        if number is None:
            continue
        for row in rows:
            begin, end = days_of(row)
            begins, ends = max(begin.toordinal() - origin, 0), min(end.toordinal() - origin + 1, shape[1])
            if ends > begins:
                for level in levels[skill]:
                    if row.level >= level:
                        marks[skill, level][number, begins:ends] = True
    return marks


def _all_of(marks: dict[NeedKey, Bools], needs: list[NeedKey], shape: tuple[int, int]) -> Bools:
    found = np.ones(shape, dtype=bool)
    for need in needs:
        found &= marks[need]
    return found


def _here(users: Sequence[User], shape: tuple[int, int], first: date, last: date) -> Bools:
    """Who works here and is not on leave, by day."""
    here = np.ones(shape, dtype=bool)
    place = {user.pk: number for number, user in enumerate(users)}
    for pk, work in employments(users, first, last).items():
        if work.hired_on and work.hired_on > first:
            here[place[pk], : (work.hired_on - first).days] = False
        if work.left_on and work.left_on < last:
            here[place[pk], max((work.left_on - first).days + 1, 0) :] = False
    leaves = Leave.objects.filter(first_day__lte=last, last_day__gte=first)
    if len(place) <= 1000:
        leaves = leaves.filter(user__in=place)
    for pk, begin, end in leaves.values_list("user_id", "first_day", "last_day"):
        if pk in place:
            here[place[pk], max((begin - first).days, 0) : (end - first).days + 1] = False
    return here
