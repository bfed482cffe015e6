"""What a player tells the server while somebody watches."""

import json

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from . import watching
from .models import CoursePage, Enrolment

# A player sends a few pairs of seconds; whoever sends more than this is none.
MOST_BYTES = 16_384
MOST_PAIRS = 500


@require_POST
def remember(request, page_pk, clip_pk):
    """Keep where the reader is in a clip of a lesson; seen to the end, it is done for the course they are in."""
    page = get_object_or_404(watching.watchable(user=request.user, clip_id=clip_pk), pk=page_pk)
    if not page.course_live or page.clip_seconds is None or not watching.blocks_of(page, clip_pk):
        raise Http404
    if page.restricted and not all(each.accept_request(request) for each in page.get_view_restrictions()):
        raise PermissionDenied
    told = _told(request)
    if told is None:
        return JsonResponse({"problem": _("This is no place in a clip.")}, status=400)
    watched = watching.remember_place(
        user=request.user,
        page=page,
        clip_id=clip_pk,
        seconds=told.get("seconds"),
        parts=told["parts"],
        duration=watching.length(page.clip_seconds, told.get("duration")),
        now=timezone.now(),
        enrolment=_enrolment(page, request.user),
    )
    place = watched.place
    return JsonResponse({"seconds": place.seconds, "seen": round(place.seen, 4), "done": bool(watched.done)})


def _enrolment(page, user):
    """The open enrolment that was found with the page, with as much of it as writing down what is done needs."""
    if not page.open_enrolment:
        return None
    course = CoursePage(path=page.path[: -page.steplen])
    return Enrolment(pk=page.open_enrolment, user=user, course=course)


def _told(request):
    """What the player says, as a dictionary with a list of `parts`; None when it is something else."""
    try:
        told = json.loads(request.body[:MOST_BYTES])
    except (ValueError, RecursionError):
        return None
    parts = told.setdefault("parts", []) if isinstance(told, dict) else None
    return told if isinstance(parts, list) and len(parts) <= MOST_PAIRS else None
