"""Assigned training: what is mine, what is assigned in the hall, and assigning it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.models import User
from people.tables import write_xlsx

from . import stations
from .assigning import Became, assign, extend, take_back
from .models import AssignmentException, TrainingAssignment
from .refused import Refused
from .training_forms import (
    AssignForm,
    ExtendForm,
    ListFilter,
    PeopleSearch,
    TakeBackForm,
    TargetField,
    halls_to_choose,
    put_errors,
    targets_to_choose,
)
from .training_list import MOST_LOOKED_AT, Show, Wanted, counts, listed
from .training_permissions import may_assign, may_change, may_rule
from .training_progress import progress_of
from .training_sheet import rows_of

A_PAGE = 50
# So many people are shown to be ticked; with more the search is narrowed.
MOST_FOUND = 200
DONE_SHOWN = 20


def _posted(request):
    """What was sent; None for a form that is only shown. An empty form that was sent has its faults all the same."""
    return request.POST if request.method == "POST" else None


def _require(allowed):
    if not allowed:
        raise PermissionDenied


@require_safe
def mine(request):
    """What is assigned to whoever looks: by when, why and how far; then what was done."""
    now = timezone.now()
    rows = TrainingAssignment.objects.filter(user=request.user).select_related(
        "user", "course", "certification", "cycle", "rule", "assigned_by"
    )
    to_do = list(rows.still_open().order_by("due_on", "pk"))
    over = list(rows.filter(ended_at__isnull=False).order_by("-ended_at")[:DONE_SHOWN])
    found = progress_of([*to_do, *over], now)
    context = {"to_do": found[: len(to_do)], "over": found[len(to_do) :], "today": timezone.localdate(now)}
    return render(request, "programmes/training/mine.html", context)


@require_safe
def assignments(request):
    """What is assigned to the people the viewer sees: how far, overdue by how much and why."""
    _require(may_assign(request.user))
    now, halls = timezone.now(), halls_to_choose(request.user)
    form = ListFilter(request.GET, targets=targets_to_choose(), halls=halls)
    wanted, why = _wanted(form, halls)
    on = timezone.localdate(now)
    page = _page(request, listed(request.user, wanted, on), why, now)
    figures = counts(request.user, wanted, on)
    context = {
        "form": form,
        "page": page,
        "tabs": [(show.value, show.label, figures[show.value]) for show in Show],
        "shown": wanted.show,
        "filtered": bool(wanted.q or wanted.what or why),
        "may_rule": may_rule(request.user),
        "exceptions": _waiting(request.user),
        "today": on,
    }
    return render(request, "programmes/training/list.html", context)


def _waiting(viewer):
    return AssignmentException.objects.unresolved().visible_to(viewer).count() if may_rule(viewer) else 0


def _wanted(form, halls):
    form.is_valid()
    data = form.cleaned_data
    codes = {hall.code: hall.pk for hall in halls}
    hall = codes.get(data.get("hall", ""))
    wanted = Wanted(data.get("show") or Show.OPEN, data.get("q", ""), data.get("what", ""), hall)
    return wanted, data.get("why", "")


def _page(request, rows, why, now):
    """A page of progress; with a reason asked for all of them are looked up, up to a limit."""
    number = request.GET.get("page")
    if why:
        found = [one for one in progress_of(rows[:MOST_LOOKED_AT], now) if one.state == why]
        return Paginator(found, A_PAGE).get_page(number)
    page = Paginator(rows, A_PAGE).get_page(number)
    page.object_list = progress_of(page.object_list, now)
    return page


@require_safe
def assignments_xlsx(request):
    """The list as filtered, as an Excel file."""
    _require(may_assign(request.user))
    now, halls = timezone.now(), halls_to_choose(request.user)
    wanted, why = _wanted(ListFilter(request.GET, targets=targets_to_choose(), halls=halls), halls)
    rows = progress_of(listed(request.user, wanted, timezone.localdate(now)), now)
    rows = [one for one in rows if not why or one.state == why]
    name = _("Assigned training {day}").format(day=timezone.localdate(now).isoformat())
    return HttpResponse(
        write_xlsx(rows_of(rows), _("Assigned training")),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": content_disposition_header(True, f"{name}.xlsx"), "Cache-Control": "no-store"},
    )


def _assignment(request, pk):
    rows = TrainingAssignment.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("user__hall", "course", "certification", "cycle", "rule", "assigned_by", "ended_by"), pk=pk
    )


@require_safe
def assignment(request, pk):
    """One piece of assigned training: why, by when, how far, and what happened to its day."""
    return _show(request, _assignment(request, pk))


def _show(request, row, extend_form=None, back_form=None, status=200):
    context = {
        "progress": progress_of([row], timezone.now())[0],
        "row": row,
        "extensions": row.extensions.select_related("extended_by"),
        "may_change": may_change(request.user, row) and row.ended_at is None,
        "may_list": may_assign(request.user),
        "extend_form": extend_form or ExtendForm(initial={"due_on": row.due_on}, prefix="extend"),
        "back_form": back_form or TakeBackForm(prefix="back"),
    }
    return render(request, "programmes/training/assignment.html", context, status=status)


@require_POST
def extend_one(request, pk):
    """Another day for one."""
    row = _assignment(request, pk)
    _require(may_change(request.user, row))
    form = ExtendForm(request.POST, prefix="extend")
    if form.is_valid():
        try:
            extend(assignment=row, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as refused:
            put_errors(form, refused)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The day is changed, and %(name)s sees it.") % {"name": row.user.full_name})
            return redirect("training:assignment", pk)
    return _show(request, row, extend_form=form, status=422)


@require_POST
def take_back_one(request, pk):
    """Take one back."""
    row = _assignment(request, pk)
    _require(may_change(request.user, row))
    form = TakeBackForm(request.POST, prefix="back")
    if not form.is_valid():
        return _show(request, row, back_form=form, status=422)
    take_back(assignment=row, by=request.user, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Taken back. What was done stays done."))
    return redirect("training:assignment", pk)


@require_POST
def bulk(request):
    """More time for several, or take several back, with one reason."""
    _require(may_assign(request.user))
    chosen = [int(pk) for pk in request.POST.getlist("row") if pk.isdecimal() and len(pk) < 19]
    rows = list(TrainingAssignment.objects.visible_to(request.user).still_open().filter(pk__in=chosen))
    back = f"{reverse('training:list')}?{request.GET.urlencode()}"
    if not rows:
        messages.error(request, _("Tick at least one line first."))
        return redirect(back)
    for row in rows:
        _require(may_change(request.user, row))
    form = ExtendForm(request.POST) if request.POST.get("act") == "extend" else TakeBackForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the reason and, for more time, the day. Nothing was changed."))
        return redirect(back)
    verb, now = (extend if isinstance(form, ExtendForm) else take_back), timezone.now()
    try:
        for row in rows:
            verb(assignment=row, by=request.user, now=now, **form.cleaned_data)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        said = ngettext("Changed for %(count)d line.", "Changed for %(count)d lines.", len(rows))
        messages.success(request, said % {"count": len(rows)})
    return redirect(back)


@require_http_methods(["GET", "HEAD", "POST"])
def assign_people(request):
    """Find people, tick them, and say what is to be done by when."""
    _require(may_assign(request.user))
    posts = _posts(request.user)
    search = PeopleSearch(request.GET, posts=posts)
    form = AssignForm(_posted(request), targets=targets_to_choose(), initial={"what": request.GET.get("what")})
    ticked = [int(pk) for pk in request.POST.getlist("person") if pk.isdecimal() and len(pk) < 19]
    if request.method == "POST" and form.is_valid():
        if not ticked:
            form.add_error(None, _("Tick at least one person."))
        elif _assign(request, form, ticked):
            return redirect("training:list")
    people = _found(request.user, search, ticked)
    context = {"search": search, "form": form, "people": people[:MOST_FOUND], "ticked": ticked}
    context["more"] = len(people) > MOST_FOUND
    return render(request, "programmes/training/assign.html", context, status=422 if request.method == "POST" else 200)


def _posts(viewer):
    english = (get_language() or "").startswith("en")
    return [(pk, (english and name_en) or name) for pk, name, name_en in stations.posts_to_choose(viewer)]


def _found(viewer, search, ticked):
    today = timezone.localdate()
    search.is_valid()
    people = User.objects.visible_to(viewer).employed(today).filter(is_active=True).select_related("hall")
    if post := search.cleaned_data.get("post"):
        stays = stations.stays_of(today)
        people = people.filter(pk__in=[pk for pk, held in stays.items() if any(s.post == int(post) for s in held)])
    found = list(people.matching(search.cleaned_data.get("q", ""))[: MOST_FOUND + 1])
    # Whoever is ticked stays in the list, whatever is searched for.
    missing = set(ticked) - {person.pk for person in found}
    return [*User.objects.visible_to(viewer).filter(pk__in=missing), *found] if missing else found


def _assign(request, form, ticked):
    people = list(User.objects.visible_to(request.user).filter(pk__in=ticked))
    target = TargetField.target(form.cleaned_data["what"])
    which = "course" if form.cleaned_data["what"].startswith("c") else "certification"
    facts = {"due_on": form.cleaned_data["due_on"], "reason": form.cleaned_data["reason"]}
    try:
        answers = assign(users=people, by=request.user, now=timezone.now(), **{which: target}, **facts)
    except ValidationError as refused:
        put_errors(form, refused)
        return False
    except Refused as refused:
        form.add_error("what", str(refused))
        return False
    _say(request, answers)
    return True


_SAID = {
    Became.OPEN: lambda n: ngettext("%(n)d person had it to do already.", "%(n)d people had it to do already.", n),
    Became.HAD: lambda n: ngettext(
        "%(n)d person has done it, and it still counts.", "%(n)d people have done it, and it still counts.", n
    ),
    Became.GONE: lambda n: ngettext("%(n)d person does not work here now.", "%(n)d people do not work here now.", n),
    Became.REFUSED: lambda n: ngettext(
        "%(n)d person holds it for good, or has just got it.", "%(n)d people hold it for good, or have just got it.", n
    ),
}


def _say(request, answers):
    became = [answer.became for answer in answers]
    made = became.count(Became.ASSIGNED)
    said = ngettext("Assigned to %(n)d person.", "Assigned to %(n)d people.", made)
    (messages.success if made else messages.info)(request, said % {"n": made})
    for kind, sentence in _SAID.items():
        if number := became.count(kind):
            messages.info(request, sentence(number) % {"n": number})
