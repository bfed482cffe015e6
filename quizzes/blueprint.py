"""What a quiz asks, line by line, beside what the bank holds: for its author."""

from dataclasses import dataclass
from decimal import Decimal

from .bank import pool_for, shortages, wanted_by
from .models import Quiz


@dataclass(frozen=True)
class Line:
    """Questions of one origin: always asked, or drawn. `there` is how many could be drawn; None for fixed ones."""

    words: str
    count: int
    points: Decimal
    there: int | None = None

    @property
    def total(self) -> Decimal:
        return self.count * self.points


@dataclass(frozen=True)
class Part:
    """A section with its lines; `title` is empty where the quiz has none."""

    title: str
    minimum: int
    lines: list[Line]

    @property
    def count(self) -> int:
        return sum(line.count for line in self.lines)

    @property
    def points(self) -> Decimal:
        return sum((line.total for line in self.lines), Decimal(0))


@dataclass(frozen=True)
class Blueprint:
    """The whole quiz, and the sentences that say why it could not start now."""

    parts: list[Part]
    problems: list[str]

    @property
    def count(self) -> int:
        return sum(part.count for part in self.parts)

    @property
    def points(self) -> Decimal:
        return sum((part.points for part in self.parts), Decimal(0))


def blueprint(quiz: Quiz) -> Blueprint:
    """Of a stored quiz; a number of queries that does not grow with it."""
    fixed = list(quiz.fixed_questions.select_related("question"))
    draws = list(quiz.draws.select_related("topic"))
    taken = {row.question_id for row in fixed}
    pool = [one for one in pool_for([wanted_by(row) for row in draws]) if one.question not in taken]
    lines: dict[int, list[Line]] = {}
    for row in fixed:
        lines.setdefault(row.section, []).append(Line(str(row.question), 1, row.points))
    for row in draws:
        there = sum(map(wanted_by(row).fits, pool))
        lines.setdefault(row.section, []).append(Line(str(row), row.count, row.points, there))
    sections = list(quiz.sections.all())
    parts = [_part(sections, number, mine) for number, mine in sorted(lines.items())]
    return Blueprint(parts, shortages(draws, [row.question for row in fixed], pool))


def _part(sections, number, lines):
    section = sections[number - 1] if number <= len(sections) else None
    return Part(section.local_title if section else "", section.minimum if section else 0, lines)
