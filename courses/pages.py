"""What each page below the catalogue shows to one person; reading only. `user` is None in the editor's preview."""

from collections import namedtuple
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Prefetch, Sum

from core.models import Picture
from core.search_text import found
from quizzes.models import FixedQuestion
from quizzes.services import Standing, standing

from .models import Category, CourseGrant, CourseIndexPage, CoursePage, LessonPage, QuizPage
from .progress import CourseOutline, Step, outline, outlines
from .renewal import Renewal, renewal, renewals

COVER = "fill-640x360|format-webp"
Shelf = namedtuple("Shelf", ["category", "courses"])


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
    courses = CoursePage.objects.live().child_of(index).select_related("category", "certification")
    pictures = Picture.objects.prefetch_renditions(COVER)
    grants = CourseGrant.objects.select_related("skill")
    courses = courses.prefetch_related(Prefetch("cover", pictures), Prefetch("grants", grants)).order_by("path")
    everything = found(courses, query)
    categories = list(Category.objects.filter(courses__live=True).distinct())
    category = next((row for row in categories if row.slug == shelf), None)
    shown = [course for course in everything if category is None or course.category_id == category.pk]
    held = renewals(shown, user, on) if user else {}
    cards = [Card(row, held.get(row.course.pk)) for row in outlines(shown, user)]
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
    way = outline(course, user)
    return CourseView(
        outline=way,
        renewal=renewal(course, user, on) if way.is_completed or way.enrolment else None,
        grants=list(course.grants.select_related("skill") if course.pk else course.grants.all()),
    )


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
    course = CoursePage.objects.get(path=page.path[: -page.steplen])
    way = outline(course, user)
    return StepView(outline=way, step=way.at(page))


@dataclass(frozen=True)
class QuizRules:
    """What somebody wants to know before a quiz begins."""

    questions: int
    standing: Standing | None


def quiz_rules(*, page: QuizPage, way: CourseOutline, user, now: datetime) -> QuizRules:
    """How many questions there are, and how the person stands since they joined."""
    quiz = page.quiz
    drawn = quiz.draws.aggregate(count=Sum("count"))["count"] or 0
    since = way.enrolment and way.enrolment.started_at
    return QuizRules(
        questions=drawn + FixedQuestion.objects.filter(quiz=quiz).count(),
        standing=standing(user=user, quiz=quiz, now=now, since=since) if user and way.enrolment else None,
    )


def place_of_quiz(*, quiz_id: int, user) -> StepView | None:
    """The course in which the person meets this quiz: one they are in the middle of, else one they completed."""
    pages = list(QuizPage.objects.live().filter(quiz=quiz_id).order_by("path"))
    courses = CoursePage.objects.filter(path__in=[page.path[: -page.steplen] for page in pages])
    ways = {way.course.path: way for way in outlines(courses, user)}
    places = [StepView(ways[page.path[: -page.steplen]], ways[page.path[: -page.steplen]].at(page)) for page in pages]
    places.sort(key=lambda place: (not place.outline.is_open, not place.outline.is_completed))
    return places[0] if places else None
