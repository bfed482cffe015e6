"""What people will hold if they do what is assigned to them by its day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from courses.models import CourseGrant, CoursePage

from .models import ProgrammeGrant, TrainingAssignment

Promise = tuple[int, date]


def promised(user_ids: Iterable[int], on: date) -> dict[int, dict[int, Promise]]:
    """`{user_id: {skill_id: (level, day)}}` of what is assigned and not done, if it is done by its day; five queries.

    What is overdue is promised for `on`, the day asked about; what has no day is not promised at all. Of several
    promises of a skill the highest level counts, then the earliest day.
    """
    rows = TrainingAssignment.objects.still_open().filter(user__in=list(user_ids), due_on__isnull=False)
    open_ones = list(rows.order_by().values_list("user_id", "course_id", "certification_id", "due_on"))
    courses = _grants_of_courses({course for _user, course, _kind, _due in open_ones if course})
    kinds = _grants_of_certifications({kind for _user, _course, kind, _due in open_ones if kind})
    found: dict[int, dict[int, Promise]] = defaultdict(dict)
    for user, course, kind, due in open_ones:
        day = max(due, on)
        for skill, level in (courses[course] if course else kinds[kind]).items():
            held = found[user].get(skill)
            if held is None or (-level, day) < (-held[0], held[1]):
                found[user][skill] = (level, day)
    return dict(found)


def _grants_of_courses(courses):
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = CourseGrant.objects.filter(course__in=courses) if courses else CourseGrant.objects.none()
    for course, skill, level in rows.values_list("course_id", "skill_id", "level"):
        found[course][skill] = level
    return found


def _grants_of_certifications(kinds):
    """By their programmes; without one by the courses that issue them, of several what all of them grant."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    if not kinds:
        return found
    rows = ProgrammeGrant.objects.filter(programme__certification__in=kinds, programme__live=True)
    for kind, skill, level in rows.values_list("programme__certification_id", "skill_id", "level"):
        found[kind][skill] = level
    rest = set(kinds) - set(found)
    issuing = defaultdict(list)
    if rest:
        for course, kind in CoursePage.objects.live().filter(certification__in=rest).values_list("pk", "certification"):
            issuing[kind].append(course)
    grants = _grants_of_courses([course for courses in issuing.values() for course in courses])
    for kind, courses in issuing.items():
        every = set.intersection(*(set(grants[course]) for course in courses))
        found[kind] = {skill: min(grants[course][skill] for course in courses) for skill in every}
    return found
