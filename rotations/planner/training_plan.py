"""The cheapest set of trainings that fills every seat in every period, or does so whoever one clerk is who stays away.

By Hall's theorem every set S of posts with seats needs N(S) >= d(S) + k clerks in every period (k: absences to live
through; N(S) clerks who may stand at one of them, d(S) their seats). There are far too many sets to write down, so the
cheapest trainings for those found so far are sought (HiGHS), flows look for a set that still lacks clerks, and so on
until there is none. What is found so cost no more than anything that fills all seats, because it pays for part of what
is asked only: the bound of the last search is a bound for the whole.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from .clashes import Clash, Kind
from .explain import explain_ground
from .fixes import UNREACHABLE, Fix, Means, Step
from .ground import Ground
from .problem import FREE, Bools, Problem
from .training_master import Cut, Helper, Master, Variable
from .windows import windows


@dataclass(frozen=True)
class TrainingPlan:
    """Trainings (Step.TRAIN and Step.TRAIN_HOLDER) and what is proven of them.

    No set of trainings that does the same costs less than `bound` minutes; `proven` when this one costs just that.
    `left` is what no training mends: then as many seats are filled as can be. `fragile` is where (post, period) no
    training makes an absence bearable, or none was sought since seats are missing there whatever is done.
    """

    trainings: tuple[Fix, ...]
    minutes: int
    bound: int
    proven: bool
    left: tuple[Clash, ...] = ()
    fragile: tuple[tuple[int, int], ...] = ()
    rounds: int = 0


class _Need(NamedTuple):
    """A set of posts in a part of a period that needs `more` clerks beyond its seats (below 0: so many fewer)."""

    posts: tuple[int, ...]
    period: int
    part: int
    more: int


def cheapest_training(problem: Problem, means: Means, *, absences: int = 0, seconds: float = 20.0) -> TrainingPlan:
    """The cheapest trainings for the horizon; with `absences` 1 each period lives through any one absence.

    Each training is paid for by itself: a course that opens two posts counts twice. Run limits are looked at after
    seats and cover rules; what flows cannot see (pairs, rests) is not.
    """
    return _Search(problem, means, absences).run(time.monotonic() + seconds)


class _Target(NamedTuple):
    """Posts that clerks connect once all are trained; the seats that are missing there even then; and the posts at
    which an absence can be borne then (none where seats are missing)."""

    posts: frozenset[int]
    missing: int
    bearable: frozenset[int]


class _Search:
    def __init__(self, problem: Problem, means: Means, absences: int) -> None:
        self.problem, self.means, self.absences = problem, means, absences
        periods = np.arange(problem.size[2])
        there = ~means.absent[:, None, :]
        reachable = (means.cost != UNREACHABLE)[:, :, None]
        # Where training would allow a cell that is not allowed now: i, p, t.
        self.could: Bools = reachable & (periods >= means.ready[:, :, None]) & there & ~problem.allowed
        self.master = Master(self._cost)
        self._told: set[object] = set()
        self.everything = Ground(self.trained(None))
        self.asked = Ground(problem)

    # -- problems

    def trained(self, chosen: Iterable[Variable] | None) -> Problem:
        """The problem with trainings done; None for all there are."""
        allowed, cover = self.problem.allowed.copy(), list(self.problem.cover)
        if chosen is None:
            allowed |= self.could
        for variable in self._holders() if chosen is None else chosen:
            if variable.rule:
                number = next(n for n, rule in enumerate(cover) if rule.key == variable.rule)
                holders = cover[number].holders.copy()
                holders[variable.clerk, int(self.means.holder_ready[variable.rule][variable.clerk]) :] = True
                cover[number] = replace(cover[number], holders=holders)
            else:
                allowed[variable.clerk, variable.post] |= self.could[variable.clerk, variable.post]
        return replace(self.problem, allowed=allowed, cover=tuple(cover))

    def _holders(self) -> Iterator[Variable]:
        for key, costs in self.means.holder_cost.items():
            yield from (Variable(int(clerk), None, key) for clerk in np.flatnonzero(costs != UNREACHABLE))

    @cached_property
    def targets(self) -> dict[tuple[int, int], list[_Target]]:
        """What to reach in each period and part of the day."""
        found = {}
        for period in range(self.problem.size[2]):
            for part in range(self.everything.parts):
                matching = self.everything.matching(period, part)
                relieved = matching.relieved() if self.absences else set()
                targets = found[period, part] = []
                for posts in matching.islands():
                    missing = sum(matching.lack[post] for post in posts)
                    targets.append(_Target(posts, missing, frozenset() if missing else posts & relieved))
        return found

    # -- the search

    def run(self, until: float) -> TrainingPlan:
        chosen: frozenset[Variable] = frozenset()
        rounds, exact = 0, True
        while cuts := self._cuts(chosen, until):
            rounds += 1
            for cut in cuts:
                self.master.add(cut)
            exact = exact and time.monotonic() < until
            if exact:
                found, exact = self.master.solve(until - time.monotonic())
                chosen = found if exact else self.master.greedy()
            else:
                chosen = self.master.greedy()
        minutes = sum(self._cost(variable) for variable in chosen)
        fragile = {
            (post, period)
            for (period, _part), targets in self.targets.items()
            for target in targets
            for post in target.posts - target.bearable
        }
        return TrainingPlan(
            tuple(self._fix(variable) for variable in sorted(chosen)),
            minutes,
            min(self.master.bound, minutes),
            self.master.bound >= minutes,
            tuple(explain_ground(self.everything)),
            tuple(sorted(fragile)) if self.absences else (),
            rounds,
        )

    def _cost(self, variable: Variable) -> int:
        if variable.rule:
            return int(self.means.holder_cost[variable.rule][variable.clerk])
        return int(self.means.cost[variable.clerk, variable.post])

    def _fix(self, variable: Variable) -> Fix:
        minutes, clerk = self._cost(variable), variable.clerk
        if variable.rule:
            when = range(int(self.means.holder_ready[variable.rule][clerk]), self.problem.size[2])
            return Fix(Step.TRAIN_HOLDER, minutes, clerk, None, tuple(when), rule=variable.rule, minutes=minutes)
        periods = np.flatnonzero(self.could[clerk, variable.post])
        cells = tuple((int(variable.post or 0), int(period)) for period in periods)
        return Fix(Step.TRAIN, minutes, clerk, variable.post, cells=cells, minutes=minutes)

    # -- what is still lacking

    def _cuts(self, chosen: frozenset[Variable], until: float) -> list[Cut]:
        """What the trainings chosen do not mend yet, as far as trainings can; in less detail when time is up."""
        trained = self.trained(chosen)
        ground = Ground(trained)
        needs = (need for need in self._needs(ground, until) if self._is_news(need))
        found = [cut for need in needs if (cut := self._seats_cut(need)).need > 0]
        found += [*self._lock_cuts(), *self._rule_cuts(ground)]
        fresh = [cut for cut in found if cut not in self.master.cuts]
        return fresh or self._run_cuts(ground, chosen)

    def _needs(self, ground: Ground, until: float) -> Iterator[_Need]:
        for (period, part), targets in self.targets.items():
            matching = ground.matching(period, part)
            for target in targets:
                lacking = [post for post in target.posts if matching.lack[post]]
                missing = sum(matching.lack[post] for post in lacking)
                if missing > target.missing:
                    regions = [matching.blocked(post) for post in lacking]
                    yield _Need(tuple(sorted(frozenset().union(*regions))), period, part, -target.missing)
                    if target.missing or time.monotonic() > until:
                        continue  # the cut of the whole region is enough to go on
                    smaller = [*regions, *(found.posts for found in ground.hall_sets(period, part))]
                    for posts in dict.fromkeys(map(frozenset, smaller)):
                        if posts <= target.posts:
                            more = self.absences if posts & target.bearable else 0
                            yield _Need(tuple(sorted(posts)), period, part, more)
                elif not missing:
                    for post in target.bearable - matching.relieved():
                        yield _Need(tuple(sorted(matching.blocked(post))), period, part, self.absences)

    def _is_news(self, need: _Need) -> bool:
        """Whether its cut was not asked for yet: parts of a day with the same seats and people make the same one."""
        seats = self.problem.seats[list(need.posts), need.period, need.part]
        here = self.problem.present[:, need.period, need.part]
        key = need.posts, need.more, need.period, seats.tobytes(), here.tobytes()
        is_news = key not in self._told
        self._told.add(key)
        return is_news

    def _seats_cut(self, need: _Need) -> Cut:
        """So many of those who cannot stand there yet have to be trained for one of the posts."""
        posts, period, part = list(need.posts), need.period, need.part
        wanted = int(self.problem.seats[posts, period, part].sum())
        may = np.isin(np.arange(self.problem.size[0]), self.asked.able(need.posts, period, part))
        helpful = self._open(period)[:, posts] & (self.problem.present[:, period, part] & ~may)[:, None]
        columns = np.array(posts)
        helpers = tuple(
            Helper(1, (tuple(self._one_more[i, columns[helpful[i]]]),)) for i in np.flatnonzero(helpful.any(axis=1))
        )
        return Cut(min(wanted + need.more - int(may.sum()), len(helpers)), helpers)

    def _lock_cuts(self) -> Iterator[Cut]:
        """Who is locked to a post and may not stand there yet has to be trained for it."""
        for clerk, period in zip(*np.nonzero(self.problem.locked >= 0), strict=True):
            post = int(self.problem.locked[clerk, period])
            if self.could[clerk, post, period]:
                yield Cut(1, (Helper(1, ((self._one_more[clerk, post],),)),))

    def _open(self, period: int) -> Bools:
        """Who could stand where in a period after training, locks and rests kept: i, p."""
        lock = self.problem.locked[:, period, None]
        kept = (lock == FREE) | (lock == np.arange(self.problem.size[1]))
        return self.could[:, :, period] & kept & (self.problem.resting <= period)

    @cached_property
    def _one_more(self) -> npt.NDArray[np.object_]:
        """Each training for a post and the one seat it can fill: i, p. Made once, as cuts name them by the thousand."""
        clerks, posts, _periods = self.problem.size
        found = np.empty((clerks, posts), dtype=object)
        for clerk in range(clerks):
            for post in range(posts):
                found[clerk, post] = (Variable(clerk, post), 1)
        return found

    def _rule_cuts(self, ground: Ground) -> Iterator[Cut]:
        """Cover rules with too few holders: who holds but stands nowhere is trained for a post, others for the rule."""
        for rule, before in zip(ground.problem.cover, self.problem.cover, strict=True):
            for period, part in zip(*np.nonzero(rule.least), strict=True):
                asked = int(rule.least[period, part]) + self.absences
                here = self.problem.present[:, period, part]
                if int((ground.somewhere(period) & rule.holders[:, period] & here).sum()) >= asked:
                    continue
                able = self.asked.somewhere(period)
                counted = int((able & before.holders[:, period] & here).sum())
                helpers = tuple(self._rule_helpers(rule.key, before.holders[:, period], able, here, int(period)))
                need = min(asked - counted, len(helpers))
                if need > 0:
                    yield Cut(need, helpers)

    def _rule_helpers(self, key: str, holds: Bools, able: Bools, here: Bools, period: int) -> Iterator[Helper]:
        seats = self.problem.wanted[:, period] > 0
        could = self._open(period) & seats
        costs, ready = self.means.holder_cost.get(key), self.means.holder_ready.get(key)
        for clerk in np.flatnonzero(here & ~(holds & able)):
            options = []
            if not able[clerk]:
                options.append(tuple(self._one_more[clerk, could[clerk]]))
            if not holds[clerk]:
                learns = costs is not None and ready is not None and costs[clerk] >= 0 and ready[clerk] <= period
                options.append(((Variable(int(clerk), None, key), 1),) if learns else ())
            if all(options):
                yield Helper(1, tuple(options))

    def _run_cuts(self, ground: Ground, chosen: frozenset[Variable]) -> list[Cut]:
        """Run limits that the trainings chosen break still: something else has to be trained for the posts of a window.

        Weak, as it only rules out what was chosen, but true: more training never takes turns away.
        """
        found = []
        for clash in [clash for clash in explain_ground(ground, seats=False) if clash.kind == Kind.RUNS]:
            cut = self._another(clash, chosen)
            if cut.helpers and self._mended_by_all(clash):
                found.append(cut)
        return [cut for cut in found if cut not in self.master.cuts]

    def _mended_by_all(self, clash: Clash) -> bool:
        return not any(
            window.posts == clash.posts and window.first == clash.periods[0]
            for part in clash.parts
            for window in windows(self.everything, part, [clash.posts])
        )

    def _another(self, clash: Clash, chosen: frozenset[Variable]) -> Cut:
        options = []
        for post in clash.posts:
            for clerk in np.flatnonzero(self.could[:, post, list(clash.periods)].any(axis=1)):
                if (variable := Variable(int(clerk), post)) not in chosen:
                    options.append((variable, 1))
        return Cut(1, (Helper(1, (tuple(options),)),) if options else ())
