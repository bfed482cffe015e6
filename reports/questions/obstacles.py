"""Why assigned training is not done: not begun, failed, in the hands of a marker or an observer, on leave.

Asked of the facts for many assignments at once, in a number of queries that does not grow with them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils.translation import pgettext_lazy

from courses.models import CoursePage, Enrolment, PracticalPage, QuizPage
from courses.progress import live_steps
from programmes.models import Programme, TrainingAssignment
from quizzes.models import Attempt, ObservationRequest
from rotations.models import Leave

MARKER, OBSERVER, LEAVE, FAILED, UNTOUCHED, BEGUN = "marker", "observer", "leave", "failed", "untouched", "begun"
# In the order in which they are told: first what the person can do nothing about.
OBSTACLES = (
    (MARKER, pgettext_lazy("overdue", "waiting for a marker")),
    (OBSERVER, pgettext_lazy("overdue", "waiting for an observer")),
    (LEAVE, pgettext_lazy("overdue", "on leave")),
    (FAILED, pgettext_lazy("overdue", "failed, not yet passed")),
    (UNTOUCHED, pgettext_lazy("overdue", "not started")),
    (BEGUN, pgettext_lazy("overdue", "begun, not finished")),
)


@dataclass
class Things:
    """What somebody has to do for one assignment, by id."""

    courses: set[int] = field(default_factory=set)
    quizzes: set[int] = field(default_factory=set)
    practicals: set[int] = field(default_factory=set)

    def of(self, kind: str) -> set[int]:
        """Those of one kind of part (`programmes.paths.Asked`)."""
        return {"course": self.courses, "quiz": self.quizzes, "practical": self.practicals}[kind]


def obstacles_of(assignments: Iterable[TrainingAssignment], on: date) -> dict[int, str]:
    """`{assignment id: obstacle}`; what was done before it was assigned does not make it begun or failed."""
    assignments = list(assignments)
    if not assignments:
        return {}
    things = _things(assignments)
    facts = _Facts(assignments, things, on)
    return {row.pk: facts.obstacle(row, things[row.pk]) for row in assignments}


def _things(assignments: list[TrainingAssignment]) -> dict[int, Things]:
    kinds = {row.certification_id for row in assignments if row.certification_id}
    asked = {kind: Things() for kind in kinds}
    programmes = list(Programme.objects.filter(certification__in=kinds, live=True)) if kinds else []
    for programme in programmes:
        for part in _parts(programme):
            asked[programme.certification_id].of(part["type"]).add(part["value"])
    without = kinds - {programme.certification_id for programme in programmes}
    wanted = {row.course_id for row in assignments if row.course_id} | {
        pk for one in asked.values() for pk in one.courses
    }
    courses = list(CoursePage.objects.filter(Q(pk__in=wanted) | Q(certification__in=without, live=True)))
    for course in courses:
        if course.certification_id in without:
            asked[course.certification_id].courses.add(course.pk)
    steps = live_steps(courses)
    return {
        row.pk: _with_steps(Things({row.course_id}) if row.course_id else asked[row.certification_id or 0], steps)
        for row in assignments
    }


def _parts(programme: Programme) -> Iterable[dict]:
    """The parts of both paths as they are stored: reading them as blocks would cost a query for each kind."""
    for path in (programme.first, programme.renewal):
        for group in path.raw_data:
            for part in group["value"]["parts"]:
                if part["value"]:
                    yield part


def _with_steps(things: Things, steps: dict) -> Things:
    pages = [page for course in things.courses for page in steps.get(course, ())]
    return Things(
        things.courses,
        things.quizzes | {page.quiz_id for page in pages if isinstance(page, QuizPage)},
        things.practicals | {page.practical_id for page in pages if isinstance(page, PracticalPage)},
    )


class _Facts:
    """What these people did with these things; four queries."""

    def __init__(self, assignments, things: dict[int, Things], on: date):
        people = {row.user_id for row in assignments}
        courses, quizzes, practicals = (
            {pk for one in things.values() for pk in one.of(kind)} for kind in ("course", "quiz", "practical")
        )
        days = Leave.objects.filter(user__in=people, first_day__lte=on, last_day__gte=on)
        self.away = set(days.values_list("user_id", flat=True))
        self.begun: dict = defaultdict(list)
        rows = Enrolment.objects.filter(user__in=people, course__in=courses, completed_at=None)
        for user, course, opened in rows.values_list("user_id", "course_id", "progress__opened_at"):
            if opened:
                self.begun[user, course].append(opened)
        self.attempts: dict = defaultdict(list)
        for attempt in Attempt.objects.counted().filter(user__in=people, quiz__in=quizzes).order_by("started_at"):
            self.attempts[attempt.user_id, attempt.quiz_id].append(attempt)
        self.requests: dict = defaultdict(list)
        asked = ObservationRequest.objects.filter(user__in=people, practical__in=practicals).order_by("asked_at")
        for user, practical, outcome, at in asked.values_list("user_id", "practical_id", "outcome", "asked_at"):
            self.requests[user, practical].append((outcome, at))

    def obstacle(self, row: TrainingAssignment, things: Things) -> str:
        attempts = [self.attempts[row.user_id, quiz] for quiz in things.quizzes if self.attempts[row.user_id, quiz]]
        requests = [self.requests[row.user_id, one] for one in things.practicals if self.requests[row.user_id, one]]
        if any(mine[-1].awaits_marking for mine in attempts):
            return MARKER
        if any(not mine[-1][0] for mine in requests):
            return OBSERVER
        if row.user_id in self.away:
            return LEAVE
        since = row.assigned_at
        tried = [mine for mine in attempts if mine[-1].started_at >= since]
        if any(mine[-1].ended_at and not any(one.passed for one in mine) for mine in tried):
            return FAILED
        if any(mine[-1][0] == "rejected" and mine[-1][1] >= since for mine in requests):
            return FAILED
        opened = [at for course in things.courses for at in self.begun[row.user_id, course]]
        return BEGUN if tried or requests or opened else UNTOUCHED
