"""Whose completion of a course still counts, for many people at once. The judgement is that of `renewal`.

Of plain rows: instances of models would take most of the time of a large hall.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import CharField
from django.db.models.functions import Cast

from skills.models import Award, Suspension

from .changes import recertified_since
from .models import Completion, CoursePage
from .renewal import weigh


class _Done(NamedTuple):
    pk: int
    written_at: datetime


class _Award(NamedTuple):
    skill_id: int
    level: int
    valid_from: date
    valid_until: date | None
    renewal_from: date | None
    grace_until: date | None
    revoked_on: date | None
    breaks: list
    certificate: None = None


_COLUMNS = ("skill_id", "level", "valid_from", "valid_until", "renewal_from", "grace_until", "revocation__revoked_on")


def holders(
    courses: Iterable[CoursePage], on: date, users: Collection[int] | None = None
) -> dict[int, dict[int, date | None]]:
    """`{course_id: {user_id: day}}`: who completed a course that still counts and may not be taken again, and from when
    on it may (None: never needs to be). Of all people without `users`. Five queries."""
    courses = {course.pk: course for course in courses}
    done = _latest(courses, users)
    awards = _awards_of(courses, users)
    changed = recertified_since(list(courses)) if courses else {}
    found: dict[int, dict[int, date | None]] = {pk: {} for pk in courses}
    for (user, course), completion in done.items():
        worth = weigh(courses[course], completion, awards[str(completion.pk)], on, changed.get(course))
        if not worth.is_open:
            found[course][user] = worth.opens_on
    return found


def _latest(courses, users):
    rows = Completion.objects.filter(course__in=courses)
    rows = rows if users is None else rows.filter(user__in=users)
    wanted = rows.order_by("completed_on", "pk").values_list("user_id", "course_id", "pk", "written_at")
    return {(user, course): _Done(*facts) for user, course, *facts in wanted}


def _awards_of(courses, users):
    keys = Completion.objects.filter(course__in=courses).annotate(key=Cast("pk", CharField())).order_by().values("key")
    rows = Award.objects.filter(evidence_type=Completion.EVIDENCE_TYPE, evidence_key__in=keys)
    rows = rows if users is None else rows.filter(user__in=users)
    broken = defaultdict(list)
    suspended = Suspension.objects.filter(certificate__in=rows.order_by().values("certificate"))
    for certificate, *days in suspended.values_list("certificate", "suspended_from", "reinstatement__reinstated_from"):
        broken[certificate].append(tuple(days))
    awards = defaultdict(list)
    for key, certificate, *facts in rows.order_by().values_list("evidence_key", "certificate_id", *_COLUMNS):
        awards[key].append(_Award(*facts, broken.get(certificate, [])))
    return awards
