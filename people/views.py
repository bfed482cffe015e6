from functools import partial

import segno
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from . import services
from .forms import LeavingForm, SearchForm
from .models import User
from .permissions import may_list, may_manage
from .roles import Role, has_role, is_manager, remember_roles, roles_in_words
from .staff_table import staff_rows
from .tables import write_csv, write_xlsx
from .tasks import send_password_link

A_PAGE = 50


def people_list(request):
    """The people the viewer sees, searched and filtered, fifty a page."""
    if not may_list(request.user):
        raise PermissionDenied
    form = SearchForm(request.GET)
    form.is_valid()
    today = timezone.localdate()
    people = User.objects.visible_to(request.user).select_related("hall").matching(form.cleaned_data.get("q", ""))
    show = form.cleaned_data.get("show", "")
    if show == "left":
        people = people.filter(left_on__lt=today)
    elif show != "all":
        people = people.exclude(left_on__lt=today)
    if show == "waiting":
        people = people.without_password()
    page = Paginator(people, A_PAGE).get_page(request.GET.get("page"))
    remember_roles(page.object_list)
    rows = [{"person": person, "roles": roles_in_words(person)} for person in page.object_list]
    facts = {"form": form, "page": page, "rows": rows, "today": today}
    facts |= {"may_import": is_manager(request.user), "everywhere": has_role(request.user, Role.ADMINISTRATOR)}
    return render(request, "people/list.html", facts)


def _person(request, pk):
    return get_object_or_404(User.objects.visible_to(request.user).select_related("hall"), pk=pk)


def _managed(request, pk):
    """The person, when the viewer may change their facts."""
    person = _person(request, pk)
    if not may_manage(request.user, person):
        raise PermissionDenied
    return person


def detail(request, pk):
    """Basic facts of one person and what the viewer may do about them."""
    person = _person(request, pk)
    today = timezone.localdate()
    facts = {
        "person": person,
        "roles": roles_in_words(person),
        "today": today,
        "has_left": person.left_on and person.left_on < today,
        "may_list": may_list(request.user),
        "may_manage": may_manage(request.user, person),
        "may_see_posts": is_manager(request.user),
        "may_edit": request.user.has_perm("people.change_user") and may_manage(request.user, person),
        "may_reset": _may_reset(request.user, person) and is_mfa_enabled(person),
    }
    return render(request, "people/detail.html", facts)


def _may_reset(viewer, person):
    return has_role(viewer, Role.ADMINISTRATOR) and may_manage(viewer, person)


def leave(request, pk):
    """Record the last day of work, or take it back."""
    person = _managed(request, pk)
    form = LeavingForm(request.POST or None, initial={"left_on": person.left_on})
    if request.method == "POST" and form.is_valid():
        left_on, now = form.cleaned_data["left_on"], timezone.now()
        try:
            services.record_leaving(user=person, left_on=left_on, by=request.user, now=now)
        except ValidationError as refused:
            form.add_error("left_on", refused)
        else:
            said = _("The last day of work of %(name)s is recorded.") if left_on else _("%(name)s stays.")
            messages.success(request, said % {"name": person.full_name})
            return redirect("people:detail", pk)
    return render(request, "people/leave.html", {"person": person, "form": form})


@require_POST
@never_cache
def password_link(request, pk):
    """Show a one-time link to hand over. It is shown in the answer itself and nowhere again."""
    person = _managed(request, pk)
    _check_may_sign_in(person)
    link = request.build_absolute_uri(services.hand_out_password_link(user=person, by=request.user))
    code = segno.make(link, error="m").svg_data_uri(scale=5, border=2, dark="#000", light="#fff")
    days = settings.PASSWORD_RESET_TIMEOUT // 86_400
    return render(request, "people/password_link.html", {"person": person, "link": link, "code": code, "days": days})


@require_POST
def password_letter(request, pk):
    """Send the one-time link to the person's own e-mail address."""
    person = _managed(request, pk)
    _check_may_sign_in(person)
    if not person.email:
        raise Http404
    transaction.on_commit(partial(send_password_link.enqueue, person.pk, get_language()))
    messages.success(request, _("A letter with a one-time link is on its way to %(email)s.") % {"email": person.email})
    return redirect("people:detail", pk)


def _check_may_sign_in(person):
    if not person.may_sign_in(timezone.localdate()):
        raise PermissionDenied


@require_POST
def second_factor(request, pk):
    """Take the second step of signing in away from somebody who lost phone and codes."""
    person = _person(request, pk)
    if not _may_reset(request.user, person):
        raise PermissionDenied
    if services.reset_second_factor(user=person, by=request.user):
        messages.success(request, _("The second step of %(name)s is removed.") % {"name": person.full_name})
    return redirect("people:detail", pk)


def export(request, ending):
    """The staff the viewer sees as a table the import reads back."""
    if not is_manager(request.user):
        raise PermissionDenied
    people = User.objects.visible_to(request.user).select_related("hall")
    return table_answer(staff_rows(people), _("staff"), ending)


def table_answer(rows, name, ending):
    """Rows as a download, `name` without its ending; 404 for an ending that is no table."""
    if ending == "csv":
        data, kind = write_csv(rows), "text/csv; charset=utf-8"
    elif ending == "xlsx":
        data, kind = write_xlsx(rows, name), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    else:
        raise Http404
    answer = HttpResponse(data, content_type=kind)
    answer.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.{ending}")
    return answer
