"""One-click sign-in to the demonstration hall. There is no such door in a real hall."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from .demo import cast


@login_not_required
def enter(request, role):
    """Sign in as the person of the cast who plays `role`, and go where they were going."""
    if not cast.is_open():
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    player = next((player for player in cast.players() if player.key == role), None)
    if player is None:
        raise Http404
    login(request, player.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(_next(request) or settings.LOGIN_REDIRECT_URL)


def _next(request):
    address = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if safe else ""
