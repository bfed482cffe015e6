"""The results of a quiz, by person and by question, in few queries whose cost is the database's and not Python's.

Nothing is kept: every figure is counted when the page is opened. Rows are added up in SQL or read as columns.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Avg, Count, F, FloatField, Func, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import Cast

from .estimates import Estimate, Sums, discrimination, facility, wilson
from .models import Attempt, AttemptQuestion, Question, QuestionFigures, Quiz
from .reliability import Reliability, alpha, dependability, same_paper

# How many bars the marks are shown in: 0-9, 10-19, … 90-100 %.
BARS = 10


@dataclass(frozen=True)
class Scope:
    """Whose attempts of a quiz a report is about: of these people, ended from `since` to `until`, both days included.

    `first_only`: of each person the first of them, so that every person weighs the same and nobody has seen the
    explanations; otherwise all.
    """

    quiz: Quiz
    people: QuerySet
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
class Mark:
    """The outcome of one marked attempt: its points of those possible, and whether it passed."""

    attempt: int
    user: int
    points: float
    possible: float
    passed: bool

    @property
    def share(self) -> float:
        return self.points / self.possible


def marks_of(scope: Scope) -> list[Mark]:
    """The marks of a report, one query; people by their names in pinyin, of each the earliest first."""
    rows = scope.marked.order_by("user__name_pinyin", "user", "pk").values_list(
        "pk", "user_id", Cast("points", FloatField()), Cast("max_points", FloatField()), "passed"
    )
    return [Mark(*row) for row in rows]


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
class ItemRow:
    """A question in a report: how often asked, its figures there, in how many versions, and what was kept of it.

    `sums` are those the figures come from; `kept` is what was last counted over all halls, or None.
    """

    question: Question
    asked: int
    versions: int
    points: float
    sums: Sums
    facility: Estimate | None
    discrimination: Estimate | None
    kept: QuestionFigures | None

    @property
    def variance(self) -> float:
        """Of the points people got, with n - 1."""
        return (self.sums.variance or 0.0) * self.points**2


@dataclass(frozen=True)
class Figures:
    """The questions of a report in the order people met them, and how reliable the marks are."""

    rows: list[ItemRow]
    reliability: Reliability


def figures_of(scope: Scope, marks: Sequence[Mark] | None = None) -> Figures:
    """By question, in three queries, or four where papers differ; the marks are read when they are not given."""
    marks = marks_of(scope) if marks is None else marks
    groups = _sums(scope)
    questions = Question.objects.select_related("figures").only("stem", "kind", "live", "live_revision", "figures")
    found = questions.in_bulk({group["question_id"] for group in groups})
    rows = [_row(found[key], groups_of) for key, groups_of in _by_question(groups).items()]
    places = _places(marks)
    rows.sort(key=lambda row: (places.get(row.question.pk, math.inf), row.question.pk))
    return Figures(rows, _reliability(scope, rows, marks))


def _places(marks: Sequence[Mark]) -> dict[int, int]:
    """Where the questions stood in the latest attempt; a mean over all would cost more than all other sums."""
    latest = max((mark.attempt for mark in marks), default=0)
    return dict(AttemptQuestion.objects.filter(attempt=latest).order_by().values_list("question_id", "position"))


def _sums(scope: Scope) -> list[dict[str, Any]]:
    """Points of questions beside those of their attempts, added up by question, version and possible points.

    What is constant within a group is divided by afterwards: a database that does it for every row takes twice as long.
    """
    points, total = F("points"), F("attempt__points")
    return list(
        AttemptQuestion.objects.filter(attempt__in=scope.marked, points__isnull=False, max_points__gt=0)
        .order_by()
        .values("question_id", "revision_id", "max_points", "attempt__max_points")
        .annotate(
            n=Count("pk"),
            p=Sum(points, output_field=FloatField()),
            pp=Sum(_times(points, points)),
            t=Sum(total, output_field=FloatField()),
            tt=Sum(_times(total, total)),
            pt=Sum(_times(points, total)),
        )
    )


def _times(one: F, other: F) -> Func:
    """One times the other as a plain number: Django's own product of decimals is cast row by row on SQLite."""
    return Func(one, other, template="(%(expressions)s)", arg_joiner=" * ", output_field=FloatField())


def _by_question(groups: Iterable[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for group in groups:
        found.setdefault(group["question_id"], []).append(group)
    return found


def _row(question: Question, groups: list[dict[str, Any]]) -> ItemRow:
    sums = sum((_as_sums(group) for group in groups), Sums())
    kept = getattr(question, "figures", None)
    return ItemRow(
        question=question,
        asked=sums.n,
        versions=len({group["revision_id"] for group in groups}),
        points=max(float(group["max_points"]) for group in groups),
        sums=sums,
        facility=facility([sums]),
        discrimination=discrimination([sums]),
        kept=kept if kept and kept.revision_id == question.live_revision_id else None,
    )


def _as_sums(group: dict[str, Any]) -> Sums:
    """Shares and rests from points: x = p/m, rest = (t-p)/(T-m)."""
    n, m, others = group["n"], float(group["max_points"]), float(group["attempt__max_points"] - group["max_points"])
    p, pp, t, tt, pt = (group[name] or 0.0 for name in ("p", "pp", "t", "tt", "pt"))
    sums = Sums(n=n, x=p / m, xx=pp / m**2)
    if others <= 0:
        return sums
    return replace(
        sums,
        paired=n,
        px=p / m,
        pxx=pp / m**2,
        rest=(t - p) / others,
        rest_rest=(tt - 2 * pt + pp) / others**2,
        x_rest=(pt - pp) / (m * others),
    )


def _reliability(scope: Scope, rows: Sequence[ItemRow], marks: Sequence[Mark]) -> Reliability:
    if same_paper({row.question.pk: row.asked for row in rows}, len(marks)):
        total = _variance([mark.points for mark in marks])
        return alpha([row.variance for row in rows], total, len(marks), marks[0].possible)
    return dependability(_papers(scope, rows, marks))


def _papers(scope: Scope, rows: Sequence[ItemRow], marks: Sequence[Mark]) -> list[tuple[int, float, float]]:
    """(questions, Σ shares, Σ squared shares) of each attempt, from its marks where that is enough."""
    worth = {row.points for row in rows}
    if len(worth) == 1 and all(row.sums.all_or_nothing for row in rows):
        each = worth.pop()
        return [(round(mark.possible / each), mark.points / each, mark.points / each) for mark in marks]
    share = Cast("points", FloatField()) / Cast("max_points", FloatField())
    asked = AttemptQuestion.objects.filter(attempt__in=scope.marked, points__isnull=False, max_points__gt=0)
    return list(
        asked.order_by()
        .values("attempt")
        .annotate(n=Count("pk"), x=Sum(share), xx=Sum(share * share))
        .values_list("n", "x", "xx")
    )


def _variance(values: Sequence[float]) -> float:
    if len(values) < 2:
        return 0.0
    mean = math.fsum(values) / len(values)
    return math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1)


@dataclass(frozen=True)
class SectionRow:
    """A section of the quiz: its number and title, the mean share of its points, and over how many attempts."""

    number: int
    title: str
    attempts: int
    mean: float | None


def sections_of(scope: Scope) -> list[SectionRow]:
    """By section where the quiz has some: two queries, else one."""
    titles = [section.local_title for section in scope.quiz.sections.all()]
    if not titles:
        return []
    rows = (
        AttemptQuestion.objects.filter(attempt__in=scope.marked, points__isnull=False)
        .order_by("section")
        .values("section")
        .annotate(
            attempts=Count("attempt", distinct=True),
            reached=Sum(Cast("points", FloatField())),
            possible=Sum(Cast("max_points", FloatField())),
        )
    )
    return [
        SectionRow(
            number=row["section"],
            title=titles[row["section"] - 1] if row["section"] <= len(titles) else "",
            attempts=row["attempts"],
            mean=row["reached"] / row["possible"] if row["possible"] else None,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class PersonRow:
    """A person in a report: every counted attempt, with the first, best and last mark (0-1) and when the last ended."""

    user: int
    name: str
    staff_number: str
    hall: str
    attempts: int
    waiting: int
    first: float | None
    best: float | None
    last: float | None
    passed: bool
    last_ended: Any
    public_ids: tuple[Any, ...] = ()


OUTCOMES = ("passed", "failed", "waiting")


def people_of(scope: Scope, outcome: str = "", hall_name: str = "hall__name") -> list[PersonRow]:
    """Everybody who ended an attempt, by name, in one query; `outcome` narrows it down to one of OUTCOMES."""
    rows = scope.counted.order_by("user__name_pinyin", "user", "pk").values_list(
        "user_id",
        "user__full_name",
        "user__staff_number",
        f"user__{hall_name}",
        Cast("points", FloatField()),
        Cast("max_points", FloatField()),
        "passed",
        "ended_at",
    )
    people: dict[int, list[tuple]] = {}
    for row in rows:
        people.setdefault(row[0], []).append(row)
    found = [_person(own) for own in people.values()]
    return [row for row in found if not outcome or _outcome(row) == outcome]


def _person(own: list[tuple]) -> PersonRow:
    user, name, number, hall = own[0][:4]
    shares = [points / possible for *_who, points, possible, _passed, _at in own if points is not None and possible]
    return PersonRow(
        user=user,
        name=name,
        staff_number=number,
        hall=hall or "",
        attempts=len(own),
        waiting=sum(row[4] is None for row in own),
        first=shares[0] if shares else None,
        best=max(shares, default=None),
        last=shares[-1] if shares else None,
        passed=any(row[6] for row in own),
        last_ended=max(row[7] for row in own),
    )


def _outcome(row: PersonRow) -> str:
    if row.passed:
        return "passed"
    return "waiting" if row.waiting else "failed"


@dataclass(frozen=True)
class QuizRow:
    """A quiz in the list of quizzes; `mean` and `pass_rate` between 0 and 1 over all counted attempts."""

    quiz: Quiz
    attempts: int
    people: int
    passed: int
    mean: float | None
    last_ended: Any

    @property
    def pass_rate(self) -> float | None:
        return self.passed / self.attempts if self.attempts else None


def quizzes_of(people: QuerySet) -> list[QuizRow]:
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
            last_ended=Max("ended_at"),
        )
    }
    nothing: dict[str, Any] = {"attempts": 0, "people": 0, "passed": 0, "mean": None, "last_ended": None}
    names = ("attempts", "people", "passed", "mean", "last_ended")
    rows = [QuizRow(quiz, **{name: added.get(quiz.pk, nothing)[name] for name in names}) for quiz in Quiz.objects.all()]
    return sorted(
        rows, key=lambda row: (row.last_ended is None, -(row.last_ended.timestamp() if row.last_ended else 0))
    )
