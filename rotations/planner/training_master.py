"""The cheapest trainings for the sets of posts found so far: a covering problem of whole numbers, for HiGHS."""

from collections import Counter
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

    def __init__(self) -> None:
        self.cuts: dict[Cut, None] = {}
        self.prices: dict[Variable, int] = {}
        self.bound = 0

    def price(self, variable: Variable, minutes: int) -> None:
        """What a training costs."""
        self.prices[variable] = minutes

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
        chosen: set[Variable] = set()
        while lacking := [cut for cut in self.cuts if given(cut, chosen) < cut.need]:
            worth: Counter[Variable] = Counter()
            for cut in lacking:
                for helper in cut.helpers:
                    if _gives(helper, chosen) < helper.most:
                        for option in helper.options:
                            worth.update({variable for variable, _gain in option if variable not in chosen})
            chosen.add(min(worth, key=lambda one: ((self.prices[one] + 1) / worth[one], _key(one))))
        return frozenset(chosen)


def given(cut: Cut, chosen: set[Variable]) -> int:
    """What trainings give to a cut."""
    return sum(_gives(helper, chosen) for helper in cut.helpers)


def _gives(helper: Helper, chosen: set[Variable]) -> int:
    return min(
        helper.most, *(sum(gain for variable, gain in option if variable in chosen) for option in helper.options)
    )


class _Rows:
    """The cuts as rows `rows @ columns >= least`: first the trainings, then what helpers with a choice give."""

    def __init__(self, master: Master) -> None:
        self.master = master
        named = {v for cut in master.cuts for helper in cut.helpers for option in helper.options for v, _gain in option}
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
        trainings = [float(self.master.prices[variable]) for variable in self.number]
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
