"""What people begin themselves: a round of a certification, and a course that a renewal asks for once more."""

from datetime import datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.models import CoursePage, Enrolment
from courses.services import enrol
from people.models import User
from skills.models import Certification

from .cycles import Standing
from .journeys import Journey, journey
from .life import State
from .models import Cycle
from .paths import Asked
from .programme import ways_of
from .refused import Refused
from .services import learned, open_cycle


def why_not_begin(one: Journey) -> str:
    """Why the person cannot begin a round now, as a sentence; empty when they may.

    Renewing begins on the day it opens; after a revocation or while a certificate is suspended somebody else decides.
    """
    if not one.stages:
        return _("What is asked for this certificate is not published yet.")
    if not one.user.is_employed(one.on):
        return _("Only people who work here can get this certificate.")
    return _held_back(one.standing) if one.standing and not one.open else ""


def _held_back(speaks: Standing) -> str:
    if speaks.state == State.SUSPENDED:
        return _("Your certificate is suspended. Ask your manager what to do next.")
    if speaks.state == State.REVOKED:
        return _("Your certificate was revoked. Ask your manager whether you can get it again.")
    if speaks.state == State.VALID and speaks.renewal_from is None:
        return _("Your certificate does not expire.")
    if speaks.state == State.VALID and speaks.renewal_from:
        day = date_format(speaks.renewal_from, "DATE_FORMAT")
        return _("Your certificate counts. It can be renewed from %(day)s on.") % {"day": day}
    return ""


@transaction.atomic
def begin(*, user: User, certification: Certification, now: datetime) -> Cycle:
    """Begin a round oneself; whoever has an open one keeps it. Raises `Refused` with what `why_not_begin` says."""
    one = journey(user, certification, now)
    if one.open:
        return one.open.cycle
    if reason := why_not_begin(one):
        raise Refused(reason)
    return open_cycle(user=user, certification=certification, now=now, by=user)


@transaction.atomic
def take_again(*, user: User, course: CoursePage, now: datetime) -> Enrolment:
    """Join a course once more because an open round asks for it, also while its completion still counts.

    Raises `Refused` when no open round does: then the course itself knows when it may be taken again. What the course's
    own rules refuse is raised as courses.refused.Refused.
    """
    still_open = list(Cycle.objects.still_open().filter(user=user).select_related("certification"))
    ways = ways_of([cycle.certification for cycle in still_open])
    asked = {
        (part.kind, part.key)
        for cycle in still_open
        for group in ways[cycle.certification_id].path(cycle.kind)
        for part in group.parts
    }
    if (Asked.COURSE, course.pk) not in asked:
        raise Refused(_("None of your certifications asks for this course at the moment."))
    enrolment = enrol(user=user, course=course, now=now, again=True)
    # The round is in progress from now on.
    learned(user=user, now=now)
    return enrolment
