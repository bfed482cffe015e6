"""My certifications: what I hold, what is left, and where it is done; and which certifications there are."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.models import CoursePage
from courses.progress import outline
from courses.refused import Refused as CourseRefused
from courses.views import check_open
from people.models import User
from skills.models import Certification

from . import permissions
from .beginning import begin, take_again, why_not_begin
from .counts import counts_of
from .journeys import journey, journeys
from .models import Cycle, Recognition
from .programme import ways_of
from .refused import Refused
from .story import rounds


def certification_of(slug: str) -> Certification:
    """The certification of an address."""
    return get_object_or_404(Certification, slug=slug)


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Each certification I hold or am to get, what needs me first."""
    found = journeys(request.user, timezone.now())
    handed_in = Recognition.objects.filter(user=request.user, decision=None).select_related("certification")
    context = {"journeys": found, "handed_in": handed_in, "today": timezone.localdate()}
    return render(request, "programmes/mine.html", context)


@never_cache
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Which certifications there are; who sees lists of people is told how many each concerns."""
    ways = [way for way in ways_of(Certification.objects.all()).values() if way.programme or way.first]
    looks, counts = permissions.may_look(request.user), {}
    mine = set(Cycle.objects.filter(user=request.user).values_list("certification", flat=True))
    if looks:
        people = User.objects.visible_to(request.user)
        counts = counts_of([way.certification for way in ways], timezone.localdate(), people)
    rows = [
        {"way": way, "counts": counts.get(way.certification.pk), "mine": way.certification.pk in mine} for way in ways
    ]
    context = {"rows": rows, "looks": looks, "reviews": permissions.reviews(request.user)}
    return render(request, "programmes/catalogue.html", context)


@never_cache
@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """One certification: its path as I stand with it, its rules, and my rounds."""
    certification = certification_of(slug)
    one = journey(request.user, certification, timezone.now())
    if not one.stages and not one.rounds and not permissions.may_look(request.user):
        raise Http404
    published = one.way.programme
    context = {
        "journey": one,
        "certification": certification,
        "programme": published,
        "why_not": why_not_begin(one),
        "grants": published.grants.select_related("skill") if published else [],
        "prerequisites": one.way.prerequisites,
        "rounds": rounds(request.user, certification, one.on, request.user) if one.rounds else [],
        "looks": permissions.may_look(request.user),
    }
    return render(request, "programmes/programme.html", context)


@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a round; the way on is its page."""
    try:
        begin(user=request.user, certification=certification_of(slug), now=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect(reverse("programmes:programme", args=[slug]) + "#path")


@require_POST
def again(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a course once more that a round asks for, and go to its first step."""
    certification = certification_of(slug)
    course = get_object_or_404(CoursePage.objects.live(), pk=pk)
    check_open(request, course, course)
    try:
        take_again(user=request.user, course=course, now=timezone.now())
    except (Refused, CourseRefused) as refusal:
        messages.warning(request, str(refusal))
        return redirect("programmes:programme", certification.slug)
    step = outline(course, request.user).next_step
    return redirect((step.page if step else course).get_url(request))
