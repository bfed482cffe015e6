"""How long it takes to say why a rotation cannot be, and what would mend it.

    python bench/rotation_explain.py [seeds]

Halls of about five posts and everybody of one hall, from fixed seeds; four tightnesses from "all fits" to "one seat in
ten stays empty". Prints milliseconds of processor time (the median over the seeds, and the worst) and how often the
issue's 100 ms for halls and windows were kept. One thread; nothing is written.
"""

import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from rotations.planner.clashes import Kind
from rotations.planner.explain import explain
from rotations.planner.fixes import Means
from rotations.planner.foresight import loss, slack
from rotations.planner.mending import fixes
from rotations.planner.problem import FREE, NOTHING, CoverRule, Problem
from rotations.planner.training_plan import cheapest_training

SIZES = {"S4": (400, 40, 12, 8), "S5": (1000, 60, 12, 12)}
TIGHT = (0.70, 0.80, 0.85, 0.90)  # seats to clerks
LIMIT = 100  # milliseconds


def instance(size, tight, seed):
    """A problem, and what training and leave could do."""
    clerks, posts, periods, halls = size
    draw = np.random.default_rng(seed)
    of_clerk, of_post = np.arange(clerks) % halls, np.arange(posts) % halls
    here = of_clerk[:, None] == of_post[None]
    holds = here & (draw.random((clerks, posts)) < 0.55)
    absent = draw.random((clerks, periods)) < 0.08
    able = np.repeat(holds[:, :, None], periods, axis=2)
    able &= (
        np.arange(periods)
        < np.where(draw.random((clerks, posts)) < 0.05, draw.integers(3, periods, (clerks, posts)), periods)[:, :, None]
    )
    seats = draw.multinomial(int(clerks * tight), np.full(posts, 1 / posts), size=1)[0]
    seats = np.repeat(
        np.maximum(seats * 0.5 + clerks * tight / posts * 0.5, 1).astype(np.int64)[:, None], periods, axis=1
    )
    running_post = np.where(holds.any(axis=1), holds.argmax(axis=1), NOTHING)
    problem = Problem(
        allowed=able & ~absent[:, None, :],
        seats=seats[:, :, None],
        present=np.ones((clerks, periods, 1), dtype=bool),
        busy=draw.integers(1, 5, posts),
        target=np.zeros(clerks, dtype=np.int64),
        most_running=draw.integers(2, 5, posts),
        rest=draw.integers(0, 3, posts),
        running_post=running_post,
        running=np.where(running_post == NOTHING, 0, draw.integers(1, 3, clerks)),
        resting=np.zeros((clerks, posts), dtype=np.int64),
        learn=np.zeros((clerks, posts), dtype=bool),
        wish=np.zeros((clerks, posts, periods), dtype=np.int64),
        locked=np.where(draw.random((clerks, periods)) < 0.01, NOTHING, FREE),
        published=np.full((clerks, periods), FREE),
        cover=tuple(
            CoverRule(
                f"{name} {hall}",
                np.repeat(((of_clerk == hall) & (draw.random(clerks) < share))[:, None], periods, axis=1),
                np.full((periods, 1), least, dtype=np.int64),
            )
            for hall in range(halls)
            for name, share, least in (("sign", 0.08, 1), ("english", 0.15, 2))
        ),
    )
    cost = np.where(here, draw.integers(1, 9, (clerks, posts)) * 60, -1)
    return problem, Means(cost, draw.integers(0, 3, (clerks, posts)), absent, able)


def spent(call):
    """Milliseconds of processor time, and the answer."""
    start = time.process_time()
    answer = call()
    return (time.process_time() - start) * 1000, answer


def told(label, times):
    kept = sum(one <= LIMIT for one in times)
    middle, worst = np.median(times), max(times)
    print(f"  {label:32} median {middle:6.0f} ms  worst {worst:6.0f} ms  {kept}/{len(times)} ≤ {LIMIT} ms")  # noqa: T201


def explanations(size, seeds):
    for tight in TIGHT:
        times, kinds = [], []
        for seed in range(seeds):
            problem, _means = instance(size, tight, seed)
            took, found = spent(lambda problem=problem: explain(problem))
            times.append(took)
            kinds.append([sum(clash.kind == kind for clash in found) for kind in (Kind.SEATS, Kind.RUNS, Kind.HOLDERS)])
        told(f"explain, {tight:.0%} of clerks wanted", times)
        counted = "seats {:.0f}, runs {:.0f}, holders {:.0f}".format(*np.median(kinds, axis=0))
        print("      clashes (median):", counted)  # noqa: T201


def further(size, seeds):
    """Fixes, foresight and the cheapest training: a few seeds, as they take longer."""
    mending, heat, resigning = [], [], []
    for seed in range(seeds):
        problem, means = instance(size, 0.85, seed)
        seats = [clash for clash in explain(problem) if clash.kind == Kind.SEATS]
        for clash in seats[:3]:
            mending.append(spent(lambda problem=problem, clash=clash, means=means: fixes(problem, clash, means))[0])
        heat.append(spent(lambda problem=problem: slack(problem))[0])
        resigning.append(spent(lambda problem=problem: loss(problem, 0, 2))[0])
    told("fixes of one clash of seats", mending or [0.0])
    told("heat map of slack", heat)
    told("a resignation", resigning)
    for absences in (0, 1):
        times, plans = [], []
        for seed in range(seeds):
            problem, means = instance(size, 0.80, seed)
            took, plan = spent(lambda p=problem, m=means, a=absences: cheapest_training(p, m, absences=a))
            times.append(took)
            plans.append((len(plan.trainings), plan.minutes, plan.bound, plan.proven, plan.rounds))
        told(f"cheapest training, {absences} absences", times)
        print("      trainings, minutes, bound, proven, rounds:", *plans)  # noqa: T201


def main():
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    for name, size in SIZES.items():
        print(f"{name}: {size[0]} clerks × {size[1]} posts × {size[2]} periods, {size[3]} halls")  # noqa: T201
        explanations(size, seeds)
        further(size, min(seeds, 3))


if __name__ == "__main__":
    main()
