"""The shortest way to a post for somebody who cannot stand there, and assigning it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.models import User
from programmes.training_permissions import may_assign

from .eligibility import Verdict, judge
from .forms import PeriodForm
from .means import Route, ready_on
from .mending_plans import assign_routes
from .models import Post
from .permissions import for_managers
from .routes import Offer
from .why_views import told


def route_of(verdict: Verdict, today) -> Route | None:
    """The way of a verdict as something to assign; None where it has none, or leaves something untaught."""
    if not verdict.route or verdict.untaught:
        return None
    offers = tuple(Offer(step.target, step.minutes, {}) for step in verdict.route)
    opens_on = verdict.opens_on if verdict.opens_on and verdict.opens_on > today else None
    return Route(offers, verdict.minutes, ready_on(offers, today, opens_on), opens_on)


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def assign_way(request, pk):
    """Whether somebody can stand at a post from–to and what would open it; sent, that is assigned. Twice is once."""
    post = get_object_or_404(Post.objects.visible_to(request.user).select_related("hall"), pk=pk)
    asked = request.POST if request.method == "POST" else request.GET
    form, number = PeriodForm(asked), asked.get("user", "")
    if not form.is_valid() or not (number.isascii() and number.isdecimal() and len(number) < 16):
        raise Http404
    user = get_object_or_404(User.objects.visible_to(request.user).filter(hall=post.hall), pk=number)
    start, end, now = form.cleaned_data["from"], form.cleaned_data["to"], timezone.now()
    verdict, today = judge(user, post, start, end), timezone.localdate(now)
    route = route_of(verdict, today)
    if request.method == "POST":
        _assign(request, verdict, route, now)
        days = {"user": user.pk, "from": start.isoformat(), "to": end.isoformat()}
        return redirect(f"{reverse('rotations:assign_way', args=[post.pk])}?{urlencode(days)}")
    context = {"post": post, "verdict": verdict, "route": route, "today": today}
    return render(request, "rotations/way.html", context | {"may_assign": may_assign(request.user)})


def _assign(request, verdict, route, now):
    if not may_assign(request.user):
        raise PermissionDenied
    if route is None:
        said = _("Nothing is left to assign: %(name)s needs no training here.")
        messages.info(request, said % {"name": verdict.user.full_name})
        return
    why = _("To stand at “%(post)s”.") % {"post": verdict.post.local_name}
    try:
        told(request, assign_routes([(verdict.user, route)], by=request.user, now=now, reason=why))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
