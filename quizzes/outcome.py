"""How the sections of an ended attempt came out."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language

from .models import Attempt, AttemptQuestion


@dataclass(frozen=True)
class SectionOutcome:
    """One section: points reached and possible, and the least share in per cent. No points yet: somebody is marking."""

    title: str
    points: Decimal | None
    max_points: Decimal
    minimum: int
    in_english: bool = False

    @property
    def percent(self) -> int | None:
        """Rounded down, so that it never reads as a minimum that was not reached."""
        if self.points is None:
            return None
        return int(self.points * 100 // self.max_points) if self.max_points else 0

    @property
    def is_short(self) -> bool:
        """Whether it stayed below its minimum, which fails the whole."""
        return self.percent is not None and self.points * 100 < self.minimum * self.max_points


def sections(attempt: Attempt, questions: Iterable[AttemptQuestion]) -> list[SectionOutcome]:
    """The sections of the attempt in their order; empty where the quiz has none."""
    asked = list(questions)
    return [
        _section(written, [question for question in asked if question.section == number])
        for number, written in enumerate(attempt.sections, 1)
    ]


def _section(written, questions):
    english = (get_language() or "").startswith("en") and written.get("title_en")
    marked = all(question.points is not None for question in questions)
    return SectionOutcome(
        title=english or written["title"],
        points=sum((question.points for question in questions), Decimal(0)) if marked else None,
        max_points=sum((question.max_points for question in questions), Decimal(0)),
        minimum=written["minimum"],
        in_english=bool(english),
    )
