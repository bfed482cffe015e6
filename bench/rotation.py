"""How good rotations are planned, how fast, and what is proven about them: the gap against time.

    python bench/rotation.py [S1 S2 S3 S4 S5] [--seeds 20] [--seconds N] [--workers 1] [--published] [--baseline]
        [--wall] [--enough]

Plans generated instances (rotation_instances.py; sizes are clerks × posts × periods) with so many workers and prints
medians: seconds to the first checked plan, the gap after so many seconds, how many are proven best, the
costs and bounds of each aim, and the most memory. `--baseline` gives the same problems to one plain model of all aims
in CP-SAT, with its own bound and its own settings. `--enough` ends each as soon as the gap wanted is proven. Seconds
are of processor time unless `--wall`, so that a busy machine tells the same; more workers than one want the clock.
Limits and targets are those of the issue.
"""

import argparse
import resource
import statistics
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rotation_instances import SIZES, instance

from rotations.planner.checking import faults
from rotations.planner.exact import Effort, Rows, minimise
from rotations.planner.model import build
from rotations.planner.replan import candidates, replan
from rotations.planner.score import score
from rotations.planner.solve import solve
from rotations.planner.weighing import weights

LIMIT = {"S1": 1, "S2": 10, "S3": 60, "S4": 60, "S5": 120}  # seconds
WANTED = {"S1": 0.0, "S2": 0.01, "S3": 0.02, "S4": 0.03, "S5": 0.05}  # gap


def say(*words):
    """A line for the person at the terminal."""
    print(*words, flush=True)  # noqa: T201


def ours(problem, seed, limit, options, enough):
    """All moments at which something was told, as (seconds, gap), and the end; `enough` is the gap to stop at."""
    clock = time.perf_counter if options.wall else time.process_time
    told = []

    def stop():
        return enough is not None and bool(told) and told[-1].gap is not None and told[-1].gap <= enough

    found = solve(problem, limit=limit, seed=seed, report=told.append, clock=clock, stop=stop, workers=options.workers)
    return [(each.seconds, each.gap) for each in told], found


def baseline(problem, seed, limit):
    """One plain model of all aims as one sum: costs of the aims, and the gap to CP-SAT's own bound."""
    model = build(problem)
    weight = weights(problem, 30)
    cost = np.array([weight[aim] for aim in problem.aims]) @ model.costs
    rows = Rows(model.rows, model.least, model.most, model.lower, model.upper)
    begun = time.perf_counter()
    answer = minimise(rows, cost, None, Effort(limit, None, seed, 2), strategies=())
    seconds = time.perf_counter() - begun
    if answer.values is None:
        return None, None, seconds
    plan = model.plan(answer.values)
    value = int(cost @ model.values(plan))
    return score(problem, plan), (value - answer.bound) / max(1, abs(answer.bound)), seconds


def gap_at(moments, second):
    """The gap told last before a second; infinite where there was none."""
    return next((gap for when, gap in reversed(moments) if when <= second and gap is not None), float("inf"))


def _time_to(gap, moments):
    """When a gap was first proven; infinite where it was not."""
    return next((when for when, told in moments if told is not None and told <= gap), float("inf"))


def measure(name, seeds, options):
    """One size, all seeds."""
    limit = options.seconds or LIMIT[name]
    firsts, ends, curves, aims, sick = [], [], [], [], []
    for seed in range(1, seeds + 1):
        problem = instance(SIZES[name], seed, published=options.published)
        moments, found = ours(problem, seed, limit, options, WANTED[name] if options.enough else None)
        if faults(problem, found.plan):
            raise AssertionError("A plan that may not be.")
        firsts.append(moments[0][0])
        ends.append((found.gap, found.seconds))
        curves.append(moments)
        aims.append([(found.score.costs[aim], found.bounds[aim]) for aim in problem.aims])
        sick.append(call_in_sick(problem, found.plan, seed))
        say(f"  {name} seed {seed}: gap {found.gap:.2%} after {found.seconds:.1f} s, {aims[-1]}")
    print_medians(name, limit, firsts, ends, curves, sick)
    if options.baseline:
        print_baseline(name, seeds, limit, options)


def print_medians(name, limit, firsts, ends, curves, sick):
    """What came out of a size."""
    gaps = [gap for gap, _seconds in ends]
    best = sum(gap == 0 for gap in gaps)
    say(
        f"{name} {'×'.join(map(str, SIZES[name]))}, {len(ends)} seeds, {limit} s: median gap "
        f"{statistics.median(gaps):.2%} (wanted {WANTED[name]:.0%}), worst {max(gaps):.2%}, {best} proven best, "
        f"median time {statistics.median(seconds for _gap, seconds in ends):.2f} s"
    )
    soon = sorted(_time_to(WANTED[name], curve) for curve in curves)
    reached = [seconds for seconds in soon if seconds <= limit]
    half = soon[(len(soon) - 1) // 2]
    say(f"  gap wanted reached by {len(reached)} of {len(soon)}, by half of all after {half:.1f} s")
    say(f"  first checked plan {statistics.median(firsts):.3f} s; memory {memory():.0f} MB")
    shares = (0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 1.0)
    line = [
        f"{limit * share:.2g} s {statistics.median(gap_at(curve, limit * share) for curve in curves):.1%}"
        for share in shares
    ]
    say("  gap against time: " + " · ".join(line))
    say(
        f"  sick call: mended in {statistics.median(each[0] for each in sick) * 1000:.0f} ms, ranked replacements in "
        f"{statistics.median(each[1] for each in sick) * 1000:.0f} ms"
    )


def print_baseline(name, seeds, limit, options):
    """What one plain model comes to in the same time on two processors."""
    rows = []
    for seed in range(1, seeds + 1):
        told, gap, seconds = baseline(instance(SIZES[name], seed, published=options.published), seed, limit)
        rows.append(gap if gap is not None else float("inf"))
        say(
            f"  {name} seed {seed} plain CP-SAT: {told and told.key}, own gap "
            f"{'none' if gap is None else format(gap, '.1%')}, {seconds:.1f} s"
        )
    say(f"{name} plain CP-SAT, 2 workers, {limit} s on the clock: median gap {statistics.median(rows):.1%}")


def call_in_sick(problem, plan, seed):
    """Seconds of processor time to mend a plan after five are out for three periods, and to rank who could take one."""
    rng = np.random.default_rng(seed)
    clerks, _posts, periods = problem.size
    who = rng.choice(clerks, min(5, clerks // 4), replace=False)
    first = int(rng.integers(0, periods - 3))
    begun = time.process_time()
    mended = replan(problem, plan, [(int(clerk), first + day) for clerk in who for day in range(3)])
    done = time.process_time()
    if faults(mended.problem, mended.plan):
        raise AssertionError("A mended plan that may not be.")
    clerk, post = next((int(i), int(plan.cells[i, first])) for i in range(clerks) if plan.cells[i, first] >= 0)
    cells = plan.cells.copy()
    cells[clerk, first] = -1
    asked = time.process_time()
    candidates(problem, type(plan)(cells), post, first)
    return done - begun, time.process_time() - asked


def memory():
    """The most memory so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main():
    """Reads what is asked for and measures it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", default=list(SIZES))
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--workers", type=int, default=1)
    for option in ("published", "baseline", "wall", "enough"):
        parser.add_argument(f"--{option}", action="store_true")
    options = parser.parse_args()
    if options.workers > 1 and not options.wall:
        parser.error("Several workers are measured by the clock: --wall")
    for name in options.sizes:
        measure(name, options.seeds, options)


if __name__ == "__main__":
    main()
