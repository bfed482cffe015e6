"""The secret addresses of somebody's calendars, and how to use them."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from . import services
from .models import CalendarAddress
from .permissions import may_see_team

Scope = CalendarAddress.Scope


@require_safe
@never_cache
def addresses(request):
    """My calendar, and for a manager that of the hall, with their addresses."""
    scopes = [Scope.OWN, *([Scope.TEAM] if may_see_team(request.user) else [])]
    kept = [services.calendar_address(user=request.user, scope=scope, now=timezone.now()) for scope in scopes]
    rows = [{"address": address, "url": _url(address), "webcal": _webcal(address)} for address in kept]
    return render(request, "notices/calendar.html", {"rows": rows, "mail": request.user.email})


def _url(address):
    return settings.PUBLIC_ORIGIN + reverse("calendar_feed", args=[address.token])


def _webcal(address):
    """Opens the calendar program of a phone or a Mac."""
    return "webcal://" + _url(address).partition("://")[2]


@require_POST
def renew(request):
    """A new secret address: whoever has the old one reads nothing any more."""
    scope = request.POST.get("scope")
    if scope == Scope.TEAM and not may_see_team(request.user):
        raise PermissionDenied
    if scope in Scope.values:
        services.renew_calendar_address(user=request.user, scope=scope, now=timezone.now())
        messages.success(request, _("The calendar has a new address: subscribe anew. The old one no longer works."))
    return redirect("inbox:calendar")
