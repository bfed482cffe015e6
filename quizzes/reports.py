"""Whose attempts a report of results is about, the marks of these, and what they say together.

Nothing is kept: every figure is counted when the page is opened. Rows are added up in SQL or read as columns, so that
the cost is the database's and not Python's.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Avg, Count, FloatField, Max, Min, Q, QuerySet
from django.db.models.functions import Cast

from people.models import User

from .estimates import Estimate, wilson
from .models import Attempt, Quiz

# How many bars the marks are shown in: 0-9, 10-19, … 90-100 %.
BARS = 10


@dataclass(frozen=True)
class Scope:
    """Whose attempts of a quiz a report is about: of these people, ended from `since` to `until`, both days included.

    `first_only`: of each person the first of them, so that every person weighs the same and nobody has seen the
    explanations; otherwise all.
    """

    quiz: Quiz
    people: QuerySet[User]
    since: date | None = None
    until: date | None = None
    first_only: bool = True

    @property
    def ended(self) -> QuerySet[Attempt]:
        """Those that ended, voided ones too."""
        found = Attempt.objects.filter(quiz=self.quiz, user__in=self.people, ended_at__isnull=False)
        if self.since:
            found = found.filter(ended_at__date__gte=self.since)
        if self.until:
            found = found.filter(ended_at__date__lte=self.until)
        return found.order_by()

    @property
    def counted(self) -> QuerySet[Attempt]:
        """Those that stand."""
        return self.ended.filter(voided_at__isnull=True)

    @property
    def marked(self) -> QuerySet[Attempt]:
        """Those that stand, wholly marked; of each person the first where only firsts are asked for."""
        counted = self.counted
        if self.first_only:
            firsts = counted.values("user").annotate(first=Min("pk")).values("first")
            counted = Attempt.objects.filter(pk__in=firsts).order_by()
        return counted.filter(points__isnull=False, max_points__gt=0)


@dataclass(frozen=True)
class Sitting:
    """One attempt that ended and stands: its points of those possible, None while somebody still has to mark it."""

    attempt: int
    user: int
    points: float | None
    possible: float
    passed: bool | None

    @property
    def share(self) -> float | None:
        return None if self.points is None or self.possible <= 0 else self.points / self.possible


@dataclass(frozen=True)
class Mark:
    """The outcome of one marked attempt."""

    attempt: int
    user: int
    points: float
    possible: float
    passed: bool

    @property
    def share(self) -> float:
        return self.points / self.possible


def sittings_of(scope: Scope) -> list[Sitting]:
    """Every attempt that stands, one query; people by their names in pinyin, of each the earliest first."""
    rows = scope.counted.order_by("user__name_pinyin", "user", "pk").values_list(
        "pk", "user_id", Cast("points", FloatField()), Cast("max_points", FloatField()), "passed"
    )
    return [Sitting(*row) for row in rows]


def marks_of(scope: Scope, sittings: Sequence[Sitting]) -> list[Mark]:
    """The marks among these sittings; of each person that of the first one where only firsts are asked for.

    The same attempts as `scope.marked`, without another query.
    """
    if scope.first_only:
        # Reversed, so that of each person the earliest is written last and stays.
        sittings = list({sitting.user: sitting for sitting in reversed(sittings)}.values())[::-1]
    return [
        Mark(each.attempt, each.user, each.points, each.possible, bool(each.passed))
        for each in sittings
        if each.points is not None and each.possible > 0
    ]


@dataclass(frozen=True)
class Summary:
    """What many marks say together; shares between 0 and 1, `bars` how many marks are in each tenth."""

    attempts: int
    people: int
    passed: int
    pass_rate: Estimate | None
    mean: float | None
    median: float | None
    deviation: float | None
    bars: tuple[int, ...]


def summary(marks: Sequence[Mark]) -> Summary:
    """Figures over the marks of a report."""
    shares = sorted(mark.share for mark in marks)
    passed = sum(mark.passed for mark in marks)
    bars = [0] * BARS
    for share in shares:
        bars[min(BARS - 1, int(share * BARS + 1e-9))] += 1
    n, middle = len(shares), len(shares) // 2
    mean = math.fsum(shares) / n if n else None
    spread = math.sqrt(math.fsum((share - (mean or 0)) ** 2 for share in shares) / (n - 1)) if n > 1 else None
    return Summary(
        attempts=n,
        people=len({mark.user for mark in marks}),
        passed=passed,
        pass_rate=wilson(passed / n, n) if n else None,
        mean=mean,
        median=(shares[middle] + shares[-middle - 1]) / 2 if n else None,
        deviation=spread,
        bars=tuple(bars),
    )


@dataclass(frozen=True)
class Beside:
    """What is not in the figures, and said beside them: attempts open, waiting to be marked, voided."""

    open: int
    waiting: int
    voided: int


def beside(scope: Scope) -> Beside:
    """Attempts left out of a report, one query. Open ones have no end yet, so that days do not apply to them."""
    ended = Q(pk__in=scope.ended.values("pk"))
    found = Attempt.objects.filter(quiz=scope.quiz, user__in=scope.people).aggregate(
        open=Count("pk", filter=Q(ended_at__isnull=True)),
        waiting=Count("pk", filter=ended & Q(points__isnull=True, voided_at__isnull=True)),
        voided=Count("pk", filter=ended & Q(voided_at__isnull=False)),
    )
    return Beside(**found)


@dataclass(frozen=True)
class QuizRow:
    """A quiz in the list of quizzes; `mean` and `pass_rate` between 0 and 1 over all counted attempts."""

    quiz: Quiz
    attempts: int
    people: int
    passed: int
    mean: float | None
    last_ended: datetime | None

    @property
    def pass_rate(self) -> float | None:
        return self.passed / self.attempts if self.attempts else None


def quizzes_of(people: QuerySet[User]) -> list[QuizRow]:
    """Every quiz with what these people made of it, in two queries; those sat most lately come first."""
    marked = Attempt.objects.filter(user__in=people, points__isnull=False, voided_at__isnull=True, max_points__gt=0)
    share = Cast("points", FloatField()) / Cast("max_points", FloatField())
    added = {
        row["quiz"]: row
        for row in marked.order_by()
        .values("quiz")
        .annotate(
            attempts=Count("pk"),
            people=Count("user", distinct=True),
            passed=Count("pk", filter=Q(passed=True)),
            mean=Avg(share),
            last=Max("ended_at"),
        )
    }
    rows = []
    for quiz in Quiz.objects.all():
        found = added.get(quiz.pk)
        if found is None:
            rows.append(QuizRow(quiz, 0, 0, 0, None, None))
        else:
            figures = found["attempts"], found["people"], found["passed"], found["mean"], found["last"]
            rows.append(QuizRow(quiz, *figures))
    return sorted(
        rows, key=lambda row: (row.last_ended is None, -(row.last_ended.timestamp() if row.last_ended else 0))
    )
