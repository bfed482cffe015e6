"""What people will hold if they do what is assigned to them by its day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from courses.models import CoursePage

from .models import TrainingAssignment

Promise = tuple[int, date]

# What the course grants, or the published programme of the certification: joined, as each row has only one of them.
_COLUMNS = (
    "user_id",
    "due_on",
    "certification_id",
    "course__grants__skill",
    "course__grants__level",
    "certification__programme__live",
    "certification__programme__grants__skill",
    "certification__programme__grants__level",
)


def promised(users: Iterable[int] | QuerySet, on: date) -> dict[int, dict[int, Promise]]:
    """`{user_id: {skill_id: (level, day)}}` of what is assigned and not done, if it is done by its day.

    `users` are ids of people or a queryset of them. One query, two where a certification has no programme. What is
    overdue is promised for `on`, the day asked about; what has no day is not promised at all. Of several promises of a
    skill the highest level counts, then the earliest day.
    """
    wanted = users if isinstance(users, QuerySet) else list(users)
    rows = TrainingAssignment.objects.still_open().filter(user__in=wanted, due_on__isnull=False)
    found: dict[int, dict[int, Promise]] = defaultdict(dict)
    by_courses = []
    for user, due, kind, skill, level, live, of_programme, level_of_programme in rows.order_by().values_list(*_COLUMNS):
        day = max(due, on)
        if kind and not live:
            by_courses.append((user, kind, day))
        elif skill or of_programme:
            _keep(found[user], skill or of_programme, level or level_of_programme, day)
    grants = _grants_of_certifications({kind for _user, kind, _day in by_courses})
    for user, kind, day in by_courses:
        for skill, level in grants[kind].items():
            _keep(found[user], skill, level, day)
    return {user: mine for user, mine in found.items() if mine}


def _keep(mine: dict[int, Promise], skill: int, level: int, day: date) -> None:
    held = mine.get(skill)
    if held is None or (-level, day) < (-held[0], held[1]):
        mine[skill] = (level, day)


def _grants_of_certifications(kinds: set[int]) -> dict[int, dict[int, int]]:
    """By the courses that issue them: of several what all of them grant."""
    grants: dict[int, dict[int, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
    rows = CoursePage.objects.live().filter(certification__in=kinds) if kinds else CoursePage.objects.none()
    for kind, course, skill, level in rows.values_list("certification", "pk", "grants__skill", "grants__level"):
        grants[kind][course] |= {skill: level} if skill else {}
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for kind, courses in grants.items():
        every = set.intersection(*(set(mine) for mine in courses.values()))
        found[kind] = {skill: min(mine[skill] for mine in courses.values()) for skill in every}
    return found
