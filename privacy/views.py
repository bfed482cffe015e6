"""Everything held about oneself; and for those who look after a hall, the requests to put something right."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from . import services
from .about import changes_of, file_of, tables_of
from .forms import AnswerForm, CorrectionForm
from .models import CorrectionRequest, Look
from .permissions import may_answer

LOOKS_A_PAGE, CHANGES_SHOWN, REQUESTS_A_PAGE = 30, 30, 20


@require_safe
def about(request):
    """What is held about me, who looked, what was changed, and what I asked for."""
    return _show_about(request, CorrectionForm())


def _show_about(request, form, status=200):
    user = request.user
    seen = Q(subject=user) | Q(hall=user.hall_id) if user.hall_id else Q(subject=user)
    looks = Look.objects.filter(seen).exclude(viewer=user).select_related("viewer")
    context = {
        "sections": tables_of(user),
        "looks": Paginator(looks, LOOKS_A_PAGE).get_page(request.GET.get("page")),
        "changes": changes_of(user)[:CHANGES_SHOWN],
        "requests": CorrectionRequest.objects.filter(user=user).select_related("answer__by"),
        "form": form,
        "months": settings.RETENTION_MONTHS,
        "answers": may_answer(user),
    }
    return render(request, "privacy/about.html", context, status=status)


@require_safe
def download(request):
    """All of it as a file to take along."""
    now = timezone.now()
    name = _("About {name} {day}.json").format(name=request.user.full_name, day=timezone.localdate(now).isoformat())
    return StreamingHttpResponse(
        file_of(request.user, now),
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": content_disposition_header(True, name), "Cache-Control": "private, no-store"},
    )


@require_POST
def ask(request):
    """Ask for something to be put right."""
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _show_about(request, form, status=422)
    services.ask_correction(user=request.user, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Asked. Your manager or an administrator answers here."))
    return redirect("privacy:about")


@require_safe
def requests(request):
    """What people of the hall ask to have put right, the unanswered ones first."""
    _check(request)
    rows = CorrectionRequest.objects.visible_to(request.user).select_related("user__hall", "answer__by")
    waiting = rows.unanswered().order_by("asked_at")
    answered = Paginator(rows.filter(answer__isnull=False), REQUESTS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "privacy/requests.html", {"waiting": waiting, "answered": answered})


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, pk):
    """Answer one request."""
    _check(request)
    rows = CorrectionRequest.objects.visible_to(request.user).select_related("user__hall", "answer__by")
    found = get_object_or_404(rows, pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_correction(request=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as refusal:
            messages.warning(request, " ".join(refusal.messages))
        else:
            messages.success(request, _("Answered. %(name)s reads it there.") % {"name": found.user.full_name})
        return redirect("privacy:requests")
    status = 422 if form.errors else 200
    return render(request, "privacy/answer.html", {"asked": found, "form": form}, status=status)


def _check(request):
    if not may_answer(request.user):
        raise PermissionDenied
