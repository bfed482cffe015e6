"""Somebody is out this morning: who steps in, in three taps from the posts."""

from datetime import date
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from people.models import User

from .models import Assignment, Leave, Replacement
from .namesakes import told_apart
from .permissions import chosen_hall, for_managers, halls_of
from .setting_frame import of_hall
from .sick_calls import Stepped, replace_somebody, take_back_replacement
from .sick_words import shown
from .standing_in import gaps_of, who_could, window_of

KEPT_IN_SIGHT = 20


class AwayForm(forms.Form):
    """From when to when somebody is out."""

    first_day = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}))
    last_day = forms.DateField(label=gettext_lazy("To"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self):
        first, last = self.cleaned_data.get("first_day"), self.cleaned_data.get("last_day")
        if first and first < self.today:
            self.add_error("first_day", _("The day lies in the past. Choose today or later."))
        elif first and last and last < first:
            self.add_error("last_day", _("The last day lies before the first."))
        elif first and last and (last - first).days > 92:
            self.add_error("last_day", _("Choose at most three months. Enter longer days off on their own page."))
        return self.cleaned_data


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def sick(request):
    """Who stands where today, to say who is out; then who could step in; then it is done."""
    if request.method == "POST":
        return _replace(request)
    if request.GET.get("who"):
        return _person(request)
    return _hall(request)


def _hall(request):
    today = timezone.localdate()
    halls, hall = chosen_hall(request)
    rows = list(
        Assignment.objects.on(today)
        .visible_to(request.user)
        .filter(post__hall=hall)
        .select_related("user", "post")
        .order_by("post__order", "post", "user__name_pinyin", "user__staff_number")
    )
    away = set(
        Leave.objects.filter(user__hall=hall, first_day__lte=today, last_day__gte=today).values_list("user", flat=True)
    )
    posts = {}
    names = told_apart(row.user for row in rows)
    for row in rows:
        here = {"user": row.user, "name": names[row.user_id], "away": row.user_id in away}
        posts.setdefault(row.post, []).append(here)
    done = Replacement.objects.filter(user__hall=hall, at__date=today, taken_back_at=None).select_related("user", "by")
    context = {"halls": halls, "hall": hall, "posts": posts, "today": today, "hall_query": of_hall(halls, hall)}
    context["done"] = [row for row in done[:KEPT_IN_SIGHT] if row.user_id]
    return render(request, "rotations/sick.html", context)


def _who(request, said):
    people = User.objects.visible_to(request.user).filter(hall__in=halls_of(request.user)).select_related("hall")
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 19 else 0
    return get_object_or_404(people, pk=number)


def _person(request):
    user, today = _who(request, request.GET["who"]), timezone.localdate()
    usual = {
        "first_day": today.isoformat(),
        "last_day": max(today, window_of(user.hall, today).period_last).isoformat(),
    }
    asked = {name: request.GET[name] for name in usual if request.GET.get(name)}
    form = AwayForm({**usual, **asked}, today=today)
    context = {"person": user, "hall": user.hall, "form": form, "today": today}
    if not form.is_valid():
        return render(request, "rotations/sick_person.html", context, status=422)
    first, last = form.cleaned_data["first_day"], form.cleaned_data["last_day"]
    gaps = gaps_of(user, first, last)
    context |= {"first": first, "last": last, "more": len(gaps) - 1}
    if gaps:
        post, begins, ends = gaps[0]
        answer = who_could(viewer=request.user, user=user, post=post, first=begins, last=ends)
        context |= {"gap": answer, "options": [shown(option) for option in answer.options]}
    return render(request, "rotations/sick_person.html", context)


def _replace(request):
    user = _who(request, request.POST.get("who", ""))
    form = AwayForm(request.POST, today=timezone.localdate())
    days, steps = _days(request), _steps(request.POST.get("steps", ""))
    if not form.is_valid() or days is None or steps is None:
        messages.error(request, _("That could not be read. Choose once more."))
        return redirect(_address(user))
    away = (form.cleaned_data["first_day"], form.cleaned_data["last_day"])
    try:
        replace_somebody(user=user, away=away, days=days, steps=steps, by=request.user, now=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect(_address(user, *away))
    messages.success(request, _said(user, steps))
    if gaps_of(user, *away):
        return redirect(_address(user, *away))
    return redirect(f"{reverse('rotations:sick')}?hall={user.hall.code}")


def _address(user, *away):
    query = {"who": user.pk}
    if away:
        query |= {"first_day": away[0].isoformat(), "last_day": away[1].isoformat()}
    return f"{reverse('rotations:sick')}?{urlencode(query)}"


def _days(request):
    try:
        return tuple(date.fromisoformat(request.POST.get(name, "")) for name in ("begins", "ends"))
    except ValueError:
        return None


def _steps(said):
    """`user-post left or 0-post` each; None where it is none of that."""
    steps = []
    for words in said.split(",") if said else ():
        numbers = words.split("-")
        if len(numbers) != 3 or not all(word.isascii() and word.isdigit() and len(word) < 19 for word in numbers):
            return None
        user, leaves, post = map(int, numbers)
        steps.append(Stepped(user, leaves or None, post))
    return steps


def _said(user, steps):
    if not steps:
        return _("Entered: %(name)s is out.") % {"name": user.full_name}
    first = User.objects.get(pk=steps[0].user)
    return _("%(first)s steps in for %(name)s. Please tell them.") % {
        "first": first.full_name,
        "name": user.full_name,
    }


@for_managers
@require_POST
def take_back(request, pk):
    """Let everything be as before."""
    rows = Replacement.objects.filter(
        user__in=User.objects.visible_to(request.user), user__hall__in=halls_of(request.user)
    )
    found = get_object_or_404(rows.select_related("user__hall"), pk=pk)
    try:
        take_back_replacement(replacement=found, by=request.user, now=timezone.now())
        messages.success(request, _("Taken back: everybody stands where they stood."))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect(f"{reverse('rotations:sick')}?hall={found.user.hall.code}")
