"""How a hall rotates, and its calendar."""

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from people.roles import Role, has_role

from .calendar_days import enter_days, enter_public_holidays, remove_days
from .forms import EARLIEST, LATEST
from .hall_setting import add_part, aims_of, order_aims, remove_part, set_opening, settings_of
from .holidays import KNOWN, public_days
from .models import CalendarDay, DayPart
from .opening import DAY, open_days
from .permissions import for_managers, halls_of
from .setting_forms import CalendarForm, OpeningForm, PartForm
from .setting_frame import enter, frame, sent, status_of
from .wording import AIM_WORDS


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def setting(request):
    """When the hall is open, how long a period is, what plans are to be good at, and the parts of its day."""
    context = frame(request, "rotations:setting")
    hall = context["hall"]
    if hall is None:
        return render(request, "rotations/setting.html", context)
    settings = settings_of(hall)
    # Two forms stand on this page; the times of a part say which was sent.
    of_part = "begins_at" in request.POST
    form = OpeningForm(
        None if of_part else sent(request), initial={"open_on": list(settings.open_on), "kind": settings.kind}
    )
    part = PartForm(sent(request) if of_part else None)
    for one, service, said in ((form, set_opening, _("Saved.")), (part, add_part, _("Entered."))):
        if one.is_bound and one.is_valid() and _write(request, one, service, hall, said):
            return redirect(request.get_full_path())
    context |= {"form": form, "part_form": part, "parts": DayPart.objects.filter(hall=hall)}
    context["aims"] = _aims(aims_of(settings))
    return render(request, "rotations/setting.html", context, status=status_of(form, part))


def _write(request, form, service, hall, said):
    return enter(request, form, lambda: service(hall=hall, by=request.user, **form.cleaned_data), said)


def _aims(order):
    """Each aim in words with the whole order one step up and one step down: pressed twice, a button does once."""
    rows = []
    for place, aim in enumerate(order):
        title, about = AIM_WORDS[aim]
        up, down = _swapped(order, place - 1), _swapped(order, place)
        rows.append({"title": title, "about": about, "up": up, "down": down})
    return rows


def _swapped(order, place):
    if not 0 <= place < len(order) - 1:
        return ""
    swapped = list(order)
    swapped[place : place + 2] = reversed(order[place : place + 2])
    return ",".join(swapped)


@for_managers
@require_POST
def aims(request):
    """Put the aims in another order."""
    context = frame(request, "rotations:setting")
    if context["hall"] is None:
        raise Http404
    try:
        order_aims(hall=context["hall"], aims=request.POST.get("aims", "").split(","), by=request.user)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect(reverse("rotations:setting") + context["hall_query"] + "#aims")


@for_managers
@require_POST
def drop_part(request, pk):
    """Take a part out of the day."""
    part = get_object_or_404(DayPart.objects.filter(hall__in=halls_of(request.user)).select_related("hall"), pk=pk)
    try:
        remove_part(part=part, by=request.user)
        messages.success(request, _("“%(name)s” is removed.") % {"name": part.local_name})
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect(f"{reverse('rotations:setting')}?hall={part.hall.code}")


# The calendar


@for_managers
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request):
    """The days of a year that are unlike their weekday, and a form to enter more."""
    context = frame(request, "rotations:calendar")
    hall, today, year = context["hall"], timezone.localdate(), _year(request)
    everywhere = has_role(request.user, Role.ADMINISTRATOR)
    form = CalendarForm(sent(request), everywhere=everywhere, initial={"first_day": today})
    if hall and form.is_bound and form.is_valid() and _enter(request, hall, form):
        first = form.cleaned_data["first_day"].year
        return redirect(f"{reverse('rotations:calendar')}?hall={hall.code}&year={first}")
    if hall:
        first, last = today.replace(year, 1, 1), today.replace(year, 12, 31)
        context["open_days"] = len(open_days(hall, first, last))
        entries = list(CalendarDay.objects.filter(hall__in=[hall], day__range=(first, last)))
        entries += CalendarDay.objects.filter(hall=None, day__range=(first, last))
        context["runs"] = _runs(entries, everywhere)
        there = {entry.day for entry in entries if entry.hall_id is None}
        context["to_enter"] = year in KNOWN and any(one.day not in there for one in public_days(year))
    context |= {"form": form, "year": year, "known": year in KNOWN, "this_year": today.year, "last_known": max(KNOWN)}
    context |= {"earlier": year > EARLIEST.year and year - 1, "later": year < LATEST.year and year + 1}
    return render(request, "rotations/calendar.html", context, status=status_of(form))


def _year(request):
    asked = request.GET.get("year", "")
    if asked.isascii() and asked.isdigit() and EARLIEST.year <= int(asked[:5]) <= LATEST.year:
        return int(asked)
    return timezone.localdate().year


def _enter(request, hall, form):
    data = form.cleaned_data
    facts = {"is_open": data["is_open"], "name": data["name"], "by": request.user}
    facts |= {"first": data["first_day"], "last": data["last_day"] or data["first_day"]}
    whose = None if data.get("everywhere") else hall
    return enter(request, form, lambda: enter_days(hall=whose, **facts), _("Entered."))


def _runs(entries, everywhere):
    """Days in a row that are called and dealt with alike, as one line; in the order of the year."""
    own = {entry.day for entry in entries if entry.hall_id}
    entries.sort(key=lambda entry: (entry.day, entry.hall_id is None))

    def alike(entry):
        overruled = entry.hall_id is None and entry.day in own
        return entry.hall_id, entry.is_open, entry.name, entry.name_en, overruled

    runs = []
    for whose in (True, False):
        some = [entry for entry in entries if bool(entry.hall_id) is whose]
        numbered = [(entry, alike(entry), entry.day.toordinal() - place) for place, entry in enumerate(some)]
        for (kind, _offset), rows in groupby(numbered, key=lambda one: one[1:]):
            days = [entry for entry, *_rest in rows]
            first, last = days[0].day, days[-1].day
            run = {"entry": days[0], "days": days, "first_day": first, "last_day": last, "overruled": kind[-1]}
            runs.append(run | {"count": (last - first) // DAY + 1, "removable": whose or everywhere})
    return sorted(runs, key=lambda run: (run["first_day"], run["entry"].hall_id is None))


@for_managers
@require_POST
def remove_from_calendar(request):
    """Let the weekday speak again on some days; those of every hall are an administrator's."""
    numbers = [pk for pk in request.POST.getlist("day")[:400] if pk.isascii() and pk.isdigit() and len(pk) < 19]
    entries = CalendarDay.objects.filter(pk__in=numbers)
    if not has_role(request.user, Role.ADMINISTRATOR):
        entries = entries.filter(hall__in=halls_of(request.user))
    found = list(entries)
    removed = remove_days(entries=found, by=request.user)
    if removed:
        said = ngettext("%(count)d day is removed.", "%(count)d days are removed.", removed)
        messages.success(request, said % {"count": removed})
    context = frame(request, "rotations:calendar")
    code = context["hall"].code if context["hall"] else ""
    year = found[0].day.year if found else timezone.localdate().year
    return redirect(f"{reverse('rotations:calendar')}?hall={code}&year={year}")


@for_managers
@require_POST
def public_holidays(request):
    """Enter the public holidays of a year for every hall."""
    asked = request.POST.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else timezone.localdate().year
    try:
        new = enter_public_holidays(year=year, by=request.user, now=timezone.now())
        said = ngettext(
            "%(count)d day of %(year)d is entered for every hall.",
            "%(count)d days of %(year)d are entered for every hall.",
            new,
        )
        messages.success(request, said % {"count": new, "year": year})
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    context = frame(request, "rotations:calendar")
    code = context["hall"].code if context["hall"] else ""
    return redirect(f"{reverse('rotations:calendar')}?hall={code}&year={year}")
