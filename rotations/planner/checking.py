"""Whether a plan may be: written by going through it cell by cell, apart from every model, so that a fault of a model
shows here. Slow and plain on purpose."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from .problem import FREE, NOTHING, Bond, Plan, Problem


class Rule(StrEnum):
    """Which rule is broken."""

    NOT_ALLOWED = "not allowed"
    LOCKED = "locked"
    TOO_MANY = "too many"
    RUNS_TOO_LONG = "runs too long"
    NO_REST = "no rest"
    NOT_APART = "not apart"
    NOT_TOGETHER = "not together"


@dataclass(frozen=True)
class Fault:
    """A rule broken by a clerk (None where it is nobody's alone) in a period at a post."""

    rule: Rule
    clerk: int | None
    period: int
    post: int


def faults(problem: Problem, plan: Plan) -> list[Fault]:
    """Every rule that a plan breaks; empty for a plan that may be published. Unfilled seats are no fault but a cost."""
    return [*_cells(problem, plan), *_seats(problem, plan), *run_faults(problem, plan), *pair_faults(problem, plan)]


def _cells(problem: Problem, plan: Plan) -> Iterator[Fault]:
    clerks, _posts, periods = problem.size
    for clerk in range(clerks):
        for period in range(periods):
            post, lock = int(plan.cells[clerk, period]), int(problem.locked[clerk, period])
            if lock not in (FREE, post):
                yield Fault(Rule.LOCKED, clerk, period, post)
            if post == NOTHING:
                continue
            if not problem.allowed[clerk, post, period]:
                yield Fault(Rule.NOT_ALLOWED, clerk, period, post)
            if period < problem.resting[clerk, post]:
                yield Fault(Rule.NO_REST, clerk, period, post)


def _seats(problem: Problem, plan: Plan) -> Iterator[Fault]:
    """Nobody stands where no seat is left in any part of the day they work."""
    _clerks, posts, periods = problem.size
    for period in range(periods):
        for post in range(posts):
            here = plan.at(post, period)
            if len(here) and len(here) > problem.wanted[post, period]:
                at_once = max(
                    sum(bool(problem.present[clerk, period, part]) for clerk in here)
                    for part in range(problem.seats.shape[2])
                )
                if at_once > problem.wanted[post, period]:
                    yield Fault(Rule.TOO_MANY, None, period, post)


def run_faults(problem: Problem, plan: Plan) -> Iterator[Fault]:
    """Stays that last too long or begin too soon."""
    clerks, _posts, periods = problem.size
    for clerk in range(clerks):
        post, running = int(problem.running_post[clerk]), int(problem.running[clerk])
        free_again: dict[int, int] = {}
        for period in range(periods):
            now = int(plan.cells[clerk, period])
            if now != post and post != NOTHING and problem.rest[post]:
                free_again[post] = period + int(problem.rest[post])
            running = running + 1 if now == post else 1
            post = now
            if now == NOTHING:
                continue
            if problem.most_running[now] and running > problem.most_running[now]:
                yield Fault(Rule.RUNS_TOO_LONG, clerk, period, now)
            if period < free_again.get(now, 0):
                yield Fault(Rule.NO_REST, clerk, period, now)


def pair_faults(problem: Problem, plan: Plan) -> Iterator[Fault]:
    """Pairs that stand together or apart and should not; the first one is named."""
    for pair in problem.pairs:
        for period in range(problem.size[2]):
            if not pair.when[period]:
                continue
            first, second = int(plan.cells[pair.first, period]), int(plan.cells[pair.second, period])
            if first == NOTHING or not pair.where[first]:
                continue
            if pair.bond == Bond.APART and first == second:
                yield Fault(Rule.NOT_APART, pair.first, period, first)
            if pair.bond == Bond.TOGETHER and first != second:
                yield Fault(Rule.NOT_TOGETHER, pair.first, period, first)
