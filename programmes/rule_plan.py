"""What keeping a rule true would do, person by person: pure. The preview shows it, and applying carries it out."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from .audiences import Because


class Outcome(StrEnum):
    """What happens to one person."""

    ADD = "add"
    MOVE = "move"  # the day it counts from has moved, and the due day with it
    REMOVE = "remove"  # the rule speaks of the person no longer, and nothing was begun
    OUTLIVE = "outlive"  # the same, but it was begun: it stays, marked
    RETURN = "return"  # was marked so, and the rule speaks of the person again
    EXCEPTION = "exception"  # the due day cannot be kept: a person decides
    KEEP = "keep"
    ELSEWHERE = "elsewhere"  # assigned by hand or by another rule
    HELD = "held"  # done already, and it still counts
    EXEMPT = "exempt"  # a person decided that it is not to be assigned


# What changes something; the order is that of the preview.
CHANGES = (Outcome.ADD, Outcome.REMOVE, Outcome.EXCEPTION, Outcome.MOVE, Outcome.OUTLIVE, Outcome.RETURN)


class Assigned(NamedTuple):
    """What somebody has open already for the same course or certificate."""

    pk: int
    mine: bool  # by this rule
    assigned_on: date
    due_on: date | None
    due_decided: bool
    begun: bool
    outlived: bool


@dataclass(frozen=True)
class Case:
    """One person as the rule sees them. `because` is None where the rule does not speak of them."""

    user: int
    because: list[Because] | None
    due: date | None = None
    problem: str = ""
    held: bool = False
    exempt: bool = False
    assigned: Assigned | None = None


class Step(NamedTuple):
    """What would be done for one person. `before` is the due day that is moved."""

    outcome: Outcome
    user: int
    because: Sequence[Because] = ()
    due: date | None = None
    problem: str = ""
    before: date | None = None
    assignment: int | None = None


def step_of(case: Case) -> Step | None:
    """What happens to one person; None to somebody the rule has nothing to do with."""
    if case.assigned:
        return _of_assigned(case, case.assigned)
    if case.because is None:
        return None
    if case.held:
        return Step(Outcome.HELD, case.user, case.because)
    if case.exempt:
        return Step(Outcome.EXEMPT, case.user, case.because)
    if case.problem:
        return Step(Outcome.EXCEPTION, case.user, case.because, case.due, case.problem)
    return Step(Outcome.ADD, case.user, case.because, case.due)


def _of_assigned(case: Case, open_: Assigned) -> Step | None:
    step = Step(Outcome.KEEP, case.user, case.because or (), open_.due_on, assignment=open_.pk)
    if not open_.mine:
        return step._replace(outcome=Outcome.ELSEWHERE) if case.because else None
    if case.because is None:
        if open_.outlived:
            return step
        return step._replace(outcome=Outcome.OUTLIVE if open_.begun else Outcome.REMOVE)
    # A day that has passed or is not known moves nobody: what people were told stays.
    if case.due != open_.due_on and not open_.due_decided and case.problem not in ("past", "no_day"):
        return step._replace(outcome=Outcome.MOVE, due=case.due, before=open_.due_on)
    return step._replace(outcome=Outcome.RETURN) if open_.outlived else step


@dataclass(frozen=True)
class RulePlan:
    """Everything a rule would do now."""

    steps: list[Step]
    # The names of the people, for the page.
    people: Mapping[int, object] = field(default_factory=dict)

    @cached_property
    def counts(self) -> Counter:
        """How many people there are of each outcome."""
        return Counter(step.outcome for step in self.steps)

    def of(self, outcome: Outcome) -> list[Step]:
        """The steps with one outcome."""
        return [step for step in self.steps if step.outcome == outcome]

    @property
    def changes(self) -> int:
        """How many people something changes for."""
        return sum(self.counts[outcome] for outcome in CHANGES)

    @cached_property
    def mark(self) -> str:
        """The same for two plans that do the same to the same people: what was shown is what is done."""
        told = sorted(
            f"{step.outcome}|{step.user}|{step.due}|{step.problem}" for step in self.steps if step.outcome in CHANGES
        )
        return hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]


def plan_of(cases: Iterable[Case]) -> RulePlan:
    """The steps of all cases, in their order."""
    return RulePlan([step for case in cases if (step := step_of(case))])
