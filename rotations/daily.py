"""What the rotation does once a day (`settings.DAILY`). Nothing is written that the stays do not say already."""

from datetime import datetime, timedelta

from django.utils import timezone

from notices.services import tell

from .models import Assignment
from .swapping import lapse_swaps
from .telling import pack_sayings

# So many days before a new post begins its pack is sent.
DAYS_AHEAD = timedelta(days=3)


def daily(*, now: datetime) -> str:
    """Send the packs of posts that begin within three days, and let unanswered exchanges lapse; safe to run again."""
    told = send_packs(now=now)
    return f"{told} packs, {lapse_swaps(now=now)}"


def send_packs(*, now: datetime) -> int:
    """Tell everybody whose next post begins tomorrow to in three days, once; answers how many were told.

    A day that was missed is made up for: the days ahead are looked at, not the one that is three days away.
    """
    today = timezone.localdate(now)
    coming = Assignment.objects.filter(first_day__gt=today, first_day__lte=today + DAYS_AHEAD)
    stays = coming.exclude(user__left_on__lt=today).filter(user__is_active=True).select_related("post")
    return len(tell(sayings=pack_sayings(stays.order_by("first_day", "pk")), now=now))
