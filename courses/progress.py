"""How far people are in their courses: reading only, in a fixed number of queries however many courses there are."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, Q
from wagtail.models import Page

from .models import Completion, CoursePage, Enrolment, LessonPage, PracticalPage, QuizPage
from .models.pages import STEP_TABLES, as_step


@dataclass(frozen=True)
class Step:
    """A lesson, quiz or practical of a course as one person sees it; `number` counts from 1."""

    page: LessonPage | QuizPage | PracticalPage
    number: int
    done: bool
    done_at: datetime | None
    opened_at: datetime | None
    is_current: bool

    @property
    def is_quiz(self):
        return isinstance(self.page, QuizPage)

    @property
    def is_practical(self):
        return isinstance(self.page, PracticalPage)

    @property
    def is_lesson(self):
        """Whether reading it through is what does it; the others are passed."""
        return isinstance(self.page, LessonPage)

    @property
    def state(self):
        """ "done", "current" or "todo"."""
        return "done" if self.done else "current" if self.is_current else "todo"


@dataclass(frozen=True)
class CourseOutline:
    """The steps of a course in order, and one person's way through them.

    `enrolment` is the open one, else the latest completed one, else None; `completion` is the latest one. `grants` is
    what completing it grants, `{skill_id: level}`: only `catalogue` tells.
    """

    course: CoursePage
    steps: list[Step]
    enrolment: Enrolment | None
    completion: Completion | None
    next_step: Step | None
    grants: Mapping[int, int] = field(default_factory=dict)

    @property
    def total(self):
        return len(self.steps)

    @property
    def done(self):
        return sum(step.done for step in self.steps)

    @property
    def minutes(self):
        """Minutes of the whole course."""
        return sum(step.page.minutes for step in self.steps)

    @property
    def minutes_to_go(self):
        """What it takes the person from here: the rest of it once it is begun, else the whole course."""
        return self.minutes_left if self.is_open else self.minutes

    @property
    def minutes_left(self):
        return sum(step.page.minutes for step in self.steps if not step.done)

    @property
    def is_open(self):
        """Enrolled and not completed."""
        return bool(self.enrolment and not self.enrolment.completed_at)

    @property
    def is_completed(self):
        return bool(self.enrolment and self.enrolment.completed_at)

    @property
    def is_begun(self):
        """Whether a step of the open enrolment was ever opened."""
        return self.is_open and any(step.opened_at for step in self.steps)

    @property
    def ready_to_finish(self):
        """Everything is done but the course is not completed: the last missing step was taken out of it."""
        return self.is_open and self.total > 0 and self.done == self.total

    def at(self, page):
        """The step of this page; None when it is not (or no longer) one of the course."""
        return next((step for step in self.steps if step.page.pk == page.pk), None)

    def before(self, step):
        """The step before this one, if any."""
        return self.steps[step.number - 2] if step and step.number > 1 else None

    def after(self, step):
        """The step after this one, if any."""
        return self.steps[step.number] if step and step.number < self.total else None


def live_steps(courses):
    """The published steps of each course in the order of the tree: `{course_id: [page, …]}`, one query."""
    by_path = {course.path: course.pk for course in courses}
    steps = {pk: [] for pk in by_path.values()}
    for page in _pages_below(by_path):
        steps[by_path[page.path[: -page.steplen]]].append(as_step(page))
    return steps


# An outline needs titles and minutes; bodies and rubrics stay in the database.
NOT_NEEDED = ("lessonpage__body", "practicalpage__practical__criteria")


# What asks for the pages of steps; with `live` for those that count.
IS_STEP = Q(lessonpage__isnull=False) | Q(quizpage__isnull=False) | Q(practicalpage__isnull=False)


def _pages_below(paths, with_themselves=False):
    if not paths:
        return []
    below = Q()
    for path in paths:
        below |= Q(path__startswith=path, depth=len(path) // Page.steplen + 1)
    wanted = below & Q(live=True) & IS_STEP
    related = list(STEP_TABLES)
    if with_themselves:
        wanted |= Q(path__in=paths)
        related.append("coursepage")
    return Page.objects.filter(wanted).select_related(*related).defer(*NOT_NEEDED).order_by("path")


def outlines(courses, user=None):
    """The outlines of several courses for a person (or for nobody in particular), in two queries."""
    courses = list(courses)
    return _outlines(courses, live_steps(courses), user)


def outline(course, user=None):
    """The outline of one course for a person."""
    return outlines([course], user)[0]


def outline_around(page, user=None):
    """The outline of the course to which a step belongs, the course itself included, in two queries."""
    course, *steps = _pages_below([page.path[: -page.steplen]], with_themselves=True)
    course = course.coursepage
    return _outlines([course], {course.pk: [as_step(step) for step in steps]}, user)[0]


def catalogue(user):
    """The outlines of all published courses for a person, with what they grant, in two queries.

    A course comes once for everything it grants, its steps once.
    """
    courses, grants, steps = {}, defaultdict(dict), defaultdict(list)
    rows = Page.objects.filter(IS_STEP | Q(coursepage__isnull=False), live=True).defer(*NOT_NEEDED)
    granted = {"skill": F("coursepage__grants__skill"), "level": F("coursepage__grants__level")}
    for page in rows.select_related(*STEP_TABLES, "coursepage").annotate(**granted).order_by("path"):
        if step := as_step(page):
            steps[page.path[: -page.steplen]].append(step)
        else:
            course = courses.setdefault(page.path, page.coursepage)
            grants[course.pk] |= {page.skill: page.level} if page.skill else {}
    found = courses.values()
    return _outlines(found, {course.pk: steps[course.path] for course in found}, user, grants)


def _outlines(courses, steps, user, grants=None):
    mine, grants = _Learning(courses, user), grants or {}
    return [mine.outline(course, steps[course.pk], grants.get(course.pk, {})) for course in courses]


class _Learning:
    """What one person did in some courses. One query: an enrolment comes once for every step that was opened."""

    def __init__(self, courses, user):
        self.enrolments, self.completions, self.rows = {}, {}, defaultdict(dict)
        for row in self._query(courses, user) if user and courses else ():
            held = self.enrolments.get(row.course_id)
            if held is None or held.completed_at or not row.completed_at:
                self.enrolments[row.course_id] = row
            if row.completed_at and hasattr(row, "completion"):
                self.completions[row.course_id] = row.completion
            if row.page:
                self.rows[row.pk][row.page] = row

    @staticmethod
    def _query(courses, user):
        return (
            Enrolment.objects.filter(user=user, course__in=[course.pk for course in courses])
            .select_related("completion")
            .annotate(page=F("progress__page"), opened_at=F("progress__opened_at"), done_at=F("progress__completed_at"))
            .order_by("started_at", "pk")
        )

    def outline(self, course, pages, grants):
        enrolment = self.enrolments.get(course.pk)
        rows = self.rows[enrolment.pk] if enrolment else {}
        next_page = _next_page(pages, enrolment, rows)
        steps = [_step(page, number, rows.get(page.pk), next_page) for number, page in enumerate(pages, start=1)]
        return CourseOutline(
            course=course,
            steps=steps,
            enrolment=enrolment,
            completion=self.completions.get(course.pk),
            next_step=next((step for step in steps if step.is_current), None),
            grants=grants,
        )


def _step(page, number, row, next_page):
    return Step(
        page=page,
        number=number,
        done=bool(row and row.done_at),
        done_at=row and row.done_at,
        opened_at=row and row.opened_at,
        is_current=page is next_page,
    )


def _next_page(pages, enrolment, rows):
    """Where an open enrolment goes on: the unfinished step opened last, else the first unfinished one."""
    if enrolment is None or enrolment.completed_at:
        return None
    left = [page for page in pages if not (page.pk in rows and rows[page.pk].done_at)]
    opened = [page for page in left if page.pk in rows]
    if opened:
        return max(opened, key=lambda page: rows[page.pk].opened_at)
    return left[0] if left else None
