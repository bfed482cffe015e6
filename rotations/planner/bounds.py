"""What no plan can do better than: linear relaxations, and bounds rebuilt from multipliers in whole numbers.

A relaxation is solved by the primal-dual hybrid gradient method (PDLP: Applegate and others, NeurIPS 2021), which says
about where the best lies but proves nothing. The proof is made afterwards: for *any* multipliers y of the rows,

    c·x  ≥  Σ_r (y_r·least_r if y_r > 0 else y_r·most_r)  +  Σ_j min(d_j·lower_j, d_j·upper_j),   d = c - yᵀA

holds for every x of the model (weak duality of linear programs with bounded columns). Multipliers are rounded to whole
numbers over `SCALE` first, and the sum is taken in whole numbers, so that no rounding error hides in it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.pdlp import solve_log_pb2, solvers_pb2
from ortools.pdlp.python import pdlp
from scipy import sparse

from .model import FAR, Ints, Model

Reals = NDArray[np.float64]
SCALE = 1 << 14  # multipliers are whole numbers over this
ROUND = 20_000  # steps of PDLP at most: a limit that no clock moves


@dataclass(frozen=True)
class Relaxed:
    """About the best values of the columns with no need to be whole, and multipliers of the rows and of the caps."""

    values: Reals
    multipliers: Reals


@dataclass(frozen=True)
class Goal:
    """One cost to be least while the costs of earlier aims (`caps` rows @ columns) stay at or below `most`."""

    cost: Ints
    caps: Ints  # cap, column
    most: Ints


def goal(model: Model, aim: int, costs: Ints) -> Goal:
    """To lower the aim of this number in the order, with earlier ones kept at these costs."""
    return Goal(model.costs[aim], model.costs[:aim], costs[:aim] - model.constant[:aim])


def relaxed(model: Model, wanted: Goal, start: Relaxed | None = None, tolerance: float = 1e-4) -> Relaxed:
    """The relaxation by PDLP on one thread, from an earlier answer if there is one."""
    program = pdlp.QuadraticProgram()
    rows = sparse.vstack([model.rows, sparse.csr_array(wanted.caps)]).tocsc().astype(np.float64)
    program.constraint_matrix = sparse.csc_matrix(rows)
    program.objective_vector = wanted.cost.astype(np.float64)
    program.constraint_lower_bounds = np.concatenate([_ends(model.least), np.full(len(wanted.most), -np.inf)])
    program.constraint_upper_bounds = np.concatenate([_ends(model.most), wanted.most.astype(np.float64)])
    program.variable_lower_bounds = model.lower.astype(np.float64)
    program.variable_upper_bounds = model.upper.astype(np.float64)
    begin = None
    if start is not None:
        begin = pdlp.PrimalAndDualSolution()
        begin.primal_solution = start.values
        begin.dual_solution = start.multipliers
    found = pdlp.primal_dual_hybrid_gradient(program, _parameters(tolerance), begin)
    return Relaxed(np.asarray(found.primal_solution), np.asarray(found.dual_solution))


def _ends(bounds: Ints) -> Reals:
    ends = bounds.astype(np.float64)
    ends[bounds >= FAR] = np.inf
    ends[bounds <= -FAR] = -np.inf
    return ends


def _parameters(tolerance: float) -> solvers_pb2.PrimalDualHybridGradientParams:
    parameters = solvers_pb2.PrimalDualHybridGradientParams()
    criteria = parameters.termination_criteria
    criteria.simple_optimality_criteria.eps_optimal_relative = tolerance
    criteria.simple_optimality_criteria.eps_optimal_absolute = tolerance
    criteria.iteration_limit = ROUND
    parameters.num_threads = 1
    parameters.presolve_options.use_glop = False
    return parameters


def proven(model: Model, wanted: Goal, multipliers: Reals) -> int:
    """The least whole cost that the multipliers prove, with the caps of `wanted`."""
    y = np.rint(multipliers * SCALE).astype(np.int64)
    rows, caps = y[: len(model.least)], np.minimum(y[len(model.least) :], 0)
    rows = np.where((rows > 0) & (model.least <= -FAR), 0, rows)
    rows = np.where((rows < 0) & (model.most >= FAR), 0, rows)
    left = wanted.cost * SCALE - model.rows.T @ rows - wanted.caps.T @ caps
    total = int(np.where(rows > 0, rows * model.least, 0).sum() + np.where(rows < 0, rows * model.most, 0).sum())
    total += int((caps * wanted.most).sum())
    total += int(np.minimum(left * model.lower, left * model.upper).sum())
    return -(-total // SCALE)
