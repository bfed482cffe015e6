from itertools import groupby

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.tasks import look_if_late
from people.models import User
from people.services import choose_language

from . import services
from .forms import SettingsForm
from .kinds import groups, kinds
from .models import Notice, NoticeSettings, Preference
from .wording import Wording

A_PAGE = 30


@require_safe
@never_cache
def inbox(request):
    """What the reader was told: unread first, then by day, thirty a page; of one group when asked."""
    now = timezone.now()
    look_if_late(now)
    known = groups()
    group = request.GET.get("show", "")
    rows = Notice.objects.of(request.user)
    if group in known:
        rows = rows.filter(kind__in=[kind.name for kind in kinds().values() if kind.group == group])
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    facts = {
        "page": page,
        "days": _by_day(list(page.object_list), timezone.localdate(now)),
        "groups": known.items(),
        "group": group if group in known else "",
        "unread": request.user.unread_count,
        "shown_at": now.isoformat(),
    }
    return render(request, "notices/inbox.html", facts)


def _by_day(notices, today):
    wording = Wording(notices, get_language(), today)
    rows = [_row(notice, wording) for notice in notices]
    found = groupby(rows, key=lambda row: (row["unread"], timezone.localdate(row["notice"].written_at)))
    return [{"unread": unread, "day": day, "rows": list(lines)} for (unread, day), lines in found]


def _row(notice, wording):
    kind = kinds().get(notice.kind)
    unread = notice.delivery.read_at is None
    icon = kind.icon if kind else "info"
    return {"notice": notice, "words": wording.of(notice), "icon": icon, "unread": unread}


@require_safe
@never_cache
def open_notice(request, pk):
    """Opening is reading: on to where it leads, or for a line about the hall, to whom it speaks of."""
    notice = get_object_or_404(Notice.objects.of(request.user), pk=pk)
    if services.mark_read(notice=notice, now=timezone.now()):
        # Counted when the person was read, before this page.
        request.user.unread_count -= 1
    if notice.link and "about" not in notice.params:
        return redirect(notice.link)
    today = timezone.localdate()
    wording = Wording([notice], get_language(), today)
    about = _visible(wording.about(notice), request.user)
    facts = {"notice": notice, "words": wording.of(notice), "about": _told(about, today)}
    return render(request, "notices/notice.html", facts)


def _visible(notices, viewer):
    """Those about people the viewer sees still: somebody may have changed halls since."""
    people = {row.recipient_id for row in notices}
    seen = set(User.objects.visible_to(viewer).filter(pk__in=people).values_list("pk", flat=True))
    return [row for row in notices if row.recipient_id in seen]


def _told(notices, today):
    wording = Wording(notices, get_language(), today)
    return [{"person": row.recipient, "words": wording.of(row)} for row in notices]


@require_POST
def read_all(request):
    """Everything the page showed counts as read."""
    now = timezone.now()
    shown_at = parse_datetime(request.POST.get("shown_at", "")) if len(request.POST.get("shown_at", "")) < 40 else None
    if shown_at is None or timezone.is_naive(shown_at):
        shown_at = now
    services.mark_all_read(user=request.user, now=now, until=shown_at)
    messages.success(request, _("Everything is marked as read."))
    return redirect("inbox:list")


def my_settings(request):
    """The reader's language, and how often they get letters."""
    kept = Preference.objects.filter(user=request.user).first()
    first = {"language": request.user.language or get_language(), "rhythm": kept.rhythm if kept else ""}
    form = SettingsForm(request.POST or None, initial=first, usual=NoticeSettings.load(request_or_site=request).rhythm)
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        choose_language(user=request.user, language=language)
        services.choose_rhythm(user=request.user, rhythm=form.cleaned_data["rhythm"])
        with override(language):
            messages.success(request, _("Your settings are kept."))
        answer = redirect("inbox:settings")
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=settings.LANGUAGE_COOKIE_AGE)
        return answer
    return render(request, "notices/settings.html", {"form": form})
