"""What flows cannot see: pairs, rests, locks over several periods, several cover rules at once, parts of the day.

A core is a set of things asked that no plan meets together. It is found by solving under assumptions, made small by
leaving out one after the other, and solved again from nothing before it is told. Where time runs out, nothing is told.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model

from .clashes import Ask, Asked, Clash, Kind, Known
from .problem import FREE, NOTHING, Plan, Problem
from .trial import Island, Trial, islands, relax, solver

# What giving something up weighs: a seat or a holder less is told before a lock is lifted or a rule is changed.
WEIGHTS: Mapping[Ask, int] = {
    Ask.SEATS: 10,
    Ask.COVER: 10,
    Ask.LOCK: 12,
    Ask.RUN_LIMIT: 15,
    Ask.REST: 25,
    Ask.PAIR: 20,
}


@dataclass(frozen=True)
class Searched:
    """Clashes found by solving; `settled` when everything else asked is proven to be possible together."""

    clashes: tuple[Clash, ...]
    settled: bool


def find_cores(problem: Problem, known: Iterable[Clash] = (), seconds: float = 10.0, most: int = 5) -> Searched:
    """Clashes beyond the `known` ones: what those tell of is not asked for any more, nor what is found on the way."""
    dropped = {asked for clash in known for asked in asks_of(problem, clash)}
    found: list[Clash] = []
    settled = True
    for island, until in _shared(islands(problem), seconds):
        for _n in range(most):
            asked = [asked for asked in Trial(problem, island).given if asked not in dropped]
            answer = _possible(problem, island, asked, until)
            if answer is False and (core := _core(problem, island, asked, until)):
                found.append(_told(Kind.TOGETHER, Known.CORE, core))
                dropped.update(core)
            else:
                settled &= answer is True
                break
        else:
            settled = False
    return Searched(tuple(found), settled)


def find_relaxation(problem: Problem, seconds: float = 10.0, start: Plan | None = None) -> list[Clash]:
    """What to give up so that a plan exists, for each island that lacks one: the cheapest way found by WEIGHTS.

    Islands in which time runs out before a way is found are left out; those in which a plan was found that meets
    everything, too. A RELAXATION alone does not say that something has to be given up: a core or a cut says so.
    """
    found = []
    for island, until in _shared(islands(problem), seconds):
        half = (time.monotonic() + until) / 2
        if _possible(problem, island, list(Trial(problem, island).given), half):
            continue
        trial = Trial(problem, island, ladder=True)
        relaxed = relax(trial, lambda asked: WEIGHTS[asked.ask], until - time.monotonic(), start)
        if relaxed and relaxed.asks:
            known = Known.LEAST_RELAXATION if relaxed.least else Known.RELAXATION
            found.append(_told(Kind.RELAXED, known, relaxed.asks))
    return found


def _shared(found: list[Island], seconds: float) -> Iterator[tuple[Island, float]]:
    """Each island with the moment until which it may be looked at: what the others leave is shared by the rest."""
    end = time.monotonic() + seconds
    for number, island in enumerate(sorted(found, key=lambda island: len(island.clerks) * len(island.posts))):
        now = time.monotonic()
        yield island, now + max(end - now, 0.0) / (len(found) - number)


def still_clashes(clash: Clash, seconds: float = 1.0) -> Callable[[Problem], int]:
    """For `mending.fixes`: whether what a core or relaxation names still cannot be met (1), or can be (0).

    For a relaxation everything is asked. Not knowing in time counts as cannot: no fix is told that is not proven.
    """

    def judge(problem: Problem) -> int:
        until = time.monotonic() + seconds
        for island in islands(problem):
            if not any(_touches(island, asked, problem) for asked in clash.asks):
                continue
            here = list(Trial(problem, island).given)
            asked = here if clash.kind == Kind.RELAXED else [one for one in here if one in clash.asks]
            if asked and _possible(problem, island, asked, until) is not True:
                return 1
        return 0

    return judge


def _touches(island: Island, asked: Asked, problem: Problem) -> bool:
    """Whether something asked is asked of the island."""
    rules = [problem.cover[number].key for number in island.rules]
    return (
        asked.post in island.posts
        or asked.clerk in island.clerks
        or asked.pair in island.pairs
        or (bool(asked.rule) and asked.rule in rules)
    )


def asks_of(problem: Problem, clash: Clash) -> Iterator[Asked]:
    """What a clash tells of, so that the rest can be looked at without it."""
    yield from clash.asks
    for t in clash.periods:
        if clash.kind == Kind.LOCK:
            for i in clash.clerks:
                if problem.locked[i, t] != FREE:
                    post = int(problem.locked[i, t])
                    yield Asked(Ask.LOCK, clerk=i, period=t, post=None if post == NOTHING else post)
        for h in clash.parts:
            if clash.kind in (Kind.HOLDERS, Kind.HOLDERS_SEATS):
                yield Asked(Ask.COVER, period=t, part=h, rule=clash.rule)
            elif clash.kind in (Kind.SEATS, Kind.RUNS):
                yield from (Asked(Ask.SEATS, post=p, period=t, part=h) for p in clash.posts)


def _possible(problem: Problem, island: Island, asked: Iterable[Asked], until: float) -> bool | None:
    """Whether all that is asked can be met together; None when time runs out."""
    trial = Trial(problem, island)
    for one in asked:
        trial.model.add(trial.given[one] == 0)
    status = solver(until - time.monotonic()).solve(trial.model)
    return {cp_model.OPTIMAL: True, cp_model.FEASIBLE: True, cp_model.INFEASIBLE: False}.get(status)


def _core(problem: Problem, island: Island, asked: list[Asked], until: float) -> tuple[Asked, ...]:
    """A small set of what is asked that cannot be met; empty when time runs out before one is proven."""
    core = _assumed(problem, island, asked, until) or asked
    for one in list(core):
        rest = [other for other in core if other != one]
        if time.monotonic() < until and _possible(problem, island, rest, until) is False:
            core = rest
    # The proof: by itself, without assumptions, with a little time even when there is none left.
    proven = _possible(problem, island, core, max(until, time.monotonic() + 1.0)) is False
    return tuple(core) if proven else ()


def _assumed(problem: Problem, island: Island, asked: list[Asked], until: float) -> list[Asked]:
    """What the solver needed to prove that not everything can be met."""
    trial = Trial(problem, island)
    literals = {}
    for one in asked:
        literal = trial.model.new_bool_var("")
        trial.model.add(trial.given[one] == 0).only_enforce_if(literal)
        literals[literal.index] = one
    trial.model.add_assumptions([trial.model.get_bool_var_from_proto_index(index) for index in literals])
    solving = solver(until - time.monotonic())
    if solving.solve(trial.model) != cp_model.INFEASIBLE:
        return []
    return [literals[index] for index in solving.sufficient_assumptions_for_infeasibility()]


def _told(kind: Kind, known: Known, asks: tuple[Asked, ...]) -> Clash:
    """The clash, with the periods, posts and clerks that are named in what is asked."""

    def named(axis: str) -> tuple[int, ...]:
        return tuple(sorted({value for asked in asks if (value := getattr(asked, axis)) is not None}))

    return Clash(kind, known, named("period"), named("post"), named("clerk"), asks=asks)
