"""The published path of a certification: what its programme asks for, or the courses that issue it by themselves."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext as _

from courses.models import CoursePage
from courses.progress import live_steps
from quizzes.models import Practical, Quiz
from skills.models import Certification

from .models import Cycle, Programme, ProgrammeGrant, ProgrammePrerequisite
from .paths import Asked, Group, Part, Path

# What an observed practical takes, and a quiz without a limit of its own.
PRACTICAL_MINUTES, QUIZ_MINUTES = 20, 10


# What parts name, by kind and id; a course, quiz or practical that is gone is not in it.
Things = Mapping[tuple[Asked, int], Any]


@dataclass(frozen=True)
class Way:
    """The paths of one certification; `programme` is None where its courses issue the certificate themselves.

    `things` are the courses, quizzes and practicals that the parts name.
    """

    certification: Certification
    programme: Programme | None
    first: Path
    renewal: Path
    prerequisites: tuple[Certification, ...] = ()
    grants_something: bool = False
    things: Things = field(default_factory=dict, compare=False)

    def path(self, kind: str) -> Path:
        """The path for a kind of cycle: who had let it lapse goes the first way again."""
        return self.renewal if kind == Cycle.Kind.RENEWAL else self.first

    def thing(self, part: Part) -> Any:
        """The course, quiz or practical itself."""
        return self.things[part.kind, part.key]


def ways_of(certifications: Iterable[Certification]) -> dict[int, Way]:
    """`{certification_id: Way}`, in six queries however many certifications and parts there are.

    The stored values are read as they are: unfolding the blocks would ask the database anew for every group.
    """
    certifications = list(certifications)
    ids = {certification.pk for certification in certifications}
    live = Programme.objects.filter(certification__in=ids, live=True).annotate(
        grants_something=Exists(ProgrammeGrant.objects.filter(programme=OuterRef("pk")))
    )
    before = Prefetch("prerequisites", ProgrammePrerequisite.objects.select_related("certification"))
    programmes = {row.certification_id: row for row in live.prefetch_related(before)}
    things = things_named([block for row in programmes.values() for block in groups_of(row)], ids - set(programmes))
    courses = [thing for (kind, _pk), thing in things.items() if kind is Asked.COURSE]
    minutes = _minutes_of(courses)
    issuing = defaultdict(list)
    for course in courses:
        if course.live and course.certification_id not in programmes:
            issuing[course.certification_id].append(course)
    return {row.pk: _way(row, programmes.get(row.pk), issuing[row.pk], things, minutes) for row in certifications}


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


def groups_of(programme: Programme) -> list[Any]:
    """The stored values of all its groups, of both paths."""
    return [*programme.first.raw_data, *programme.renewal.raw_data]


def draft_way(programme: Programme) -> Way:
    """The way as an author has written it, saved or not: for the preview."""
    things = things_named(groups_of(programme))
    courses = [thing for (kind, _pk), thing in things.items() if kind is Asked.COURSE]
    return _way(programme.certification, programme, [], things, _minutes_of(courses))


def path_of(groups: Iterable[Any], things: Things) -> Path:
    """The path that stored values describe."""
    minutes = _minutes_of([thing for (kind, _pk), thing in things.items() if kind is Asked.COURSE])
    return [_group(block, things, minutes) for block in groups]


def things_named(groups: Iterable[Any], without: Collection[int] = ()) -> Things:
    """What the groups name, and the courses that issue the certificates `without` a programme."""
    asked: dict[str, set[int]] = defaultdict(set)
    for block in groups:
        for part in block["value"]["parts"]:
            asked[part["type"]].add(part["value"])
    issuing = Q(live=True, certification__in=without)
    rows: dict[Asked, Any] = {
        Asked.COURSE: CoursePage.objects.filter(Q(pk__in=asked[Asked.COURSE]) | issuing).order_by("path")
        if asked[Asked.COURSE] or without
        else (),
        Asked.QUIZ: Quiz.objects.filter(pk__in=asked[Asked.QUIZ]) if asked[Asked.QUIZ] else (),
        Asked.PRACTICAL: Practical.objects.filter(pk__in=asked[Asked.PRACTICAL]).defer("criteria")
        if asked[Asked.PRACTICAL]
        else (),
    }
    return {(kind, row.pk): row for kind, found in rows.items() for row in found}


def _way(certification, programme, issuing, things, minutes) -> Way:
    if programme is None:
        parts = tuple(_course_part(f"course-{course.pk}", course, minutes) for course in issuing)
        path = [Group("courses", 1, parts)] if parts else []
        return Way(certification, None, path, path, things=things)
    first = [_group(block, things, minutes) for block in programme.first.raw_data]
    renewal = [_group(block, things, minutes) for block in programme.renewal.raw_data]
    return Way(
        certification=certification,
        programme=programme,
        first=first,
        renewal=renewal or first,
        prerequisites=tuple(row.certification for row in programme.prerequisites.all()),
        grants_something=getattr(programme, "grants_something", False),
        things=things,
    )


def _group(block, things, minutes) -> Group:
    value = block["value"]
    named = [(part, things.get((Asked(part["type"]), part["value"]))) for part in value["parts"]]
    parts = tuple(_part(part, thing, minutes) for part, thing in named if thing)
    # A part whose course is gone stays missing: the group cannot be met, and the check of records says so.
    need = value.get("need") or len(named)
    return Group(block["id"], need, parts, value.get("title") or "", value.get("title_en") or "")


def _part(part, thing, minutes) -> Part:
    if part["type"] == Asked.COURSE:
        return _course_part(part["id"], thing, minutes)
    if part["type"] == Asked.QUIZ:
        taken = thing.time_limit_minutes or QUIZ_MINUTES
        return Part(part["id"], Asked.QUIZ, thing.pk, thing.title, thing.title_en, taken)
    return Part(part["id"], Asked.PRACTICAL, thing.pk, thing.title, thing.title_en, PRACTICAL_MINUTES)


def _course_part(part_id, course, minutes) -> Part:
    return Part(part_id, Asked.COURSE, course.pk, course.title, course.title_en, minutes.get(course.pk, 0))


def _minutes_of(courses) -> dict[int, int]:
    return {pk: sum(step.minutes for step in steps) for pk, steps in live_steps(list(courses)).items()}
