"""The rotation as linear rows over whole numbers, written once for every solver and for every bound.

A column is worth 1 where a clerk stands at a post in a period, and only exists where `Problem.open`; further columns
count what is missing: seats, holders, load over or under the fair one, posts not learnt. Every column has a least and a
most, so that any multipliers of the rows give a bound (`bounds.py`).
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from .problem import FREE, NOTHING, Aim, Bond, Ints, Plan, Problem
from .reach import lines_below
from .score import FAR_OFF, even, near, unfairness

FAR = np.int64(1) << 40  # a row with no end on this side


@dataclass(frozen=True)
class Model:
    """`least <= rows @ columns <= most`, `lower <= columns <= upper`; the costs of an aim are a row of
    `costs` @ columns + its `constant`, in the order of the problem's aims.

    The first `len(clerk)` columns are cells: column k is worth 1 where `clerk[k]` stands at `post[k]` in `period[k]`.
    """

    problem: Problem
    clerk: Ints
    post: Ints
    period: Ints
    rows: sparse.csr_array
    least: Ints
    most: Ints
    lower: Ints
    upper: Ints
    costs: Ints
    constant: Ints
    column: Ints = field(repr=False)  # i, p, t: number of the column, -1 for none
    home: Ints = field(repr=False)  # the row that a column beyond the cells makes up for, and by +1 or -1
    sign: Ints = field(repr=False)

    @cached_property
    def by_column(self) -> sparse.csc_array:
        """The rows, to be read column by column."""
        return self.rows.tocsc()

    def values(self, plan: Plan) -> Ints:
        """The cells of a plan as columns; what is missing is set to the least that fits, cheap columns first."""
        found = np.zeros(self.rows.shape[1], dtype=np.int64)
        cells = len(self.clerk)
        found[:cells] = plan.cells[self.clerk, self.period] == self.post
        reached = self.rows @ found
        for column, row, sign in zip(range(cells, len(found)), self.home.tolist(), self.sign.tolist(), strict=True):
            by = self.least[row] - reached[row] if sign > 0 else reached[row] - self.most[row]
            if by > 0:
                found[column] = min(by, self.upper[column])
                reached[row] += sign * found[column]
        return found

    def plan(self, values: NDArray[np.float64] | Ints) -> Plan:
        """The plan that the columns say, rounded."""
        clerks, _posts, periods = self.problem.size
        cells = np.full((clerks, periods), NOTHING, dtype=np.int64)
        chosen = np.flatnonzero(np.asarray(values[: len(self.clerk)]) > 0.5)
        cells[self.clerk[chosen], self.period[chosen]] = self.post[chosen]
        return Plan(cells)


class _Rows:
    """Collects rows as triplets, and columns beyond the cells."""

    def __init__(self, columns: int) -> None:
        self.row: list[Ints] = []
        self.col: list[Ints] = []
        self.value: list[Ints] = []
        self.least: list[Ints] = []
        self.most: list[Ints] = []
        self.height, self.width = 0, columns
        self.upper: list[Ints] = [np.ones(columns, dtype=np.int64)]

    def begin(self, least: Ints, most: Ints) -> Ints:
        """New empty rows; their numbers."""
        numbers = np.arange(self.height, self.height + len(least))
        self.height += len(least)
        self.least.append(np.asarray(least, dtype=np.int64))
        self.most.append(np.asarray(most, dtype=np.int64))
        return numbers

    def put(self, rows: Ints, columns: Ints, value: Ints | int) -> None:
        """Entries of rows."""
        self.row.append(rows)
        self.col.append(columns)
        self.value.append(np.broadcast_to(np.asarray(value, dtype=np.int64), rows.shape))

    def more(self, upper: Ints) -> Ints:
        """New columns from 0 to `upper`; their numbers."""
        numbers = np.arange(self.width, self.width + len(upper))
        self.width += len(upper)
        self.upper.append(np.asarray(upper, dtype=np.int64))
        return numbers

    def homes(self, cells: int) -> tuple[Ints, Ints]:
        """The one row that each column beyond the cells is in so far, and its value there."""
        matrix = self.matrix().tocsc()
        return matrix.indices[matrix.indptr[cells] :].astype(np.int64), matrix.data[matrix.indptr[cells] :]

    def matrix(self) -> sparse.csr_array:
        """All rows."""
        triplets = (np.concatenate(self.value), (np.concatenate(self.row), np.concatenate(self.col)))
        return sparse.coo_array(triplets, shape=(self.height, self.width)).tocsr()


def build(problem: Problem) -> Model:
    """The model of a problem. A lock on a post that is not open leaves a row that nothing fills."""
    clerk, post, period = (axis.astype(np.int64) for axis in np.nonzero(problem.open))
    column = np.full(problem.size, -1, dtype=np.int64)
    column[clerk, post, period] = np.arange(len(clerk))
    rows = _Rows(len(clerk))
    at = (clerk, post, period)
    _one_post(problem, rows, at)
    missing = [*_seats(problem, rows, at), *_cover(problem, rows, at)]
    _runs(problem, rows, column)
    _rest(problem, rows, column)
    _pairs(problem, rows, column)
    away = _load(problem, rows, at)
    unlearnt, never = _mastery(problem, rows, at)
    home, sign = rows.homes(len(clerk))
    _reach(problem, rows, away[0], np.unique(clerk))
    costs = np.zeros((len(problem.aims), rows.width), dtype=np.int64)
    constant = np.zeros(len(problem.aims), dtype=np.int64)
    aim = {aim: number for number, aim in enumerate(problem.aims)}
    costs[aim[Aim.COVER], np.concatenate(missing)] = 1
    for columns, cost, _side in away[0]:
        costs[aim[Aim.FAIRNESS], columns] = cost
    constant[aim[Aim.FAIRNESS]] = away[1]
    costs[aim[Aim.MASTERY], unlearnt] = 1
    constant[aim[Aim.MASTERY]] = never
    costs[aim[Aim.WISHES], : len(clerk)] = problem.wish[at]
    costs[aim[Aim.CHANGES], : len(clerk)], constant[aim[Aim.CHANGES]] = _changes(problem, at)
    lower = np.zeros(rows.width, dtype=np.int64)
    lower[: len(clerk)] = problem.locked[clerk, period] == post
    least, most, upper = np.concatenate(rows.least), np.concatenate(rows.most), np.concatenate(rows.upper)
    return Model(problem, *at, rows.matrix(), least, most, lower, upper, costs, constant, column, home, sign)


At = tuple[Ints, Ints, Ints]


def _one_post(problem: Problem, rows: _Rows, at: At) -> None:
    """Everybody stands at one post at most, and where they are locked."""
    clerk, _post, period = at
    periods = problem.size[2]
    used, inverse = np.unique(clerk * periods + period, return_inverse=True)
    locked = problem.locked.ravel() >= 0
    used_locks = locked[used].astype(np.int64)
    numbers = rows.begin(used_locks, np.ones(len(used), dtype=np.int64))
    rows.put(numbers[inverse], np.arange(len(clerk)), 1)
    hopeless = np.setdiff1d(np.flatnonzero(locked), used)
    rows.begin(np.ones(len(hopeless), dtype=np.int64), np.ones(len(hopeless), dtype=np.int64))


def _seats(problem: Problem, rows: _Rows, at: At) -> list[Ints]:
    """No more than wanted in any part of the day; columns for what is missing of the seats of each part."""
    clerk, post, period = at
    missing = []
    for part in range(problem.seats.shape[2]):
        here = np.flatnonzero(problem.present[clerk, period, part])
        seats, wanted = problem.seats[:, :, part].ravel(), problem.wanted.ravel()
        group = post[here] * problem.size[2] + period[here]
        full = seats == wanted
        lacks = np.full(len(seats), -1)
        lacks[seats > 0] = rows.more(seats[seats > 0])
        numbers = rows.begin(seats, np.where(full, seats, FAR))
        rows.put(numbers[group], here, 1)
        rows.put(numbers[seats > 0], lacks[seats > 0], 1)
        loose = np.flatnonzero(~full)
        bar = np.full(len(seats), -1)
        bar[loose] = rows.begin(np.full(len(loose), -FAR), wanted[loose])
        barred = bar[group] >= 0
        rows.put(bar[group[barred]], here[barred], 1)
        missing.append(lacks[seats > 0])
    return missing


def _cover(problem: Problem, rows: _Rows, at: At) -> list[Ints]:
    """Columns for the holders that a cover rule lacks."""
    clerk, _post, period = at
    missing = []
    parts = problem.seats.shape[2]
    for rule in problem.cover:
        lacks = rows.more(rule.least.ravel())
        numbers = rows.begin(rule.least.ravel(), np.full(rule.least.size, FAR))
        rows.put(numbers, lacks, 1)
        for part in range(parts):
            here = np.flatnonzero(problem.present[clerk, period, part] & rule.holders[clerk, period])
            rows.put(numbers[period[here] * parts + part], here, 1)
        missing.append(lacks)
    return missing


def _runs(problem: Problem, rows: _Rows, column: Ints) -> None:
    """In a window of the most periods running and the rest after it, no more than that most are stood at the post.

    Two stays in one window would leave less than the rest between them, so this says more than windows of most + 1.
    What was stood before the first period is part of the windows that reach back.
    """
    periods = problem.size[2]
    for post in np.flatnonzero(problem.most_running):
        most = int(problem.most_running[post])
        length = most + max(1, int(problem.rest[post]))
        for first in range(max(1, periods - length + 1)):
            _at_most(rows, column[:, post, first : first + length], most)
        for clerk in np.flatnonzero((problem.running_post == post) & (problem.running > 0)):
            for back in range(1, min(most, int(problem.running[clerk])) + 1):
                _at_most(rows, column[clerk : clerk + 1, post, : length - back], most - back)


def _at_most(rows: _Rows, window: Ints, most: int) -> None:
    """Each line of columns adds up to `most` at most, where there are enough columns to break it."""
    line, place = np.nonzero(window >= 0)
    enough = np.bincount(line, minlength=len(window)) > most
    numbers = np.full(len(window), -1)
    count = int(enough.sum())
    numbers[enough] = rows.begin(np.full(count, -FAR), np.full(count, most))
    kept = enough[line]
    rows.put(numbers[line[kept]], window[line[kept], place[kept]], 1)


def _rest(problem: Problem, rows: _Rows, column: Ints) -> None:
    """Whoever was at a post, is not, and comes back before the rest is over: two of these three at most."""
    periods = problem.size[2]
    for post in np.flatnonzero(problem.rest > 1):
        lines = column[:, post, :]
        began = problem.running_post == post
        for back in range(2, int(problem.rest[post]) + 1):
            for again in range(back - 1, periods):
                left = again - back  # -1: the period before the first
                returns = lines[:, again] >= 0
                stood = began if left < 0 else lines[:, left] >= 0
                who = np.flatnonzero(returns & stood)
                numbers = rows.begin(np.full(len(who), -FAR), np.full(len(who), 0 if left < 0 else 1))
                rows.put(numbers, lines[who, again], 1)
                if left >= 0:
                    rows.put(numbers, lines[who, left], 1)
                stays = lines[who, left + 1] >= 0
                rows.put(numbers[stays], lines[who[stays], left + 1], -1)


def _pairs(problem: Problem, rows: _Rows, column: Ints) -> None:
    for pair in problem.pairs:
        where, when = np.nonzero(pair.where[:, None] & pair.when[None, :] & (column[pair.first] >= 0))
        first, second = column[pair.first, where, when], column[pair.second, where, when]
        apart = pair.bond == Bond.APART
        numbers = rows.begin(np.full(len(first), -FAR), np.full(len(first), int(apart)))
        rows.put(numbers, first, 1)
        rows.put(numbers[second >= 0], second[second >= 0], 1 if apart else -1)


Away = list[tuple[Ints, int, int]]  # columns, what one costs, and 1 for load over the fair one, -1 for under


def _load(problem: Problem, rows: _Rows, at: At) -> tuple[Away, int]:
    """Columns for load over and under the fair one, even, near and far; what clerks cost who can stand nowhere."""
    clerk, post, _period = at
    clerks = problem.size[0]
    some = np.zeros(clerks, dtype=bool)
    some[clerk] = True
    who = np.flatnonzero(some)
    target, free = problem.target[who], even(problem)[who]
    once = near(problem)[who] - free
    busiest = (problem.busy[None, :, None] * problem.open).max(axis=1, initial=0).sum(axis=1)[who]
    over, under = np.maximum(busiest - target, 0), np.maximum(target, 0)
    numbers = np.full(clerks, -1)
    numbers[who] = rows.begin(target, target)
    rows.put(numbers[clerk], np.arange(len(clerk)), problem.busy[post])
    found = []
    for side, furthest in ((1, over), (-1, under)):
        beyond = np.maximum(furthest - free, 0)
        bands = np.minimum(free, furthest), np.minimum(once, beyond), np.maximum(beyond - once, 0)
        for cost, most in zip((0, 1, FAR_OFF), bands, strict=True):
            columns = rows.more(most)
            rows.put(numbers[who], columns, -side)
            found.append((columns, cost, side))
    alone = unfairness(problem, np.zeros(clerks, dtype=np.int64))
    return found, int(alone[~some].sum())


def _reach(problem: Problem, rows: _Rows, away: Away, who: Ints) -> None:
    """Rows that know which loads can be had: the cost of a load lies above the lines of `reach`."""
    place = np.full(problem.size[0], -1)
    place[who] = np.arange(len(who))
    found = lines_below(problem, who)
    clerk = place[np.array([line.clerk for line in found], dtype=np.int64)]
    run, rise, zero = (
        np.array([(line.run, line.rise, line.from_zero) for line in found], dtype=np.int64).reshape(-1, 3).T
    )
    target = problem.target[who][clerk]
    numbers = rows.begin(zero + rise * target, np.full(len(found), FAR))
    for columns, cost, side in away:
        rows.put(numbers, columns[clerk], run * cost - rise * side)


def _mastery(problem: Problem, rows: _Rows, at: At) -> tuple[Ints, int]:
    """Columns for posts not stood at; how many can never be."""
    clerk, post, _period = at
    posts = problem.size[1]
    learnable = problem.learn & problem.open.any(axis=2)
    wanted = np.flatnonzero(learnable)
    unlearnt = rows.more(np.ones(len(wanted), dtype=np.int64))
    numbers = np.full(learnable.size, -1)
    numbers[wanted] = rows.begin(np.ones(len(wanted), dtype=np.int64), np.full(len(wanted), FAR))
    group = numbers[clerk * posts + post]
    kept = np.flatnonzero(group >= 0)
    rows.put(group[kept], kept, 1)
    rows.put(numbers[wanted], unlearnt, 1)
    return unlearnt, int((problem.learn & ~learnable).sum())


def _changes(problem: Problem, at: At) -> tuple[Ints, int]:
    """Leaving somebody where they were published saves what moving them costs."""
    clerk, post, period = at
    published = problem.published[clerk, period]
    costs = np.where(published == post, -1, np.where(published == NOTHING, 1, 0))
    return costs, int(((problem.published != FREE) & (problem.published != NOTHING)).sum())
