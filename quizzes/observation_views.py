"""The pages of observed practicals: what waits for me, one observation, the backlog, how far observers agree."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.models import User
from people.roles import has_role

from . import observing
from .anchors import has_clips
from .models import ObservationRequest
from .models.observations import FIRST, SECOND, State
from .observation_forms import AssignForm, DecisionForm, OrderForm
from .observation_lists import agreements, backlog, mine
from .observation_results import results
from .observers import (
    DECIDES,
    coaches,
    may_answer,
    may_assign,
    may_decide,
    may_open_evidence,
    may_void,
    open_duty,
    shown_observations,
)
from .services import Refused


def visible(request: HttpRequest, public_id) -> ObservationRequest:
    """The request, if the person may know of it; else there is none."""
    rows = ObservationRequest.objects.visible_to(request.user).with_story().prefetch_related("replies__author")
    return get_object_or_404(rows, public_id=public_id)


def _require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What I am to watch, what I have watched, and what was watched of me."""
    context = {"mine": mine(request.user, timezone.now()), "today": timezone.localdate()}
    return render(request, "quizzes/observations.html", {**context, "assigns": may_assign(request.user)})


@never_cache
@require_safe
def detail(request: HttpRequest, public_id) -> HttpResponse:
    """Where one observation stands, what will be looked at, and the result as far as the reader may know it."""
    return _page(request, visible(request, public_id))


def _page(request, asked, status=200, **forms):
    viewer = request.user
    seen = shown_observations(viewer, asked)
    decides = has_role(viewer, *DECIDES) and may_decide(viewer, asked) and asked.is_open and asked.observation(FIRST)
    rows = results(asked.rubric, seen)
    lines = [row.line for row in rows]
    context = {
        "asked": asked,
        "lines": rows,
        "rubric_lines": lines,
        "has_clips": has_clips(lines),
        "seen": seen,
        "duty": open_duty(viewer, asked),
        "evidence": list(asked.evidence.select_related("added_by")) if may_open_evidence(viewer, asked) else [],
        "assignments": _assignments(request, asked, forms.get("assign")),
        "decision_form": forms.get("decide") or (DecisionForm(request=asked) if decides else None),
        "may_answer": may_answer(viewer, asked),
        "may_withdraw": asked.is_open and not seen and not asked.observations.all() and _may_withdraw(viewer, asked),
        "manages": may_assign(viewer),
        "back": _place(asked) if viewer.pk == asked.user_id else None,
        "desk": _desk(asked) if may_void(viewer, asked) and asked.outcome in (State.ACCEPTED, State.VOIDED) else "",
    }
    return render(request, "quizzes/observation.html", context, status=status)


def _may_withdraw(viewer, asked):
    return viewer.pk == asked.user_id or may_assign(viewer)


def _place(asked):
    path = getattr(settings, "PLACE_OF_PRACTICAL", "")
    return import_string(path)(request=asked) if path else None


def _desk(asked):
    """Where it is voided and what rests on it revoked: a page of a room above; empty without one."""
    page = getattr(settings, "OBSERVATION_DESK", "")
    return reverse(page, args=[asked.public_id]) if page else ""


def _assignments(request, asked, sent=None):
    """A form for each place that may be given to somebody; none for who may not."""
    if not may_assign(request.user) or not asked.is_open:
        return []
    places = [FIRST, SECOND] if asked.needs_second else [FIRST]
    places = [place for place in places if asked.observation(place) is None]
    today = timezone.localdate()
    people = coaches(skill=asked.practical.skill, hall_id=asked.user.hall_id, on=today, beside=(asked.user_id,))
    return [_assignment(asked, place, people, today, sent) for place in places]


def _assignment(asked, place, people, today, sent):
    duty, other = asked.duty(place), asked.duty(SECOND if place == FIRST else FIRST)
    able = [person for person in people if not other or person.pk != other.observer_id]
    due_on = duty.due_on if duty else today + timedelta(days=asked.practical.due_days)
    initial = {"place": place, "due_on": due_on, "observer": duty.observer_id if duty else None}
    form = AssignForm(sent if sent and sent.get("place") == str(place) else None, coaches=able, initial=initial)
    form.auto_id = f"id_{place}_%s"
    return {"place": place, "duty": duty, "form": form, "able": able}


@require_POST
def assign(request: HttpRequest, public_id) -> HttpResponse:
    """Give the observation to an observer."""
    _require(may_assign(request.user))
    asked = visible(request, public_id)
    people = User.objects.filter(hall_id=asked.user.hall_id)
    form = AssignForm(request.POST, coaches=people)
    if not form.is_valid():
        return _page(request, asked, status=400, assign=request.POST)
    wanted = form.cleaned_data
    observer = next(person for person in people if person.pk == wanted["observer"])
    try:
        observing.assign(
            request=asked,
            place=wanted["place"],
            observer=observer,
            by=request.user,
            now=timezone.now(),
            due_on=wanted["due_on"],
        )
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("%(name)s will observe.") % {"name": observer.full_name})
    return redirect("practicals:observation", public_id)


@require_POST
def decide(request: HttpRequest, public_id) -> HttpResponse:
    """Accept, reject, or have it observed anew."""
    _require(has_role(request.user, *DECIDES))
    asked = visible(request, public_id)
    form = DecisionForm(request.POST, request=asked)
    if not form.is_valid():
        return _page(request, asked, status=400, decide=form)
    now = timezone.now()
    try:
        decision = observing.decide(
            request=asked, by=request.user, now=now, after=observing.after_observation(), **form.cleaned_data
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, asked, status=409, decide=form)
    if decision.by_id != request.user.pk or decision.outcome != form.cleaned_data["outcome"]:
        messages.info(request, _("%(name)s has decided already.") % {"name": decision.by.full_name})
    else:
        messages.success(request, _("Decided. The person sees the result now."))
    return redirect("practicals:observation", public_id)


@require_POST
def withdraw(request: HttpRequest, public_id) -> HttpResponse:
    """Take a request back."""
    asked = visible(request, public_id)
    _require(_may_withdraw(request.user, asked))
    try:
        observing.withdraw(request=asked, by=request.user, now=timezone.now())
        messages.success(request, _("Taken back."))
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("practicals:observation", public_id)


@require_POST
def reply(request: HttpRequest, public_id) -> HttpResponse:
    """Answer a result."""
    asked = visible(request, public_id)
    try:
        observing.reply(request=asked, author=request.user, text=request.POST.get("text", ""), now=timezone.now())
        messages.success(request, _("Your answer is kept with the result."))
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("practicals:observation", public_id)


@never_cache
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """The hall's observations: to decide, without an observer, to be watched; and what was decided lately."""
    _require(may_assign(request.user))
    context = {
        "backlog": backlog(request.user, timezone.now(), timezone.localdate()),
        "decides": has_role(request.user, *DECIDES),
    }
    return render(request, "quizzes/backlog.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest) -> HttpResponse:
    """Have somebody observed who has not asked."""
    _require(may_assign(request.user))
    people = User.objects.visible_to(request.user).employed(timezone.localdate()).filter(is_active=True)
    form = OrderForm(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            asked = observing.ask(by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("practicals:observation", asked.public_id)
    return render(request, "quizzes/order_observation.html", {"form": form}, status=400 if form.errors else 200)


@never_cache
@require_safe
def agreement(request: HttpRequest) -> HttpResponse:
    """How far two observers agree, by practical and by observer."""
    _require(may_assign(request.user))
    practicals, observers = agreements(User.objects.visible_to(request.user))
    return render(request, "quizzes/agreement.html", {"practicals": practicals, "observers": observers})
