"""Work that nobody waits for."""

import logging
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from people.models import User

from .catalogue import report_of
from .frame import Report
from .letters import FilterOutdated, letter
from .models import Delivery, Schedule
from .services import stop_schedule

logger = logging.getLogger(__name__)

MOST_TRIES = 3


def send_scheduled(now: datetime) -> int:
    """Send what is due and was not sent yet; answers how many letters went out.

    Running twice sends nothing twice: the row of a letter is written before it goes. Running late sends the latest due
    day only, never one letter for each day missed. A letter the mail server refused is tried again the next time, three
    times in all; one of which nobody knows whether it went out is not.
    """
    sent = 0
    for schedule in Schedule.objects.filter(stopped_at=None).select_related("owner__hall").order_by("pk"):
        try:
            sent += _send(schedule, now)
        except Exception:  # one report that cannot be made must not keep the others from their readers
            logger.exception("schedule pk=%s failed", schedule.pk)
    return sent


def _send(schedule: Schedule, now: datetime) -> int:
    today = timezone.localdate(now)
    report = report_of(schedule.report)
    if because := _why_stop(schedule, report, today):
        stop_schedule(schedule=schedule, now=now, because=because)
        return 0
    assert report is not None
    due = schedule.rhythm.latest(today)
    if due <= schedule.since:
        return 0
    people = schedule.recipients.select_related("hall").order_by("pk")
    return sum(_send_to(schedule, report, person, due, now) for person in people)


def _why_stop(schedule: Schedule, report: Report | None, today: date) -> str:
    if report is None:
        return "report"
    if not schedule.owner.may_sign_in(today):
        return "left"
    return "" if report.may_see(schedule.owner) else "right"


def _send_to(schedule: Schedule, report: Report, person: User, due: date, now: datetime) -> bool:
    because = _why_not(report, person, timezone.localdate(now))
    delivery = _claim(schedule, person, due, now, because)
    if delivery is None or because:
        return False
    try:
        letter(schedule, report, person, now).send()
    except FilterOutdated:
        _end(delivery, Delivery.State.SKIPPED, "filter")
        return False
    except OSError:  # all a mail server can answer or fail to (smtplib's exceptions are OSErrors too)
        logger.exception("letter of schedule pk=%s to user %s refused", schedule.pk, person.pk)
        _end(delivery, Delivery.State.FAILED)
        return False
    _end(delivery, Delivery.State.SENT)
    logger.info("report sent schedule=%s due=%s user=%s", schedule.pk, due, person.pk)
    return True


def _why_not(report: Report, person: User, today: date) -> str:
    if not person.may_sign_in(today):
        return "left"
    if not report.may_see(person):
        return "right"
    return "" if person.email else "address"


@transaction.atomic
def _claim(schedule: Schedule, person: User, due: date, now: datetime, because: str) -> Delivery | None:
    """The row of a letter for whoever sends it; None when it went out, is on its way, or is not to go."""
    state = Delivery.State.SKIPPED if because else Delivery.State.SENDING
    delivery, made = Delivery.objects.get_or_create(
        schedule=schedule, due_on=due, recipient=person, defaults={"state": state, "because": because, "at": now}
    )
    if made:
        return delivery
    again = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.FAILED, tries__lt=MOST_TRIES)
    return delivery if again.update(state=state, because=because, tries=F("tries") + 1, at=now) else None


def _end(delivery: Delivery, state: str, because: str = "") -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=state, because=because)
