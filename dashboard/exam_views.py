"""Attempts as they go on, and what a trainer does about them. Every act has a page that asks for the reason first."""

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.templatetags.ui import clock
from courses.resting import Resting, reopen_steps, resting_on
from people.models import User
from people.roles import Role, has_role, is_trainer
from quizzes.extra_time import in_effect
from quizzes.models import Attempt, Quiz
from quizzes.paper import paper
from quizzes.services import Refused, close_attempt, extend_all, extend_time, void_attempt
from quizzes.sittings import STUCK_AFTER, attempts_of, how_many_wait, rooms, sittings
from quizzes.timeline import timeline

from .exam_forms import ExtendForm, ReasonForm, RevokeForm
from .exams import found_attempt, may_act_on, may_correct, require_trainer, tell_courses, watched_by

A_PAGE = 50
STUCK_MINUTES = int(STUCK_AFTER.total_seconds() // 60)


@never_cache
@require_safe
def running(request: HttpRequest) -> HttpResponse:
    """The quizzes people sit at now, and the way to everything else about quizzes."""
    people = watched_by(request.user)
    context = {
        "rooms": rooms(people, timezone.now()),
        "acts": is_trainer(request.user),
        "waiting": how_many_wait(people, request.user) if is_trainer(request.user) else None,
        "stuck_minutes": STUCK_MINUTES,
    }
    return render(request, "dashboard/exams/list.html", context)


@never_cache
@require_safe
def room(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who sits at one quiz; the page brings itself up to date."""
    people = watched_by(request.user)
    quiz = get_object_or_404(Quiz, pk=pk)
    context = {"quiz": quiz, **_rows(request, quiz, people), "stuck_minutes": STUCK_MINUTES}
    return render(request, "dashboard/exams/room.html", context)


@never_cache
@require_safe
def room_now(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows of that page as they are now, for its script."""
    people = watched_by(request.user)
    context = _rows(request, get_object_or_404(Quiz, pk=pk), people)
    rows = render_to_string("dashboard/exams/_rows.html", context, request)
    return JsonResponse({"rows": rows, "count": len(context["sittings"]), "clock": clock(context["now"])})


def _rows(request, quiz, people):
    now = timezone.now()
    found = sittings(people, now, quiz)
    return {
        "sittings": found,
        "now": now,
        "acts": is_trainer(request.user),
        "timed": any(one.attempt.deadline for one in found),
        "everywhere": has_role(request.user, Role.ADMINISTRATOR),
    }


@never_cache
@require_safe
def attempt(request: HttpRequest, public_id) -> HttpResponse:
    """One attempt: how it went, what was done about it, and what rests on it."""
    found = found_attempt(request.user, public_id)
    return attempt_page(request, found, RevokeForm(resting=resting_on_lost(found)))


def attempt_page(request: HttpRequest, found: Attempt, form: RevokeForm, status: int = 200) -> HttpResponse:
    """That page, with the form by which what rests on the attempt is revoked."""
    events = timeline(found)
    context = {
        "attempt": found,
        "events": events,
        "signals": [event for event in events if event.kind == "signal"],
        "acts": [event for event in events if event.kind == "act"],
        "lines": paper(found) if found.ended_at else [],
        "may_act": may_act_on(request.user, found),
        "may_revoke": may_correct(request.user) and found.user_id != request.user.pk,
        "form": form,
    }
    return render(request, "dashboard/exams/attempt.html", context, status=status)


def resting_on_lost(attempt: Attempt) -> list[Resting]:
    """What rests on an attempt that does not bear it any more."""
    return resting_on([attempt]) if attempt.ended_at and (attempt.voided_at or attempt.passed is False) else []


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Every attempt of a person, and the extra time they have."""
    found = get_object_or_404(watched_by(request.user).select_related("hall"), pk=pk)
    extra = found.extra_times.select_related("quiz", "given_by")
    context = {
        "person": found,
        "page": Paginator(attempts_of(found), A_PAGE).get_page(request.GET.get("page")),
        "extra": extra,
        "may_give": is_trainer(request.user) and found.pk != request.user.pk,
        "holds": in_effect(extra).exists(),
    }
    return render(request, "dashboard/exams/person.html", context)


@dataclass(frozen=True)
class Deed:
    """What an act is called on its page and what it means, before it is done."""

    title: Promise | str
    meaning: Promise | str
    button: Promise | str
    help: Promise | str = ""
    dangerous: bool = False


EXTEND = Deed(
    gettext_lazy("Give more time"),
    gettext_lazy("The time left grows at once, on the page the person has open too."),
    gettext_lazy("Give the time"),
    gettext_lazy("For example: the power was away for ten minutes. The person sees it."),
)
CLOSE = Deed(
    gettext_lazy("Close the attempt"),
    gettext_lazy("It is handed in with the answers saved until now, and marked. It cannot be opened again."),
    gettext_lazy("Close it now"),
    gettext_lazy("The person sees it with the result."),
    True,
)
VOID = Deed(
    gettext_lazy("Void the attempt"),
    gettext_lazy(
        "It counts for nothing any more: not as a pass, not as a failure, not as one of the attempts allowed. "
        "Answers and marks are kept. It cannot be taken back."
    ),
    gettext_lazy("Void it"),
    gettext_lazy("The person sees it in place of the result."),
    True,
)


@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, public_id) -> HttpResponse:
    """More time for one."""

    def do(found, form):
        found = extend_time(attempt=found, minutes=form.cleaned_data["minutes"], **_signed(request, form))
        return _("%(name)s has until %(time)s now.") % {"name": found.user.full_name, "time": clock(found.deadline)}

    return _act(request, public_id, EXTEND, ExtendForm, do)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, public_id) -> HttpResponse:
    """End it with what is there."""

    def do(found, form):
        close_attempt(attempt=found, after=tell_courses, **_signed(request, form))
        return _("The attempt is closed.")

    return _act(request, public_id, CLOSE, ReasonForm, do)


@require_http_methods(["GET", "HEAD", "POST"])
def void(request: HttpRequest, public_id) -> HttpResponse:
    """Let it count for nothing."""

    def do(found, form):
        with transaction.atomic():
            void_attempt(attempt=found, **_signed(request, form))
            reopen_steps(found)
        return _("The attempt does not count any more.")

    return _act(request, public_id, VOID, ReasonForm, do)


def _signed(request, form):
    return {"by": request.user, "reason": form.cleaned_data["reason"], "now": timezone.now()}


def _act(request, public_id, deed, form_class, do):
    """Ask for the reason, then do it and say so; a refusal is a sentence on the form."""
    found = found_attempt(request.user, public_id)
    require_trainer(request.user)
    back = redirect("exams:attempt", public_id=public_id)
    if not may_act_on(request.user, found):
        messages.warning(request, _("Nobody decides about their own attempt. Ask another trainer."))
        return back
    form = form_class(request.POST or None, reason_help=deed.help)
    if request.method == "POST" and form.is_valid() and _done(request, form, partial(do, found)):
        return back
    context = {"deed": deed, "form": form, "attempt": found, "resting": resting_on([found]) if deed is VOID else []}
    return render(request, "dashboard/exams/act.html", context)


def _done(request, form, do):
    """Whether it was done, said in a message; a refusal goes onto the form."""
    try:
        messages.success(request, do(form))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def extend_room(request: HttpRequest, pk: int) -> HttpResponse:
    """The same time more for everybody the viewer sees at a quiz."""
    people = watched_by(request.user)
    quiz = get_object_or_404(Quiz, pk=pk)
    require_trainer(request.user)
    form = ExtendForm(request.POST or None, reason_help=EXTEND.help)

    def do(form):
        count = _extend_visible(request.user, quiz, people, form.cleaned_data["minutes"], _signed(request, form))
        sentence = ngettext("%(count)d person has more time.", "%(count)d people have more time.", count)
        return sentence % {"count": count}

    if request.method == "POST" and form.is_valid() and _done(request, form, do):
        return redirect("exams:room", pk)
    sitting = [one for one in sittings(people, timezone.now(), quiz) if one.attempt.deadline]
    return render(request, "dashboard/exams/act.html", {"deed": EXTEND, "form": form, "quiz": quiz, "sitting": sitting})


@transaction.atomic
def _extend_visible(viewer: User, quiz: Quiz, people, minutes: int, signed: dict) -> int:
    """Administrators extend for everybody; others for those they see, who may be of one hall among several."""
    if has_role(viewer, Role.ADMINISTRATOR):
        return len(extend_all(quiz=quiz, minutes=minutes, **signed))
    mine = quiz.attempts.filter(ended_at=None, deadline__isnull=False, user__in=people.exclude(pk=viewer.pk))
    # In the order in which extending all takes its locks.
    return len([extend_time(attempt=one, minutes=minutes, **signed) for one in mine.order_by("pk")])
