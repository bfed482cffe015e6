"""Each role's own page: find, allow, ask, answer."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from people.models import User
from people.roles import Role, has_role, is_manager, is_trainer
from people.tables import write_xlsx
from phrasebook.models import Phrase
from quizzes.models import Question
from quizzes.observation_lists import counts
from skills.models import Skill
from skills.profile import profiles

from .desk import desk_of
from .forms import HallFilter
from .hall import clerks_of, hall_day
from .matrix import matrix
from .permissions import hall_for, home_of, require
from .sheet import sheet_rows
from .today import today_of

ROWS_A_PAGE = 100


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
    """The manager's hall as of a day, with the skill matrix a hundred people a page."""
    require(is_manager(request.user))
    chosen, halls = hall_for(request.user, request.GET.get("hall", ""))
    if chosen is None:
        return render(request, "dashboard/no_hall.html")
    skills, today = list(Skill.objects.all()), timezone.localdate()
    form = HallFilter(request.GET, today=today, skills=skills, halls=halls)
    day = hall_day(chosen, skills, form.day())
    found = _matrix(form, chosen, day.people, skills, day.profiles, day.on)
    context = {
        "day": day,
        "today": today,
        "form": form,
        "matrix": found,
        "page": Paginator(found.rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
        # What proves a cell is asked as of the same day.
        "asked": "" if day.on == today else f"?on={day.on.isoformat()}",
        "filtered": any(form.wanted().values()),
        "practicals": counts(User.objects.filter(hall=chosen)),
        "may_import": has_role(request.user, Role.ADMINISTRATOR),
    }
    return render(request, "dashboard/hall.html", context)


@require_safe
def matrix_xlsx(request: HttpRequest) -> HttpResponse:
    """The matrix as filtered, everybody on one sheet."""
    require(is_manager(request.user))
    chosen, halls = hall_for(request.user, request.GET.get("hall", ""))
    if chosen is None:
        raise Http404
    skills = list(Skill.objects.all())
    form = HallFilter(request.GET, today=timezone.localdate(), skills=skills, halls=halls)
    on = form.day()
    people = list(clerks_of(chosen, on))
    found = _matrix(form, chosen, people, skills, profiles(people, on), on)
    name = _("Skill matrix {hall} {day}.xlsx").format(hall=chosen.local_name, day=on.isoformat())
    return HttpResponse(
        write_xlsx(sheet_rows(found), _("Skill matrix")),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": content_disposition_header(True, name), "Cache-Control": "private, no-store"},
    )


def _matrix(form, chosen, people, skills, held, on):
    wanted = form.wanted()
    if wanted["q"]:
        called = set(clerks_of(chosen, on).matching(wanted["q"]).values_list("pk", flat=True))
        people = [person for person in people if person.pk in called]
    return matrix(people, skills, held, on=on, skill=wanted["skill"], state=wanted["state"])
