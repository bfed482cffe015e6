"""What the questions of an attempt show and play, for the person of the attempt alone."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from core.media_views import send

from .media import path_of
from .models import AttemptQuestion


@require_safe
def attempt_media(request: HttpRequest, public_id, position: int, name: str) -> HttpResponseBase:
    """A picture or clip of a question, whole or a range of it. Anybody else's attempt does not exist.

    Being asked about something is permission to see it, whatever collection it lies in.
    """
    asked = get_object_or_404(
        AttemptQuestion.objects.only("shown"),
        attempt__public_id=public_id,
        attempt__user=request.user,
        position=position,
    )
    path = path_of(asked.shown, name)
    if path is None:
        raise Http404
    return send(request, path)
