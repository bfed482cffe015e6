"""What was marked anew before: one line for each time, read from the acts it left on the attempts."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from .models import Act, Attempt, Question


@dataclass(frozen=True)
class Correction:
    """A question was marked anew in so many attempts, at one moment, by somebody, for a reason."""

    question: Question
    at: datetime
    by: str
    reason: str
    attempts: int


def corrections_of(question: Question) -> list[Correction]:
    """Those of one question, the latest first; one query."""
    return [_correction(row, {question.pk: question}) for row in _grouped(_acts().filter(facts__question=question.pk))]


def latest_corrections(limit: int) -> list[Correction]:
    """Those of all questions, the latest first; two queries."""
    rows = list(_grouped(_acts())[:limit])
    questions = Question.objects.in_bulk({row["facts__question"] for row in rows})
    return [_correction(row, questions) for row in rows if row["facts__question"] in questions]


def unborne(question: Question) -> QuerySet[Attempt]:
    """Attempts a correction of this question touched that are not passed, whatever may still rest on them."""
    touched = _acts().filter(facts__question=question.pk).values("attempt")
    return Attempt.objects.filter(pk__in=touched, passed=False).select_related("user", "quiz")


def _acts() -> QuerySet[Act]:
    return Act.objects.filter(kind=Act.Kind.REGRADE)


def _grouped(acts):
    rows = acts.order_by().values("facts__question", "at", "by__full_name", "reason")
    return rows.annotate(attempts=Count("pk")).order_by("-at")


def _correction(row, questions):
    question = questions[row["facts__question"]]
    return Correction(question, row["at"], row["by__full_name"], row["reason"], row["attempts"])
