"""Pages that belong to no room."""

import logging

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)


@login_not_required
@never_cache
@require_safe
def healthz(request):
    """For whoever watches the server: 200 "ok" while the hall can answer, 503 while its database cannot."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("The database does not answer.")
        return HttpResponse("database unavailable", content_type="text/plain", status=503)
    return HttpResponse("ok", content_type="text/plain")


@cache_control(private=True, max_age=600)
@require_safe
def player_pieces(request):
    """The buttons of the player in the language of the reader: fetched with a clip, so that no page carries them."""
    response = render(request, "core/player_pieces.html")
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    return response
