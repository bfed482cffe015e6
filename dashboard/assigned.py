"""What is assigned to somebody, for their day: with the course it begins in, one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from courses.progress import CourseOutline
from people.models import User
from programmes.models import TrainingAssignment

# Due within so many days it goes before other learning that is under way.
PRESSING = timedelta(days=7)


@dataclass(frozen=True)
class Assigned:
    """One assignment; `outline` is the course to do for it, None where a programme asks for more than one course."""

    row: TrainingAssignment
    outline: CourseOutline | None
    on: date

    @property
    def due_on(self) -> date | None:
        """The day by which it is to be done."""
        return self.row.due_on

    @property
    def days(self) -> int | None:
        """Days until its day; below zero it is overdue."""
        return (self.due_on - self.on).days if self.due_on else None

    @property
    def late(self) -> int:
        """Days since its day; 0 while it is not overdue."""
        return max(0, -self.days) if self.days is not None else 0

    @property
    def is_pressing(self) -> bool:
        """Whether it goes before what was begun by one's own choice."""
        return self.due_on is not None and self.due_on <= self.on + PRESSING


def assigned_to(user: User, learning: Sequence[CourseOutline], on: date) -> list[Assigned]:
    """The open assignments of a person, what is due first at the top, what has no day last."""
    rows = TrainingAssignment.objects.still_open().filter(user=user).select_related("course", "certification", "rule")
    found = [Assigned(row, _outline(row, learning), on) for row in rows.order_by("pk")]
    return sorted(found, key=lambda one: (one.due_on is None, one.due_on or date.max))


def _outline(row, learning):
    """The course itself; for a certificate the one in progress, else the shortest, that issues it."""
    if row.course_id:
        return next((one for one in learning if one.course.pk == row.course_id and one.steps), None)
    issuing = [one for one in learning if one.course.certification_id == row.certification_id and one.steps]
    return min(issuing, key=lambda one: (not one.is_open, one.minutes), default=None)
