"""What people do, one line each: learning a course, being watched, and editors who change what is taught."""

import datetime

from django.contrib.contenttypes.models import ContentType

from courses.models import CoursePage, EntryChange
from courses.services import complete_step, enrol, practical_passed
from phrasebook.models import Phrase
from quizzes import observing
from quizzes.models import ObservationRequest

from ..courses.factories import NOW, TODAY, make_course, steps_of
from ..quizzes.practical_factories import ask, sheet

DAY = datetime.timedelta(days=1)


def at(day):
    """The morning of a day."""
    return NOW + DAY * (day - TODAY).days


def plain_course(**fields):
    """A course of one lesson that issues and grants nothing itself."""
    return make_course(lessons=1, level=None, certified=False, **fields)


def do(user, course, now=NOW, again=False):
    """Join the course and complete it."""
    enrolment = enrol(user=user, course=course, now=now, again=again)
    for step in steps_of(course):
        complete_step(enrolment=enrolment, page=step, now=now)


def be_watched(user, practical, *, by, coach, now=NOW):
    """Ask anew, and be watched by a coach; a trainer has still to decide."""
    asked = ask(practical, user, now=now, since=now)
    observing.assign(request=asked, place=1, observer=coach, by=by, now=now)
    observing.observe(request=asked, observer=coach, sheet=sheet(asked, observed_at=now), now=now)
    return ObservationRequest.objects.get(pk=asked.pk)


def accept(asked, *, by, now=NOW):
    """The trainer accepts what was watched."""
    observing.decide(request=asked, outcome="accepted", by=by, now=now, after=practical_passed)


def change(course, *, by, now, due_on):
    """An edit of something the course teaches, for which certificates are renewed."""
    row = EntryChange.objects.create(
        content_type=ContentType.objects.get_for_model(Phrase),
        object_id=1,
        title="请出示身份证",
        weight=EntryChange.Weight.RECERTIFY,
        due_on=due_on,
        decided_by=by,
        decided_at=now,
    )
    row.courses.set([CoursePage.objects.get(pk=course.pk)])
    return row


def kinds(cycle):
    """The kinds of the events of a round, in order."""
    return [event.kind for event in cycle.events.order_by("pk")]
