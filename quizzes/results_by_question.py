"""The results of a quiz by question and by section, and how reliable its marks are."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, F, FloatField, Func, Sum
from django.db.models.functions import Cast

from .estimates import Estimate, Sums, discrimination, facility
from .models import AttemptQuestion, Question, QuestionFigures
from .reliability import Reliability, alpha, dependability, same_paper
from .reports import Mark, Scope

Group = Mapping[str, Any]


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


def figures_of(scope: Scope, marks: Sequence[Mark]) -> Figures:
    """By question, in three queries, or four where papers and their points differ; `marks` are those of the scope."""
    groups = _sums(scope)
    questions = Question.objects.select_related("figures").only("stem", "kind", "live", "live_revision", "figures")
    found = questions.in_bulk({group["questions__question_id"] for group in groups})
    rows = [_row(found[key], groups_of) for key, groups_of in _by_question(groups).items()]
    places = _places(marks)
    rows.sort(key=lambda row: (places.get(row.question.pk, math.inf), row.question.pk))
    return Figures(rows, _reliability(scope, rows, marks))


def _places(marks: Sequence[Mark]) -> dict[int, int]:
    """Where the questions stood in the latest attempt; a mean over all would cost more than all other sums."""
    latest = max((mark.attempt for mark in marks), default=0)
    return dict(AttemptQuestion.objects.filter(attempt=latest).order_by().values_list("question_id", "position"))


def _sums(scope: Scope) -> list[Group]:
    """Points of questions beside those of their attempts, added up by question, version and possible points.

    What is constant within a group is divided by afterwards: a database that does it for every row takes twice as long.
    """
    points, total = F("questions__points"), F("points")
    return list(
        scope.marked.filter(questions__points__isnull=False, questions__max_points__gt=0)
        .values("questions__question_id", "questions__revision_id", "questions__max_points", "max_points")
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


def _by_question(groups: Iterable[Group]) -> dict[int, list[Group]]:
    found: dict[int, list[Group]] = {}
    for group in groups:
        found.setdefault(group["questions__question_id"], []).append(group)
    return found


def _row(question: Question, groups: list[Group]) -> ItemRow:
    sums = sum((_as_sums(group) for group in groups), Sums())
    kept = getattr(question, "figures", None)
    return ItemRow(
        question=question,
        asked=sums.n,
        versions=len({group["questions__revision_id"] for group in groups}),
        points=max(float(group["questions__max_points"]) for group in groups),
        sums=sums,
        facility=facility([sums]),
        discrimination=discrimination([sums]),
        kept=kept if kept and kept.revision_id == question.live_revision_id else None,
    )


def _as_sums(group: Group) -> Sums:
    """Shares and rests from points: x = p/m, rest = (t-p)/(T-m)."""
    n, m, others = (
        group["n"],
        float(group["questions__max_points"]),
        float(group["max_points"] - group["questions__max_points"]),
    )
    # PostgreSQL answers sums of decimals as decimals, whatever field was named.
    p, pp, t, tt, pt = (float(group[name] or 0) for name in ("p", "pp", "t", "tt", "pt"))
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
