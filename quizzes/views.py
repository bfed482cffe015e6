"""The pages of an attempt. This room has no URLs: an upper room mounts these functions, see docs/attempts.md."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.templatetags.ui import clock

from .kinds import Malformed
from .models import Attempt
from .outcome import sections
from .paper import Line, films, illustrate, paper, result_lines
from .presence import LONGEST, look_in, moment, new_device, take_lease
from .reading import lead_back
from .reviewing import EVERYTHING, review_of
from .services import After, Given, Refused, Whose, keep_answers, reveal, save_answers, submit_attempt
from .standing import standing
from .values import Posted

# Names a browser, so that going on on another device can be told from opening the page again. It says nothing else.
DEVICE = "xingchuang-device"
DEVICE_NAME = re.compile(r"[0-9a-f]{12}")
A_YEAR = 365 * 24 * 60 * 60


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
    """The questions; whoever opens them takes the lease. An ended attempt leads to its result.

    After the deadline, but within the grace, it still opens: answers may wait on the device, which sends them and
    hands in.
    """
    attempt = get_object_or_404(Attempt.objects.select_related("quiz"), public_id=public_id, user=request.user)
    now = timezone.now()
    if attempt.ended_at is None and attempt.is_out_of_grace(now):
        return redirect(_submit(attempt, now, urls, after))
    if attempt.ended_at:
        return redirect(urls.to("result", attempt))
    if "pause" in request.GET:
        # Asked only by who leaves: where the quiz stands in its course takes longer to find than all of the page.
        place = back(attempt) if back else None
        return redirect(place.url if place else "/")
    device = request.COOKIES.get(DEVICE, "")
    device = device if DEVICE_NAME.fullmatch(device) else new_device()
    take_lease(attempt=attempt, device=device, now=now)
    lines = illustrate(paper(attempt), urls.media_of(attempt))
    context = {
        "attempt": attempt,
        "lines": lines,
        "films": films(lines),
        "review": EVERYTHING,
        "deadline": attempt.deadline and _milliseconds(attempt.deadline),
        "now": _milliseconds(now),
        # When each answer was given: one that waits on the device and is older must not show over it.
        "given": json.dumps({line.position: _milliseconds(line.given_at) for line in lines if line.given_at}),
        "save_url": urls.to("save", attempt),
        "submit_url": urls.to("submit", attempt),
    }
    response = render(request, "quizzes/attempt.html", context)
    # The service worker keeps this page while the attempt is open, for the time without a network.
    response["X-Keep-On-Device"] = "attempt"
    response.set_cookie(
        DEVICE, device, max_age=A_YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )
    return response


def _milliseconds(moment: datetime) -> int:
    """As the pages count: since 1970."""
    return round(moment.timestamp() * 1000)


def _seconds_left(deadline: datetime | None, now: datetime) -> int | None:
    return None if deadline is None else max(0, int((deadline - now).total_seconds()))


def _submit(attempt: Attempt, now: datetime, urls: Urls, after: After | None, lease: str | None = None) -> str:
    """Hand in, and answer the address to go to."""
    onward: list[str | None] = []

    def remember(closed: Attempt, moment: datetime) -> None:
        onward.append(after(closed, moment) if after else None)

    submit_attempt(attempt=attempt, now=now, after=remember, lease=lease)
    return next((url for url in onward if url), urls.to("result", attempt))


@never_cache
@require_POST
def save(request: HttpRequest, public_id, *, urls: Urls) -> HttpResponse:
    """What a page says while it is answered: one answer or a sign of life as JSON, or all answers of the form."""
    now = timezone.now()
    if request.content_type == "application/json":
        return _heard(request, public_id, now, urls)
    attempt = _own(request, public_id)
    try:
        _save_form(request, attempt, now)
        if request.POST.get("check", "").isdecimal():
            reveal(attempt=attempt, position=int(request.POST["check"]), now=now)
            return redirect(f"{urls.to('attempt', attempt)}#q{request.POST['check']}")
        messages.success(request, _("Saved %(time)s") % {"time": clock(now)})
    except (Refused, Malformed) as problem:
        messages.error(request, _sentence(problem))
    return redirect(urls.to("attempt", attempt))


def _heard(request, public_id, now, urls):
    """The JSON of a page: `ping` asks how things stand, `check` asks to explain a question, all else is an answer."""
    try:
        sent = json.loads(request.body)
        lease = sent.get("lease", "") if isinstance(sent, dict) else ""
        if not isinstance(lease, str):
            raise TypeError("A lease is a text.")
        if "ping" in sent:
            answer = _look_in(request, public_id, sent, lease, now)
        elif "check" in sent:
            answer = _explain(request, public_id, int(sent["check"]), now, urls)
        else:
            answer = _save_one(request, public_id, sent, lease, now)
    except Attempt.DoesNotExist:
        raise Http404 from None
    except Refused as refusal:
        where = reverse(urls.attempt, kwargs={"public_id": public_id})
        return JsonResponse({"code": refusal.code, "message": str(refusal), "next": where}, status=409)
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError, RecursionError) as problem:
        if not Attempt.objects.filter(public_id=public_id, user=request.user).exists():
            raise Http404 from None
        return JsonResponse({"code": "malformed", "message": _sentence(problem)}, status=400)
    return JsonResponse({**answer, "now": _milliseconds(now)})


def _save_one(request, public_id, sent, lease, now):
    given = Given(
        position=int(sent["position"]),
        value=Posted(_fields(sent["fields"])),
        at=None if sent.get("given") is None else moment(sent["given"]),
        seconds=_seconds(sent.get("seconds")),
    )
    whose = Whose(public_id=public_id, user=request.user.pk)
    receipt = keep_answers(whose=whose, given=[given], now=now, lease=lease)
    return {
        "sequence": receipt.saved[0].sequence,
        "clock": clock(now),
        "seconds_left": _seconds_left(receipt.deadline, now),
    }


def _look_in(request, public_id, sent, lease, now):
    told = sent.get("signals")
    presence = look_in(
        public_id=public_id, user=request.user, lease=lease, signals=told if isinstance(told, list) else (), now=now
    )
    return {"seconds_left": _seconds_left(presence.deadline, now)}


def _explain(request, public_id, position, now, urls):
    attempt = Attempt.objects.get(public_id=public_id, user=request.user)
    asked, value = reveal(attempt=attempt, position=position, now=now)
    [line] = illustrate([Line(asked, value)], urls.media_of(attempt))
    context = {"line": line, "review": EVERYTHING}
    return {
        "right": asked.is_correct,
        "html": render_to_string("quizzes/revealed.html", context, request=request),
        "seconds_left": _seconds_left(attempt.deadline, now),
    }


def _seconds(sent):
    """The time spent on a question, as far as a page can be believed. Raises for what is no number."""
    return None if sent is None else max(0, min(int(sent), LONGEST))


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
    # What was explained in practice is no longer a field of the form.
    positions = attempt.questions.filter(revealed_at=None).values_list("position", flat=True)
    values = dict.fromkeys(positions, sent)
    save_answers(attempt=attempt, values=values, now=now, lease=request.POST.get("lease", ""))


@never_cache
@require_POST
def submit(request: HttpRequest, public_id, *, urls: Urls, after: After | None = None) -> HttpResponse:
    """Hand in. With questions left open it asks once; a form without the script brings its answers along."""
    attempt = _own(request, public_id)
    now = timezone.now()
    is_script = request.headers.get("Accept") == "application/json"
    try:
        if attempt.ended_at is None and not attempt.is_overdue(now):
            if "with_answers" in request.POST:
                _save_form(request, attempt, now)
            open_lines = [] if "confirmed" in request.POST else [line for line in paper(attempt) if not line.answered]
            if open_lines:
                return _confirm(request, attempt, open_lines, urls)
        onward = _submit(attempt, now, urls, after, request.POST.get("lease"))
    except (Refused, Malformed) as problem:
        if is_script and isinstance(problem, Refused):
            answer = {"code": problem.code, "message": str(problem), "next": urls.to("attempt", attempt)}
            return JsonResponse(answer, status=409)
        messages.error(request, _sentence(problem))
        return redirect(urls.to("attempt", attempt))
    # The script asks for JSON: with a redirect it could not tell "handed in" from "please sign in again".
    return JsonResponse({"next": onward}) if is_script else redirect(onward)


def _confirm(request, attempt, open_lines, urls):
    context = {
        "attempt": attempt,
        "open_lines": open_lines,
        "attempt_url": urls.to("attempt", attempt),
        "submit_url": urls.to("submit", attempt),
        "lease": request.POST.get("lease", ""),
    }
    return render(request, "quizzes/confirm.html", context)


@never_cache
@require_GET
def result(
    request: HttpRequest, public_id, *, urls: Urls, back: Back | None = None, since: Since | None = None
) -> HttpResponse:
    """The mark, and for every question what was answered, what is right and why; when one may try again."""
    mine = Attempt.objects.select_related("quiz")
    attempt = get_object_or_404(mine, public_id=public_id, user=request.user)
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
