"""What no plan can do better than: linear relaxations, and bounds rebuilt from multipliers in whole numbers.

A relaxation is solved by the primal-dual hybrid gradient method (PDLP: Applegate and others, NeurIPS 2021), which says
about where the best lies but proves nothing. The proof is made afterwards: for *any* multipliers y of the rows,

    c·x  ≥  Σ_r (y_r·least_r if y_r > 0 else y_r·most_r)  +  Σ_j min(d_j·lower_j, d_j·upper_j),   d = c - yᵀA

holds for every x of the model (weak duality of linear programs with bounded columns). Multipliers are rounded to whole
numbers over `SCALE` first, and the sum is taken in whole numbers, so that no rounding error hides in it.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from ortools.pdlp import solvers_pb2
from ortools.pdlp.python import pdlp
from scipy import sparse

from .model import FAR, Ints, Model

Reals = NDArray[np.float64]
STEEPER = 5  # what an earlier aim weighs in the proof of the next; see Ledger
ROUGH, FINE = 1e-4, 1e-5  # tolerances of PDLP
PARTS = 64  # weights that are no whole numbers are told in these
SCALE = 1 << 20  # multipliers are whole numbers over this
STEPS = 20_000  # steps of PDLP at most: a limit that no clock moves


@dataclass(frozen=True)
class Relaxed:
    """About the best values of the columns with no need to be whole, and multipliers of the rows."""

    values: Reals
    multipliers: Reals


def relaxed(model: Model, cost: Ints, tolerance: float = ROUGH) -> Relaxed:
    """The relaxation with this cost by PDLP on one thread.

    Not begun from an earlier answer: that took longer and ended less sharp when tried.
    """
    program = pdlp.QuadraticProgram()
    program.constraint_matrix = sparse.csc_matrix(model.by_column.astype(np.float64))
    program.objective_vector = cost.astype(np.float64)
    program.constraint_lower_bounds = ends(model.least)
    program.constraint_upper_bounds = ends(model.most)
    program.variable_lower_bounds = model.lower.astype(np.float64)
    program.variable_upper_bounds = model.upper.astype(np.float64)
    found = pdlp.primal_dual_hybrid_gradient(program, _parameters(tolerance))
    return Relaxed(np.asarray(found.primal_solution), np.asarray(found.dual_solution))


def held_back(model: Model, place: int, key: tuple[int, ...]) -> tuple[Ints, Reals]:
    """Weights and multipliers for a proof about an aim, from the relaxation that holds earlier aims at these costs.

    The multipliers of the rows that hold them are the best weights there are for a plan that costs `key`.
    """
    most = np.array(key[:place], dtype=np.int64) - model.constant[:place]
    caps = replace(
        model,
        rows=sparse.vstack([model.rows, sparse.csr_array(model.costs[:place])]).tocsr(),
        least=np.append(model.least, np.full(place, -FAR)),
        most=np.append(model.most, most),
    )
    found = relaxed(caps, model.costs[place], FINE).multipliers
    weights = np.append(np.rint(np.maximum(-found[len(model.least) :], 0) * PARTS), PARTS).astype(np.int64)
    return weights, found[: len(model.least)] * PARTS


def ends(bounds: Ints) -> Reals:
    """The sides of rows, with no end where they have none."""
    sides = bounds.astype(np.float64)
    sides[bounds >= FAR] = np.inf
    sides[bounds <= -FAR] = -np.inf
    return sides


def _parameters(tolerance: float) -> solvers_pb2.PrimalDualHybridGradientParams:
    parameters = solvers_pb2.PrimalDualHybridGradientParams()
    criteria = parameters.termination_criteria
    criteria.simple_optimality_criteria.eps_optimal_relative = tolerance
    criteria.simple_optimality_criteria.eps_optimal_absolute = tolerance
    criteria.iteration_limit = STEPS
    parameters.num_threads = 1
    parameters.presolve_options.use_glop = False
    return parameters


def proven(model: Model, cost: Ints, multipliers: Reals) -> int:
    """The least whole cost of any plan that the multipliers of the rows prove."""
    y = np.rint(multipliers * SCALE).astype(np.int64)
    y = np.where((y > 0) & (model.least <= -FAR), 0, y)
    y = np.where((y < 0) & (model.most >= FAR), 0, y)
    if _too_large(model, cost, y):
        return 0
    left = cost * SCALE - model.rows.T @ y
    total = int(np.where(y > 0, y * model.least, 0).sum() + np.where(y < 0, y * model.most, 0).sum())
    total += int(np.minimum(left * model.lower, left * model.upper).sum())
    return -(-total // SCALE)


def _too_large(model: Model, cost: Ints, y: Ints) -> bool:
    """Whether a sum might leave the whole numbers of 64 bits, reckoned in floating point with room to spare."""
    weight = np.abs(y).astype(np.float64)
    sides = np.minimum(np.abs(model.least), FAR) * (y > 0) + np.minimum(np.abs(model.most), FAR) * (y < 0)
    left = np.abs(cost).astype(np.float64) * SCALE + abs(model.rows).T @ weight
    return bool(weight @ sides + left @ np.maximum(np.abs(model.lower), np.abs(model.upper)) > 2.0**61)


@dataclass
class Ledger:
    """What is proven about the aims of a problem, by their places in its order.

    A proof about place k is of a sum: its own cost and, with weights, the costs of the aims before it. Take
    away what the plan at hand costs in those, and what is left bounds aim k for every plan that costs no more in them
    (a Lagrangean bound; no weight makes it wrong, some make it weak). `newest` are the weights and multipliers of the
    last proof about each place.
    """

    model: Model
    sums: dict[int, list[tuple[Ints, int]]] = field(default_factory=dict)
    alone: dict[int, tuple[tuple[int, ...], int]] = field(default_factory=dict)
    newest: dict[int, tuple[Ints, Reals]] = field(default_factory=dict)

    def weights(self, place: int, key: tuple[int, ...] | None = None) -> Ints:
        """What the aims up to this one weigh in a proof: each `STEEPER` times the next, or, for a plan that costs
        `key`, as much as the next where its bound is not reached, since a steep weight would cost more than it proves.
        """
        tight = [True] * place if key is None else [a == b for a, b in zip(key, self.bounds(key), strict=True)]
        found = np.ones(place + 1, dtype=np.int64)
        for earlier in range(place - 1, -1, -1):
            found[earlier] = found[earlier + 1] * (STEEPER if tight[earlier] else 1)
        return found

    def cost(self, weights: Ints) -> Ints:
        """The sum of a proof, as costs of columns."""
        return weights @ self.model.costs[: len(weights)]

    def learn(self, weights: Ints, multipliers: Reals) -> None:
        """Keeps what multipliers prove about the sum of an aim."""
        found = proven(self.model, self.cost(weights), multipliers) + int(weights @ self.model.constant[: len(weights)])
        self.sums.setdefault(len(weights) - 1, []).append((weights, found))
        self.newest[len(weights) - 1] = weights, multipliers

    def learn_alone(self, place: int, before: tuple[int, ...], bound: int) -> None:
        """Keeps that no plan which costs no more than `before` in the earlier aims costs less than this."""
        self.alone[place] = (before, bound)

    def bounds(self, key: tuple[int, ...]) -> tuple[int, ...]:
        """The bound of each aim, for a plan that costs `key`."""
        return tuple(min(self._bound(place, key), cost) for place, cost in enumerate(key))

    def _bound(self, place: int, key: tuple[int, ...]) -> int:
        found = 0
        for weights, total in self.sums.get(place, []):
            left = total - int(weights[:-1] @ np.array(key[:place], dtype=np.int64))
            found = max(found, -(-left // int(weights[-1])))
        if place in self.alone:
            before, bound = self.alone[place]
            if all(now <= then for now, then in zip(key[:place], before, strict=True)):
                found = max(found, bound)
        return found
