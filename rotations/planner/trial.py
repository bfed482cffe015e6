"""A rotation as a CP-SAT model in which everything asked may be given up: to find what clashes and what to give up.

Hard are only facts: who may stand where (rest still owed included), one post at a time, and no more clerks than seats.
Needs OR-Tools; do not load `highspy` into the same process.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from ortools.sat.python import cp_model

from .clashes import Ask, Asked
from .problem import FREE, NOTHING, Bond, Bools, Ints, Plan, Problem

SEED = 1


@dataclass(frozen=True)
class Island:
    """Clerks and posts that nothing asked connects with the others: a part that can be solved by itself."""

    clerks: tuple[int, ...]
    posts: tuple[int, ...]
    rules: tuple[int, ...]
    pairs: tuple[int, ...]


def islands(problem: Problem) -> list[Island]:
    """The islands of a problem; those without clerks but with seats too."""
    clerks, posts, _periods = problem.size
    home = list(range(clerks + posts + len(problem.cover)))

    def find(one: int) -> int:
        while home[one] != one:
            home[one] = home[home[one]]
            one = home[one]
        return one

    def join(ones: Iterable[int]) -> None:
        roots = {find(one) for one in ones}
        for root in roots:
            home[root] = min(roots)

    for clerk in range(clerks):
        join([clerk, *(clerks + np.flatnonzero(problem.allowed[clerk].any(axis=1))).tolist()])
    for number, rule in enumerate(problem.cover):
        join([clerks + posts + number, *np.flatnonzero(rule.holders.any(axis=1)).tolist()])
    for pair in problem.pairs:
        join([pair.first, pair.second])
    members: dict[int, tuple[list[int], list[int], list[int]]] = {}
    for one in range(len(home)):
        kind = 0 if one < clerks else 1 if one < clerks + posts else 2
        members.setdefault(find(one), ([], [], []))[kind].append(one - (0, clerks, clerks + posts)[kind])
    return [
        Island(tuple(i), tuple(p), tuple(r), tuple(k for k, pair in enumerate(problem.pairs) if pair.first in set(i)))
        for i, p, r in members.values()
    ]


class Trial:
    """The model of an island. `given[asked]` is how much of something asked is given up: seats, holders, periods, or
    one for all of it."""

    def __init__(self, problem: Problem, island: Island, *, ladder: bool = False) -> None:
        """With `ladder` a run limit is given up period by period, else all of it at once."""
        self.problem, self.island, self.ladder = problem, island, ladder
        self.model = cp_model.CpModel()
        self.cells: dict[tuple[int, int, int], cp_model.IntVar] = {}
        self.given: dict[Asked, cp_model.IntVar] = {}
        self._cells()
        self._seats()
        self._cover()
        for post in island.posts:
            if problem.most_running[post]:
                self._run_limit(post)
            if problem.rest[post] > 1:
                self._rest(post)
        for number in island.pairs:
            self._pair(number)
        self._locks()

    def give(self, asked: Asked, most: int = 1) -> cp_model.IntVar:
        """How much of it is given up, `most` at most."""
        self.given[asked] = self.model.new_int_var(0, most, "")
        return self.given[asked]

    def sum_at(self, post: int, period: int, part: int) -> list[cp_model.IntVar]:
        """The cells that fill a seat."""
        present = self.problem.present[:, period, part]
        return [
            cell for i in self.island.clerks if present[i] and (cell := self.cells.get((i, post, period))) is not None
        ]

    def _cells(self) -> None:
        problem = self.problem
        periods = np.arange(problem.size[2])
        rested = periods[None, None, :] >= problem.resting[:, :, None]
        never: Bools = ~np.asarray(problem.present.any(axis=2))
        seat = (problem.wanted > 0)[None] | never[:, None, :]
        open_cells: Bools = problem.allowed & rested & seat
        for i in self.island.clerks:
            for p, t in zip(*np.nonzero(open_cells[i]), strict=True):
                self.cells[i, int(p), int(t)] = self.model.new_bool_var("")
            for t in periods:
                row = [cell for p in self.island.posts if (cell := self.cells.get((i, p, int(t)))) is not None]
                if len(row) > 1:
                    self.model.add_at_most_one(row)

    def _seats(self) -> None:
        seats: Ints = self.problem.seats
        for p in self.island.posts:
            for t in np.flatnonzero(self.problem.wanted[p]):
                for h in range(seats.shape[2]):
                    here, wanted = self.sum_at(p, int(t), h), int(seats[p, t, h])
                    self.model.add(sum(here) <= int(self.problem.wanted[p, t]))
                    if wanted:
                        asked = Asked(Ask.SEATS, post=p, period=int(t), part=h)
                        self.model.add(sum(here) + self.give(asked, wanted) >= wanted)

    def _cover(self) -> None:
        for number in self.island.rules:
            rule = self.problem.cover[number]
            for t, h in zip(*np.nonzero(rule.least), strict=True):
                holders = rule.holders[:, t] & self.problem.present[:, t, h]
                cells = [cell for (i, _p, when), cell in self.cells.items() if when == t and holders[i]]
                asked = Asked(Ask.COVER, period=int(t), part=int(h), rule=rule.key)
                least = int(rule.least[t, h])
                self.model.add(sum(cells) + self.give(asked, least) >= least)

    def _run_limit(self, post: int) -> None:
        most, periods = int(self.problem.most_running[post]), self.problem.size[2]
        before = {
            i: int(self.problem.running[i]) for i in self.island.clerks if int(self.problem.running_post[i]) == post
        }
        longest = periods + max(before.values(), default=0) - most
        if longest <= 0:
            return
        given = self.give(Asked(Ask.RUN_LIMIT, post=post), longest if self.ladder else 1)
        for step in range(1, longest + 1 if self.ladder else 2):
            further = self.model.new_bool_var("")  # the limit is raised by so much at least
            self.model.add(given >= step * further)
            for i in self.island.clerks:
                self._no_run(i, post, most + step, before.get(i, 0), further)

    def _no_run(self, clerk: int, post: int, length: int, before: int, unless: cp_model.IntVar) -> None:
        """Never so many periods running, those before the horizon counted."""
        periods = self.problem.size[2]
        spans = [(first, first + length) for first in range(periods - length + 1)]
        if before and (left := max(length - before, 1)) <= periods:
            spans.append((0, left))
        for first, end in spans:
            run = [self.cells.get((clerk, post, t)) for t in range(first, end)]
            stood = [cell for cell in run if cell is not None]
            if len(stood) == len(run):
                self.model.add(sum(stood) <= len(stood) - 1 + unless)

    def _rest(self, post: int) -> None:
        given = self.give(Asked(Ask.REST, post=post))
        for i in self.island.clerks:
            for left in range(self.problem.size[2]):  # the first period away
                at_start = int(self.problem.running_post[i] == post)
                before = self.cells.get((i, post, left - 1), 0) if left else at_start
                if isinstance(before, int) and not before:
                    continue
                for back in range(left + 1, min(left + int(self.problem.rest[post]), self.problem.size[2])):
                    if (again := self.cells.get((i, post, back))) is not None:
                        self.model.add(before + again <= 1 + self.cells.get((i, post, left), 0) + given)

    def _pair(self, number: int) -> None:
        pair = self.problem.pairs[number]
        given = self.give(Asked(Ask.PAIR, pair=number))
        for (i, p, t), cell in self.cells.items():
            if i == pair.first and pair.when[t] and pair.where[p]:
                other = self.cells.get((pair.second, p, t), 0)
                if pair.bond == Bond.APART:
                    self.model.add(cell + other <= 1 + given)
                else:
                    self.model.add(cell <= other + given)

    def _locks(self) -> None:
        for i in self.island.clerks:
            for t in np.flatnonzero(self.problem.locked[i] != FREE):
                post = int(self.problem.locked[i, t])
                given = self.give(Asked(Ask.LOCK, clerk=i, period=int(t), post=None if post == NOTHING else post))
                if post != NOTHING:
                    self.model.add(self.cells.get((i, post, int(t)), 0) + given >= 1)
                for p in self.island.posts if post == NOTHING else ():
                    if (cell := self.cells.get((i, p, int(t)))) is not None:
                        self.model.add(cell <= given)


def solver(seconds: float) -> cp_model.CpSolver:
    """One worker and a seed: the same question has the same answer, unless time runs out."""
    made = cp_model.CpSolver()
    made.parameters.num_workers = 1
    made.parameters.random_seed = SEED
    made.parameters.max_time_in_seconds = max(seconds, 0.01)
    return made


@dataclass(frozen=True)
class Relaxed:
    """What is given up, the plan that it makes possible, and whether nothing cheaper is possible."""

    asks: tuple[Asked, ...]
    cells: Mapping[tuple[int, int], int]
    cost: int
    bound: int

    @property
    def least(self) -> bool:
        """Whether nothing cheaper is possible."""
        return self.bound >= self.cost


def relax(trial: Trial, weight: Callable[[Asked], int], seconds: float, start: Plan | None = None) -> Relaxed | None:
    """The cheapest way found to give up what is asked; None when time runs out before there is one."""
    if start is not None:
        for (i, p, t), cell in trial.cells.items():
            trial.model.add_hint(cell, int(start.cells[i, t] == p))
    trial.model.minimize(sum(weight(asked) * given for asked, given in trial.given.items()))
    solving = solver(seconds)
    if solving.solve(trial.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    asks = tuple(
        replace(asked, amount=amount) for asked, given in trial.given.items() if (amount := solving.value(given))
    )
    cells = {(i, t): p for (i, p, t), cell in trial.cells.items() if solving.boolean_value(cell)}
    return Relaxed(asks, cells, round(solving.objective_value), int(np.ceil(solving.best_objective_bound - 1e-6)))
