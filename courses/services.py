"""Joining, learning, completing: the only writers of enrolments, progress and completions."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from people.models import User
from quizzes.models import Attempt, ObservationRequest, Quiz
from quizzes.standing import passing
from skills.services import Evidence, Grant, award

from .doing import NotDone, left_to_do
from .models import Completion, CoursePage, Enrolment, LessonPage, PracticalPage, Progress, QuizPage
from .progress import live_steps, outline
from .refused import Refused
from .renewal import renewal

logger = logging.getLogger(__name__)


@transaction.atomic
def enrol(*, user: User, course: CoursePage, now: datetime, again: bool = False) -> Enrolment:
    """Join a course from now on; somebody in the middle of it keeps the enrolment they have.

    `again` takes a course that still counts once more: a renewal of a programme asks for it. Raises `Refused` for
    somebody who does not work here that day, a course that is not published or has no steps, and, without `again`, a
    completion that is still valid and whose renewal has not opened.
    """
    # Two clicks, or a click and the completion of the last step, wait for each other at the person's row.
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    already = Enrolment.objects.filter(user=user, course=course, completed_at__isnull=True).first()
    if already:
        return already
    _check_may_enrol(user, course, timezone.localdate(now), again)
    enrolment = Enrolment.objects.create(user=user, course=course, started_at=now)
    logger.info("enrolled user=%s course=%s enrolment=%s", user.pk, course.pk, enrolment.pk)
    return enrolment


def _check_may_enrol(user, course, on, again):
    if not user.is_employed(on):
        raise Refused(_("Only people who work here can join a course."))
    if not CoursePage.objects.live().filter(pk=course.pk).exists():
        raise Refused(_("This course is not published at the moment."))
    way = outline(course, user)
    if not way.steps:
        raise Refused(_("This course has no lessons yet. Please come back when the trainers have published them."))
    held = renewal(way, user, on)
    if again or held is None or held.is_open:
        return
    if held.opens_on:
        raise Refused(
            _("You completed this course and it still counts. It can be renewed from %(day)s on.")
            % {"day": date_format(held.opens_on, "DATE_FORMAT")}
        )
    raise Refused(_("You completed this course, and it does not expire. You can read its lessons again at any time."))


def open_step(*, enrolment: Enrolment, page: LessonPage | QuizPage | PracticalPage, now: datetime) -> None:
    """Remember that the step was opened, so that the course goes on there. One statement, safe in any order."""
    Progress.objects.bulk_create(
        [Progress(enrolment=enrolment, page_id=page.pk, opened_at=now)],
        update_conflicts=True,
        unique_fields=["enrolment", "page"],
        update_fields=["opened_at"],
    )


@transaction.atomic
def complete_step(
    *,
    enrolment: Enrolment,
    page: LessonPage | QuizPage | PracticalPage,
    now: datetime,
    evidence: dict | None = None,
) -> Completion | None:
    """Mark a step as done; when it was the last one, the course is completed and its `Completion` is the answer.

    A course taken off the site meanwhile keeps what is done and can be finished once it is published again.

    `evidence` proves a quiz: `{"attempt": public id}`, or a practical: `{"observation": public id}`. A step that is
    done keeps its first time and evidence. Raises `Refused` for a page that is no published step of the course, for a
    quiz or practical without evidence, and for a lesson of which something is left that it asks for (`NotDone`).
    """
    enrolment = _locked(enrolment)
    if enrolment.completed_at:
        return enrolment.completion
    steps = live_steps([enrolment.course])[enrolment.course_id]
    step = next((step for step in steps if step.pk == page.pk), None)
    if step is None:
        raise Refused(_("This step is no longer part of the course."))
    _mark_done(enrolment, step, now, evidence)
    if _steps_left(enrolment, steps) or not enrolment.course.live:
        return None
    return complete_course(enrolment=enrolment, now=now)


def _mark_done(enrolment, step, now, evidence):
    progress, _made = Progress.objects.get_or_create(enrolment=enrolment, page_id=step.pk, defaults={"opened_at": now})
    if progress.completed_at:
        return
    if isinstance(step, QuizPage) and not evidence:
        raise Refused(_("This step is done by passing its quiz."))
    if isinstance(step, PracticalPage) and not evidence:
        raise Refused(_("This step is done when a coach has watched and a trainer has accepted it."))
    if isinstance(step, LessonPage) and (left := left_to_do(enrolment, step)):
        raise NotDone(left)
    progress.completed_at = now
    progress.revision = published_revision(page=step, now=now)
    progress.evidence = evidence or {}
    progress.save(update_fields=["completed_at", "revision", "evidence"])
    logger.info("step done enrolment=%s page=%s", enrolment.pk, step.pk)


@transaction.atomic
def complete_course(*, enrolment: Enrolment, now: datetime) -> Completion:
    """Write the completion, exactly once, and award what the course grants, in one transaction.

    Raises `Refused` while a published step is missing, and for a course without any or not published itself.
    """
    enrolment = _locked(enrolment)
    if enrolment.completed_at:
        return enrolment.completion
    course = enrolment.course
    if not course.live:
        raise Refused(_("This course is not published at the moment."))
    steps = live_steps([course])[course.pk]
    if not steps:
        raise Refused(_("A course without lessons cannot be completed."))
    left = _steps_left(enrolment, steps)
    if left:
        raise Refused(_("“%(step)s” is still to be done.") % {"step": left[0].local_title})
    completion = Completion.objects.create(
        enrolment=enrolment,
        user=enrolment.user,
        course=course,
        revision=published_revision(page=course, now=now),
        completed_on=timezone.localdate(now),
        steps=_steps_as_done(enrolment, steps),
    )
    enrolment.completed_at = now
    enrolment.save(update_fields=["completed_at"])
    _award(completion, now)
    _tell_above(enrolment.user, now)
    logger.info("completed user=%s course=%s completion=%s", enrolment.user_id, course.pk, completion.pk)
    return completion


@transaction.atomic
def quiz_passed(*, attempt: Attempt, now: datetime) -> Completion | None:
    """Mark the quiz steps done that this attempt passes, in every course the person is in the middle of.

    An attempt begun before the enrolment does not count for it: renewing means showing it again. Whether the quiz is
    passed is a matter of its rule (the best, first, last attempt, or the mean). Answers the completion that followed,
    if any; an attempt that is still open or waits for a mark changes nothing.
    """
    if attempt.points is None or attempt.voided_at:
        return None
    completion = _complete_steps_of_quiz(attempt, now)
    if completion is None:
        _tell_above(attempt.user, now)
    return completion


def _complete_steps_of_quiz(attempt, now):
    enrolments = Enrolment.objects.filter(
        user=attempt.user_id, completed_at__isnull=True, started_at__lte=attempt.started_at
    ).select_related("course")
    by_course = {enrolment.course_id: enrolment for enrolment in enrolments}
    steps = live_steps(enrolment.course for enrolment in by_course.values())
    met = [
        (by_course[course], step)
        for course, pages in steps.items()
        for step in pages
        if isinstance(step, QuizPage) and step.quiz_id == attempt.quiz_id
    ]
    completions = [
        complete_step(enrolment=enrolment, page=step, now=now, evidence={"attempt": str(passed.public_id)})
        for enrolment, step in met
        if (passed := _passing(attempt, enrolment))
    ]
    return next((completion for completion in completions if completion), None)


def _tell_above(user: User, now: datetime) -> None:
    """A programme may ask for what was just done: `settings.AFTER_LEARNING` names the service of the room above that is
    told, by keyword (`user`, `now`) and in the same transaction."""
    if settings.AFTER_LEARNING:
        import_string(settings.AFTER_LEARNING)(user=user, now=now)


def _passing(attempt: Attempt, enrolment: Enrolment) -> Attempt | None:
    """The attempt by which the quiz is passed within this enrolment, this one included."""
    counting = attempt.quiz.counting
    if counting == Quiz.Counting.BEST:
        return attempt if attempt.passed else None
    mine = Attempt.objects.counted().filter(user=attempt.user_id, quiz=attempt.quiz_id, ended_at__isnull=False)
    return passing(list(mine.filter(started_at__gte=enrolment.started_at).order_by("started_at")), counting)


@transaction.atomic
def practical_passed(*, request: ObservationRequest, now: datetime) -> Completion | None:
    """Mark the practical steps done that an accepted observation passes, in every course the person is in.

    What was watched before the enrolment does not count for it: renewing means showing it again. Answers the completion
    that followed, if any; a request that was not accepted changes nothing.
    """
    first = request.observations.order_by("place").first()
    if request.outcome != "accepted" or first is None:
        return None
    completion = _complete_steps_of_practical(request, first, now)
    if completion is None:
        _tell_above(request.user, now)
    return completion


def _complete_steps_of_practical(request, first, now):
    enrolments = Enrolment.objects.filter(
        user=request.user_id, completed_at__isnull=True, started_at__lte=first.observed_at
    ).select_related("course")
    by_course = {enrolment.course_id: enrolment for enrolment in enrolments}
    steps = live_steps(enrolment.course for enrolment in by_course.values())
    evidence = {"observation": str(request.public_id)}
    completions = [
        complete_step(enrolment=by_course[course], page=step, now=now, evidence=evidence)
        for course, pages in steps.items()
        for step in pages
        if isinstance(step, PracticalPage) and step.practical_id == request.practical_id
    ]
    return next((completion for completion in completions if completion), None)


@transaction.atomic
def published_revision(*, page: Page, now: datetime) -> Revision:
    """The revision of a page that is live. A page made by code without one gets it now, beside any later draft."""
    live = Revision.objects.filter(pk__in=Page.objects.filter(pk=page.pk).values("live_revision")).first()
    return live or _make_revision(page.pk, now)


def _make_revision(page_id, now):
    page = Page.objects.select_for_update(no_key=True).get(pk=page_id)
    if page.live_revision_id:
        return page.live_revision
    specific = page.specific
    revision = Revision.objects.create(
        content_object=specific,
        base_content_type=specific.get_base_content_type(),
        created_at=now,
        content=specific.serializable_data(),
        object_str=str(specific),
    )
    Page.objects.filter(pk=page.pk).update(live_revision=revision)
    if page.latest_revision_id is None:
        Page.objects.filter(pk=page.pk).update(latest_revision=revision)
    return revision


def _locked(enrolment):
    """The enrolment, read again under a lock: a second click waits here and then finds the course completed.

    The completion is asked for afterwards, never joined here: PostgreSQL reads the locked row anew after waiting, but
    joins what it saw before.
    """
    return (
        Enrolment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("course", "course__certification", "user")
        .get(pk=enrolment.pk)
    )


def _steps_left(enrolment, steps):
    done = set(enrolment.progress.filter(completed_at__isnull=False).values_list("page_id", flat=True))
    return [step for step in steps if step.pk not in done]


def _steps_as_done(enrolment, steps):
    """What the completion remembers of each step: its title and revision when it was done, and the proof."""
    rows = {row.page_id: row for row in enrolment.progress.all()}
    return [
        {
            "page": step.pk,
            "title": step.title,
            "title_en": step.title_en,
            "revision": rows[step.pk].revision_id,
            "done_at": rows[step.pk].completed_at.isoformat(),
            **rows[step.pk].evidence,
        }
        for step in steps
    ]


def _award(completion, now):
    course = completion.course
    facts = {
        "title": course.title,
        "title_en": course.title_en,
        "course": course.pk,
        "completed_on": completion.completed_on.isoformat(),
        "revision": completion.revision_id,
        "steps": completion.steps,
    }
    award(
        user=completion.user,
        grants=[Grant(grant.skill, grant.level) for grant in course.grants.select_related("skill")],
        evidence=Evidence(type=Completion.EVIDENCE_TYPE, key=str(completion.pk), facts=facts),
        on=completion.completed_on,
        now=now,
        certification=course.certification,
    )
