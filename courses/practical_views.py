"""Asking to be observed, from the step of a course."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from quizzes import observing
from quizzes.asking_views import ask_kindly

from . import services
from .models import PracticalPage
from .pages import step_view
from .views import check_open


@require_POST
def ask(request, page_pk):
    """Ask for an observation, or count one that was accepted while the step was not there."""
    page = get_object_or_404(PracticalPage.objects.live().select_related("practical"), pk=page_pk)
    place = step_view(page=page, user=request.user)
    check_open(request, page, place.course)
    if not place.outline.is_open:
        messages.warning(request, _("Join the course first; the practical is one of its steps."))
        return redirect(place.course.get_url(request))
    if place.step and place.step.done:
        return redirect(page.get_url(request))
    now, since = timezone.now(), place.outline.enrolment.started_at
    stand = observing.whereabouts(user=request.user, practical=page.practical, now=now, since=since)
    if stand.accepted:
        services.practical_passed(request=stand.accepted, now=now)
        return redirect(page.get_url(request))
    ask_kindly(request, practical=page.practical, since=since, now=now)
    return redirect(page.get_url(request) + "#observation")
