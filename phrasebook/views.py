"""The phrasebook for the moment of need. Everybody signed in may look things up."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from .lookup import look_up, scenarios_with_counts, shelf
from .models import Scenario


@require_safe
def index(request):
    """The search box, what it found, and the scenarios."""
    query = request.GET.get("q", "").strip()[:60]
    scenarios = scenarios_with_counts()
    context = {"query": query, "scenarios": scenarios, "results": look_up(query, scenarios) if query else None}
    return render(request, "phrasebook/index.html", context)


@require_safe
def scenario(request, slug):
    """Everything for one situation at the counter."""
    found = get_object_or_404(Scenario, slug=slug)
    return render(request, "phrasebook/scenario.html", {"scenario": found, "results": shelf(found)})
