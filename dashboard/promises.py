"""What people will hold when they finish what they have begun: the courses they are in the middle of."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db.models import QuerySet

from courses.models import CourseGrant, Enrolment
from people.models import User
from programmes.promises import promised
from skills.terms import term_of

from .cover import Promise

Promises = dict[int, dict[int, Promise]]

# A course has no due date of its own: four weeks are one rotation, in which lessons, quiz and practical find time.
TIME_TO_FINISH = timedelta(days=28)


def promised_by_enrolments(people: QuerySet[User], today: date) -> Promises:
    """`{user_id: {skill_id: Promise}}` of the open enrolments of people, finished within four weeks, in two queries."""
    opened = Enrolment.objects.filter(
        user__in=people.order_by().values("pk"), completed_at__isnull=True, course__live=True
    ).order_by()
    ways = list(opened.values_list("user_id", "course_id"))
    grants: dict[int, list[CourseGrant]] = {}
    for grant in CourseGrant.objects.filter(course__in={way[1] for way in ways}).select_related(
        "course__certification"
    ):
        grants.setdefault(grant.course_id, []).append(grant)
    day, found = today + TIME_TO_FINISH, {}
    for user_id, course_id in ways:
        for grant in grants.get(course_id, ()):
            until = term_of(day, grant.course.certification).grace_until
            keep(found, user_id, grant.skill_id, Promise(grant.level, day, until))
    return found


def keep(found: Promises, user_id: int, skill_id: int, promise: Promise) -> None:
    """Enter a promise; of two for the same skill the higher level stays, then the one that lasts longer."""
    mine = found.setdefault(user_id, {})
    if skill_id not in mine or _worth(promise) > _worth(mine[skill_id]):
        mine[skill_id] = promise


def together(sources: Iterable[Mapping[int, Mapping[int, Promise]]]) -> Promises:
    """What several rooms promise, as one."""
    found: Promises = {}
    for source in sources:
        for user_id, mine in source.items():
            for skill_id, promise in mine.items():
                keep(found, user_id, skill_id, Promise(*promise))
    return found


def _worth(promise):
    return promise.level, promise.until or date.max, -promise.day.toordinal()


def promised_by_assignments(people: QuerySet[User], today: date) -> Promises:
    """As `promised_by_enrolments`, of the training that is assigned to people, done by its day."""
    found: Promises = {}
    for user_id, mine in promised(people.order_by().values("pk"), today).items():
        for skill_id, (level, day) in mine.items():
            # Until when it will count is a matter of the certificate; a year ahead is what is looked at.
            keep(found, user_id, skill_id, Promise(level, day, None))
    return found


# Each room that knows what somebody is about to finish, in the shape of `promised_by_enrolments`.
SOURCES = (promised_by_enrolments, promised_by_assignments)


def promises_of(people: QuerySet[User], today: date) -> Promises:
    """What all rooms promise of these people, as one."""
    return together(source(people, today) for source in SOURCES)
