"""The planner in a process of its own: whoever asked stays able to look at the clock, to stop it within a moment, and
to live on when it is killed for want of memory."""

import multiprocessing
import os
import time
from collections.abc import Callable
from enum import StrEnum
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event

from .problem import Found, Plan, Problem
from .solve import NoPlan, solve

LOOK = 0.4  # seconds between two looks at whether to stop
PATIENCE = 1.0  # so long a planner told to stop may take to end by itself
LATE = 20.0  # and so long over its time: starting it takes a while
WORKERS = 2  # parts solved at once where there are as many processors
GIVING_WAY = 5  # niceness: pages come first


class End(StrEnum):
    """How it ended."""

    DONE = "done"
    STOPPED = "stopped"
    NO_PLAN = "no plan"  # locks stand against each other or the rules: proven
    LOST = "lost"  # it died


def solve_apart(
    problem: Problem,
    *,
    limit: float,
    seed: int,
    start: Plan | None,
    report: Callable[[Found], None],
    stop: Callable[[], bool],
) -> End:
    """Plans for `limit` seconds as `solve` does; each better plan or bound is told to `report`, in this process.

    `stop` is asked about twice a second. What was reported last is the best there is, however it ended.
    """
    context = multiprocessing.get_context("spawn")  # a fork would share connections to the database
    here, there = context.Pipe(duplex=False)
    enough = context.Event()
    process = context.Process(target=_work, args=(there, enough, os.getpid(), problem, limit, seed, start), daemon=True)
    process.start()
    there.close()
    try:
        return _listen(here, enough, time.monotonic() + limit + LATE, report, stop)
    finally:
        process.kill()
        process.join()
        here.close()


def _listen(
    here: Connection, enough: Event, latest: float, report: Callable[[Found], None], stop: Callable[[], bool]
) -> End:
    told: float | None = None
    while True:
        newest, end = _news(here)
        if newest is not None:
            report(newest)
        if end is not None:
            return End.STOPPED if end == End.DONE and told is not None else end
        now = time.monotonic()
        if told is None and (now > latest or stop()):
            told = now
            enough.set()
        if told is not None and now > told + PATIENCE:
            return End.STOPPED


def _news(here: Connection) -> tuple[Found | None, End | None]:
    """The newest plan told meanwhile, and the end if it came."""
    newest: Found | None = None
    wait = LOOK
    while here.poll(wait):
        try:
            said = here.recv()
        except EOFError:
            return newest, End.LOST
        if isinstance(said, End):
            return newest, said
        newest, wait = said, 0.0
    return newest, None


def _work(
    there: Connection, enough: Event, parent: int, problem: Problem, limit: float, seed: int, start: Plan | None
) -> None:
    def stop() -> bool:
        # Whoever asked may have been killed: then nobody waits for this any more.
        return enough.is_set() or os.getppid() != parent

    os.nice(GIVING_WAY)
    workers = min(WORKERS, os.cpu_count() or 1)
    try:
        there.send(solve(problem, limit=limit, seed=seed, start=start, report=there.send, stop=stop, workers=workers))
        there.send(End.DONE)
    except NoPlan:
        there.send(End.NO_PLAN)
