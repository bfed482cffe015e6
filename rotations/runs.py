"""Asking the planner to work on a plan, stopping it, and taking over what it found. The work itself is `run_work`."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from people.models import User

from .hall_setting import aims_of
from .models import PlanChange, PlanRun, Post, RotationPlan
from .planner.aims import Aim
from .planner.checking import faults
from .planner.problem import NOTHING, Plan
from .plans import change_cells, people_of
from .setting_out import SetOut, cells_array, placed, set_out

SECONDS = (10, 30, 60, 120)
# A run at work that was not seen for so long has lost its worker: it looks at itself every two seconds.
LOST_AFTER = timedelta(seconds=30)
State = PlanRun.State
UNDER_WAY = (State.WAITING, State.RUNNING)
OPEN = (RotationPlan.State.DRAFT, RotationPlan.State.PROPOSED)
LOST = "lost"


@transaction.atomic
def ask_for_run(
    *, plan: RotationPlan, seconds: int, by: User, now: datetime, go_on: bool = False, keeps: bool = False
) -> PlanRun:
    """Let the planner work on a plan for some seconds; a second click finds the run that is under way.

    `go_on` begins from the best plan of the last run, else from the cells as they are; with `keeps` as few of those as
    possible change, but for seats that would stay empty. A run whose worker died is taken
    as failed. ValidationError for a plan that is published or dropped, and where there is nobody to plan or nowhere.
    """
    plan = RotationPlan.objects.select_for_update(no_key=True, of=("self",)).select_related("hall").get(pk=plan.pk)
    fail_lost(plan, now)
    under_way = plan.runs.filter(state__in=UNDER_WAY).first()
    if under_way:
        return under_way
    _check(plan, seconds, by)
    last = plan.runs.exclude(best=[]).first() if go_on else None
    run = PlanRun(plan=plan, seconds=seconds, based_on=plan.revision, by=by, asked_at=now, keeps=keeps)
    if last:
        run.people, run.best, run.seed, run.keeps = last.people, last.best, last.seed + 1, last.keeps
    run.save()
    how = {"seconds": seconds, "goes_on": bool(last), "keeps": run.keeps}
    log(plan, "rotations.run", user=by, timestamp=now, data=how)
    return run


def _check(plan: RotationPlan, seconds: int, by: User) -> None:
    if plan.state not in OPEN:
        raise ValidationError(
            _("This plan is %(state)s and is not changed any more.") % {"state": plan.get_state_display()}
        )
    if seconds not in SECONDS:
        raise ValidationError({"seconds": _("Choose how long the planner is to look.")})
    if not Post.objects.filter(hall=plan.hall_id).exists():
        raise ValidationError(_("This hall has no posts yet. An administrator sets them up in the CMS."))
    if not people_of(plan, by):
        raise ValidationError(_("This hall has no clerks yet. Enter people in the staff list."))


def lost_runs(now: datetime) -> QuerySet[PlanRun]:
    """Runs whose worker is gone."""
    gone = now - LOST_AFTER
    return PlanRun.objects.filter(Q(seen_at=None) | Q(seen_at__lt=gone), state=State.RUNNING, began_at__lt=gone)


def fail_lost(plan: RotationPlan, now: datetime) -> int:
    """Take runs of a plan as failed whose worker is gone; what they found stays."""
    return lost_runs(now).filter(plan=plan).update(state=State.FAILED, ended_at=now, method=LOST)


@transaction.atomic
def stop_run(*, run: PlanRun, by: User, now: datetime) -> PlanRun:
    """Let a run end with the best plan so far; nothing for one that has ended."""
    found = PlanRun.objects.select_for_update(no_key=True, of=("self",)).select_related("plan").get(pk=run.pk)
    if found.state not in UNDER_WAY or found.stop_asked:
        return found
    found.stop_asked = True
    if found.state == State.WAITING:
        found.state, found.ended_at = State.STOPPED, now
    found.save(update_fields=["stop_asked", "state", "ended_at"])
    log(found.plan, "rotations.stop_run", user=by, timestamp=now, data={"run": found.pk})
    return found


def take_over(*, run: PlanRun, by: User, now: datetime, seen: int | None = None) -> PlanChange | None:
    """Write the best plan of a run into the cells, as one change that can be undone; None where they say so already.

    Locked cells stay. ValidationError where nothing was found, and where people, days off or posts changed so that the
    plan may not be any more; PlanMoved when the plan is not the one `seen`.
    """
    plan = run.plan
    with transaction.atomic():
        run = PlanRun.objects.select_for_update(no_key=True, of=("self",)).get(pk=run.pk)
        if not run.best:
            raise ValidationError(_("The planner has found nothing to take over yet."))
        out = set_out(plan, today=timezone.localdate(now), people=people_of(plan, by))
        cells = placed(out, plan_in(out, run.people, run.best))
        _check_once_more(out, cells)
        change = change_cells(plan=plan, cells=cells, by=by, now=now, kind="planner", seen=seen)
        if change:
            run.taken_at = now
            run.save(update_fields=["taken_at"])
            log(plan, "rotations.take_over", user=by, data={"run": run.pk, "cells": len(change.after)})
        return change


def _check_once_more(out, cells):
    if faults(out.problem, cells_array(out, {(cell.period, cell.user): cell for cell in cells})):
        raise ValidationError(
            _(
                "People, days off, locked cells or posts have changed since the planner looked, and its plan does not "
                "fit any more. Let it go on: it mends the plan in seconds."
            )
        )


def plan_in(out: SetOut, people: Sequence[int], best: Sequence[Sequence[int | None]]) -> Plan:
    """What a run found, on the axes of a plan as it is now; who or what is gone stands nowhere."""
    places = {post.pk: number for number, post in enumerate(out.posts)}
    clerks = {user.pk: number for number, user in enumerate(out.people)}
    cells = np.full((len(out.people), len(out.periods)), NOTHING, dtype=np.int64)
    for pk, line in zip(people, best, strict=True):
        if pk in clerks:
            row = [NOTHING if post is None else places.get(post, NOTHING) for post in line]
            cells[clerks[pk], : len(row)] = row[: cells.shape[1]]
    return Plan(cells)


def aims_of_run(run: PlanRun) -> list[Aim]:
    """What a run is to be good at, in order: as the plan has it, but few changes next to cover where they are asked
    for."""
    aims = aims_of(run.plan)
    return sorted(aims, key=[Aim.COVER, Aim.CHANGES, *aims].index) if run.keeps else aims


def last_run(plan: RotationPlan, now: datetime) -> PlanRun | None:
    """The run to be shown; one that lost its worker is taken as failed first."""
    run = plan.runs.select_related("by").first()
    if run and run.state == State.RUNNING and fail_lost(plan, now):
        run.refresh_from_db()
    return run
