"""Which published programmes ask for a course, quiz or practical. Reading only."""

from collections.abc import Iterable

from django.db.models import Model
from django.urls import reverse

from courses.models import CoursePage
from quizzes.models import Practical, Quiz
from quizzes.views import Link

from .models import Programme
from .paths import Asked
from .programme import groups_of

KINDS: dict[type[Model], Asked] = {CoursePage: Asked.COURSE, Quiz: Asked.QUIZ, Practical: Asked.PRACTICAL}


def asking_for(things: Iterable[Model]) -> list[Programme]:
    """The published programmes that name one of the things in either path; one query."""
    keys = {(KINDS[type(thing)], thing.pk) for thing in things if type(thing) in KINDS}
    if not keys:
        return []
    programmes = Programme.objects.filter(live=True).select_related("certification")
    return [programme for programme in programmes if not keys.isdisjoint(_named(programme))]


def _named(programme: Programme) -> set[tuple[str, int]]:
    return {(part["type"], part["value"]) for block in groups_of(programme) for part in block["value"]["parts"]}


def courses_asked_for(certifications: Iterable[int]) -> dict[int, set[int]]:
    """`{certification_id: {course_id, …}}`: the courses published programmes name in either path; one query."""
    programmes = Programme.objects.filter(live=True, certification__in=list(certifications))
    return {
        programme.certification_id: {key for kind, key in _named(programme) if kind == Asked.COURSE}
        for programme in programmes
    }


def part_of(course: CoursePage) -> list[Link]:
    """`settings.COURSE_IS_PART_OF`: the certifications that ask for a course, as links."""
    return [
        Link(reverse("programmes:programme", args=[programme.certification.slug]), str(programme))
        for programme in asking_for([course])
    ]


def in_words(programmes: Iterable[Programme]) -> str:
    """Their names in one line."""
    return ", ".join(f"“{programme}”" for programme in programmes)
