"""The people of a certification, and everything that happened to one of them, for those who see lists of people."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from people.models import Hall, User
from people.roles import Role, has_role

from . import permissions
from .forms import AssignForm, RollFilter
from .journeys import journey
from .refused import Refused
from .roll import by_state, roll
from .services import open_cycle
from .story import rounds
from .views import certification_of

A_PAGE = 50


def require(allowed: bool) -> None:
    """Refuse what is known but forbidden."""
    if not allowed:
        raise PermissionDenied


def sent(request: HttpRequest):
    """What a form sent, be it empty; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def person_of(viewer: User, pk: int) -> User:
    """Somebody the viewer may see; of everybody else not even that they exist."""
    return get_object_or_404(User.objects.visible_to(viewer).select_related("hall"), pk=pk)


@never_cache
@require_safe
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """The people of a certification by state, filtered, fifty a page."""
    require(permissions.may_look(request.user))
    certification, today = certification_of(slug), timezone.localdate()
    everywhere = has_role(request.user, Role.ADMINISTRATOR)
    form = RollFilter(request.GET, halls=Hall.objects.all() if everywhere else None)
    form.is_valid()
    wanted = form.cleaned_data
    staff = User.objects.visible_to(request.user).exclude(left_on__lt=today).matching(wanted.get("q", ""))
    if wanted.get("hall"):
        staff = staff.filter(hall=wanted["hall"])
    rows = roll(certification, staff, today)
    states = by_state(rows)
    if wanted.get("state"):
        rows = [row for row in rows if row.state == wanted["state"]]
    if wanted.get("due") == "overdue":
        rows = [row for row in rows if row.is_overdue(today)]
    elif wanted.get("due") == "soon":
        rows = [row for row in rows if row.is_due_soon(today)]
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "certification": certification,
        "form": form,
        "page": page,
        "rows": [{"row": row, "overdue": row.is_overdue(today)} for row in page.object_list],
        "states": states,
        "chosen": wanted.get("state", ""),
        "filtered": any(wanted.values()),
        "everywhere": everywhere,
        "decides": permissions.decides(request.user),
    }
    return render(request, "programmes/people.html", context)


@never_cache
@require_safe
def person(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One person's rounds with everything that happened, and what the viewer may do about them."""
    require(permissions.may_look(request.user))
    certification, found = certification_of(slug), person_of(request.user, pk)
    if found == request.user:
        return redirect("programmes:programme", slug)
    one = journey(found, certification, timezone.now())
    context = {
        "certification": certification,
        "person": found,
        "journey": one,
        "rounds": rounds(found, certification, one.on, request.user),
        "decides": permissions.may_decide(request.user, found),
    }
    return render(request, "programmes/person.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: HttpRequest, slug: str) -> HttpResponse:
    """One person is to get this certificate."""
    require(permissions.decides(request.user))
    certification, now = certification_of(slug), timezone.now()
    today = timezone.localdate(now)
    staff = User.objects.visible_to(request.user).employed(today).exclude(pk=request.user.pk)
    form = AssignForm(sent(request), people=staff, today=today, initial={"person": request.GET.get("person", "")})
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        try:
            cycle = open_cycle(
                user=wanted["person"],
                certification=certification,
                now=now,
                by=request.user,
                reason=wanted["reason"],
                due_on=wanted["due_on"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            _say(request, cycle, now)
            return redirect("programmes:person", slug, wanted["person"].pk)
    context = {"certification": certification, "form": form}
    return render(request, "programmes/assign.html", context, status=400 if form.errors else 200)


def _say(request, cycle, now):
    name = {"name": cycle.user.full_name}
    first = cycle.events.order_by("pk").first()
    if first and first.written_at < now:
        messages.info(request, _("%(name)s has an open round already; it goes on as it is.") % name)
    else:
        messages.success(request, _("%(name)s is to get this certificate.") % name)
