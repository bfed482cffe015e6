"""The pages of an attempt. This room has no URLs: an upper room mounts these functions, see docs/attempts.md."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.templatetags.ui import clock

from .kinds import Malformed
from .models import Attempt
from .outcome import sections
from .paper import films, illustrate, paper, result_lines
from .reading import lead_back
from .reviewing import review_of
from .services import After, Refused, save_answer, save_answers, submit_attempt
from .standing import standing
from .values import Posted


@dataclass(frozen=True)
class Urls:
    """The names under which a room mounts the views; each takes the attempt's `public_id`.

    `media`, that of `media_views.attempt_media`, takes `position` and `name` as well.
    """

    attempt: str
    save: str
    submit: str
    result: str
    media: str

    def to(self, name: str, attempt: Attempt) -> str:
        return reverse(getattr(self, name), kwargs={"public_id": attempt.public_id})

    def media_of(self, attempt: Attempt) -> Callable[[int, str], str]:
        """Makes the addresses of what the questions of this attempt show and play."""
        return lambda position, name: reverse(
            self.media, kwargs={"public_id": attempt.public_id, "position": position, "name": name}
        )


@dataclass(frozen=True)
class Link:
    """Where to go from a page of an attempt, and what that place is called."""

    url: str
    label: str


Back = Callable[[Attempt], Link | None]
Since = Callable[[Attempt], datetime | None]


def _own(request: HttpRequest, public_id) -> Attempt:
    """The attempt, if it is the person's own; anybody else's does not exist."""
    return get_object_or_404(Attempt, public_id=public_id, user=request.user)


@never_cache
@require_GET
def attempt_view(
    request: HttpRequest, public_id, *, urls: Urls, after: After | None = None, back: Back | None = None
) -> HttpResponse:
    """The questions. An ended attempt leads to its result; one whose time is over is closed first."""
    attempt = _own(request, public_id)
    now = timezone.now()
    if attempt.ended_at is None and attempt.is_overdue(now):
        return redirect(_submit(attempt, now, urls, after))
    if attempt.ended_at:
        return redirect(urls.to("result", attempt))
    lines = illustrate(paper(attempt), urls.media_of(attempt))
    return render(
        request,
        "quizzes/attempt.html",
        {
            "attempt": attempt,
            "lines": lines,
            "films": films(lines),
            "seconds_left": _seconds_left(attempt, now),
            "save_url": urls.to("save", attempt),
            "submit_url": urls.to("submit", attempt),
            "back": back(attempt) if back else None,
        },
    )


def _seconds_left(attempt: Attempt, now: datetime) -> int | None:
    return None if attempt.deadline is None else max(0, int((attempt.deadline - now).total_seconds()))


def _submit(attempt: Attempt, now: datetime, urls: Urls, after: After | None) -> str:
    """Hand in, and answer the address to go to."""
    onward: list[str | None] = []

    def remember(closed: Attempt, moment: datetime) -> None:
        onward.append(after(closed, moment) if after else None)

    submit_attempt(attempt=attempt, now=now, after=remember)
    return next((url for url in onward if url), urls.to("result", attempt))


@never_cache
@require_POST
def save(request: HttpRequest, public_id, *, urls: Urls) -> HttpResponse:
    """Keep one answer sent by the script as JSON, or all answers of the form."""
    attempt = _own(request, public_id)
    now = timezone.now()
    if request.content_type == "application/json":
        return _save_one(request, attempt, now, urls)
    try:
        _save_form(request, attempt, now)
        messages.success(request, _("Saved %(time)s") % {"time": clock(now)})
    except (Refused, Malformed) as problem:
        messages.error(request, _sentence(problem))
    return redirect(urls.to("attempt", attempt))


def _save_one(request, attempt, now, urls):
    try:
        sent = json.loads(request.body)
        value = Posted(_fields(sent["fields"]))
        kept = save_answer(attempt=attempt, position=int(sent["position"]), value=value, now=now)
    except Refused as refusal:
        answer = {"code": refusal.code, "message": str(refusal), "next": urls.to("attempt", attempt)}
        return JsonResponse(answer, status=503 if refusal.code == "busy" else 409)
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError) as problem:
        return JsonResponse({"code": "malformed", "message": _sentence(problem)}, status=400)
    return JsonResponse(
        {"sequence": kept.sequence, "clock": clock(kept.given_at), "seconds_left": _seconds_left(attempt, now)}
    )


def _fields(sent):
    """The fields of a question as the script sends them: names with lists of texts. Raises ValueError."""
    if not isinstance(sent, dict) or not all(isinstance(texts, list) for texts in sent.values()):
        raise ValueError("Fields are lists of texts by name.")
    if not all(isinstance(text, str) for texts in sent.values() for text in texts):
        raise ValueError("A field holds texts.")
    return sent


def _sentence(problem: Exception) -> str:
    if isinstance(problem, Refused):
        return str(problem)
    return _("This answer does not fit the question. Load the page again, please.")


def _save_form(request, attempt, now):
    """Save what a form without the script sent: the field of question 3 is called q3."""
    sent = Posted(dict(request.POST.lists()))
    positions = attempt.questions.values_list("position", flat=True)
    save_answers(attempt=attempt, values=dict.fromkeys(positions, sent), now=now)


@never_cache
@require_POST
def submit(request: HttpRequest, public_id, *, urls: Urls, after: After | None = None) -> HttpResponse:
    """Hand in. With questions left open it asks once; a form without the script brings its answers along."""
    attempt = _own(request, public_id)
    now = timezone.now()
    if attempt.ended_at is None and not attempt.is_overdue(now):
        try:
            if "with_answers" in request.POST:
                _save_form(request, attempt, now)
        except (Refused, Malformed) as problem:
            messages.error(request, _sentence(problem))
            return redirect(urls.to("attempt", attempt))
        open_lines = [line for line in paper(attempt) if not line.answered]
        if open_lines and "confirmed" not in request.POST:
            return _confirm(request, attempt, open_lines, urls)
    onward = _submit(attempt, now, urls, after)
    # The script asks for JSON: with a redirect it could not tell "handed in" from "please sign in again".
    return JsonResponse({"next": onward}) if request.headers.get("Accept") == "application/json" else redirect(onward)


def _confirm(request, attempt, open_lines, urls):
    context = {
        "attempt": attempt,
        "open_lines": open_lines,
        "attempt_url": urls.to("attempt", attempt),
        "submit_url": urls.to("submit", attempt),
    }
    return render(request, "quizzes/confirm.html", context)


@never_cache
@require_GET
def result(
    request: HttpRequest, public_id, *, urls: Urls, back: Back | None = None, since: Since | None = None
) -> HttpResponse:
    """The mark, and for every question what was answered, what is right and why; when one may try again."""
    attempt = _own(request, public_id)
    if attempt.ended_at is None:
        return redirect(urls.to("attempt", attempt))
    now = timezone.now()
    stand = standing(user=request.user, quiz=attempt.quiz, now=now, since=since(attempt) if since else None)
    review = review_of(quiz=attempt.quiz, attempt=attempt, standing=stand, now=now)
    lines = result_lines(attempt)
    parts = sections(attempt, [line.asked for line in lines])
    lines = lead_back(illustrate(lines, urls.media_of(attempt)), request) if review.shows_questions else []
    return render(
        request,
        "quizzes/result.html",
        {
            "attempt": attempt,
            "lines": lines,
            "films": films(lines),
            "sections": parts,
            "wrong": [line for line in lines if review.right and line.state not in ("right", "waiting")],
            "review": review,
            "stand": stand,
            "back": back(attempt) if back else None,
        },
    )
