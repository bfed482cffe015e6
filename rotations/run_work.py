"""The worker's part of a run of the planner: reading the plan, planning in a process apart, telling how far it is."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Protocol

import numpy as np
from django.db import transaction
from django.utils import timezone

from .models import PlanRun
from .planner.apart import End, solve_apart
from .planner.checking import faults
from .planner.problem import NOTHING, Found, Ints, Plan, Problem
from .planner.score import missing_cover, missing_seats, standing
from .plans import cells_of, people_of
from .runs import State, aims_of_run, plan_in
from .setting_out import SetOut, cells_array, set_out

logger = logging.getLogger(__name__)

SEEN_EVERY = timedelta(seconds=2)
Clock = Callable[[], datetime]
ENDS = {End.DONE: State.DONE, End.STOPPED: State.STOPPED, End.NO_PLAN: State.FAILED, End.LOST: State.FAILED}


class Planner(Protocol):
    """What plans: `planner.apart.solve_apart`."""

    def __call__(
        self,
        problem: Problem,
        *,
        limit: float,
        seed: int,
        start: Plan | None,
        report: Callable[[Found], None],
        stop: Callable[[], bool],
    ) -> End: ...


@transaction.atomic
def take_run(*, run_pk: int, now: datetime) -> PlanRun | None:
    """Take a run to work on it; None when it was stopped, is under way or has ended."""
    run = (
        PlanRun.objects.select_for_update(no_key=True, of=("self",))
        .select_related("plan__hall", "plan__made_by", "by")
        .filter(pk=run_pk, state=State.WAITING)
        .first()
    )
    if run:
        run.state, run.began_at, run.seen_at = State.RUNNING, now, now
        run.save(update_fields=["state", "began_at", "seen_at"])
    return run


def work_on(*, run: PlanRun, clock: Clock, planner: Planner = solve_apart) -> None:
    """Plan for as long as was asked, or until told to stop; what was found is written as it comes."""
    try:
        end = _plan(run, clock, planner)
    except Exception:
        logger.exception("run of the planner %s stopped", run.pk)
        end = End.LOST
    solvers = ", ".join(f"{name} {version(name)}" for name in ("ortools", "highspy"))
    method = f"{run.method}; {solvers}"[:100]
    failed = ENDS[end] == State.FAILED
    _mine(run).update(state=ENDS[end], ended_at=clock(), method=end.value if failed else method)
    logger.info("run of the planner %s: %s, costs %s, bounds %s", run.pk, end, run.scores, run.bounds)


def _mine(run):
    """The run as long as it is still ours to write."""
    return PlanRun.objects.filter(pk=run.pk, state=State.RUNNING, began_at=run.began_at)


def _plan(run: PlanRun, clock: Clock, planner: Planner) -> End:
    out = _set_out(run, clock)
    start = plan_in(out, run.people, run.best) if run.best else cells_array(out, out.cells) if out.cells else None
    seen = clock()

    def stop() -> bool:
        nonlocal seen
        now = clock()
        if now - seen >= SEEN_EVERY:
            seen = now
            _mine(run).update(seen_at=now)
        return not _mine(run).filter(stop_asked=False).exists()

    return planner(
        out.problem,
        limit=float(run.seconds),
        seed=run.seed,
        start=start,
        report=lambda found: _keep(run, out, found),
        stop=stop,
    )


def _set_out(run: PlanRun, clock: Clock) -> SetOut:
    """The plan as numbers; where few cells are to change, they count as published, and that comes next to cover."""
    people = people_of(run.plan, run.by)
    today = timezone.localdate(clock())
    if not run.keeps:
        return set_out(run.plan, today=today, people=people)
    cells = cells_of(run.plan)
    keys = [(number, user.pk) for number in run.plan.periods.values_list("number", flat=True) for user in people]
    told = {key: cells[key].post if key in cells else None for key in keys}
    out = set_out(run.plan, today=today, people=people, published=told)
    return replace(out, problem=replace(out.problem, aims=tuple(aims_of_run(run))))


def _keep(run: PlanRun, out: SetOut, found: Found) -> None:
    """Write down the best plan so far and what is proven, unless the plan breaks a rule."""
    if broken := faults(out.problem, found.plan):
        logger.error("run of the planner %s handed out a plan that breaks rules: %s", run.pk, broken[:3])
        return
    posts = [None if number < 0 else post for number, post in _numbered(out)]
    run.people = [user.pk for user in out.people]
    run.best = [[posts[post] for post in line] for line in found.plan.cells.tolist()]
    run.scores = {aim.value: cost for aim, cost in found.score.costs.items()}
    run.bounds = {aim.value: cost for aim, cost in found.bounds.items()}
    run.gap, run.method = found.gap, found.method
    run.missing = missing_in(out, found.plan)
    point = [sum(run.scores.values()), sum(run.bounds.values())]
    if not run.track or run.track[-1][1:] != point:
        run.track = [*run.track, [round(found.seconds, 1), *point]]
    names = ("people", "best", "scores", "bounds", "gap", "method", "missing", "track")
    _mine(run).update(**{name: getattr(run, name) for name in names})


def _numbered(out: SetOut) -> list[tuple[int, int | None]]:
    """Posts by their numbers on the axis, and last what NOTHING reads."""
    return [*enumerate(post.pk for post in out.posts), (NOTHING, None)]


def missing_in(out: SetOut, plan: Plan) -> list[list]:
    """What a plan lacks, as `PlanRun.missing` keeps it, period by period."""
    problem = out.problem
    seats = missing_seats(problem, standing(problem, plan))
    found = [
        ["seats", out.periods[t].number, out.posts[p].pk, *row]
        for p, t in np.argwhere(seats.any(axis=2)).tolist()
        for row in _parts_missing(out, t, seats[p, t], problem.seats[p, t])
    ]
    lacking = missing_cover(problem, plan)
    for rule, t, h in zip(*lacking.nonzero(), strict=True):
        skill, level = problem.cover[rule].key.split("-")
        found.append(["skill", out.periods[t].number, int(skill), int(level), int(lacking[rule, t, h])])
    return sorted(found, key=lambda row: (row[1], row[0]))


def _parts_missing(out: SetOut, t: int, lacks: Ints, wanted: Ints) -> list[list]:
    """The parts of a period in which a post lacks somebody, and how many: no part of the day and no weekdays are named
    where that is in all of them."""
    if lacks[wanted > 0].all():
        return [[None, int(lacks.max())]]
    found: list[list] = []
    for part in dict.fromkeys(out.parts):
        mine = [h for h, other in enumerate(out.parts) if other == part and wanted[h]]
        if mine and lacks[mine].all():
            found.append([part and part.pk, int(lacks[mine].max())])
        else:
            found += [[part and part.pk, *_weekdays(out, t, h), int(lacks[h])] for h in mine if lacks[h]]
    return found


def _weekdays(out, t, h):
    """The weekdays of a slice on which the hall is open; nothing where weekdays are not told apart."""
    return ["".join(sorted(set(out.weekdays[h]) & set(out.open_on[t])))] if out.weekdays else []
