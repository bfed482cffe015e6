"""The published path of a certification: what its programme asks for, or the courses that issue it by themselves."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses.models import CoursePage
from courses.progress import live_steps
from skills.models import Certification

from .models import Cycle, Programme
from .paths import Asked, Group, Part, Path

# What an observed practical takes, and a quiz without a limit of its own.
PRACTICAL_MINUTES, QUIZ_MINUTES = 20, 10


@dataclass(frozen=True)
class Way:
    """The paths of one certification; `programme` is None where its courses issue the certificate themselves."""

    certification: Certification
    programme: Programme | None
    first: Path
    renewal: Path
    prerequisites: tuple[Certification, ...] = ()
    grants_something: bool = False

    def path(self, kind: str) -> Path:
        """The path for a kind of cycle: who had let it lapse goes the first way again."""
        return self.renewal if kind == Cycle.Kind.RENEWAL else self.first


def ways_of(certifications: Iterable[Certification]) -> dict[int, Way]:
    """`{certification_id: Way}` in a number of queries that grows with the kinds of parts only."""
    certifications = list(certifications)
    ids = [certification.pk for certification in certifications]
    live = Programme.objects.filter(certification__in=ids, live=True).prefetch_related(
        "grants", "prerequisites__certification"
    )
    programmes = {row.certification_id: row for row in live}
    issuing = defaultdict(list)
    for course in CoursePage.objects.live().filter(certification__in=set(ids) - set(programmes)):
        issuing[course.certification_id].append(course)
    courses = [course for found in issuing.values() for course in found]
    courses += [
        part.value
        for programme in programmes.values()
        for path in (programme.first, programme.renewal)
        for group in path
        for part in group.value["parts"]
        if part.block_type == Asked.COURSE and part.value
    ]
    minutes = _minutes_of({course.pk: course.specific for course in courses}.values())
    return {row.pk: _way(row, programmes.get(row.pk), issuing[row.pk], minutes) for row in certifications}


def way_of(certification: Certification) -> Way:
    """The way to one certification."""
    return ways_of([certification])[certification.pk]


def taken(certification: Certification) -> str:
    """Why no course may issue this certificate by itself: it has a published programme; empty where a course may.

    Named in `settings.CERTIFICATION_TAKEN`. Two ways to one certificate would let people pass the programme by.
    """
    if Programme.objects.filter(certification=certification, live=True).exists():
        return _("This certificate has a programme of its own. Make the course a part of that programme instead.")
    return ""


def _way(certification, programme, issuing, minutes) -> Way:
    if programme is None:
        parts = tuple(_course_part(f"course-{course.pk}", course, minutes) for course in issuing)
        path = [Group("courses", 1, parts)] if parts else []
        return Way(certification, None, path, path)
    first = [_group(block, minutes) for block in programme.first]
    renewal = [_group(block, minutes) for block in programme.renewal]
    return Way(
        certification,
        programme,
        first,
        renewal or first,
        tuple(row.certification for row in programme.prerequisites.all()),
        bool(programme.grants.all()),
    )


def _group(block, minutes) -> Group:
    parts = tuple(_part(part, minutes) for part in block.value["parts"] if part.value)
    # A part whose course is gone stays missing: the group cannot be met, and the check of records says so.
    need = block.value["need"] or len(block.value["parts"])
    return Group(block.id, need, parts, block.value["title"] or "", block.value["title_en"] or "")


def _part(part, minutes) -> Part:
    thing = part.value
    if part.block_type == Asked.COURSE:
        return _course_part(part.id, thing.specific, minutes)
    title, title_en = getattr(thing, "title", ""), getattr(thing, "title_en", "")
    if part.block_type == Asked.QUIZ:
        return Part(part.id, Asked.QUIZ, thing.pk, title, title_en, thing.time_limit_minutes or QUIZ_MINUTES)
    return Part(part.id, Asked.PRACTICAL, thing.pk, title, title_en, PRACTICAL_MINUTES)


def _course_part(part_id, course, minutes) -> Part:
    return Part(part_id, Asked.COURSE, course.pk, course.title, course.title_en, minutes.get(course.pk, 0))


def _minutes_of(courses) -> dict[int, int]:
    return {pk: sum(step.minutes for step in steps) for pk, steps in live_steps(list(courses)).items()}
