"""The calendar itself: no signing in, because calendar programs cannot; the address is the key."""

import hashlib

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from people.models import User

from .events import NotKnown, events_of
from .ics import calendar
from .models import CalendarAddress
from .permissions import may_see_team

READS_A_MINUTE = 30


@login_not_required
@require_safe
def feed(request, token):
    """All the days of a person, or of the hall of a manager, in the language they read.

    404 for an address nobody has (any more), and once its owner may no longer sign in or no longer manages the hall.
    503 when not all days are known: an answer without them would take them out of the calendar.
    """
    now = timezone.now()
    if _too_many(request, now):
        return _plain("Too many requests: try again in a minute.", 429)
    found = CalendarAddress.objects.filter(token=token.replace("\0", "")).select_related("user__hall").first()
    on = timezone.localdate(now)
    if found is None or not found.user.may_sign_in(on):
        raise Http404
    try:
        with override(found.user.reads):
            data = _written(found, on)
    except NotKnown:
        return _plain("Not all days are known just now: try again later.", 503)
    answer = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, max-age=900"
    answer["Content-Disposition"] = 'inline; filename="xingchuang.ics"'
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["ETag"] = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    return get_conditional_response(request, answer["ETag"], None, answer)


def _written(found, on):
    if found.scope == CalendarAddress.Scope.OWN:
        name = _("Xingchuang: my days")
        return calendar(events_of([found.user_id], on), name=name, origin=settings.PUBLIC_ORIGIN)
    if not may_see_team(found.user):
        raise Http404
    staff = User.objects.visible_to(found.user).filter(hall=found.user.hall).may_sign_in(on)
    people = dict(staff.values_list("pk", "full_name"))
    name = _("Xingchuang: %(hall)s") % {"hall": found.user.hall.local_name}
    return calendar(events_of(list(people), on), name=name, origin=settings.PUBLIC_ORIGIN, people=people)


def _plain(text, status):
    answer = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    return answer


def _too_many(request, now):
    """Counts the readings of one visitor in one minute; the addresses cannot be guessed, this spares the server."""
    key = f"calendar:{get_adapter().get_client_ip(request)}:{int(now.timestamp()) // 60}"
    cache.add(key, 0, timeout=120)
    return cache.incr(key) > READS_A_MINUTE
