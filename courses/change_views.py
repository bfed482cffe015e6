"""What is new in something one has learnt: a lesson of half a minute."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .changes import mark_read, may_see
from .models import EntryChange


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, pk):
    """Show the old words beside the new; sending the form says that they have been read."""
    found = get_object_or_404(EntryChange.objects.exclude(weight=EntryChange.Weight.COSMETIC), pk=pk)
    if not may_see(found, request.user):
        raise Http404
    if request.method == "POST":
        mark_read(change=found, user=request.user, now=timezone.now())
        messages.success(request, _("Thank you. It is noted that you have read it."))
        return redirect("home")
    return render(request, "courses/change.html", {"change": found, "courses": found.courses.live().order_by("path")})
