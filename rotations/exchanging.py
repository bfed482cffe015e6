"""What an exchange of posts would break beside who can stand where: pairs, too long at a post, back too soon. Pure.

Runs and rests are counted by the checker of plans itself, so that an exchange is held to what a plan is held to: in
whole periods, in each of which somebody stands where they stand on most of its days. An exchange of fewer days than
half a period neither ends nor begins a stay. Pairs are counted by the day.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from .periods import Stretch
from .planner.checking import Rule, run_faults
from .planner.problem import FREE, NOTHING, Bond, Plan, Problem
from .stood_before import Before, Stay, before
from .timelines import DAY, Line, laid_over, post_on

Lines = Mapping[int, Sequence[Line]]


class Limits(NamedTuple):
    """Of a post, in periods; 0: none."""

    most_running: int
    rest: int


class Bonded(NamedTuple):
    """Two people kept apart, or of whom the first stands beside the second only; at a post, or at any."""

    bond: Bond
    first: int
    second: int
    post: int | None
    first_day: date
    last_day: date | None


class Broken(NamedTuple):
    """A rule that is kept without the exchange and broken by it at a post: by who of the two, and of a pair with or
    without which other. `learns`: it is the user who stands beside the other only."""

    rule: Rule
    user: int
    post: int
    other: int | None = None
    learns: bool = False


def grid_from(known: Sequence[Stretch], until: date, more: int) -> list[Stretch]:
    """The periods of a plan, with as many of their mean length after them as reach a day, and `more` beyond it."""
    found = list(known)
    length = round(_days(known))
    while more > 0:
        begin = found[-1].last_day + DAY
        more -= begin > until
        found.append(Stretch(begin, begin + (length - 1) * DAY))
    return found


def _days(grid: Sequence[Stretch]) -> float:
    """How many days a period has, in the mean."""
    return ((grid[-1].last_day - grid[0].first_day).days + 1) / len(grid)


def broken(
    goes_to: Mapping[int, int],
    lines: Lines,
    days: Stretch,
    *,
    grid: Sequence[Stretch],
    limits: Mapping[int, Limits],
    bonds: Iterable[Bonded],
) -> list[Broken]:
    """Everything an exchange breaks that is kept without it.

    `goes_to` is where each of the two would stand on the `days`; `lines` are theirs and of everybody bonded to one of
    them, all that is known. `grid` are the periods to count in; `limits` those of the two posts.
    """
    after = {
        user: laid_over(lines.get(user, ()), [Line(post, *days)], *days, goes_on=True) for user, post in goes_to.items()
    }
    found = []
    for user in goes_to:
        new = _faults(after[user], grid, limits) - _faults(lines.get(user, ()), grid, limits)
        found += [Broken(rule, user, post) for rule, post in sorted({(rule, post) for rule, post, _when in new})]
    for bond in bonds:
        found += _bond_broken(bond, goes_to, lines, {**lines, **after}, days)
    return found


def _faults(lines: Sequence[Line], grid: Sequence[Stretch], limits: Mapping[int, Limits]) -> set[tuple[Rule, int, int]]:
    """Runs that are too long and rests that are too short: rule, post, period."""
    posts = list(limits)
    number = {post: place for place, post in enumerate(posts)}
    elsewhere = len(posts)  # any other post: without limits of its own
    rests = [*(limits[post].rest for post in posts), 0]
    stays = [Stay(0, number.get(line.post, elsewhere), line.first_day, line.last_day) for line in lines]
    stood = before(stays, grid[0].first_day, _days(grid), rests, 1)
    where = [post_in(lines, *stretch) for stretch in grid]
    cells = np.array([[NOTHING if post is None else number.get(post, elsewhere) for post in where]], dtype=np.int64)
    problem = _counted([*(limits[post].most_running for post in posts), 0], rests, stood, len(grid))
    found = {(fault.rule, fault.post, fault.period) for fault in run_faults(problem, Plan(cells))}
    for period, post in enumerate(cells[0].tolist()):
        if post != NOTHING and period < stood.resting[0, post]:
            found.add((Rule.NO_REST, post, period))
    return {(rule, posts[post], period) for rule, post, period in found if post != elsewhere}


def _counted(most_running: Sequence[int], rests: Sequence[int], stood: Before, periods: int) -> Problem:
    """One person as a problem of which only runs and rests are asked."""
    posts = len(rests)
    return Problem(
        allowed=np.ones((1, posts, periods), dtype=bool),
        seats=np.zeros((posts, periods, 1), dtype=np.int64),
        present=np.ones((1, periods, 1), dtype=bool),
        busy=np.zeros(posts, dtype=np.int64),
        target=np.zeros(1, dtype=np.int64),
        most_running=np.array(most_running, dtype=np.int64),
        rest=np.array(rests, dtype=np.int64),
        running_post=stood.running_post,
        running=stood.running,
        resting=stood.resting,
        learn=np.zeros((1, posts), dtype=bool),
        wish=np.zeros((1, posts, periods), dtype=np.int64),
        locked=np.full((1, periods), FREE, dtype=np.int64),
        published=np.full((1, periods), FREE, dtype=np.int64),
    )


def post_in(lines: Iterable[Line], first: date, last: date) -> int | None:
    """Where somebody stands on most of these days, the earlier post where it is even; None at no post."""
    days: Counter[int] = Counter()
    for line in lines:
        shared = (min(line.end, last) - max(line.first_day, first)).days + 1
        if shared > 0:
            days[line.post] += shared
    return days.most_common(1)[0][0] if days else None


def _bond_broken(bond: Bonded, goes_to: Mapping[int, int], was: Lines, will: Lines, days: Stretch) -> list[Broken]:
    first, last = max(bond.first_day, days.first_day), min(bond.last_day or date.max, days.last_day)
    two = (bond.first, bond.second)
    user = next((one for one in two if one in goes_to), None)
    if user is None:
        return []
    begins = {first} | {line.first_day for lines in (was, will) for one in two for line in lines.get(one, ())}
    begins |= {line.end + DAY for lines in (was, will) for one in two for line in lines.get(one, ()) if line.last_day}
    for day in sorted(day for day in begins if first <= day <= last):
        post = _breaks(bond, will, day)
        if post is not None and _breaks(bond, was, day) is None:
            other = bond.second if user == bond.first else bond.first
            if bond.bond == Bond.APART:
                return [Broken(Rule.NOT_APART, user, post, other)]
            return [Broken(Rule.NOT_TOGETHER, user, post, other, learns=user == bond.first)]
    return []


def _breaks(bond: Bonded, lines: Lines, day: date) -> int | None:
    """The post at which a bond is broken on a day."""
    first, second = (post_on(lines.get(one, ()), day) for one in (bond.first, bond.second))
    if first is None or bond.post not in (None, first):
        return None
    return first if (first == second) == (bond.bond == Bond.APART) else None
