"""What people do with courses. Reading is Wagtail's: the pages below the catalogue."""

from functools import cache

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from quizzes import services as quiz_services
from quizzes import views as quiz_views
from quizzes.standing import standing
from quizzes.tasks import close_when_time_is_up
from quizzes.views import Link, Urls

from . import services
from .doing import NotDone
from .models import CoursePage, LessonPage, QuizPage
from .pages import attempts_count_from, places_of_quiz, step_view
from .progress import outline

URLS = Urls(
    attempt="courses:attempt",
    save="courses:attempt_save",
    submit="courses:attempt_submit",
    result="courses:attempt_result",
    media="courses:attempt_media",
)


def check_open(request, page, course):
    """As reading a page does: 404 below a course that is not published, 403 for pages kept from this reader."""
    if not course.live:
        raise Http404
    if not all(restriction.accept_request(request) for restriction in page.get_view_restrictions()):
        raise PermissionDenied


@require_POST
def enrol(request, course_pk):
    """Join a course and go to its first step, or to where it was left."""
    course = get_object_or_404(CoursePage.objects.live(), pk=course_pk)
    check_open(request, course, course)
    try:
        services.enrol(user=request.user, course=course, now=timezone.now())
    except services.Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect(course.get_url(request))
    step = outline(course, request.user).next_step
    return redirect((step.page if step else course).get_url(request))


@require_POST
def complete(request, page_pk):
    """Mark a lesson as done and go on to the next step, or to the course when that was the last."""
    page = LessonPage.objects.live().filter(pk=page_pk).first() or get_object_or_404(
        QuizPage.objects.live(), pk=page_pk
    )
    place = step_view(page=page, user=request.user)
    course = place.course
    check_open(request, page, course)
    if place.outline.enrolment is None:
        messages.warning(request, _("Join the course first; then what you read is kept."))
        return redirect(course.get_url(request))
    already = place.outline.is_completed
    try:
        completion = services.complete_step(enrolment=place.outline.enrolment, page=page, now=timezone.now())
    except NotDone as refusal:
        messages.warning(request, str(refusal))
        return redirect(f"{page.get_url(request)}#block-{refusal.left[0].block_id}")
    except services.Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect(page.get_url(request))
    if completion and not already:
        messages.success(request, _("You have completed “%(course)s”.") % {"course": course.local_title})
    return redirect(_onward(place, completion and not already).get_url(request))


def _onward(place, completed):
    """The next step in the order of reading; past the last one, the course."""
    return place.course if completed or place.next is None else place.next.page


@require_POST
def start_quiz(request, page_pk):
    """Begin the quiz of a step, or go on with the attempt that is open."""
    page = get_object_or_404(QuizPage.objects.live().select_related("quiz"), pk=page_pk)
    place = step_view(page=page, user=request.user)
    check_open(request, page, place.course)
    if not place.outline.is_open:
        messages.warning(request, _("Join the course first; the quiz is one of its steps."))
        return redirect(place.course.get_url(request))
    if place.step and place.step.done:
        return redirect(page.get_url(request))
    now = timezone.now()
    since = attempts_count_from(quiz_id=page.quiz_id, user=request.user)
    passed = standing(user=request.user, quiz=page.quiz, now=now, since=since).passed
    if passed:
        services.quiz_passed(attempt=passed, now=now)
        return redirect(page.get_url(request))
    try:
        attempt = quiz_services.start_attempt(user=request.user, quiz=page.quiz, now=now, since=since)
    except quiz_services.Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect(page.get_url(request))
    if attempt.started_at == now:
        close_when_time_is_up(attempt)
    return redirect(URLS.to("attempt", attempt))


def attempt(request, public_id):
    """The questions of an attempt."""
    return quiz_views.attempt_view(request, public_id, urls=URLS, after=_after, back=PlaceFinder(request).to_quiz)


def attempt_save(request, public_id):
    """Keep an answer."""
    return quiz_views.save(request, public_id, urls=URLS)


def attempt_submit(request, public_id):
    """Hand in; the step and perhaps the course are completed in the same transaction."""
    return quiz_views.submit(request, public_id, urls=URLS, after=_after)


def attempt_result(request, public_id):
    """The mark and the explanations, and the way on."""
    finder = PlaceFinder(request)
    return quiz_views.result(request, public_id, urls=URLS, back=finder.onward, since=finder.since)


def _after(attempt, now):
    services.quiz_passed(attempt=attempt, now=now)


class PlaceFinder:
    """Asks once a request where in which courses the person met the quiz of an attempt."""

    def __init__(self, request):
        self.request = request
        self.places = cache(lambda quiz_id: places_of_quiz(quiz_id=quiz_id, user=request.user))

    def place(self, quiz_id):
        """The course to go back to, if there still is one."""
        return next(iter(self.places(quiz_id)), None)

    def to_quiz(self, attempt):
        """Back to the step from which the attempt was begun."""
        place = self.place(attempt.quiz_id)
        return place and Link(place.step.page.get_url(self.request), place.course.local_title)

    def onward(self, attempt):
        """From the result: the course when it is done, the next step, or back to the quiz."""
        place = self.place(attempt.quiz_id)
        if place is None:
            return None
        if place.outline.is_completed:
            return Link(place.course.get_url(self.request), _("To the course and its certificate"))
        if attempt.passed and place.outline.next_step:
            return Link(place.outline.next_step.page.get_url(self.request), _("On to the next step"))
        if attempt.passed:
            return Link(place.course.get_url(self.request), _("To the course"))
        return Link(place.step.page.get_url(self.request), _("To the quiz and its rules"))

    def since(self, attempt):
        """As `pages.attempts_count_from`, of what was read already; after the end from the last enrolment on."""
        places = [place for place in self.places(attempt.quiz_id) if place.outline.enrolment]
        waiting = [place for place in places if place.outline.is_open and not place.step.done]
        return min((place.outline.enrolment.started_at for place in waiting or places[:1]), default=None)
