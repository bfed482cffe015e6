"""A day, and the things a workspace shows on it, one line each."""

import datetime

from courses.models import CourseGrant, CoursePage
from skills.models import Level
from tests.courses.factories import make_course
from tests.skills.factories import CertificationFactory, SkillFactory, give

TODAY = datetime.date(2026, 11, 23)
# Ten in the morning in the hall.
NOW = datetime.datetime(2026, 11, 23, 2, 0, tzinfo=datetime.UTC)
# On which day a certificate of a year, with sixty days of renewal and thirty of grace, was awarded to be in this state.
AWARDED = {
    "valid": datetime.date(2026, 10, 1),
    "renewal": datetime.date(2025, 12, 10),
    "grace": datetime.date(2025, 11, 10),
    "expired": datetime.date(2025, 5, 10),
}


def hold(user, skill, state="valid", level=Level.CERTIFIED):
    """The award by which somebody holds a skill in a state on the day."""
    certification = CertificationFactory()
    return give(user, skill, level, on=AWARDED[state], certification=certification).awards[0]


def teach(skill, level=Level.CERTIFIED, lessons=2, **fields):
    """A published course that grants the skill at the level."""
    course = make_course(lessons=lessons, level=None, **fields)
    CourseGrant.objects.create(course=course, skill=skill, level=level)
    return CoursePage.objects.get(pk=course.pk)


def make_skills(count):
    return [SkillFactory() for _ in range(count)]
