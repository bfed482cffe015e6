"""Keeping reports under a name and having them sent: the only writers of this room."""

import logging
from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import User
from people.roles import Role

from .frame import Report
from .models import SavedView, Schedule

logger = logging.getLogger(__name__)

MOST_VIEWS = 100
MOST_SCHEDULES = 50
MOST_RECIPIENTS = 50


def save_view(*, owner: User, report: Report, name: str, query: str, shared: bool, now: datetime) -> SavedView:
    """Keep a report as it is asked now. The same view saved twice is one view.

    Raises ValidationError for an empty name or one that is taken, and for sharing without a hall.
    """
    name = _name(name)
    same = SavedView.objects.filter(owner=owner, report=report.slug, name=name, query=query, is_shared=shared).first()
    if same:
        return same
    if SavedView.objects.filter(owner=owner).count() >= MOST_VIEWS:
        raise ValidationError(_("You keep %(most)d views already. Delete one first.") % {"most": MOST_VIEWS})
    view = SavedView(
        owner=owner,
        report=report.slug,
        name=name,
        query=query,
        is_shared=shared,
        hall=owner.hall if shared else None,
        saved_at=now,
    )
    _write(view)
    logger.info("view saved pk=%s report=%s owner=%s shared=%s", view.pk, report.slug, owner.pk, shared)
    return view


@transaction.atomic
def change_view(*, view: SavedView, name: str, shared: bool) -> SavedView:
    """Give a view another name, or share it or no longer. Raises ValidationError as `save_view` does."""
    kept = SavedView.objects.select_for_update(of=("self",)).select_related("owner").get(pk=view.pk)
    kept.name, kept.is_shared = _name(name), shared
    kept.hall = kept.owner.hall if shared else None
    _write(kept)
    return kept


def delete_view(*, view: SavedView) -> None:
    """Forget a view; forgetting it twice does no harm."""
    SavedView.objects.filter(pk=view.pk).delete()
    logger.info("view deleted pk=%s report=%s", view.pk, view.report)


def _name(name: str) -> str:
    name = " ".join(name.replace("\0", "").split())
    if not name:
        raise ValidationError({"name": _("Give the view a name.")})
    return name


def _write(view: SavedView) -> None:
    if view.is_shared and view.hall is None:
        raise ValidationError({"shared": _("You belong to no hall with which you could share it.")})
    if _is_taken(view):
        raise ValidationError({"name": _taken(view)})
    view.full_clean(exclude=["owner", "hall"], validate_unique=False, validate_constraints=False)
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        # Somebody took the name since we looked.
        raise ValidationError({"name": _taken(view)}) from None


def _is_taken(view: SavedView) -> bool:
    names = SavedView.objects.filter(report=view.report, name__iexact=view.name).exclude(pk=view.pk)
    beside = Q(owner=view.owner)
    if view.is_shared:
        beside |= Q(is_shared=True, hall=view.hall)
    return names.filter(beside).exists()


def _taken(view: SavedView) -> str:
    return _("There is a view called “%(name)s” already. Choose another name.") % {"name": view.name}


# By e-mail


@transaction.atomic
def set_up_schedule(
    *,
    owner: User,
    report: Report,
    query: str,
    every: str,
    day: int,
    recipients: Iterable[User],
    now: datetime,
) -> Schedule:
    """Have a report sent from the next due day on. Set up twice with the same facts it is one schedule.

    Raises ValidationError without recipients or with one who may not see the report.
    """
    User.objects.select_for_update(no_key=True, of=("self",)).get(pk=owner.pk)  # two clicks wait for each other
    people = _check_recipients(owner, report, recipients)
    running = Schedule.objects.filter(owner=owner, stopped_at=None)
    for same in running.filter(report=report.slug, query=query, every=every, day=day):
        if {person.pk for person in same.recipients.all()} == {person.pk for person in people}:
            return same
    if running.count() >= MOST_SCHEDULES:
        raise ValidationError(_("You have %(most)d reports sent already. Stop one first.") % {"most": MOST_SCHEDULES})
    schedule = Schedule(
        owner=owner, report=report.slug, query=query, every=every, day=day, since=timezone.localdate(now)
    )
    schedule.full_clean(exclude=["owner"])
    schedule.save()
    schedule.recipients.set(people)
    logger.info("schedule set up pk=%s report=%s owner=%s every=%s", schedule.pk, report.slug, owner.pk, every)
    return schedule


def _check_recipients(owner: User, report: Report, recipients: Iterable[User]) -> list[User]:
    people = list(recipients)
    if not people:
        raise ValidationError({"recipients": _("Choose at least one person.")})
    if len(people) > MOST_RECIPIENTS:
        raise ValidationError({"recipients": _("Choose at most %(most)d people.") % {"most": MOST_RECIPIENTS}})
    allowed = {person.pk for person in possible_recipients(owner, report)}
    for person in people:
        if person.pk not in allowed:
            raise ValidationError({"recipients": _("%(name)s may not see this report.") % {"name": person.full_name}})
    return people


def possible_recipients(owner: User, report: Report) -> QuerySet[User]:
    """Whom somebody may have a report sent to: those they see who have an address and may see the report; by name."""
    may_see = Q(groups__name__in=report.roles) | (Q(is_superuser=True) if Role.ADMINISTRATOR in report.roles else Q())
    people = User.objects.visible_to(owner).filter(may_see, is_active=True).exclude(email="")
    return people.filter(left_on=None).select_related("hall").distinct()


@transaction.atomic
def stop_schedule(*, schedule: Schedule, now: datetime, because: str = "") -> Schedule:
    """Send nothing of it any more; stopping twice keeps the first moment. `because` when nobody did it by hand."""
    kept = Schedule.objects.select_for_update().get(pk=schedule.pk)
    if kept.stopped_at is None:
        kept.stopped_at, kept.stopped_because = now, because
        kept.save(update_fields=["stopped_at", "stopped_because"])
        logger.info("schedule stopped pk=%s because=%s", kept.pk, because or "by hand")
    return kept


def next_of(schedule: Schedule, today: date, sent_today: bool) -> date:
    """The day on which it is sent next, as far as is known on `today`: today itself while it is due and not sent."""
    due = schedule.rhythm.latest(today)
    if due == today > schedule.since and not sent_today:
        return due
    return schedule.rhythm.following(max(today, schedule.since))
