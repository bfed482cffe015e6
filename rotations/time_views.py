"""Seats at times, working times and pairs: what holds now and later, and a form to enter more."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from people.models import User

from .models import Pair, Post, SeatRule, WorkTime
from .pairing import end_pair, make_pair
from .permissions import candidates, for_managers, halls_of
from .seats import add_seat_rule, remove_seat_rule
from .setting_forms import PairForm, SeatRuleForm, WorkTimeForm
from .setting_frame import enter, frame, sent, status_of
from .working import end_work_time, enter_work_time


def _not_over(today):
    return Q(last_day=None) | Q(last_day__gte=today)


def _enter(request, form, service, **further):
    return enter(request, form, lambda: service(by=request.user, **further, **form.cleaned_data), _("Entered."))


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def seats(request):
    """When another number of seats is wanted than the post itself says."""
    context, today = frame(request, "rotations:seats"), timezone.localdate()
    hall = context["hall"]
    form = SeatRuleForm(sent(request), hall=hall, initial=_proposed(request))
    if hall and form.is_bound and form.is_valid() and _enter(request, form, add_seat_rule):
        return redirect(request.get_full_path())
    rows = SeatRule.objects.filter(_not_over(today), post__hall=hall).select_related("post", "part")
    context |= {"form": form, "rows": rows.order_by("post__order", "post", "first_day", "pk")}
    context["has_posts"] = Post.objects.filter(hall=hall).exists()
    return render(request, "rotations/seats.html", context, status=status_of(form))


def _proposed(request):
    """What a link asks to be filled in; the form checks it when it is sent."""
    return {name: request.GET[name][:20] for name in ("post", "seats", "first_day", "last_day") if name in request.GET}


@for_managers
@require_POST
def drop_seats(request, pk):
    """Want the usual seats again."""
    rules = SeatRule.objects.filter(post__hall__in=halls_of(request.user)).select_related("post__hall")
    rule = get_object_or_404(rules, pk=pk)
    remove_seat_rule(rule=rule, by=request.user)
    messages.success(request, _("“%(post)s” has its usual seats again.") % {"post": rule.post.local_name})
    return redirect(f"{reverse('rotations:seats')}?hall={rule.post.hall.code}")


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def working_times(request):
    """Who works part of the week or of the day."""
    context, today = frame(request, "rotations:working_times"), timezone.localdate()
    hall = context["hall"]
    people = candidates(request.user, hall, today)
    form = WorkTimeForm(sent(request), hall=hall, people=people, initial={"first_day": today})
    if hall and form.is_bound and form.is_valid():
        said = _("The working time of %(name)s is entered.") % {"name": form.cleaned_data["user"].full_name}
        if enter(request, form, lambda: enter_work_time(by=request.user, **form.cleaned_data), said):
            return redirect(request.get_full_path())
    visible = User.objects.visible_to(request.user).filter(hall=hall)
    rows = WorkTime.objects.filter(_not_over(today), user__in=visible).select_related("user").prefetch_related("parts")
    rows = list(rows.order_by("first_day", "user__name_pinyin", "pk"))
    context |= {"form": form, "now": [row for row in rows if row.first_day <= today]}
    context["coming"] = [row for row in rows if row.first_day > today]
    return render(request, "rotations/working_times.html", context, status=status_of(form))


@for_managers
@require_POST
def end_working_time(request, pk):
    """Let somebody work always again, from today on."""
    people = User.objects.visible_to(request.user)
    time = get_object_or_404(WorkTime.objects.filter(user__in=people).select_related("user__hall"), pk=pk)
    end_work_time(time=time, on=timezone.localdate(), by=request.user)
    messages.success(request, _("The working time of %(name)s is ended.") % {"name": time.user.full_name})
    code = time.user.hall.code if time.user.hall else ""
    return redirect(f"{reverse('rotations:working_times')}?hall={code}")


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def pairs(request):
    """Who is kept apart, and who stands only beside somebody."""
    context, today = frame(request, "rotations:pairs"), timezone.localdate()
    hall = context["hall"]
    people = candidates(request.user, hall, today)
    form = PairForm(sent(request), hall=hall, people=people, initial={"first_day": today})
    if hall and form.is_bound and form.is_valid() and _enter(request, form, make_pair, hall=hall):
        return redirect(request.get_full_path())
    rows = Pair.objects.filter(_not_over(today), hall=hall).select_related("first", "second", "post")
    context |= {"form": form, "rows": rows.order_by("first_day", "pk")}
    return render(request, "rotations/pairs.html", context, status=status_of(form))


@for_managers
@require_POST
def drop_pair(request, pk):
    """Let two people stand as they come again, from today on."""
    pair = get_object_or_404(Pair.objects.filter(hall__in=halls_of(request.user)).select_related("hall"), pk=pk)
    end_pair(pair=pair, on=timezone.localdate(), by=request.user)
    messages.success(request, _("The pair is ended."))
    return redirect(f"{reverse('rotations:pairs')}?hall={pair.hall.code}")
