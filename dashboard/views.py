"""Each role's own page: find, allow, ask, answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from people.models import User
from people.roles import Role, has_role, is_manager, is_trainer
from phrasebook.models import Phrase
from quizzes.models import Question
from quizzes.observation_lists import counts
from skills.profile import all_skills

from .desk import desk_of
from .forms import HallFilter
from .hall import hall_day, kept
from .permissions import hall_for, home_of, require
from .today import today_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front door leads everybody to their own workspace."""
    return redirect(home_of(request.user))


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The clerk's day; open to everybody, since trainers and managers learn too."""
    return render(request, "dashboard/today.html", {"today": today_of(request.user, timezone.now())})


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The trainer's desk; people are counted in the viewer's hall, by administrators in all halls."""
    require(is_trainer(request.user))
    context = {
        "desk": desk_of(request.user, timezone.now()),
        "everywhere": has_role(request.user, Role.ADMINISTRATOR),
        # Administrators look; who writes is told apart by role, which costs no query.
        "writes": has_role(request.user, Role.TRAINER, Role.CHIEF_TRAINER),
        "new_question": Question.snippet_viewset.get_url_name("add"),
        "new_phrase": Phrase.snippet_viewset.get_url_name("add"),
    }
    return render(request, "dashboard/desk.html", context)


@require_safe
def hall(request: HttpRequest) -> HttpResponse:
    """The manager's hall as of a day."""
    require(is_manager(request.user))
    chosen, halls = hall_for(request.user, request.GET.get("hall", ""))
    if chosen is None:
        return render(request, "dashboard/no_hall.html")
    skills, today = all_skills(), timezone.localdate()
    form = HallFilter(request.GET, today=today, halls=halls)
    day = hall_day(chosen, skills, form.day(), today=form.today)
    context = {
        "day": day,
        "today": today,
        "form": form,
        # What proves a line is asked as of the same day.
        "asked": "" if day.on == today else f"?on={day.on.isoformat()}",
        "kept": kept(chosen, halls, day.on, today),
        "practicals": counts(User.objects.filter(hall=chosen)),
        "may_import": has_role(request.user, Role.ADMINISTRATOR),
    }
    return render(request, "dashboard/hall.html", context)
