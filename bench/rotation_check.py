"""Whether the planner ever makes a plan that may not be: a thousand generated rotations, every plan of them checked.

    python bench/rotation_check.py [count]

Halls of 8 to 80 clerks from the seeds 1 to `count` (rotation_instances.py), and on top of each what the seed says:
two parts of the day with people who work one of them, pairs kept apart or together, cells locked. The planner has 0.2 s
for each. The checker, which was written apart from the model, is given the plans told on the way, the last one, and the
one mended after a sick call. Prints how many plans of which kind were checked, and each fault.
"""

import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rotation_instances import instance

from rotations.planner.checking import faults
from rotations.planner.problem import FREE, NOTHING, Bond, Pair
from rotations.planner.replan import replan
from rotations.planner.solve import NoPlan, solve

SECONDS = 0.2
LOCKED = 0.05  # of the cells


def made(seed):
    """A hall of some size with parts of the day, pairs and locks as the seed says."""
    draw = np.random.default_rng([7, seed])
    size = int(draw.integers(8, 81)), int(draw.integers(4, 16)), int(draw.integers(4, 14))
    problem = instance(size, seed, published=seed % 5 == 0)
    if seed % 2:
        problem = _with_parts(problem, draw)
    if seed % 3:
        problem = replace(problem, pairs=tuple(_pairs(problem, draw)))
    return _with_locks(problem, draw) if seed % 7 < 3 else problem


def _with_parts(problem, draw):
    """Afternoons with fewer seats, and every tenth there for one part only."""
    clerks, _posts, periods = problem.size
    seats = np.concatenate([problem.seats, np.maximum(problem.seats - 1, 0)], axis=2)
    present = np.ones((clerks, periods, 2), dtype=bool)
    for clerk in np.flatnonzero(draw.random(clerks) < 0.1):
        present[clerk, :, draw.integers(0, 2)] = False
    cover = tuple(replace(rule, least=np.repeat(rule.least, 2, axis=1)) for rule in problem.cover)
    return replace(problem, seats=seats, present=present, cover=cover)


def _pairs(problem, draw):
    clerks, posts, periods = problem.size
    for _number in range(max(1, clerks // 12)):
        first, second = sorted(map(int, draw.choice(clerks, 2, replace=False)))
        where = draw.random(posts) < 0.7
        yield Pair(Bond(draw.choice(list(Bond))), first, second, draw.random(periods) < 0.8, where)


def _with_locks(problem, draw):
    """Some cells kept as a first plan has them, others kept free of any post."""
    try:
        first = solve(problem, limit=0.0, seed=1).plan.cells
    except NoPlan:
        return problem
    chance = draw.random(first.shape)
    locked = np.where(chance < LOCKED, first, FREE)
    return replace(problem, locked=np.where(chance > 1 - LOCKED / 5, NOTHING, locked))


def plans_of(seed):
    """(Kind, problem, plan) of every plan that the planner makes for a seed."""
    problem, told = made(seed), []
    try:
        found = solve(problem, limit=SECONDS, seed=seed, report=told.append, clock=time.process_time)
    except NoPlan:
        return
    for each in told:
        yield "told on the way", problem, each.plan
    yield "last", problem, found.plan
    clerks, _posts, periods = problem.size
    draw = np.random.default_rng(seed)
    gone = [(int(clerk), int(draw.integers(0, periods))) for clerk in draw.choice(clerks, 2, replace=False)]
    mended = replan(problem, found.plan, gone)
    yield "mended", mended.problem, mended.plan


def main():
    """Checks the plans of all seeds."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    checked, wrong = Counter(), 0
    for seed in range(1, count + 1):
        kinds = set()
        for kind, problem, plan in plans_of(seed):
            checked[kind] += 1
            kinds.add(kind)
            for fault in faults(problem, plan):
                wrong += 1
                print(f"seed {seed}, {kind}: {fault}", flush=True)  # noqa: T201
        checked["rotations with a plan" if kinds else "rotations that have none"] += 1
    for kind, number in checked.items():
        print(f"{number:6} {kind}")  # noqa: T201
    print(f"{wrong:6} faults")  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
