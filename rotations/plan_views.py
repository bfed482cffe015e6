"""The plans of a hall: the list, a new one, giving one up."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from .hall_setting import settings_of
from .models import RotationPlan
from .permissions import chosen_hall, for_managers
from .plan_forms import PlanForm, usual_plan
from .plan_frame import plan_of, plan_rows, plans_of
from .plans import drop_plan as give_up
from .plans import make_plan
from .setting_frame import of_hall, put, sent, status_of

DROPPED_SHOWN = 10


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def plans(request):
    """The plans of the hall, and a form to make one."""
    halls, hall = chosen_hall(request)
    usual = usual_plan(settings_of(hall).kind, timezone.localdate()) if hall else {}
    form = PlanForm(sent(request), initial=usual)
    made = _make(request, hall, form) if hall and form.is_bound and form.is_valid() else None
    if made:
        return redirect("rotations:board", made.pk)
    found = plans_of(request.user).filter(hall=hall)
    dropped = found.filter(state=RotationPlan.State.DROPPED)[:DROPPED_SHOWN]
    rows = plan_rows([*found.exclude(state=RotationPlan.State.DROPPED), *dropped])
    context = {"halls": halls, "hall": hall, "hall_query": of_hall(halls, hall), "form": form}
    context["rows"] = [row for row in rows if row.plan.state != RotationPlan.State.DROPPED]
    context["dropped"] = [row for row in rows if row.plan.state == RotationPlan.State.DROPPED]
    return render(request, "rotations/plans.html", context, status=status_of(form))


def _make(request, hall, form):
    try:
        plan = make_plan(hall=hall, by=request.user, now=timezone.now(), **form.cleaned_data)
    except ValidationError as refused:
        put(form, refused)
        return None
    messages.success(request, _("The plan is made. Nobody is told before it is published."))
    return plan


@for_managers
@require_POST
def drop_plan(request, pk):
    """Give a plan up."""
    plan = plan_of(request, pk)
    try:
        give_up(plan=plan, by=request.user, now=timezone.now())
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, _("“%(name)s” is dropped. It stays in the list below.") % {"name": plan.name})
    return redirect(f"{reverse('rotations:plans')}?hall={plan.hall.code}")
