"""Days off: entered and taken back by managers. Why somebody is away is asked of nobody."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from people.models import User

from . import services
from .forms import LeaveForm
from .models import Leave
from .permissions import candidates, for_managers
from .setting_frame import frame, sent


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def leaves(request):
    """Who of a hall is away now or later, and a form to enter more."""
    today = timezone.localdate()
    context = frame(request, "rotations:leaves")
    hall = context["hall"]
    form = LeaveForm(sent(request), people=candidates(request.user, hall, today))
    if request.method == "POST" and form.is_valid() and _add(request, form):
        return redirect(f"{reverse('rotations:leaves')}?{request.GET.urlencode()}")
    rows = list(
        Leave.objects.filter(user__hall=hall, last_day__gte=today).select_related("user").order_by("first_day", "user")
    )
    context |= {"form": form, "today": today}
    context["away"] = [row for row in rows if row.first_day <= today]
    context["coming"] = [row for row in rows if row.first_day > today]
    return render(request, "rotations/leaves.html", context)


def _add(request, form):
    try:
        leave = services.add_leave(by=request.user, **form.cleaned_data)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, _("The leave of %(name)s is entered.") % {"name": leave.user.full_name})
    return True


@for_managers
@require_POST
def take_back(request, pk):
    """Take back what is left of a leave: from today on, or all of it when it has not begun."""
    people = User.objects.visible_to(request.user)
    leave = get_object_or_404(Leave.objects.filter(user__in=people).select_related("user__hall"), pk=pk)
    services.take_back_leave(leave=leave, on=timezone.localdate(), by=request.user)
    messages.success(request, _("The leave of %(name)s is taken back.") % {"name": leave.user.full_name})
    hall = leave.user.hall
    return redirect(f"{reverse('rotations:leaves')}?hall={hall.code if hall else ''}")
