"""Assigning the shortest way to a post to somebody who cannot stand there."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

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
    opens_on = max((step.opens_on for step in verdict.route if step.opens_on and step.opens_on > today), default=None)
    return Route(offers, verdict.minutes, ready_on(offers, today, opens_on), opens_on)


@for_managers
@require_POST
def assign_way(request, pk):
    """Assign what would let somebody stand at a post from–to. Twice is once."""
    post = get_object_or_404(Post.objects.visible_to(request.user).select_related("hall"), pk=pk)
    if not may_assign(request.user):
        raise PermissionDenied
    form = PeriodForm(request.POST)
    number = request.POST.get("user", "")
    if not form.is_valid() or not (number.isascii() and number.isdecimal() and len(number) < 16):
        raise Http404
    user = get_object_or_404(User.objects.visible_to(request.user).filter(hall=post.hall), pk=number)
    start, end, now = form.cleaned_data["from"], form.cleaned_data["to"], timezone.now()
    route = route_of(judge(user, post, start, end), timezone.localdate(now))
    if route is None:
        messages.info(
            request, _("Nothing is left to assign: %(name)s needs no training here.") % {"name": user.full_name}
        )
    else:
        try:
            why = _("To stand at “%(post)s”.") % {"post": post.local_name}
            told(request, assign_routes([(user, route)], by=request.user, now=now, reason=why))
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
    days = {"from": start.isoformat(), "to": end.isoformat(), "answer": form.cleaned_data["answer"]}
    return redirect(f"{post.get_absolute_url()}?{urlencode({name: value for name, value in days.items() if value})}")
