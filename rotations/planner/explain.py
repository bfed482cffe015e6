"""Why a plan cannot be: what clashes, counted or proven by flows within milliseconds.

In the order of what is easiest to see: locked cells that break a rule by themselves; cover rules with too few
holders; posts that want more clerks than may stand there (Hall); run limits over several periods. What only a solver
sees (pairs, rests, locks that reach over periods, several cover rules at once) is the work of `cores`.
"""

from collections.abc import Iterable, Iterator

import numpy as np

from .clashes import Clash, Kind, Known, merged
from .flows import Matching, crowds, seats_wanted
from .ground import Ground
from .lock_clashes import lock_clashes
from .problem import Bools, CoverRule, Problem
from .windows import windows


def explain(problem: Problem, periods: Iterable[int] | None = None) -> list[Clash]:
    """Every clash that counting and flows find, in time order; of the given periods, or all.

    Each is true by itself. Nothing found is no promise that a plan exists, except where there are no pairs, rests, run
    limits, locks or parts of the day and one cover rule at most: then it is one.
    """
    return explain_ground(Ground(problem), periods)


def explain_ground(
    ground: Ground, periods: Iterable[int] | None = None, *, seats: bool = True, runs: bool = True
) -> list[Clash]:
    """The same where the ground is at hand; with the sets of posts that lack clerks, and run limits, or without."""
    asked = set(range(ground.problem.size[2]) if periods is None else periods)
    found = [*lock_clashes(ground.problem), *_holders(ground, asked)]
    found += _seats(ground, asked) if seats else ()
    found += _runs(ground) if runs else ()
    return merged([clash for clash in found if asked.intersection(clash.periods)])


def missing_seats(ground: Ground, periods: Iterable[int]) -> int:
    """Seats that stay empty in the best of cases, counted in each part of the day by itself."""
    return sum(ground.matching(period, part).missing for period in periods for part in range(ground.parts))


def _seats(ground: Ground, periods: Iterable[int]) -> Iterator[Clash]:
    for period in sorted(periods):
        for part in range(ground.parts):
            for found in ground.hall_sets(period, part):
                clerks = ground.able(found.posts, period, part)
                yield Clash(
                    Kind.SEATS, Known.CUT, (period,), found.posts, clerks, found.needed, found.available, (part,)
                )


def _holders(ground: Ground, periods: Iterable[int]) -> Iterator[Clash]:
    """Cover rules with too few holders who may stand anywhere, or all of them only where seats are too few."""
    rules = [rule for rule in ground.problem.cover if rule.least.any()]
    for period in sorted(periods) if rules else ():
        here = ground.somewhere(period)[:, None] & ground.problem.present[:, period]  # i, h
        for rule in rules:
            able = here & rule.holders[:, period, None]
            count = able.sum(axis=0)
            for part in map(int, np.flatnonzero(rule.least[period])):
                least = int(rule.least[period, part])
                if count[part] < least:
                    clerks = tuple(map(int, np.flatnonzero(able[:, part])))
                    at = (period,), (), clerks, least, len(clerks), (part,), rule.key
                    yield Clash(Kind.HOLDERS, Known.COUNTED, *at)
                elif least > 1:
                    yield from _seated(ground, rule, able[:, part], period, part)


def _seated(ground: Ground, rule: CoverRule, able: Bools, period: int, part: int) -> Iterator[Clash]:
    """How many holders find a seat at one time."""
    least = int(rule.least[period, part])
    rows = ground.rows(period)[able]
    wanted = ground.problem.wanted[:, period]
    if np.minimum(wanted, rows.sum(axis=0)).max() >= least:
        return  # one post takes them all
    matching = Matching(crowds(rows), seats_wanted(wanted * rows.any(axis=0)))
    seated = sum(matching.wants.values()) - matching.missing
    if seated < least:
        clerks = tuple(map(int, np.flatnonzero(able)))
        at = (period,), _full(matching), clerks, least, seated, (part,), rule.key
        yield Clash(Kind.HOLDERS_SEATS, Known.CUT, *at)


def _full(matching: Matching) -> tuple[int, ...]:
    """Posts all of whose seats are taken by holders while others wait for them."""
    waiting, found = matching.free, set[int]()
    while fresh := [post for post in matching.wants if post not in found and matching.able[post] & waiting]:
        found.update(fresh)
        for post in fresh:
            waiting |= matching.used[post]
    return tuple(sorted(found))


def _runs(ground: Ground) -> Iterator[Clash]:
    periods = range(ground.problem.size[2])
    if not (ground.problem.most_running > 0).any():
        return
    for part in range(ground.parts):
        tight = [posts for period in periods for posts in ground.matching(period, part).tight_sets()]
        for found in windows(ground, part, tight):
            clerks = sorted({i for t in range(found.first, found.end) for i in ground.able(found.posts, t, part)})
            yield Clash(
                Kind.RUNS,
                Known.COUNTED,
                tuple(range(found.first, found.end)),
                found.posts,
                tuple(clerks),
                found.needed,
                found.available,
                (part,),
                most=found.most,
            )
