"""Exchanges of posts: asking, answering, deciding."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.roles import is_manager

from .forms import DayField
from .models import Assignment, Swap
from .permissions import for_managers, halls_of
from .setting_frame import put
from .swapping import answer_swap, ask_swap, choices, decide_swap, sides_of_swaps, take_back_swap

MOST_OLD = 20
WITH_ALL = ("asked_by", "colleague", "own_post", "other_post")

# What is said after a click, by the state the exchange is in then.
SAID = {
    Swap.State.ASKED: gettext_lazy("Your colleague is asked. You are told as soon as there is an answer."),
    Swap.State.AGREED: gettext_lazy("Agreed. The manager decides now."),
    Swap.State.DONE: gettext_lazy("The exchange is approved, and both are told."),
    Swap.State.DECLINED: gettext_lazy("Declined. Your colleague is told."),
    Swap.State.REFUSED: gettext_lazy("Refused, and both are told why."),
    Swap.State.TAKEN_BACK: gettext_lazy("The exchange is taken back."),
    Swap.State.LAPSED: gettext_lazy(
        "This exchange has lapsed: its days have begun, or one of you stands elsewhere by now."
    ),
}
# The badge of each state: core.templatetags.ui.STATES.
BADGES = {
    Swap.State.ASKED: "open",
    Swap.State.AGREED: "open",
    Swap.State.DONE: "done",
    Swap.State.DECLINED: "no",
    Swap.State.REFUSED: "no",
    Swap.State.TAKEN_BACK: "todo",
    Swap.State.LAPSED: "todo",
}


class DaysForm(forms.Form):
    """Which days of a stay are exchanged."""

    first_day = DayField(label=pgettext_lazy("exchange", "From"))
    last_day = DayField(label=pgettext_lazy("exchange", "To, that day included"))

    def __init__(self, *args, stay, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.stay, self.today = stay, today

    def clean(self):
        data = super().clean()
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day lies before the first. Choose a later one."))
        elif first and last and (first < self.stay.first_day or (self.stay.last_day and last > self.stay.last_day)):
            self.add_error("first_day", _("Choose days of this stay."))
        elif first and first <= self.today:
            self.add_error("first_day", _("Choose days from tomorrow on: there must be time to answer."))
        return data


@require_safe
def swaps(request):
    """My exchanges, what could be exchanged, and, for a manager, what waits for a decision."""
    today, user = timezone.localdate(), request.user
    mine = list(Swap.objects.of(user).select_related(*WITH_ALL).prefetch_related("steps")[: 2 * MOST_OLD])
    coming = Assignment.objects.filter(user=user).from_day(today + timedelta(days=1))
    to_answer = [swap for swap in mine if swap.colleague_id == user.pk and swap.state == Swap.State.ASKED]
    sides = dict(zip(to_answer, sides_of_swaps(to_answer), strict=True))
    context = {
        "open": [_line(swap, user) | {"sides": sides.get(swap)} for swap in mine if swap.state in Swap.OPEN],
        "old": [_line(swap, user) for swap in mine if swap.state not in Swap.OPEN][:MOST_OLD],
        "coming": list(coming.select_related("post").order_by("first_day")),
        "waiting": _waiting(user) if is_manager(user) else [],
        "is_manager": is_manager(user),
    }
    return render(request, "rotations/swaps.html", context)


def _line(swap, user):
    asked = swap.asked_by_id == user.pk
    last = list(swap.steps.all())[-1:]
    return {
        "swap": swap,
        "badge": BADGES[swap.state],
        "asked": asked,
        "other": swap.colleague if asked else swap.asked_by,
        "from_post": swap.own_post if asked else swap.other_post,
        "to_post": swap.other_post if asked else swap.own_post,
        "may_answer": not asked and swap.state == Swap.State.ASKED,
        "may_take_back": asked and swap.state in Swap.OPEN,
        "reason": last[0].reason if last else "",
    }


def _waiting(manager):
    rows = Swap.objects.filter(state=Swap.State.AGREED, own_post__hall__in=halls_of(manager))
    found = list(rows.select_related(*WITH_ALL).order_by("first_day", "pk"))
    return [{"swap": swap, "sides": sides} for swap, sides in zip(found, sides_of_swaps(found), strict=True)]


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, pk):
    """Choose days of a stay of one's own and a colleague, each shown with whether both could stand there."""
    today = timezone.localdate()
    rows = Assignment.objects.from_day(today).filter(user=request.user).select_related("user", "post__hall")
    stay = get_object_or_404(rows, pk=pk)
    form = _days(request, stay, today)
    found = choices(stay, **form.cleaned_data) if form.is_valid() else []
    if request.method == "POST" and form.is_valid() and _ask(request, form, found):
        return redirect("rotations:swaps")
    context = {"stay": stay, "form": form, "choices": found}
    # Days in an address that make no sense are a bad request; days that were sent are refused as everywhere.
    refused = 422 if request.method == "POST" else 400
    return render(request, "rotations/ask_swap.html", context, status=refused if form.errors else 200)


def _days(request, stay, today):
    tomorrow = today + timedelta(days=1)
    first = max(stay.first_day, tomorrow)
    usual = {"first_day": first, "last_day": stay.last_day or first + timedelta(days=6)}
    sent = request.POST if request.method == "POST" else request.GET if "first_day" in request.GET else usual
    return DaysForm(sent, stay=stay, today=today, initial=usual)


def _ask(request, form, found):
    chosen = next((one for one in found if str(one.stay.user_id) == request.POST.get("colleague")), None)
    if chosen is None:
        form.add_error(None, _("Choose a colleague."))
        return False
    try:
        ask_swap(user=request.user, colleague=chosen.stay.user, now=timezone.now(), **form.cleaned_data)
    except ValidationError as refused:
        put(form, refused)
        return False
    messages.success(request, SAID[Swap.State.ASKED])
    return True


def _done(request, change, swap, **said):
    """Call a service about an exchange, and say what became of it."""
    try:
        swap = change(swap=swap, by=request.user, now=timezone.now(), **said)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, SAID[swap.state])
    return redirect("rotations:swaps")


def _reason(request):
    return request.POST.get("reason", "")[:300]


@require_POST
def answer(request, pk):
    """Agree to an exchange one was asked for, or decline it; 404 for anybody else."""
    swap = get_object_or_404(Swap.objects.filter(colleague=request.user), pk=pk)
    return _done(request, answer_swap, swap, agrees=request.POST.get("agrees") == "yes", reason=_reason(request))


@require_POST
def take_back(request, pk):
    """Ask no longer."""
    return _done(request, take_back_swap, get_object_or_404(Swap.objects.filter(asked_by=request.user), pk=pk))


@for_managers
@require_POST
def decide(request, pk):
    """Approve an exchange of the hall, or refuse it and say why."""
    swap = get_object_or_404(Swap.objects.filter(own_post__hall__in=halls_of(request.user)), pk=pk)
    return _done(request, decide_swap, swap, approves=request.POST.get("approves") == "yes", reason=_reason(request))
