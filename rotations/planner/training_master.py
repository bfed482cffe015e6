"""The cheapest trainings for the sets of posts found so far: a covering problem of whole numbers, for HiGHS."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

OPTIMAL = 0


class Variable(NamedTuple):
    """A training: of a clerk for a post, or (post None) to count for a cover rule."""

    clerk: int
    post: int | None
    rule: str = ""

    def __lt__(self, other: tuple[object, ...]) -> bool:
        return _key(self) < _key(other)


def _key(variable: tuple[object, ...]) -> tuple[object, ...]:
    clerk, post, rule = variable
    return clerk, post is None, post or 0, rule


class Helper(NamedTuple):
    """What one clerk can give to a cut: `most` at most, and from each of the options no more than the sum of what the
    trainings done give."""

    most: int
    options: tuple[tuple[tuple[Variable, int], ...], ...]


class Cut(NamedTuple):
    """The helpers have to give so much together."""

    need: int
    helpers: tuple[Helper, ...]


class Master:
    """All cuts found so far. `bound` is what any set of trainings that keeps them costs at least."""

    def __init__(self, price: Callable[[Variable], int]) -> None:
        self.price = price  # minutes a training takes
        self.cuts: dict[Cut, None] = {}
        self.bound = 0
        self._greedy = _Greedy(price)

    def add(self, cut: Cut) -> None:
        """One more cut."""
        self.cuts[cut] = None

    def solve(self, seconds: float) -> tuple[frozenset[Variable], bool]:
        """The cheapest trainings, and whether they are proven to be."""
        rows = _Rows(self)
        options = {"time_limit": max(seconds, 0.01), "mip_rel_gap": 0.0}
        whole = np.arange(rows.width) < len(rows.number)
        answer = milp(
            rows.prices(),
            integrality=whole.astype(int),
            bounds=Bounds(np.zeros(rows.width), np.array(rows.upper)),
            constraints=LinearConstraint(rows.matrix(), np.array(rows.least), np.inf),
            options=options,
        )
        if answer.mip_dual_bound is not None and np.isfinite(answer.mip_dual_bound):
            self.bound = max(self.bound, int(np.ceil(answer.mip_dual_bound - 1e-6)))
        if answer.status != OPTIMAL:
            return frozenset(), False
        return frozenset(variable for variable, at in rows.number.items() if answer.x[at] > 0.5), True

    def greedy(self) -> frozenset[Variable]:
        """Trainings that keep all cuts, cheap but not the cheapest: what fills most of what is lacking for a minute."""
        for cut in list(self.cuts)[len(self._greedy.cuts) :]:
            self._greedy.add(cut)
        return self._greedy.run()


class _Greedy:
    """What is lacking, and how many of those who lack something a training still helps, kept up with every choice.

    What was chosen stays chosen when cuts are added: beginning anew with each of them takes minutes in a large hall.
    """

    def __init__(self, price: Callable[[Variable], int]) -> None:
        self.price = price
        self.number: dict[Variable, int] = {}
        self.worth = np.zeros(0)
        self.chosen: set[Variable] = set()
        self.cuts: list[Cut] = []
        self.lack: list[int] = []
        # By cut the helpers who can give more, with what they give now; by variable where it helps.
        self.open: list[dict[int, int]] = []
        self.helps: dict[Variable, list[tuple[int, int]]] = defaultdict(list)

    def add(self, cut: Cut) -> None:
        """One more cut; what was chosen gives to it already."""
        for variable in sorted(_named(cut.helpers) - self.number.keys(), key=_key):
            self.number[variable] = len(self.number)
        self.worth = np.append(self.worth, np.zeros(len(self.number) - len(self.worth)))
        self.cuts.append(cut)
        self.lack.append(cut.need - given(cut, self.chosen))
        self.open.append({})
        if self.lack[-1] > 0:
            self._open(len(self.cuts) - 1, cut)

    def _open(self, at: int, cut: Cut) -> None:
        for number, helper in enumerate(cut.helpers):
            gives = _gives(helper, self.chosen)
            if gives < helper.most:
                self.open[at][number] = gives
                self._count(helper, 1)
                for variable in _named([helper]):
                    self.helps[variable].append((at, number))

    def run(self) -> frozenset[Variable]:
        """All that was chosen and what has to be chosen with it."""
        variables = list(self.number)
        price = np.array([self.price(variable) + 1.0 for variable in variables])
        free = np.array([variable not in self.chosen for variable in variables])
        while any(lack > 0 for lack in self.lack):
            with np.errstate(divide="ignore", invalid="ignore"):
                dear = np.where(free & (self.worth > 0), price / self.worth, np.inf)
            at = int(dear.argmin())
            if dear[at] == np.inf:
                raise ValueError("A cut asks for more than its helpers can give.")
            free[at] = False
            self._choose(variables[at])
        return frozenset(self.chosen)

    def _choose(self, variable: Variable) -> None:
        self.chosen.add(variable)
        for cut, number in self.helps[variable]:
            if number in self.open[cut]:
                helper = self.cuts[cut].helpers[number]
                gives = _gives(helper, self.chosen)
                self.lack[cut] -= gives - self.open[cut][number]
                self.open[cut][number] = gives
                self._close(cut, [number] if gives == helper.most else [])

    def _close(self, cut: int, numbers: list[int]) -> None:
        """Helpers who give all they can help no more; where nothing is lacking any more nobody does."""
        for number in list(self.open[cut]) if self.lack[cut] <= 0 else numbers:
            del self.open[cut][number]
            self._count(self.cuts[cut].helpers[number], -1)

    def _count(self, helper: Helper, change: int) -> None:
        for option in helper.options:
            for variable in {variable for variable, _gain in option}:
                self.worth[self.number[variable]] += change


def given(cut: Cut, chosen: set[Variable]) -> int:
    """What trainings give to a cut."""
    return sum(_gives(helper, chosen) for helper in cut.helpers)


def _named(helpers: Iterable[Helper]) -> set[Variable]:
    """The trainings that these helpers' options name."""
    return {variable for helper in helpers for option in helper.options for variable, _gain in option}


def _gives(helper: Helper, chosen: set[Variable]) -> int:
    return min(
        helper.most, *(sum(gain for variable, gain in option if variable in chosen) for option in helper.options)
    )


class _Rows:
    """The cuts as rows `rows @ columns >= least`: first the trainings, then what helpers with a choice give."""

    def __init__(self, master: Master) -> None:
        self.master = master
        named = _named(helper for cut in master.cuts for helper in cut.helpers)
        self.number = {variable: at for at, variable in enumerate(sorted(named, key=_key))}
        self.upper: list[float] = [1.0] * len(self.number)
        self.least: list[float] = []
        self.entries: list[tuple[int, int, float]] = []
        for cut in master.cuts:
            self._cut(cut)

    @property
    def width(self) -> int:
        return len(self.upper)

    def prices(self) -> list[float]:
        trainings = [float(self.master.price(variable)) for variable in self.number]
        return trainings + [0.0] * (self.width - len(trainings))

    def matrix(self) -> sparse.csr_array:
        row, column, value = zip(*self.entries, strict=True)
        return sparse.csr_array((value, (row, column)), shape=(len(self.least), self.width))

    def _row(self, least: float) -> int:
        self.least.append(least)
        return len(self.least) - 1

    def _cut(self, cut: Cut) -> None:
        row = self._row(cut.need)
        for helper in cut.helpers:
            if len(helper.options) == 1 and len(helper.options[0]) == 1:
                variable, gain = helper.options[0][0]
                self.entries.append((row, self.number[variable], min(gain, helper.most)))
                continue
            self.upper.append(helper.most)
            column = self.width - 1
            self.entries.append((row, column, 1.0))
            for option in helper.options:
                limit = self._row(0.0)
                self.entries.append((limit, column, -1.0))
                self.entries += [(limit, self.number[variable], gain) for variable, gain in option]
