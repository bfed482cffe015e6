"""Practical steps: what is shown before, and where in the courses a person meets a practical."""

from dataclasses import dataclass
from datetime import datetime

from quizzes.anchors import Line, with_anchors
from quizzes.models import ObservationRequest, Practical
from quizzes.observing import Whereabouts, whereabouts
from quizzes.rubric import Rubric
from quizzes.rubric_blocks import rubric_of
from quizzes.views import Link

from .models import CoursePage, PracticalPage
from .progress import CourseOutline, outlines


@dataclass(frozen=True)
class PracticalView:
    """A practical before somebody is observed in it: the rubric, and where the person stands since joining.

    `lines` are empty while it is not published; `stand` is None for somebody who has not joined.
    """

    practical: Practical
    rubric: Rubric | None
    lines: list[Line]
    stand: Whereabouts | None

    @property
    def may_ask(self) -> bool:
        """Whether there is something to ask for, or to count that was accepted while the step was away."""
        return bool(self.rubric and self.stand and (self.stand.may_ask or self.stand.accepted))


def practical_view(*, page: PracticalPage, way: CourseOutline, user, now: datetime) -> PracticalView:
    """What the page of a practical step shows. What is under way is judged by the rubric that was asked for."""
    stand = None
    if user and way.enrolment:
        stand = whereabouts(user=user, practical=page.practical, now=now, since=way.enrolment.started_at)
    asked = stand.latest if stand and stand.latest and stand.latest.is_open else None
    rubric = asked.rubric if asked else _published(page.practical)
    lines = with_anchors(rubric) if rubric else []
    return PracticalView(practical=page.practical, rubric=rubric, lines=lines, stand=stand)


def _published(practical):
    if not practical.live or practical.live_revision is None:
        return None
    return rubric_of(practical.live_revision.content)


def place_of(*, request: ObservationRequest) -> Link | None:
    """The step in which the person meets the practical: in a course they are in first, then one they completed."""
    pages = list(PracticalPage.objects.live().filter(practical=request.practical_id).order_by("path"))
    if not pages:
        return None
    paths = [page.path[: -page.steplen] for page in pages]
    courses = CoursePage.objects.live().filter(path__in=paths)
    ways = {way.course.path: way for way in outlines(courses, request.user)}
    places = [(ways[path], page) for page, path in zip(pages, paths, strict=True) if path in ways]
    if not places:
        return None
    way, page = min(places, key=lambda place: (not place[0].is_open, not place[0].is_completed))
    return Link(page.url, way.course.local_title)
