"""Asking to be observed, for every room that shows a practical."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from . import observing
from .models import Practical


def ask_kindly(request: HttpRequest, *, practical: Practical, since: datetime | None, now: datetime) -> bool:
    """Ask for the person who clicked, and tell them what came of it; answers whether it was asked."""
    try:
        observing.ask(
            user=request.user,
            practical=practical,
            by=request.user,
            now=now,
            note=request.POST.get("note", ""),
            since=since,
        )
    except observing.Refused as refusal:
        messages.warning(request, str(refusal))
        return False
    messages.success(request, _("Asked. A trainer finds an observer for you; you see here who comes."))
    return True
