"""A quiz or practical as part of a programme: begun from here, whether or not a course asks for it too.

The views of an attempt belong to quizzes and are mounted here with what follows (docs/decisions/0005, 0078).
"""

import datetime

from django.contrib import messages
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.services import practical_passed, quiz_passed
from quizzes import observing
from quizzes import services as quiz_services
from quizzes import views as quiz_views
from quizzes.anchors import has_clips, with_anchors
from quizzes.asking_views import ask_kindly
from quizzes.models import Attempt
from quizzes.rubric_blocks import rubric_of
from quizzes.standing import standing
from quizzes.tasks import close_when_time_is_up
from quizzes.views import Link, Urls

from .journeys import Journey, Step, journey
from .paths import Asked
from .places import round_asking_for
from .services import learned
from .views import certification_of

URLS = Urls(
    attempt="rounds:attempt",
    save="rounds:attempt_save",
    submit="rounds:attempt_submit",
    result="rounds:attempt_result",
    media="rounds:attempt_media",
)


def _part(request: HttpRequest, slug: str, kind: Asked, key: int) -> tuple[Journey, Step]:
    """The person's way and the part of it; a programme that does not ask for it has no such page."""
    one = journey(request.user, certification_of(slug), timezone.now())
    step = one.step_of(kind, key)
    if step is None:
        raise Http404
    return one, step


def beginning_of(counts_from: datetime.date | None) -> datetime.datetime | None:
    """The first moment of the day from which deeds count for a round; None when everything ever done counts."""
    if counts_from is None:
        return None
    return timezone.make_aware(datetime.datetime.combine(counts_from, datetime.time.min))


@never_cache
@require_safe
def quiz(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What to know before the quiz begins, and the button that begins it."""
    one, step = _part(request, slug, Asked.QUIZ, pk)
    found, stand = one.way.thing(step.part), None
    if one.open:
        since = beginning_of(one.open.cycle.counts_from)
        stand = standing(user=request.user, quiz=found, now=timezone.now(), since=since)
    drawn = found.draws.aggregate(count=Sum("count"))["count"] or 0
    context = {
        "journey": one,
        "step": step,
        "quiz": found,
        "stand": stand,
        "questions": drawn + found.fixed_questions.count(),
    }
    return render(request, "programmes/quiz.html", context)


@require_POST
def start_quiz(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Begin the quiz, or go on with the attempt that is open; what was passed already is counted."""
    one, step = _part(request, slug, Asked.QUIZ, pk)
    back = redirect("programmes:quiz", slug, pk)
    if one.open is None:
        messages.warning(request, _("Begin the certification first; then this quiz counts for it."))
        return redirect("programmes:programme", slug)
    if step.is_done:
        return back
    now, since = timezone.now(), beginning_of(one.open.cycle.counts_from)
    found = one.way.thing(step.part)
    if standing(user=request.user, quiz=found, now=now, since=since).passed:
        learned(user=request.user, now=now)
        return back
    try:
        attempt = quiz_services.start_attempt(user=request.user, quiz=found, now=now, since=since)
    except quiz_services.Refused as refusal:
        messages.warning(request, str(refusal))
        return back
    if attempt.started_at == now:
        close_when_time_is_up(attempt)
    return redirect(URLS.to("attempt", attempt))


def after_attempt(attempt: Attempt, now: datetime.datetime) -> None:
    """In the transaction of the handing in: the courses that ask for the quiz, then the rounds."""
    quiz_passed(attempt=attempt, now=now)
    if attempt.points is None:
        # It waits for a mark, which is a state of the round too; the courses tell of what is passed.
        learned(user=attempt.user, now=now)


def _back(attempt: Attempt) -> Link | None:
    found = round_asking_for(attempt.user, Asked.QUIZ, attempt.quiz_id)
    if found is None:
        return None
    return Link(reverse("programmes:programme", args=[found.certification.slug]), found.certification.local_name)


def _since(attempt: Attempt) -> datetime.datetime | None:
    found = round_asking_for(attempt.user, Asked.QUIZ, attempt.quiz_id)
    return beginning_of(found.counts_from) if found else None


def attempt(request: HttpRequest, public_id) -> HttpResponse:
    """The questions of an attempt."""
    return quiz_views.attempt_view(request, public_id, urls=URLS, after=after_attempt, back=_back)


def attempt_save(request: HttpRequest, public_id) -> HttpResponse:
    """Keep an answer."""
    return quiz_views.save(request, public_id, urls=URLS)


def attempt_submit(request: HttpRequest, public_id) -> HttpResponse:
    """Hand in; the round and perhaps the certificate follow in the same transaction."""
    return quiz_views.submit(request, public_id, urls=URLS, after=after_attempt)


def attempt_result(request: HttpRequest, public_id) -> HttpResponse:
    """The mark and the explanations, and the way back to the certification."""
    return quiz_views.result(request, public_id, urls=URLS, back=_back, since=_since)


@never_cache
@require_safe
def practical(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What will be looked at, where the person stands with it, and the button that asks for an observer."""
    one, step = _part(request, slug, Asked.PRACTICAL, pk)
    found, stand = one.way.thing(step.part), None
    if one.open:
        since = beginning_of(one.open.cycle.counts_from)
        stand = observing.whereabouts(user=request.user, practical=found, now=timezone.now(), since=since)
    asked = stand.latest if stand and stand.latest and stand.latest.is_open else None
    rubric = asked.rubric if asked else _published_rubric(found)
    lines = with_anchors(rubric) if rubric else []
    context = {
        "journey": one,
        "step": step,
        "practical": found,
        "rubric": rubric,
        "lines": lines,
        "stand": stand,
        "has_clips": has_clips(lines),
    }
    return render(request, "programmes/practical.html", context)


def _published_rubric(found):
    return rubric_of(found.live_revision.content) if found.live and found.live_revision else None


@require_POST
def ask(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Ask to be observed; what was accepted already is counted."""
    one, step = _part(request, slug, Asked.PRACTICAL, pk)
    if one.open is None:
        messages.warning(request, _("Begin the certification first; then this practical counts for it."))
        return redirect("programmes:programme", slug)
    found, now = one.way.thing(step.part), timezone.now()
    since = beginning_of(one.open.cycle.counts_from)
    stand = observing.whereabouts(user=request.user, practical=found, now=now, since=since)
    if stand.accepted:
        practical_passed(request=stand.accepted, now=now)
    elif not step.is_done and ask_kindly(request, practical=found, since=since, now=now):
        # Everything but the sign-off may be done now.
        learned(user=request.user, now=now)
    return redirect(reverse("programmes:practical", args=[slug, pk]) + "#observation")
