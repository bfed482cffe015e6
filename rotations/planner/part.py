"""A part of the model: some cells free, all others as a plan has them; what a wider search solves."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from .model import FAR, Ints, Model
from .problem import Bools


@dataclass(frozen=True)
class Part:
    """Rows and columns of a model that free cells touch, with everything else moved to the sides of the rows.

    `columns` are their numbers in the whole model; `before` is what they are worth now.
    """

    columns: Ints
    rows: sparse.csc_array
    least: Ints
    most: Ints
    lower: Ints
    upper: Ints
    costs: Ints  # aim, column
    before: Ints


def part(model: Model, values: Ints, free: Bools) -> Part:
    """The part of a model in which the cells `free` (i, t) may change, from a plan's columns."""
    cells = len(model.clerk)
    open_cells = np.flatnonzero(free[model.clerk, model.period])
    touched = np.unique(model.by_column[:, open_cells].indices)
    beyond = np.unique(model.rows[touched].indices)
    columns = np.concatenate([open_cells, beyond[beyond >= cells]])
    inside = model.by_column[:, columns][touched]
    rest = (model.rows @ values)[touched] - inside @ values[columns]
    least, most = model.least[touched], model.most[touched]
    return Part(
        columns=columns,
        rows=inside,
        least=np.where(least <= -FAR, -FAR, least - rest),
        most=np.where(most >= FAR, FAR, most - rest),
        lower=model.lower[columns],
        upper=model.upper[columns],
        costs=model.costs[:, columns],
        before=values[columns],
    )
