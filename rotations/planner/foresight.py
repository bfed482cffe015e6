"""How far a rotation is from trouble: what little is to spare, who is depended on, and what a loss would break."""

from dataclasses import dataclass, replace

import numpy as np

from .clashes import Clash
from .explain import explain, missing_seats
from .ground import Ground
from .problem import NOTHING, Ints, Problem


def margin(problem: Problem) -> Ints:
    """Clerks who may stand at a post, less the seats it wants, in the part of the day that is worst: p, t.

    It looks at each post by itself: clerks who may stand at several posts count for each. `slack` does not.
    """
    ground = Ground(problem)
    able = np.einsum("tip,ith->pth", ground.by_period.astype(np.int64), problem.present.astype(np.int64))
    return np.asarray((able - problem.seats).min(axis=2))


def slack(problem: Problem, most: int = 3) -> Ints:
    """How many seats more a post could have while all others stay filled, `most` at most: p, t, the worst part of the
    day. So many clerks of the post may fall ill, whoever they are.

    Below 0 the post is one of a set of posts that lacks as many clerks. Posts that want nobody have `most`.
    """
    return np.asarray(slack_by_part(problem, most).min(axis=2))


def slack_by_part(problem: Problem, most: int = 3) -> Ints:
    """The same in each part of the day: p, t, h."""
    ground = Ground(problem)
    found = np.full(problem.seats.shape, most, dtype=np.int64)
    for period in range(problem.size[2]):
        for part in range(ground.parts):
            for post, left in ground.slack(period, part, most).items():
                found[post, period, part] = left
    return found


@dataclass(frozen=True)
class Single:
    """A post, or a cover rule, that rests on one clerk in some periods, in these parts of the day of each."""

    clerk: int
    periods: tuple[int, ...]
    post: int | None = None
    rule: str = ""
    parts: tuple[int, ...] = (0,)


def singles(problem: Problem) -> list[Single]:
    """Posts with seats for which there is one clerk, and cover rules with one holder who may stand anywhere; in any
    part of the day. By post, then by rule."""
    ground = Ground(problem)
    found: dict[tuple[int, int | None, str, int], list[int]] = {}
    for period in range(problem.size[2]):
        rows, present = ground.rows(period), problem.present[:, period]
        for part in range(ground.parts):
            here = rows & present[:, part, None]
            only = (here.sum(axis=0) == 1) & (problem.seats[:, period, part] > 0)
            for post in map(int, np.flatnonzero(only)):
                found.setdefault((int(here[:, post].argmax()), post, "", period), []).append(part)
            for rule in problem.cover:
                holders = here.any(axis=1) & rule.holders[:, period]
                if rule.least[period, part] and holders.sum() == 1:
                    found.setdefault((int(holders.argmax()), None, rule.key, period), []).append(part)
    alike: dict[tuple[int, int | None, str, tuple[int, ...]], list[int]] = {}
    for (clerk, only_post, key, period), parts in found.items():
        alike.setdefault((clerk, only_post, key, tuple(parts)), []).append(period)
    told = [Single(clerk, tuple(periods), at, key, parts) for (clerk, at, key, parts), periods in alike.items()]
    return sorted(told, key=lambda one: (one.post is None, one.post or 0, one.rule, one.periods, one.parts))


def depended_on(problem: Problem) -> Ints:
    """In how many periods a seat would open if a clerk were away, for each clerk: i. Seats that are missing anyway do
    not count."""
    ground = Ground(problem)
    clerks, _posts, periods = problem.size
    needed = np.zeros((clerks, periods), dtype=bool)
    for period in range(periods):
        rows = ground.rows(period)
        for part in range(ground.parts):
            asked = problem.seats[:, period, part] > 0
            able = rows[:, asked].any(axis=1) & problem.present[:, period, part]
            needed[:, period] |= able & ~ground.releasable(period, part)
    return np.asarray(needed.sum(axis=1))


def without(problem: Problem, clerk: int, first: int, post: int | None = None, end: int | None = None) -> Problem:
    """The problem when somebody is gone from a period on (until before `end`), or may not stand at a `post` any more.

    What was locked for them is free where it cannot be any more.
    """
    allowed, locked = problem.allowed.copy(), problem.locked.copy()
    allowed[clerk, slice(None) if post is None else post, first:end] = False
    if post is None:
        locked[clerk, first:end] = NOTHING
    else:
        row = locked[clerk, first:end]
        row[row == post] = NOTHING
    return replace(problem, allowed=allowed, locked=locked)


@dataclass(frozen=True)
class Loss:
    """What a loss breaks: the clashes that were not there before, seats missing more over all periods, and what rests
    on one clerk now and did not before."""

    clashes: tuple[Clash, ...]
    seats: int
    singles: tuple[Single, ...]

    @property
    def harmless(self) -> bool:
        """Whether nothing that flows see changes."""
        return not (self.clashes or self.seats or self.singles)


def loss(problem: Problem, clerk: int, first: int, post: int | None = None, end: int | None = None) -> Loss:
    """What breaks when somebody resigns (`post` None), or a qualification for one post lapses, from a period on."""
    then = without(problem, clerk, first, post, end)
    known, rested = set(explain(problem)), set(singles(problem))
    periods = range(first, problem.size[2] if end is None else end)
    return Loss(
        tuple(clash for clash in explain(then) if clash not in known),
        missing_seats(Ground(then), periods) - missing_seats(Ground(problem), periods),
        tuple(single for single in singles(then) if single not in rested),
    )
