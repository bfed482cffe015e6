"""Counts every question and keeps the figures for lists, which could not count hundreds of questions at each look."""

import logging
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from .estimates import Estimate
from .flags import usual_seconds
from .models import AttemptQuestion, Question, QuestionFigures
from .question_figures import QuestionReport, report_of

logger = logging.getLogger(__name__)


def count_all(*, now: datetime) -> int:
    """Count all published questions that were ever answered, and forget the figures of others; answers how many.

    Everything anew: marks change afterwards by regrading, by hand marking and by voiding, and an addition to old
    counts would not see it. A thousand answers take some 30 ms.
    """
    asked = AttemptQuestion.objects.filter(points__isnull=False).values("question")
    questions = Question.objects.published().filter(pk__in=asked).order_by("pk")
    kept = count(questions, now=now)
    QuestionFigures.objects.exclude(question__in=kept).delete()
    logger.info("figures of %d questions counted", len(kept))
    return len(kept)


def count(questions: Iterable[Question], *, now: datetime) -> list[int]:
    """Count these published questions and keep their figures; answers the ids of those that have some.

    What time is usual is asked of all other questions, those counted now and those kept from before.
    """
    reports = {question.pk: report_of(question) for question in questions}
    reports = {key: report for key, report in reports.items() if report.live}
    medians = _medians(reports)
    for key, report in reports.items():
        others = [median for other, median in medians.items() if other != key]
        _keep(report, usual_seconds(others), now)
    return list(reports)


def usual_for(question: Question) -> float | None:
    """What time is usual over the other questions, as last counted; one query."""
    kept = QuestionFigures.objects.exclude(question=question).filter(median_seconds__isnull=False)
    return usual_seconds([seconds or 0.0 for seconds in kept.values_list("median_seconds", flat=True)])


def _medians(reports: dict[int, QuestionReport]) -> dict[int, float]:
    kept = QuestionFigures.objects.filter(median_seconds__isnull=False).values_list("question", "median_seconds")
    found = {key: seconds or 0.0 for key, seconds in kept}
    for key, report in reports.items():
        times = report.live.figures.times if report.live else None
        if times is not None:
            found[key] = times.median
        else:
            found.pop(key, None)
    return found


@transaction.atomic
def _keep(report: QuestionReport, usual: float | None, now: datetime) -> None:
    live = report.live
    if live is None:
        return
    figures, raised = live.figures, report.flags(usual)
    codes = [flag.code for flag in raised if not flag.silent]
    QuestionFigures.objects.update_or_create(
        question=report.question,
        defaults={
            "revision_id": report.question.live_revision_id,
            "counted_at": now,
            "answers": figures.n,
            **_ends("facility", figures.facility),
            **_ends("discrimination", figures.discrimination),
            "guess": figures.guess,
            "median_seconds": figures.times.median if figures.times else None,
            "flags": [asdict(flag) for flag in raised],
            "codes": f" {' '.join(dict.fromkeys(codes))} " if codes else "",
        },
    )


def _ends(name: str, found: Estimate | None) -> dict[str, float | None]:
    value, low, high = (found.value, found.low, found.high) if found else (None, None, None)
    return {name: value, f"{name}_low": low, f"{name}_high": high}


def last_counted() -> datetime | None:
    """When figures were last counted; None when never."""
    return QuestionFigures.objects.order_by("-counted_at").values_list("counted_at", flat=True).first()
