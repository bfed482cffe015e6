"""The cover of a hall for the next twelve months, whom to train where it breaks, and how many the hall wants."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from people.models import User
from people.roles import is_manager
from rotations.models import HallMinimum, Post
from rotations.needs import posts_of_hall
from rotations.services import set_minimum
from skills.models import Level, Skill
from skills.profile import all_skills
from skills.terms import last_day_of

from .alarms import Target, targets_of
from .cover_chart import chart
from .forms import HallFilter, MinimumForm
from .hall import kept
from .outlook import outlooks, with_names
from .permissions import hall_for, require
from .promises import TIME_TO_FINISH, promises_of
from .training_order import candidates_for_post, candidates_for_skill

TARGETS_A_PAGE = 20
PEOPLE_A_PAGE = 50


def _hall(request):
    """The hall to show and the halls to choose from; 404 where there is none."""
    require(is_manager(request.user))
    chosen, halls = hall_for(request.user, request.GET.get("hall", ""))
    if chosen is None:
        raise Http404
    return chosen, halls


def _clerks(hall):
    """The clerks of a hall, whenever they come and go."""
    return User.objects.filter(hall=hall).clerks()


@require_safe
def cover(request: HttpRequest) -> HttpResponse:
    """Each skill and post for twelve months from a day on: if nobody renews, and if all that is assigned is done."""
    hall, halls = _hall(request)
    today = timezone.localdate()
    form = HallFilter(request.GET, today=today, halls=halls)
    on = form.day()
    minimums = HallMinimum.objects.filter(hall=hall)
    targets = targets_of(all_skills(), posts_of_hall(hall.pk), minimums)
    promised = promises_of(_clerks(hall), today)
    found = outlooks(_clerks(hall), targets, on, last_day_of(on, 12), promised)
    page = Paginator(found, TARGETS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "hall": hall,
        "on": on,
        "today": today,
        "form": form,
        "page": page,
        "cards": [(one, chart(one.nobody, one.assigned, one.wanted)) for one in with_names(page.object_list)],
        "breaking": sum(one.breaks_on is not None for one in found),
        "breaking_all_the_same": sum(one.breaks_all_the_same is not None for one in found),
        "promised": len(promised),
        "finished_by": today + TIME_TO_FINISH,
        "kept": kept(hall, halls, on, today),
    }
    return render(request, "dashboard/cover.html", context)


@require_safe
def train(request: HttpRequest) -> HttpResponse:
    """Whom to train for a skill at a level, or for a post: who is nearest, in minutes of courses, comes first."""
    hall, halls = _hall(request)
    today = timezone.localdate()
    form = HallFilter(request.GET, today=today, halls=halls)
    on = form.day()
    target, post = _target(request, hall)
    clerks = _clerks(hall).employed(on)
    found = (
        candidates_for_post(clerks, post, on) if post else candidates_for_skill(clerks, target.skill, target.level, on)
    )
    context = {
        "hall": hall,
        "on": on,
        "today": today,
        "target": target,
        "found": found,
        "page": Paginator(found.people, PEOPLE_A_PAGE).get_page(request.GET.get("page")),
        "kept": kept(hall, halls, on, today),
    }
    return render(request, "dashboard/train.html", context)


def _target(request, hall):
    asked = request.GET
    if "post" in asked:
        pk = asked["post"]
        if not (pk.isascii() and pk.isdecimal() and len(pk) < 16):
            raise Http404
        post = get_object_or_404(Post.objects.filter(hall=hall).prefetch_related("requirements__skill"), pk=pk)
        return Target(post=post, wanted=post.seats), post
    slug = asked.get("skill", "").replace("\0", "")
    level = asked.get("level", "")
    return Target(get_object_or_404(Skill, slug=slug), int(level) if level in {"1", "2", "3", "4"} else 1), None


@require_http_methods(["GET", "HEAD", "POST"])
def minimums(request: HttpRequest) -> HttpResponse:
    """How many of a hall should hold a skill at a level: the list, and a form that adds, changes and takes away."""
    hall, halls = _hall(request)
    form = MinimumForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kept_minimum = set_minimum(hall=hall, by=request.user, **form.cleaned_data)
        messages.success(request, _said(form.cleaned_data, kept_minimum))
        return redirect(
            f"{reverse('dashboard:minimums')}{kept(hall, halls, timezone.localdate(), timezone.localdate())}"
        )
    context = {
        "hall": hall,
        "form": form,
        "rows": HallMinimum.objects.filter(hall=hall).select_related("skill"),
        "has_skills": Skill.objects.exists(),
        "kept": kept(hall, halls, timezone.localdate(), timezone.localdate()),
    }
    return render(request, "dashboard/minimums.html", context)


def _said(data, minimum):
    words = {"skill": data["skill"].local_name, "level": Level(data["level"]).label}
    if minimum is None:
        return _("No minimum any more for %(skill)s at “%(level)s”.") % words
    text = ngettext(
        "%(skill)s at “%(level)s” or above: at least %(count)d person from now on.",
        "%(skill)s at “%(level)s” or above: at least %(count)d people from now on.",
        minimum.people,
    )
    return text % (words | {"count": minimum.people})
