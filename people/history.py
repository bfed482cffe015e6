"""Who belonged to a hall, in which role, on which days: asked of what the staff list said, and kept so that it can be.

The staff list itself is always right about today. Everybody who changes it calls `keep_history`; what is changed past
them (by a shell, by a fixture) is kept by the daily work.
"""

import logging
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from .employment import Employment, employment_for
from .models import FIRST_DAY, Hall, PastEmployment, StaffRecord, User, UserQuerySet
from .roles import Role

logger = logging.getLogger(__name__)


class _Said(NamedTuple):
    """What the list or a record says of somebody."""

    hall_id: int | None
    roles: str
    hired_on: date | None
    left_on: date | None


# Keeping it


def keep_daily(now: datetime) -> int:
    """Daily work: keep what was changed past `keep_history`; answers how many records were written."""
    return keep_history(None, now=now)


@transaction.atomic
def keep_history(people: Collection[int] | None, *, now: datetime) -> int:
    """Write a record of each of these people (by number; None for everybody) of whom the list says something else than
    their last record does; answers how many were written."""
    news = _news(people)
    if news:
        # Asked again once they are locked: another request may be keeping the same change.
        list(User.objects.select_for_update().filter(pk__in=news).order_by("pk").values_list("pk", flat=True))
        news = _news(list(news))
    last = {row.user_id: row for row in _last_records(list(news))} if news else {}
    entered = dict(User.objects.filter(pk__in=news.keys() - last.keys()).values_list("pk", "joined_at"))
    PastEmployment.objects.bulk_create(
        PastEmployment(user_id=pk, hired_on=row.hired_on, left_on=row.left_on, written_at=now)
        for pk, row in last.items()
        if _came_back(row, news[pk])
    )
    StaffRecord.objects.bulk_create(
        (
            StaffRecord(user_id=pk, since=_since(last.get(pk), now), written_at=entered.get(pk, now), **said._asdict())
            for pk, said in sorted(news.items())
        ),
        batch_size=500,
    )
    if news:
        logger.info("the staff list was changed about %d people", len(news))
    return len(news)


def _news(people: Collection[int] | None) -> dict[int, _Said]:
    """What the list says of those about whom it says something new."""
    kept = {row.user_id: _Said(row.hall_id, row.roles, row.hired_on, row.left_on) for row in _last_records(people)}
    return {pk: said for pk, said in _said(people) if kept.get(pk) != said}


def _said(people):
    rows = User.objects.order_by("pk") if people is None else User.objects.filter(pk__in=people)
    roles: dict[int, list[str]] = {}
    memberships = User.groups.through.objects.filter(group__name__in=Role.values)
    if people is not None:
        memberships = memberships.filter(user__in=people)
    for pk, name in memberships.order_by("group__name").values_list("user_id", "group__name"):
        roles.setdefault(pk, []).append(name)
    for pk, hall_id, hired_on, left_on in rows.values_list("pk", "hall_id", "hired_on", "left_on"):
        yield pk, _Said(hall_id, _written(roles.get(pk, ())), hired_on, left_on)


def _written(roles: Iterable[str]) -> str:
    return f"|{'|'.join(roles)}|" if roles else ""


def _last_records(people, known_at=None):
    rows = StaffRecord.objects.all() if people is None else StaffRecord.objects.filter(user__in=people)
    if known_at is not None:
        rows = rows.filter(written_at__lte=known_at)
    return StaffRecord.objects.filter(pk__in=rows.order_by().values("user").annotate(last=Max("pk")).values("last"))


def _since(last: StaffRecord | None, now: datetime) -> date:
    if last is None:
        return FIRST_DAY
    today = timezone.localdate(now)
    # Put right on the day it was written: the wrong words never held.
    return last.since if timezone.localdate(last.written_at) == today else today


def _came_back(last: StaffRecord, said: _Said) -> bool:
    """A first day of work after the last one is a second time here, no correction."""
    return last.left_on is not None and said.hired_on is not None and said.hired_on > last.left_on


# Asking it


def staff_of(
    hall: Hall, first: date, last: date, *, role: str | None = Role.CLERK, known_at: datetime | None = None
) -> UserQuerySet:
    """Who belonged to a hall with a role (None for any) on a day from `first` to `last`, as far as it was known at a
    moment (None for now). Whether they worked on it is what `worked` says."""
    mine = StaffRecord.objects.filter(user=OuterRef("pk"))
    known = StaffRecord.objects.all() if known_at is None else StaffRecord.objects.filter(written_at__lte=known_at)
    # Over before the first day, or replaced on the day it was to begin.
    over = known.filter(Q(since__lte=first) | Q(since=OuterRef("since")), user=OuterRef("user"), pk__gt=OuterRef("pk"))
    then = known.filter(~Exists(over), user=OuterRef("pk"), hall=hall, since__lte=last)
    now = Q(hall=hall)
    if role is not None:
        then = then.filter(roles__contains=f"|{role}|")
        holding = User.groups.through.objects.filter(user=OuterRef("pk"), group__name=role)
        now &= Q(Exists(holding))
    return User.objects.filter(Exists(then) | (now & ~Exists(mine)))


def working_in(hall: Hall, on: date, *, today: date, role: str | None = Role.CLERK) -> UserQuerySet:
    """Who worked, works or will work in a hall on a day, with a role (None for any).

    For days to come that is today's list: a hall or a role is not changed ahead of its day.
    """
    if on < today:
        return staff_of(hall, on, on, role=role).filter(worked(on))
    people = User.objects.filter(hall=hall).employed(on)
    return people if role is None else people.filter(groups__name=role)


def worked(on: date) -> Q:
    """The condition on a person that they worked here on a day, for the first time or again."""
    present = Q(Q(hired_on=None) | Q(hired_on__lte=on), Q(left_on=None) | Q(left_on__gte=on))
    return present | before(on, on)


def before(first: date, last: date) -> Q:
    """The condition on a person that an earlier time of theirs here covers a period."""
    past = PastEmployment.objects.filter(user=OuterRef("pk"), left_on__gte=last)
    return Q(Exists(past.filter(Q(hired_on=None) | Q(hired_on__lte=first))))


def employments(
    users: Iterable[User], first: date, last: date, *, known_at: datetime | None = None
) -> dict[int, Employment]:
    """By which days of work each person is to be judged for a period, as known at a moment (None for now).

    No query but for people hired after `first`; two when a moment is given.
    """
    present = {user.pk: Employment(user.hired_on, user.left_on) for user in users}
    past = PastEmployment.objects.all()
    if known_at is not None:
        for row in _last_records(list(present), known_at):
            present[row.user_id] = Employment(row.hired_on, row.left_on)
        past = past.filter(written_at__lte=known_at)
    later = [pk for pk, one in present.items() if one.hired_on and one.hired_on > first]
    if not later:
        return present
    before: dict[int, list[Employment]] = {}
    for pk, *days in past.filter(user__in=later, left_on__gte=first).values_list("user_id", "hired_on", "left_on"):
        before.setdefault(pk, []).append(Employment(*days))
    return present | {pk: employment_for(present[pk], times, first, last) for pk, times in before.items()}
