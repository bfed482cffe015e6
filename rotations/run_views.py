"""The planner at work on a plan: set to work, watched, stopped, gone on with and taken over."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .permissions import for_managers
from .plan_frame import plan_frame, plan_of
from .plans import plan_has_cells
from .run_words import aim_lines, curve_of, missing_lines, words_of
from .runs import SECONDS, UNDER_WAY, ask_for_run, last_run, stop_run, take_over
from .tasks import run_soon

USUAL = 30


def _standing(plan, run, now):
    """What is shown of a run, on the page and as it changes."""
    if run is None:
        return {}
    missing, more = missing_lines(plan, run)
    return {
        "run": run,
        "under_way": run.state in UNDER_WAY,
        "words": words_of(run, now),
        "aims": aim_lines(run),
        "missing": missing,
        "more": more,
        "curve": curve_of(run),
        "seconds": _seconds(run, now),
    }


def _seconds(run, now):
    """How long it has been at work, no longer than it was asked to be."""
    return min(run.seconds, round(((run.ended_at or now) - run.began_at).total_seconds())) if run.began_at else 0


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def run(request, pk):
    """Set the planner to work for so many seconds, see what it finds, and take that over."""
    plan, now = plan_of(request, pk), timezone.now()
    found = last_run(plan, now)
    if request.method == "POST":
        onward = "rotations:run"
        try:
            onward = _do(request, plan, found, now) or onward
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        return redirect(onward, plan.pk)
    context = plan_frame(request, plan, "rotations:run") | {"choices": SECONDS} | _standing(plan, found, now)
    context["usual"] = found.seconds if found and found.seconds in SECONDS else USUAL
    context["has_cells"] = context["is_open"] and plan_has_cells(plan)
    context["moved"] = bool(found and found.based_on != plan.revision and not found.taken_at)
    return render(request, "rotations/run.html", context)


def _do(request, plan, found, now):
    """Answers where to look next, if it is not here: what was taken over is seen, and undone, on the board."""
    what, by = request.POST.get("do", ""), request.user
    if what in ("start", "go_on", "mend"):
        how = {"go_on": what == "go_on", "keeps": what == "mend"}
        run_soon(ask_for_run(plan=plan, seconds=_number(request, "seconds"), by=by, now=now, **how))
    elif found and what == "stop":
        stop_run(run=found, by=by, now=now)
    elif found and what == "take" and request.POST.get("run") == str(found.pk):
        change = take_over(run=found, by=by, now=now, seen=_number(request, "seen"))
        if change:
            messages.success(request, _("Taken over into the plan, as one change that can be undone."))
        else:
            messages.info(request, _("The plan says so already."))
        return "rotations:board"
    return None


def _number(request, name):
    said = request.POST.get(name, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else -1


@for_managers
@require_safe
@never_cache
def run_state(request, pk):
    """How far the planner is, for the page that watches it."""
    plan, now = plan_of(request, pk), timezone.now()
    found = last_run(plan, now)
    standing = _standing(plan, found, now)
    if found is None:
        return JsonResponse({"under_way": False, "words": "", "html": ""})
    html = render_to_string("rotations/parts/run_now.html", standing, request)
    return JsonResponse(
        {
            "under_way": standing["under_way"],
            "words": standing["words"],
            "seconds": standing["seconds"],
            "of": found.seconds,
            "html": html,
        }
    )
