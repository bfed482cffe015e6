"""The results of a quiz by person, and the attempts that were voided."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet
from django.utils.translation import pgettext_lazy

from people.models import User

from .models import Act, Quiz
from .reports import Scope, Sitting

OUTCOMES = {
    "passed": pgettext_lazy("outcome of a quiz", "passed"),
    "failed": pgettext_lazy("outcome of a quiz", "not passed"),
    "waiting": pgettext_lazy("outcome of a quiz", "waiting to be marked"),
}


@dataclass(frozen=True)
class PersonMarks:
    """A person's attempts in a report: how many, how many still to be marked, and the marks (0-1) that are there."""

    user: int
    attempts: int
    waiting: int
    marks: tuple[float, ...]
    passed: bool

    @property
    def outcome(self) -> str:
        """One of OUTCOMES: passed once is passed; else what is still to be marked decides."""
        if self.passed:
            return "passed"
        return "waiting" if self.waiting else "failed"

    @property
    def best(self) -> float | None:
        return max(self.marks, default=None)

    def counts(self, counting: str) -> float | None:
        """The mark that counts by the rule of the quiz: best, last, first, mean."""
        if not self.marks:
            return None
        rules = {
            Quiz.Counting.LAST: self.marks[-1],
            Quiz.Counting.FIRST: self.marks[0],
            Quiz.Counting.MEAN: sum(self.marks) / len(self.marks),
        }
        return rules.get(Quiz.Counting(counting), self.best)


def people_of(sittings: Sequence[Sitting], outcome: str = "") -> list[PersonMarks]:
    """The people of these sittings in their order; `outcome` narrows them down to one of OUTCOMES."""
    own: dict[int, list[Sitting]] = {}
    for sitting in sittings:
        own.setdefault(sitting.user, []).append(sitting)
    found = [_person(user, mine) for user, mine in own.items()]
    return [row for row in found if outcome in {"", row.outcome}]


def _person(user: int, own: Sequence[Sitting]) -> PersonMarks:
    return PersonMarks(
        user=user,
        attempts=len(own),
        waiting=sum(sitting.share is None for sitting in own),
        marks=tuple(sitting.share for sitting in own if sitting.share is not None),
        passed=any(sitting.passed for sitting in own),
    )


@dataclass(frozen=True)
class PersonRow:
    """A line of the list: who it is, since when there is nothing newer, and their marks."""

    person: User
    last_ended: datetime
    found: PersonMarks
    counts: float | None


def rows_of(scope: Scope, people: Iterable[PersonMarks]) -> list[PersonRow]:
    """These people with names and halls, in two queries: asked for a page of them, not for everybody."""
    people = list(people)
    ids = [found.user for found in people]
    users = User.objects.select_related("hall").only("full_name", "staff_number", "hall").in_bulk(ids)
    ends = dict(
        scope.counted.filter(user__in=ids).values("user").annotate(last=Max("ended_at")).values_list("user", "last")
    )
    counting = scope.quiz.counting
    return [PersonRow(users[found.user], ends[found.user], found, found.counts(counting)) for found in people]


@dataclass(frozen=True)
class VoidedRow:
    """A voided attempt: whose, when it ended, who voided it, when and why."""

    name: str
    staff_number: str
    ended_at: datetime
    by: str
    at: datetime
    reason: str


def voided_of(scope: Scope) -> list[VoidedRow]:
    """The voided attempts of a report, the latest first, in one query. They count for nothing and are not hidden."""
    acts: QuerySet[Act] = Act.objects.filter(
        kind=Act.Kind.VOID, attempt__in=scope.ended.filter(voided_at__isnull=False)
    )
    rows = acts.order_by("-at").values_list(
        "attempt__user__full_name", "attempt__user__staff_number", "attempt__ended_at", "by__full_name", "at", "reason"
    )
    return [VoidedRow(name, number, ended or at, by, at, why) for name, number, ended, by, at, why in rows]
