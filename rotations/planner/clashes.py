"""What stands in the way of a plan, as data. Sentences are made elsewhere; each clash tells how it is known, so that no
sentence claims more than is proven."""

from dataclasses import dataclass, replace
from enum import StrEnum


class Kind(StrEnum):
    """What clashes."""

    LOCK = "lock"  # what is locked breaks `rule` (checking.Rule) by itself
    SEATS = "seats"  # the posts want more clerks than may stand there
    HOLDERS = "holders"  # a cover rule wants more holders than may stand anywhere
    HOLDERS_SEATS = "holders seats"  # its holders may stand only where there are too few seats
    RUNS = "runs"  # turns wanted in the periods above those that run limits leave to the clerks
    TOGETHER = "together"  # each of `asks` could be met, all of them cannot
    RELAXED = "relaxed"  # with all of `asks` given up, the rest can be met


class Known(StrEnum):
    """How a clash is known. The first three are proofs that no plan meets everything."""

    COUNTED = "counted"
    CUT = "cut"  # by Hall's theorem
    CORE = "core"  # solved without everything else, and still impossible
    RELAXATION = "relaxation"  # a way out that works, found by solving; says nothing about other ways
    LEAST_RELAXATION = "least relaxation"  # the same, and proven that no way out gives up less


class Ask(StrEnum):
    """What is asked of a plan."""

    SEATS = "seats"  # of a post in a period
    COVER = "cover"  # a cover rule in a period
    RUN_LIMIT = "run limit"  # of a post
    REST = "rest"  # of a post
    PAIR = "pair"  # two clerks apart or together
    LOCK = "lock"  # of a clerk in a period


@dataclass(frozen=True)
class Asked:
    """One thing asked of a plan; numbers of the axes, None where it is nobody's or no time's alone.

    `pair` is a place in `Problem.pairs`, `rule` the key of a cover rule, `amount` how much of it is given up (seats,
    holders, periods) where a clash is RELAXED.
    """

    ask: Ask
    post: int | None = None
    period: int | None = None
    clerk: int | None = None
    pair: int | None = None
    rule: str = ""
    part: int | None = None
    amount: int = 0


@dataclass(frozen=True)
class Clash:
    """Something that cannot be met, true of every one of its periods (of all of them together for RUNS) and of every
    one of its parts of the day.

    `needed` and `available` are clerks; turns (a clerk in a period) for RUNS. `clerks` are those who may stand at one
    of the posts, or the holders who may stand somewhere. `most` is the run limit.
    """

    kind: Kind
    known: Known
    periods: tuple[int, ...]
    posts: tuple[int, ...] = ()
    clerks: tuple[int, ...] = ()
    needed: int = 0
    available: int = 0
    parts: tuple[int, ...] = (0,)
    rule: str = ""
    most: int = 0
    asks: tuple[Asked, ...] = ()

    @property
    def missing(self) -> int:
        """How many clerks or turns are lacking."""
        return self.needed - self.available


def merged(clashes: list[Clash]) -> list[Clash]:
    """The same clash in periods that follow each other, or in several parts of the day, told once; in time order.

    Nothing but the time may differ: a sentence that names clerks must be true in each of its periods.
    """
    by_parts: dict[Clash, list[int]] = {}
    for clash in clashes:
        by_parts.setdefault(replace(clash, parts=()), []).extend(clash.parts)
    whole = [replace(clash, parts=tuple(sorted(set(parts)))) for clash, parts in by_parts.items()]
    by_time: dict[Clash, list[tuple[int, ...]]] = {}
    for clash in whole:
        by_time.setdefault(replace(clash, periods=()), []).append(clash.periods)
    found = [
        replace(clash, periods=run)
        for clash, times in by_time.items()
        for run in (times if clash.kind in (Kind.RUNS, Kind.TOGETHER, Kind.RELAXED) else _runs(times))
    ]
    return sorted(found, key=lambda clash: (clash.periods, list(Kind).index(clash.kind), len(clash.posts), clash.posts))


def _runs(times: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Periods in runs without a gap."""
    runs: list[list[int]] = []
    for period in sorted({period for several in times for period in several}):
        if runs and runs[-1][-1] == period - 1:
            runs[-1].append(period)
        else:
            runs.append([period])
    return [tuple(run) for run in runs]
