"""The observer's sheet on the phone, and the photos and clips that go with it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.media_views import send
from core.templatetags.ui import clock

from . import evidence as files
from .anchors import has_clips
from .models import EvidenceFile
from .observation_forms import consent_of, sheet_of, uuid_of
from .observation_results import asked as asked_of
from .observation_views import visible
from .observers import may_open_evidence, open_duty
from .observing import observe
from .rubric import Unfit
from .services import Refused


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, public_id) -> HttpResponse:
    """The sheet of one observer. What is sent twice is kept once; a device that speaks JSON is answered so."""
    asked = visible(request, public_id)
    if not any(duty.observer_id == request.user.pk for duty in asked.duties.all()):
        raise PermissionDenied
    if request.method == "POST":
        return _hand_in(request, asked)
    if open_duty(request.user, asked) is None:
        return redirect("practicals:observation", public_id)
    return _sheet(request, asked)


def _sheet(request, asked, wrong="", status=200):
    duty = open_duty(request.user, asked)
    rows = asked_of(asked.rubric, request.POST)
    context = {
        "asked": asked,
        "duty": duty,
        "rows": rows,
        "has_clips": has_clips([row.line for row in rows]),
        "sent": request.POST,
        "client_id": uuid_of(request.POST.get("client_id", "")),
        "evidence": list(asked.evidence.filter(added_by=request.user, removed_at__isnull=True)),
        "takes_clips": files.takes_clips(),
        "wrong": wrong,
    }
    return render(request, "quizzes/sheet.html", context, status=status)


def _hand_in(request, asked):
    now, by_script = timezone.now(), _by_script(request)
    try:
        if not by_script and request.FILES.get("file"):
            _add(request, asked, now)
        seen = observe(request=asked, observer=request.user, sheet=sheet_of(request.POST), now=now)
    except (Refused, Unfit) as problem:
        status = 409 if isinstance(problem, Refused) else 400
        if by_script:
            return JsonResponse({"message": str(problem)}, status=status)
        if open_duty(request.user, asked) is None:
            messages.warning(request, str(problem))
            return redirect("practicals:observation", asked.public_id)
        return _sheet(request, asked, str(problem), status)
    onward = reverse("practicals:observation", args=[asked.public_id])
    if by_script:
        return JsonResponse({"clock": clock(seen.received_at), "next": onward})
    messages.success(request, _("Handed in at %(time)s.") % {"time": clock(seen.received_at)})
    return redirect(onward)


def _by_script(request):
    return request.headers.get("Accept") == "application/json"


def _add(request, asked, now):
    return files.add(
        request=asked,
        by=request.user,
        file=request.FILES["file"],
        client_id=uuid_of(request.POST.get("file_id", "")),
        consent=consent_of(request.POST, now),
        now=now,
    )


@never_cache
@require_POST
def add_evidence(request: HttpRequest, public_id) -> HttpResponse:
    """Keep a photo or clip; an observer may send it before or after the sheet, until it is decided."""
    asked = visible(request, public_id)
    if not any(duty.observer_id == request.user.pk for duty in asked.duties.all()):
        raise PermissionDenied
    now, problem = timezone.now(), ""
    if "file" not in request.FILES:
        problem = _("Choose a photo or clip first.")
    else:
        try:
            kept = _add(request, asked, now)
        except Refused as refusal:
            problem = str(refusal)
    if _by_script(request):
        if problem:
            return JsonResponse({"message": problem}, status=409)
        return JsonResponse({"clock": clock(now), "url": reverse("practicals:evidence", args=[kept.public_id])})
    messages.add_message(request, messages.WARNING if problem else messages.SUCCESS, problem or _("Kept."))
    return redirect("practicals:observation", public_id)


def _evidence(request, public_id):
    row = get_object_or_404(EvidenceFile.objects.select_related("request"), public_id=public_id)
    asked = visible(request, row.request.public_id)
    if not may_open_evidence(request.user, asked):
        raise PermissionDenied
    return row


@require_safe
def evidence(request: HttpRequest, public_id) -> HttpResponse:
    """The photo or clip itself: to the person, the observers, and trainers and managers of the hall."""
    row = _evidence(request, public_id)
    if not row.file:
        raise Http404
    response = send(request, row.file.name)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def give_up_evidence(request: HttpRequest, public_id) -> HttpResponse:
    """Consent was withdrawn: the file goes."""
    row = _evidence(request, public_id)
    try:
        files.give_up(evidence=row, by=request.user, now=timezone.now())
        messages.success(request, _("The file has been deleted."))
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("practicals:observation", row.request.public_id)
