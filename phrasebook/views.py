"""The phrasebook for the moment of need. Everybody signed in may look things up."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.search_text import LONGEST_QUERY

from . import services
from .index import KINDS
from .lookup import favourites, look_up, marked, scenarios_with_counts, shelf
from .models import Scenario


@require_safe
@never_cache
def index(request):
    """The search box and what it found; before anything is typed, favourites and the scenarios."""
    return render(request, "phrasebook/index.html", _answer(request))


@require_safe
@never_cache
def results(request):
    """The same answer without the page around it, for the box that answers while one types."""
    return render(request, "phrasebook/_answer.html", _answer(request))


def _answer(request):
    # PostgreSQL refuses the zero byte, and no text holds one.
    query = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_QUERY]
    if query:
        return {"query": query, "results": look_up(query, request.user)}
    return {"query": "", "favourites": favourites(request.user), "scenarios": scenarios_with_counts()}


@require_safe
def scenario(request, slug):
    """Everything for one situation at the counter, page by page."""
    found = get_object_or_404(Scenario, slug=slug)
    page, entries = shelf(found, request.GET.get("page"), request.user)
    return render(request, "phrasebook/scenario.html", {"scenario": found, "page": page, "results": entries})


@require_safe
@never_cache
def entry(request, kind, key):
    """One entry, where a textbook's code and a recent list lead; with ?large=1 nothing but its words, very large."""
    found = _published(kind, key)
    marked([found], request.user)
    template = "phrasebook/large.html" if request.GET.get("large") else "phrasebook/entry.html"
    return render(request, template, {"entry": found})


@require_POST
def mark(request, kind, key):
    """Make an entry a favourite, or none when `on` is 0; back to where the star was pressed."""
    found = _published(kind, key)
    try:
        if request.POST.get("on") == "0":
            services.unmark(user=request.user, entry=found)
        else:
            services.mark(user=request.user, entry=found, now=timezone.now())
    except services.Refused as refusal:
        if request.headers.get("X-Requested-With") == "fetch":
            return HttpResponse(str(refusal), status=409, content_type="text/plain; charset=utf-8")
        messages.warning(request, str(refusal))
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    return redirect(_came_from(request) or reverse("phrasebook:entry", args=[kind, key]))


def _came_from(request):
    """The page of ours that the form stood on, or nothing."""
    page = request.headers.get("Referer", "")
    return url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure()) and page


def _published(kind, key):
    """The published entry of this kind and key with what its card shows, else Http404."""
    if kind not in KINDS:
        raise Http404
    return get_object_or_404(KINDS[kind].objects.live().to_show().select_related("scenario"), key=key)
