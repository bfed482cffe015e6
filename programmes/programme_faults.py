"""What keeps people from the certificate of a published programme, or makes it worth nothing."""

from collections import defaultdict
from collections.abc import Iterator

from courses.models import CoursePage
from skills.models import Certification

from .findings import Finding
from .models import Cycle, Programme
from .paths import Asked
from .programme import Way, ways_of


def faults_of_programmes() -> Iterator[Finding]:
    """The findings about programmes, and about rounds that no programme or course leads out of."""
    open_rounds = set(Cycle.objects.still_open().values_list("certification", flat=True).distinct())
    asked = Certification.objects.filter(pk__in=open_rounds) | Certification.objects.filter(programme__live=True)
    certifications = list(asked.distinct())
    ways = ways_of(certifications)
    issuing = defaultdict(list)
    for course in CoursePage.objects.live().filter(certification__in=ways):
        issuing[course.certification_id].append(course)
    for certification in certifications:
        way = ways[certification.pk]
        name = certification.local_name
        if way.programme:
            yield from _parts(name, way.programme)
            yield from _grants(name, way)
            for course in issuing[certification.pk]:
                yield Finding("course_issues_too", name, facts={"title": course.local_title})
        elif not way.first:
            yield Finding("open_without_path", name)
    yield from _circles(ways)


def _parts(name: str, programme: Programme) -> Iterator[Finding]:
    for group in (group for path in (programme.first, programme.renewal) for group in path):
        parts = list(group.value["parts"])
        if (group.value["need"] or 0) > len(parts):
            yield Finding("asks_for_too_many", name)
        for part in parts:
            if part.value is None:
                yield Finding("part_gone", name)
            elif not getattr(part.value, "live", True):
                yield Finding("part_unpublished", name, facts={"title": part.value.local_title})


def _grants(name: str, way: Way) -> Iterator[Finding]:
    if way.programme is None:
        return
    if not way.grants_something:
        yield Finding("grants_nothing", name)
    levels = {grant.skill_id: grant.level for grant in way.programme.grants.all()}
    courses = {
        part.key
        for path in (way.first, way.renewal)
        for group in path
        for part in group.parts
        if part.kind is Asked.COURSE
    }
    for course in CoursePage.objects.filter(pk__in=courses, certification=None).prefetch_related("grants"):
        if any(grant.level >= levels.get(grant.skill_id, 9) for grant in course.grants.all()):
            yield Finding("course_grants_for_ever", name, facts={"title": course.local_title})


def _circles(ways: dict[int, Way]) -> Iterator[Finding]:
    """Programmes that ask for each other: nobody can begin."""
    names = {pk: way.certification.local_name for pk, way in ways.items()}
    after = {pk: [row.pk for row in way.prerequisites] for pk, way in ways.items()}
    for start in sorted(after):
        trail, waiting, seen = [start], list(after[start]), set()
        while waiting:
            at = waiting.pop()
            if at == start:
                yield Finding("asks_for_itself", names[start], facts={"circle": " → ".join(names[pk] for pk in trail)})
                break
            if at not in seen and at in after:
                seen.add(at)
                trail.append(at)
                waiting += after[at]
