"""Where a plan pays more than a proof says that any plan has to: there it can be made better, if it can at all."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from .bounds import Reals
from .model import Ints, Model


@dataclass(frozen=True)
class Prices:
    """Multipliers of the rows, and what each column costs beyond them (its reduced cost), the last aim costing 1."""

    model: Model
    row: Reals
    column: Reals

    @classmethod
    def of(cls, model: Model, weights: Ints, multipliers: Reals) -> "Prices":
        """The prices of a proof about the sum of aims with these weights."""
        row = multipliers / weights[-1]
        return cls(model, row, (weights / weights[-1]) @ model.costs[: len(weights)] - model.rows.T @ row)

    def surplus(self, values: Ints) -> Reals:
        """What the columns of a plan cost beyond the bound, laid on the clerks and periods it comes from: i, t.

        By complementary slackness each unit above the bound is a column that costs too much and is chosen, or a row
        with a price that has room (Dantzig 1963, chapter 6). What a column beyond the cells pays goes to its home row,
        and so does what a row without cells pays. A row's part is shared by the cells that stand in it, or by all of
        its cells where none does.
        """
        model, cells = self.model, len(self.model.clerk)
        reached = model.rows @ values
        row = np.where(self.row > 0, self.row * (reached - model.least), 0.0)
        row += np.where(self.row < 0, self.row * (reached - model.most), 0.0)
        beyond = np.where(self.column > 0, values - model.lower, values - model.upper) * self.column
        np.add.at(row, model.home, beyond[cells:])
        row = np.where(self._sizes > 0, row, 0.0) + self._homes @ row
        standing = self._entries @ values[:cells].astype(np.float64)
        empty = standing == 0
        each = beyond[:cells] + values[:cells] * (self._entries.T @ np.where(empty, 0.0, row / np.maximum(standing, 1)))
        each += self._entries.T @ np.where(empty, row / np.maximum(self._sizes, 1), 0.0)
        clerks, _posts, periods = model.problem.size
        found = np.zeros((clerks, periods))
        np.add.at(found, (model.clerk, model.period), each)
        return np.maximum(found, 0.0)

    @cached_property
    def _entries(self) -> sparse.csr_array:
        """How much each cell counts in each row, without its sign."""
        return abs(self.model.by_column[:, : len(self.model.clerk)].astype(np.float64)).tocsr()

    @cached_property
    def _homes(self) -> sparse.csr_array:
        """Where the part of a row without cells goes, in equal shares."""
        model, cells = self.model, len(self.model.clerk)
        beyond = (model.by_column[:, cells:] != 0).tocoo()
        from_row, to_row = beyond.row, model.home[beyond.col]
        kept = (self._sizes[from_row] == 0) & (self._sizes[to_row] > 0)
        from_row, to_row = from_row[kept], to_row[kept]
        share = 1 / np.bincount(from_row, minlength=len(self._sizes))[from_row]
        return sparse.coo_array((share, (to_row, from_row)), shape=(len(self._sizes), len(self._sizes))).tocsr()

    @cached_property
    def _sizes(self) -> Reals:
        """How much all cells count in each row."""
        return np.asarray(self._entries.sum(axis=1)).ravel()
