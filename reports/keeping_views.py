"""Views that are kept under a name, and reports that are sent."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.templatetags.ui import day
from people.models import User

from . import services
from .asking import tidy_query
from .catalogue import report_of
from .forms import ScheduleForm, ViewForm
from .models import Delivery, SavedView, Schedule
from .permissions import allowed_report, require_reader

GET_OR_POST = ["GET", "HEAD", "POST"]
LETTERS_SHOWN = 6


def _page_of(report, query):
    address = reverse("reports:report", args=[report.slug])
    return f"{address}?{query}" if query else address


@require_http_methods(GET_OR_POST)
def save_view(request, slug):
    """Keep what the address asks for under a name."""
    report = allowed_report(request.user, slug)
    query = tidy_query(report, request.GET)
    form = ViewForm(request.POST or None, owner=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_view(
                owner=request.user,
                report=report,
                name=form.cleaned_data["name"],
                query=query,
                shared=form.cleaned_data.get("shared", False),
                now=timezone.now(),
            )
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("Saved. You find the view above the report and in the list of reports."))
            return redirect(_page_of(report, query))
    context = {"report": report, "form": form, "back": _page_of(report, query), "words": _words(request, report)}
    return render(request, "reports/save_view.html", context)


def _words(request, report, query=None):
    """The filters in words, without reading a row."""
    form = report.form(query or request.GET, viewer=request.user, today=timezone.localdate())
    if not form.is_valid():
        return []
    words = form.in_words()
    for facet in report.facets:
        value = (query or request.GET).get(facet.key)
        if value and facet.key not in form.fields:
            words.append((facet.label, dict(facet.values).get(value, value)))
    return words


def _own_view(request, pk):
    return get_object_or_404(SavedView.objects.select_related("owner__hall"), pk=pk, owner=request.user)


@require_http_methods(GET_OR_POST)
def change_view(request, pk):
    """Another name for a view of one's own, shared or not; and the button to delete it."""
    require_reader(request.user)
    view = _own_view(request, pk)
    form = ViewForm(request.POST or None, owner=view.owner, initial={"name": view.name, "shared": view.is_shared})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_view(
                view=view, name=form.cleaned_data["name"], shared=form.cleaned_data.get("shared", False)
            )
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("reports:list")
    return render(request, "reports/change_view.html", {"view": view, "form": form, "report": report_of(view.report)})


@require_POST
def delete_view(request, pk):
    """Forget a view of one's own."""
    require_reader(request.user)
    services.delete_view(view=_own_view(request, pk))
    messages.success(request, _("The view is deleted. The report itself stays."))
    return redirect("reports:list")


@require_http_methods(GET_OR_POST)
def send(request, slug):
    """Have what the address asks for sent by e-mail; the button for a look says when."""
    report = allowed_report(request.user, slug)
    query, today = tidy_query(report, request.GET), timezone.localdate()
    people = services.possible_recipients(request.user, report)
    usual = {"every": Schedule.Every.WEEKLY, "weekday": 0, "monthday": 1, "recipients": [request.user.pk]}
    form = ScheduleForm(request.POST or None, people=people, initial=usual)
    days = []
    if request.method == "POST" and form.is_valid():
        rhythm = form.rhythm()
        first = rhythm.following(today)
        if "look" not in request.POST:
            try:
                _set_up(request, report, query, rhythm, form.cleaned_data["recipients"])
            except ValidationError as refused:
                form.add_error(None, refused)
            else:
                messages.success(request, _("It goes out for the first time on %(day)s.") % {"day": day(first)})
                return redirect("reports:letters")
        days = [first, rhythm.following(first), rhythm.following(rhythm.following(first))]
    context = {"report": report, "form": form, "back": _page_of(report, query), "words": _words(request, report)}
    return render(request, "reports/send.html", {**context, "days": days, "nobody": not people})


def _set_up(request, report, query, rhythm, recipients):
    services.set_up_schedule(
        owner=request.user,
        report=report,
        query=query,
        every=rhythm.every,
        day=rhythm.day,
        recipients=recipients,
        now=timezone.now(),
    )


@require_safe
def letters(request):
    """What the reader has sent, when next, to whom, and what became of the last letters."""
    require_reader(request.user)
    today = timezone.localdate()
    last = Delivery.objects.select_related("recipient").order_by("-due_on", "recipient__name_pinyin")
    rows = Schedule.objects.filter(owner=request.user).order_by("stopped_at", "pk")
    rows = rows.prefetch_related(
        Prefetch("recipients", User.objects.order_by("name_pinyin")), Prefetch("deliveries", last)
    )
    shown = [_schedule(request, row, today) for row in rows]
    return render(request, "reports/letters.html", {"rows": shown})


def _schedule(request, schedule, today):
    report = report_of(schedule.report)
    deliveries = list(schedule.deliveries.all())
    sent_today = any(delivery.due_on == today for delivery in deliveries)
    return {
        "schedule": schedule,
        "report": report,
        "address": _page_of(report, schedule.query) if report else "",
        "next": None if schedule.stopped_at else services.next_of(schedule, today, sent_today),
        "deliveries": deliveries[:LETTERS_SHOWN],
    }


@require_POST
def stop(request, pk):
    """Send it no longer."""
    require_reader(request.user)
    schedule = get_object_or_404(Schedule, pk=pk, owner=request.user)
    services.stop_schedule(schedule=schedule, now=timezone.now())
    messages.success(request, _("It is no longer sent."))
    return redirect("reports:letters")
