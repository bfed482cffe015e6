"""Work that nobody waits for."""

from functools import partial

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from . import run_work
from .models import PlanRun


@task(queue_name="planner")  # letters and the clocks of attempts do not wait for it
def run_planner(run_pk: int) -> bool:
    """Let the planner work on a plan as asked; answers whether there was anything to do. Running twice does no harm."""
    run = run_work.take_run(run_pk=run_pk, now=timezone.now())
    if run is None:
        return False
    run_work.work_on(run=run, clock=timezone.now)
    return True


def run_soon(run: PlanRun) -> None:
    """Ask the worker once the run is written."""
    if run.state == PlanRun.State.WAITING:
        transaction.on_commit(partial(run_planner.enqueue, run.pk))
