"""Certificates from outside: handing one in, looking at the scan beside the facts, deciding."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.media_views import send
from people.models import User

from . import permissions
from .forms import OutsideForm, VerdictForm
from .models import Programme, Recognition
from .people_views import person_of, require, sent
from .recognising import decide, hand_in, may_decide
from .refused import Refused
from .views import certification_of

A_PAGE = 50


def _recognising(slug):
    """The certification, when its published programme recognises papers from outside."""
    certification = certification_of(slug)
    get_object_or_404(Programme, certification=certification, live=True, recognises=True)
    return certification


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in_mine(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand in a certificate of my own."""
    return _hand_in(request, _recognising(slug), request.user)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in_for(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Hand one in for somebody of the hall."""
    require(permissions.decides(request.user))
    certification, person = _recognising(slug), person_of(request.user, pk)
    require(permissions.may_hand_in_for(request.user, person))
    return _hand_in(request, certification, person)


def _hand_in(request, certification, person):
    form = OutsideForm(sent(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            row = hand_in(
                user=person, certification=certification, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as wrong:
            for sentence in wrong.messages:
                form.add_error(None, sentence)
        else:
            messages.success(request, _("Handed in. You see here what comes of it."))
            return redirect("recognitions:one", row.pk)
    context = {"certification": certification, "person": person, "form": form, "own": person == request.user}
    return render(request, "programmes/hand_in.html", context, status=400 if form.errors else 200)


def _rows(viewer):
    """Those the viewer may know of: their own, and of people they see when they see lists."""
    rows = Recognition.objects.select_related("certification", "user__hall", "decision__decided_by", "handed_in_by")
    mine = Q(user=viewer)
    if permissions.may_look(viewer):
        mine |= Q(user__in=User.objects.visible_to(viewer))
    return rows.filter(mine)


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What I handed in, and what came of it."""
    rows = Recognition.objects.filter(user=request.user).select_related("certification", "decision__certificate")
    recognising = Programme.objects.filter(live=True, recognises=True).select_related("certification")
    context = {"rows": rows, "recognising": recognising, "reviews": permissions.reviews(request.user)}
    return render(request, "programmes/outside.html", context)


@never_cache
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """The queue of the reviewers: what waits, the longest first; then what was decided last."""
    require(permissions.may_look(request.user))
    rows = _rows(request.user).exclude(user=request.user)
    page = Paginator(rows.filter(decision=None).order_by("handed_in_at"), A_PAGE).get_page(request.GET.get("page"))
    decided = rows.filter(decision__isnull=False).order_by("-decision__decided_at")[:10]
    context = {"page": page, "decided": decided, "reviews": permissions.reviews(request.user)}
    return render(request, "programmes/waiting.html", context)


def _one(request, pk):
    return get_object_or_404(_rows(request.user), pk=pk)


@never_cache
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """The facts beside the scan, and the decision."""
    return _page(request, _one(request, pk))


def _page(request, row, form=None, status=200):
    decision = getattr(row, "decision", None)
    decides = decision is None and may_decide(request.user, row)
    context = {
        "row": row,
        "decision": decision,
        "form": form or (VerdictForm() if decides else None),
        "own": row.user_id == request.user.pk,
        "is_picture": row.scan.name.lower().endswith((".jpg", ".jpeg", ".png")),
        "today": timezone.localdate(),
    }
    return render(request, "programmes/recognition.html", context, status=status)


@require_POST
def verdict(request: HttpRequest, pk: int) -> HttpResponse:
    """Recognise it or not."""
    require(permissions.reviews(request.user))
    row = _one(request, pk)
    require(may_decide(request.user, row))
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, 400)
    accepted = form.cleaned_data["accepted"] == "yes"
    try:
        decide(
            recognition=row,
            accepted=accepted,
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, row, form, 409)
    done = _("Recognised; the certificate is issued.") if accepted else _("Not recognised; the person sees why.")
    messages.success(request, done)
    return redirect("recognitions:one", pk)


@require_safe
def scan(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The scan itself: to the person, and to those who see them. A picture is shown, anything else is downloaded."""
    row = _one(request, pk)
    response = send(request, row.scan.name)
    response["Cache-Control"] = "private, no-store"
    return response
