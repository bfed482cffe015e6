"""Plans a rotation: the best plan so far at any moment, checked, with what is proven about it. docs/decisions/0091.

A first plan by flows, made better period by period; relaxations that bound each aim and draw a second plan; then, while
there is time, whole levels by constraint programming where the problem is small, and parts of it where it is not.
"""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np

from .at_once import solved_parts
from .bounds import FINE, ROUGH, Ledger, Reals, held_back, relaxed
from .checking import faults
from .construct import construct, improve, mended
from .exact import Effort, Rows, minimise
from .model import FAR, Ints, Model, build
from .problem import Aim, Found, Plan, Problem
from .score import Score, score
from .surplus import Prices
from .weighing import active
from .wider import MANY, Wider

SHARES = (0.1, 0.5)  # of the time, or of the rounds, after which relaxations are solved again
SMALL, SMALLEST = 5_000, 4_000  # cells up to which whole levels are tried, and tried first
GUIDES = (1000, 300, 100, 40)  # how strongly a relaxation draws a plan
WARM = 60  # parts solved before whole levels are tried
LEVEL_WORK = 0.02  # deterministic work for one level and each round, where clocks must not matter


class NoPlan(Exception):
    """No plan keeps the locks and all rules: proven. What stands in the way is for `explain` to say."""


@dataclass
class _Search:
    """What is known so far, and who is told."""

    problem: Problem
    limit: float
    seed: int
    report: Callable[[Found], None]
    stop: Callable[[], bool]
    rounds: int | None
    workers: int
    clock: Callable[[], float]
    began: float = 0.0
    best: Plan | None = None
    score: Score | None = None
    method: str = ""

    def __post_init__(self) -> None:
        self.began = self.clock()
        self.rng = np.random.default_rng(self.seed)
        self.ledger: Ledger | None = None

    @property
    def left(self) -> float:
        """Seconds to go."""
        return self.limit - (self.clock() - self.began)

    @property
    def over(self) -> bool:
        """Whether to end here: no time, told to stop, or nothing left to prove."""
        return self.left <= 0 or self.stop() or self.found().gap == 0

    @property
    def key(self) -> tuple[int, ...]:
        """What the best plan costs."""
        if self.score is None:
            raise NoPlan
        return self.score.key

    def offer(self, plan: Plan, method: str) -> bool:
        """Takes a plan that may be and is better than the best so far, and tells of it."""
        told = score(self.problem, plan)
        if (self.score is not None and told.key >= self.score.key) or faults(self.problem, plan):
            return False
        self.best, self.score, self.method = plan, told, method
        self.tell()
        return True

    def tell(self) -> None:
        """Tells the best so far."""
        self.report(self.found())

    def found(self) -> Found:
        """The best so far and what is proven about it."""
        if self.best is None or self.score is None:
            raise NoPlan
        seconds = self.clock() - self.began
        if self.ledger is None:
            gap = 0.0 if not any(self.key) else None
            bounds = dict.fromkeys(self.problem.aims, 0)
            return Found(self.best, self.score, bounds, gap, seconds, self.method)
        least = self.ledger.bounds(self.key)
        gap = (sum(self.key) - sum(least)) / max(1, sum(least))
        return Found(self.best, self.score, dict(zip(self.problem.aims, least, strict=True)), gap, seconds, self.method)


def solve(
    problem: Problem,
    *,
    limit: float,
    seed: int = 0,
    start: Plan | None = None,
    report: Callable[[Found], None] = lambda _found: None,
    stop: Callable[[], bool] = lambda: False,
    rounds: int | None = None,
    workers: int = 1,
    clock: Callable[[], float] = time.monotonic,
) -> Found:
    """The best plan within `limit` seconds, each better one told to `report`; `stop` is asked between steps.

    `workers` says how many parts are solved at once; whole levels and relaxations take one processor in any case.
    `start` is a plan to begin from, whether it still may be or not. With one worker and a number of `rounds` the same
    seed gives the same plan, as long as the limit of seconds does not end the search first.
    """
    search = _Search(problem, limit, seed, report, stop, rounds, workers, clock)
    _first(search, start)
    if search.best is not None and search.over:
        return search.found()
    model = build(problem)
    if search.best is None:
        _any_plan(search, model)
    search.ledger = Ledger(model)
    if len(model.clerk) <= SMALLEST:
        _bound(search, model, [Aim.FAIRNESS])
        _levels(search, model)
    _bound(search, model, problem.aims)
    wider = Wider(model, search.rng)
    if SMALLEST < len(model.clerk) <= SMALL:
        _widen(search, wider, WARM if rounds is None else min(WARM, rounds))
        _bound_again(search, model)
        _levels(search, model)
    proven_for: tuple[int, ...] | None = None
    for share in SHARES if len(model.clerk) <= MANY else SHARES[1:]:
        until = (1 - share) * limit if rounds is None else 0.0
        if rounds is None and search.left <= until and share < SHARES[-1]:
            continue  # the first relaxations took so long: parts first
        _widen(search, wider, None if rounds is None else max(1, int(rounds * share)), until)
        if search.key != proven_for:  # for the same plan they would be the same
            _bound_again(search, model)
            proven_for = search.key
    _widen(search, wider, rounds)
    search.tell()
    return search.found()


def _first(search: _Search, start: Plan | None) -> None:
    """Plans that take no time: the one begun from, and one of our own, both made better."""
    problem = search.problem
    if start is not None:
        begun = mended(problem, start)
        search.offer(begun, "start")
        if search.best is begun:
            search.offer(improve(problem, begun, search.rng), "period by period")
    made = construct(problem)
    search.offer(made, "first")
    if not faults(problem, made):
        search.offer(improve(problem, made, search.rng), "period by period")


def _any_plan(search: _Search, model: Model) -> None:
    """Locks made the quick ways fail: any plan, or the proof that there is none."""
    search.ledger = None
    rows = Rows(model.rows, model.least, model.most, model.lower, model.upper)
    answer = minimise(rows, np.zeros(len(model.lower), np.int64), None, search_effort(search))
    if answer.values is None:
        raise NoPlan
    plan = model.plan(answer.values)
    search.offer(plan, "locks")
    search.offer(improve(search.problem, plan, search.rng), "period by period")


def _bound(search: _Search, model: Model, aims: Collection[Aim]) -> None:
    """A relaxation for each of these aims that may be lowered, and plans drawn by it."""
    ledger = _ledger(search)
    tolerance = FINE if len(model.clerk) <= MANY else ROUGH
    unproven = [place for place in _unproven(search) if search.problem.aims[place] in aims]
    if tolerance == ROUGH:  # what lies between is proven once there is a good plan to prove it about
        unproven = [*unproven[:1], *unproven[1:][-1:]]
    for place in unproven:
        if search.over:
            return
        weights = ledger.weights(place)
        about = relaxed(model, ledger.cost(weights), tolerance)
        ledger.learn(weights, about.multipliers)
        search.tell()
        if place == unproven[-1] or tolerance == FINE:
            _guided(search, model, about.values)


def _bound_again(search: _Search, model: Model) -> None:
    """Relaxations with weights for the plan that was found meanwhile; where that takes too long, with guessed ones for
    all but the last aim: its proof gains most, since it is at the mercy of all the others."""
    ledger = _ledger(search)
    unproven = _unproven(search)
    for place in unproven:
        if search.over:
            return
        if len(model.clerk) <= MANY or place == unproven[-1]:
            weights, multipliers = held_back(model, place, search.key)
        else:
            weights = ledger.weights(place, search.key)
            multipliers = relaxed(model, ledger.cost(weights), FINE).multipliers
        ledger.learn(weights, multipliers)
        search.tell()


def _unproven(search: _Search) -> list[int]:
    """The places of the aims that may still be lowered."""
    aims, found = search.problem.aims, search.found()
    return [aims.index(aim) for aim in active(search.problem) if found.score.costs[aim] > found.bounds[aim]]


def _guided(search: _Search, model: Model, values: Reals) -> None:
    guide = np.zeros(search.problem.size)
    guide[model.clerk, model.post, model.period] = values[: len(model.clerk)]
    for strength in GUIDES:
        if search.over:
            return
        made = construct(search.problem, guide, strength)
        if not faults(search.problem, made):
            search.offer(improve(search.problem, made, search.rng), "drawn by a relaxation")


def search_effort(search: _Search, share: float = 1.0) -> Effort:
    """How long one call may look."""
    work = None if search.rounds is None else LEVEL_WORK * search.rounds
    return Effort(max(0.05, search.left * share), work, search.seed)


def _levels(search: _Search, model: Model) -> None:
    """Each aim lowered as far as it goes, earlier ones held: the best plan there is, if the time lasts."""
    ledger = _ledger(search)
    for place in range(len(search.problem.aims)):
        if search.over:
            return
        if search.key[place] == ledger.bounds(search.key)[place]:
            continue
        rows = _held(model, place, search.key)
        before = search.key[:place]
        hint = model.values(_best(search))
        answer = minimise(
            rows,
            model.costs[place],
            hint,
            search_effort(search, 0.5 if search.rounds is None else 1.0),
            stop=search.stop,
        )
        if answer.values is not None:
            plan = model.plan(answer.values)
            search.offer(plan, "level by level")
            search.offer(improve(search.problem, plan, search.rng), "level by level")
        ledger.learn_alone(place, before, answer.bound + int(model.constant[place]))
        search.tell()


def _held(model: Model, place: int, key: tuple[int, ...]) -> Rows:
    """All rows, and the earlier aims at most where they are."""
    from scipy import sparse

    caps = np.array(key[:place], dtype=np.int64) - model.constant[:place]
    matrix = sparse.vstack([model.rows, sparse.csr_array(model.costs[:place])]).tocsr()
    least: Ints = np.append(model.least, np.full(place, -FAR))
    return Rows(matrix, least, np.append(model.most, caps), model.lower, model.upper)


def _widen(search: _Search, wider: Wider, rounds: int | None, until: float = 0.0) -> None:
    """Parts of the plan solved anew, until so many seconds are left; one as good as the best is gone on from, too."""
    at = _best(search)
    prices = {place: Prices.of(wider.model, *learnt) for place, learnt in _ledger(search).newest.items()}

    def going() -> bool:
        unproven = _unproven(search)
        wider.unproven = [search.problem.aims[place] for place in unproven]
        wider.prices = [prices[place] for place in unproven if place in prices]
        return not search.over and search.left > until

    parts = solved_parts(
        wider, lambda: at, lambda: search.left - until, going=going, rounds=rounds, workers=search.workers
    )
    for draw, solved in parts:
        wider.learn(draw, solved)
        plan = wider.put(at, draw, solved)
        if plan is None:
            continue
        key = score(search.problem, plan).key
        if (key == search.key and not faults(search.problem, plan)) or search.offer(plan, "wider search"):
            at = plan
    search.offer(improve(search.problem, at, search.rng), "period by period")


def _ledger(search: _Search) -> Ledger:
    if search.ledger is None:
        raise ValueError("Nothing is proven before there is a model.")
    return search.ledger


def _best(search: _Search) -> Plan:
    if search.best is None:
        raise NoPlan
    return search.best
