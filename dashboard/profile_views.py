"""The skill profile: one's own, and that of people one may see. Here and not in skills, because it shows posts."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from people.models import User
from skills.forms import OnDayForm, SelfRatingForm
from skills.models import Skill
from skills.services import rate_self

from .profile import profile_page, said_by

EVENTS_SHOWN = 20


@require_safe
def mine(request):
    """My own skill profile."""
    return _show(request, request.user)


@require_safe
def person(request, pk):
    """The skill profile of somebody the viewer may see; of everybody else not even that they exist."""
    holder = User.objects.one_visible_to(request.user, pk)
    if holder is None:
        raise Http404
    return _show(request, holder)


@require_http_methods(["GET", "HEAD", "POST"])
def rate(request):
    """What somebody says of themselves. A page of its own: a list to choose from for each of forty skills is too much
    to send with every profile."""
    skills = list(Skill.objects.all())
    said = said_by(request.user, timezone.localdate())
    form = SelfRatingForm(request.POST if request.method == "POST" else None, skills=skills, said=said)
    if request.method == "POST":
        if form.is_valid():
            for skill, level in form.levels():
                rate_self(user=request.user, skill=skill, level=level, now=timezone.now())
            messages.success(
                request, _("Your self-rating is kept. Only you and those who see your profile can read it.")
            )
            return redirect("skills:mine")
        messages.warning(request, _("Choose a level from the list for each skill."))
    return render(request, "dashboard/profile/rate.html", {"form": form, "any": bool(skills)})


def _show(request, holder):
    today = timezone.localdate()
    form = OnDayForm(request.GET or None)
    on = (form.is_valid() and form.cleaned_data["on"]) or today
    found = profile_page(holder, on, today)
    own = holder == request.user
    everything = "all" in request.GET
    context = {
        "profile": found,
        "holder": holder,
        "own": own,
        "on": on,
        "today": today,
        "form": form,
        "in_force": found.in_force,
        "coming": found.coming,
        "lapsed": found.lapsed,
        "events": found.events if everything else found.events[:EVENTS_SHOWN],
        "more": not everything and len(found.events) > EVENTS_SHOWN,
        "may_rate": own and on == today,
    }
    return render(request, "dashboard/profile.html", context)
