"""What attempts say about questions."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, FloatField, Q
from django.db.models.functions import Cast

from .models import AttemptQuestion, Question

# One wrong answer out of one would head every list and say nothing.
LEAST_ASKED = 3


@dataclass(frozen=True)
class Missed:
    """How often a question was asked and answered wrongly; `share` is between 0 and 1."""

    question: Question
    asked: int
    wrong: int
    share: float


def most_missed(limit: int, since: datetime, now: datetime, least_asked: int = LEAST_ASKED) -> list[Missed]:
    """The questions most often answered wrongly in attempts that ended from `since` to `now`, in two queries.

    Unanswered counts as wrong. Questions asked fewer than `least_asked` times are left out, those always answered
    right and voided attempts as well. All wordings of a question count together.
    """
    rows = list(
        AttemptQuestion.objects.filter(attempt__ended_at__gte=since, attempt__ended_at__lte=now)
        .filter(attempt__voided_at__isnull=True, is_correct__isnull=False)
        .order_by()
        .values("question_id")
        .annotate(asked=Count("pk"), wrong=Count("pk", filter=Q(is_correct=False)))
        .filter(asked__gte=least_asked, wrong__gt=0)
        .annotate(share=Cast(F("wrong"), FloatField()) / F("asked"))
        .order_by("-share", "-asked", "question_id")[:limit]
    )
    questions = Question.objects.select_related("topic", "figures").in_bulk([row["question_id"] for row in rows])
    return [Missed(questions[row["question_id"]], row["asked"], row["wrong"], row["share"]) for row in rows]
