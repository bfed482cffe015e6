"""What each published course would take a person, in minutes, and what it grants: for comparing courses, not for
walking them. Plain rows: the pages of all steps of all courses would take most of the time of a person's page.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db import DEFAULT_DB_ALIAS
from django.db.models import BigIntegerField, F
from django.db.models.functions import Coalesce
from wagtail.models import Page

from core.statements import Blank, Statement

from .models import CourseGrant, CoursePage, Enrolment
from .progress import IS_STEP

# What a course needs to be named and linked, in the order of its columns; the rest of it stays in the database.
_NEEDED = {"id", "page_ptr_id", "path", "title", "title_en", "url_path", "certification_id"}
_NAMED = [field.attname for field in CoursePage._meta.concrete_fields if field.attname in _NEEDED]


@dataclass(frozen=True)
class Taking:
    """A course of `total` steps, the minutes of all of them and of what is left from here, and what it grants.

    The names, and what they mean, are those of `progress.CourseOutline`.
    """

    course: CoursePage
    total: int
    minutes: int
    minutes_to_go: int
    is_open: bool
    is_completed: bool
    grants: Mapping[int, int]


class _Step(NamedTuple):
    pk: int
    path: str
    minutes: int


class _Enrolled(NamedTuple):
    pk: int
    is_open: bool
    done: set[int]


_COURSES = Statement(lambda: CoursePage.objects.live().values_list(*_NAMED))
_STEPS = Statement(
    lambda: (
        Page.objects.filter(IS_STEP, live=True)
        .order_by("path")
        .values_list("pk", "path", Coalesce("lessonpage__minutes", "quizpage__minutes", "practicalpage__minutes"))
    )
)
_GRANTS = Statement(
    lambda: CourseGrant.objects.filter(course__live=True).order_by().values_list("course_id", "skill_id", "level")
)
_ENROLMENTS = Statement(
    lambda: (
        Enrolment.objects.filter(user=Blank("person", BigIntegerField()))
        .order_by("started_at", "pk")
        .values_list("course_id", "pk", "completed_at", F("progress__page"), F("progress__completed_at"))
    )
)


def takings(person: int) -> list[Taking]:
    """The published courses with steps, in the order of the catalogue, for a person by number; four queries."""
    courses = [CoursePage.from_db(DEFAULT_DB_ALIAS, _NAMED, row) for row in _COURSES.rows()]
    if not courses:
        return []
    steps: dict[str, list[_Step]] = defaultdict(list)
    for row in _STEPS.rows():
        steps[row[1][: -Page.steplen]].append(_Step(*row))
    levels: dict[int, dict[int, int]] = defaultdict(dict)
    for course, skill, level in _GRANTS.rows():
        levels[course][skill] = level
    enrolled = _enrolled(person)
    return [_taking(course, mine, enrolled, levels) for course in courses if (mine := steps.get(course.path))]


def _taking(course, steps, enrolled, levels):
    mine = enrolled.get(course.pk)
    done = mine.done if mine and mine.is_open else ()
    return Taking(
        course=course,
        total=len(steps),
        minutes=sum(step.minutes for step in steps),
        minutes_to_go=sum(step.minutes for step in steps if step.pk not in done),
        is_open=bool(mine and mine.is_open),
        is_completed=bool(mine and not mine.is_open),
        grants=levels[course.pk],
    )


def _enrolled(person: int) -> dict[int, _Enrolled]:
    """`{course_id: …}` of the open enrolment, else the latest one, with the numbers of the steps that are done."""
    found: dict[int, _Enrolled] = {}
    for course, pk, completed_at, page, done_at in _ENROLMENTS.rows(person=person):
        held = found.get(course)
        if held is None or (held.pk != pk and (not held.is_open or completed_at is None)):
            held = found[course] = _Enrolled(pk, completed_at is None, set())
        if held.pk == pk and done_at:
            held.done.add(page)
    return found
