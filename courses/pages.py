"""What each page below the catalogue shows to one person; reading only. `user` is None in the editor's preview."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Exists, Min, OuterRef, Prefetch, Sum, prefetch_related_objects

from core.search_text import ranked
from quizzes.models import FixedQuestion, Quiz, Section
from quizzes.standing import Standing, standing

from .models import Category, CourseGrant, CourseIndexPage, CoursePage, Enrolment, LessonPage, Progress, QuizPage
from .progress import CourseOutline, Step, outline, outline_around, outlines
from .renewal import Renewal, renewal, renewals
from .watching import films_at_hand


@dataclass(frozen=True)
class Card:
    """A course in the catalogue."""

    outline: CourseOutline
    renewal: Renewal | None

    @property
    def course(self):
        return self.outline.course


@dataclass(frozen=True)
class Catalogue:
    """The cards that answer a search and a shelf."""

    cards: list[Card]
    categories: list[Category]
    category: Category | None
    query: str


def catalogue(*, index: CourseIndexPage, user, on: date, query: str = "", shelf: str = "") -> Catalogue:
    """Published courses, those that answer the query best first, with the person's way through each; flat queries."""
    courses = list(
        CoursePage.objects.live()
        .child_of(index)
        .select_related("category", "certification", "cover")
        .prefetch_related("cover__renditions", Prefetch("grants", CourseGrant.objects.select_related("skill")))
        .order_by("path")
    )
    categories = sorted(
        {course.category for course in courses if course.category}, key=lambda row: (row.order, row.slug)
    )
    category = next((row for row in categories if row.slug == shelf), None)
    shown = [course for course in ranked(courses, query) if category is None or course.category == category]
    ways = outlines(shown, user)
    held = renewals(ways, user, on)
    cards = [Card(way, held.get(way.course.pk)) for way in ways]
    return Catalogue(cards=cards, categories=categories, category=category, query=query)


@dataclass(frozen=True)
class CourseView:
    """A course and what the person may do with it."""

    outline: CourseOutline
    renewal: Renewal | None
    grants: list[CourseGrant]

    @property
    def course(self):
        return self.outline.course

    @property
    def may_join(self):
        """Whether the button to join, or to renew, is there."""
        if self.outline.is_open or not self.outline.total:
            return False
        return self.renewal is None or self.renewal.is_open


def course_view(*, course: CoursePage, user, on: date) -> CourseView:
    """What the page of a course shows."""
    if course.pk:
        prefetch_related_objects([course], Prefetch("grants", CourseGrant.objects.select_related("skill")))
    way = outline(course, user)
    return CourseView(outline=way, renewal=renewal(way, user, on), grants=list(course.grants.all()))


@dataclass(frozen=True)
class StepView:
    """A lesson or quiz in its place in the course."""

    outline: CourseOutline
    step: Step | None

    @property
    def course(self):
        return self.outline.course

    @cached_property
    def previous(self):
        return self.outline.before(self.step)

    @cached_property
    def next(self):
        return self.outline.after(self.step)


def step_view(*, page: LessonPage | QuizPage, user) -> StepView:
    """The place of a step; a step that is not published (in a preview) has none, only its course."""
    way = outline_around(page, user)
    return StepView(outline=way, step=way.at(page))


def lesson_films(*, page: LessonPage, user) -> dict[int, float | None]:
    """The clips a lesson shows, by their keys, each with the second where the person stopped; one query for all."""
    return films_at_hand(clips=[clip for block in page.body for clip in _clips_of(block)], page=page, user=user)


def _clips_of(block):
    if block.block_type == "clip":
        return block.value["clip"], block.value["second_clip"]
    sign = block.value["sign"] if block.block_type == "sign" else None
    return (sign.shown_clip, sign.shown_second_clip) if sign else ()


@dataclass(frozen=True)
class QuizRules:
    """What somebody wants to know before a quiz begins."""

    questions: int
    standing: Standing | None
    sections: list[Section]
    is_practice: bool = False

    @property
    def may_start(self):
        """Whether there is something to begin, to go on with, or to count that was passed elsewhere."""
        stand = self.standing
        return stand is not None and bool(stand.can_start or stand.open_attempt or stand.passed)

    @property
    def minimums(self):
        """The sections that have to reach a mark of their own."""
        return [section for section in self.sections if section.minimum]


def quiz_rules(*, page: QuizPage, way: CourseOutline, user, now: datetime) -> QuizRules:
    """How many questions there are, and how the person stands since they joined."""
    quiz = page.quiz
    drawn = quiz.draws.aggregate(count=Sum("count"))["count"] or 0
    since = attempts_count_from(quiz_id=quiz.pk, user=user)
    if since is None and way.enrolment:
        since = way.enrolment.started_at
    return QuizRules(
        questions=drawn + FixedQuestion.objects.filter(quiz=quiz).count(),
        standing=standing(user=user, quiz=quiz, now=now, since=since) if user and way.enrolment else None,
        sections=list(quiz.sections.all()),
        is_practice=quiz.mode == Quiz.Mode.PRACTICE,
    )


def attempts_count_from(*, quiz_id: int, user) -> datetime | None:
    """When the oldest of the person's open enrolments began that still ask for this quiz; one query.

    Limit and waiting time belong to the quiz: joining a second course that asks it too must not begin them afresh.
    """
    done = Progress.objects.filter(enrolment=OuterRef(OuterRef("pk")), page=OuterRef("pk"), completed_at__isnull=False)
    asking = QuizPage.objects.live().filter(quiz=quiz_id, path__startswith=OuterRef("course__path"))
    waiting = Enrolment.objects.filter(Exists(asking.exclude(Exists(done))), user=user, completed_at__isnull=True)
    return waiting.aggregate(first=Min("started_at"))["first"]


def places_of_quiz(*, quiz_id: int, user) -> list[StepView]:
    """Where the person meets this quiz: first the courses they are in the middle of, then those they completed."""
    pages = list(QuizPage.objects.live().filter(quiz=quiz_id).order_by("path"))
    courses = CoursePage.objects.filter(path__in=[page.path[: -page.steplen] for page in pages])
    ways = {way.course.path: way for way in outlines(courses, user)}
    places = [StepView(ways[page.path[: -page.steplen]], ways[page.path[: -page.steplen]].at(page)) for page in pages]
    return sorted(places, key=lambda place: (not place.outline.is_open, not place.outline.is_completed))
