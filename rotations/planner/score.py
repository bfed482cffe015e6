"""What a plan costs in each aim. The one definition: models are written towards it, and a test holds them to it."""

import numpy as np

from .problem import FREE, NOTHING, Aim, Bools, Ints, Plan, Problem, Score


def score(problem: Problem, plan: Plan) -> Score:
    """The costs of a plan, whole numbers from 0; that it may be at all is what `checking` says."""
    stands = standing(problem, plan)
    costs = {
        Aim.COVER: int(missing_seats(problem, stands).sum() + missing_cover(problem, plan).sum()),
        Aim.CHANGES: int(((problem.published != FREE) & (problem.published != plan.cells)).sum()),
        Aim.FAIRNESS: int(unfairness(problem, loads(problem, plan)).sum()),
        Aim.MASTERY: int((problem.learn & ~stands.any(axis=2)).sum()),
        Aim.WISHES: int(problem.wish[stands].sum()),
    }
    return Score(costs, problem.aims)


def standing(problem: Problem, plan: Plan) -> Bools:
    """The plan as i, p, t."""
    return plan.cells[:, None, :] == np.arange(problem.size[1])[None, :, None]


def missing_seats(problem: Problem, stands: Bools) -> Ints:
    """Seats that nobody fills: p, t, h. Somebody too many in one part of the day fills no seat in another."""
    return np.maximum(problem.seats - seats_filled(problem, stands), 0)


def seats_filled(problem: Problem, stands: Bools) -> Ints:
    """How many are at a post at once: p, t, h."""
    return np.asarray(np.einsum("ipt,ith->pth", stands.astype(np.int64), problem.present.astype(np.int64)))


def missing_cover(problem: Problem, plan: Plan) -> Ints:
    """Holders that each cover rule lacks: rule, t, h."""
    works = (plan.cells != NOTHING)[:, :, None] & problem.present
    lacks = [np.maximum(rule.least - (works & rule.holders[:, :, None]).sum(axis=0), 0) for rule in problem.cover]
    shape = (len(lacks), *problem.seats.shape[1:])
    return np.array(lacks, dtype=np.int64).reshape(shape)


def loads(problem: Problem, plan: Plan) -> Ints:
    """The busy load of each clerk over the horizon: i."""
    weights = np.append(problem.busy, 0)  # the last one is NOTHING
    return weights[plan.cells].sum(axis=1)


FAR_OFF = 3  # a unit of load that is far from fair counts so often
NEAR = 8  # far is what lies beyond this part of the fair load
EVEN = 16  # and up to this part off it, loads are equally fair


def even(problem: Problem) -> Ints:
    """How far off the fair load costs nothing: i. Nobody sees such a difference, and to chase it takes away what
    people do see: posts to learn, and wishes."""
    return problem.target // EVEN


def near(problem: Problem) -> Ints:
    """How far off the fair load counts once only: i."""
    return np.maximum(problem.target // NEAR, 1)


def unfairness(problem: Problem, load: Ints) -> Ints:
    """What loads (i first, any axes after) cost: nothing about the fair load, a unit beyond once, far off three times.

    Counted once only, one clerk who carries everything would cost no more than ten who carry a little.
    """
    more = (slice(None), *[None] * (load.ndim - 1))
    off = np.abs(load - problem.target[more])
    return np.maximum(off - even(problem)[more], 0) + (FAR_OFF - 1) * np.maximum(off - near(problem)[more], 0)
