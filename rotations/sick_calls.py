"""Somebody is out and others step in: written into days off and stays at once, and taken back the same day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from people.models import User

from .models import Assignment, Leave, Post, Replacement
from .placing import free_days, place_at_post, put_back, words_of
from .services import add_leave, take_back_leave

DAY = timedelta(days=1)
LONGEST = timedelta(days=92)


class Stepped(NamedTuple):
    """Somebody (by number) comes to a post from another, or from none."""

    user: int
    leaves: int | None
    post: int


@transaction.atomic
def replace_somebody(
    *,
    user: User,
    away: tuple[date, date],
    days: tuple[date, date],
    steps: Sequence[Stepped],
    by: User,
    now: datetime,
) -> Replacement:
    """Enter that somebody is out `away`, and let others stand where they would have stood on `days`; ends included.

    A second click finds it done. ValidationError for days that are over, where somebody does not stand where the steps
    say any more, and where one cannot stand at the post by now. Then nothing is done at all.
    """
    today = timezone.localdate(now)
    _check_days(away, days, today)
    people = _locked(user, steps)
    moves = [list(step) for step in steps]
    done = Replacement.objects.filter(
        user=user, first_day=days[0], last_day=days[1], moves=moves, taken_back_at=None, at__date=today
    ).first()
    if done:
        return done
    _check_steps(steps, days[0])
    before = _stays(people, days)
    leaves = _enter_days_off(user, away, by)
    for pk in people:
        free_days(user=people[pk], first_day=days[0], last_day=days[1], by=by, now=now)
    posts = {post.pk: post for post in Post.objects.filter(hall=user.hall_id).select_related("hall")}
    for step in steps:
        if step.post not in posts:
            raise ValidationError(_("Choose a post of this hall."))
        place = {"post": posts[step.post], "first_day": days[0], "last_day": days[1]}
        place_at_post(user=people[step.user], by=by, now=now, **place)
    after = _stays(people, days)
    found = Replacement.objects.create(
        user=user,
        first_day=days[0],
        last_day=days[1],
        moves=moves,
        before=[row for row in before if row not in after],
        after=[row for row in after if row not in before],
        leaves=leaves,
        by=by,
        at=now,
    )
    log(found, "rotations.sick", user=by, data={"user": user.pk, "moves": moves, "days": [str(day) for day in days]})
    return found


def _check_days(away: tuple[date, date], days: tuple[date, date], today: date) -> None:
    if days[0] < today or away[0] < today:
        raise ValidationError(_("The day lies in the past. Choose today or later."))
    if away[1] < away[0] or days[1] < days[0]:
        raise ValidationError(_("The last day lies before the first."))
    if away[1] - away[0] > LONGEST:
        raise ValidationError(_("Choose at most three months. Enter longer days off on their own page."))
    if not away[0] <= days[0] <= days[1] <= away[1]:
        raise ValidationError(_("The last day lies before the first."))


def _locked(user: User, steps: Sequence[Stepped]) -> dict[int, User]:
    """Everybody concerned, locked in one order, so that two managers wait for each other."""
    wanted = {user.pk, *(step.user for step in steps)}
    rows = User.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=wanted, hall=user.hall_id)
    found = {row.pk: row for row in rows.order_by("pk")}
    if found.keys() != wanted or len(wanted) != len(steps) + 1:
        raise ValidationError(_("Choose somebody of the hall in which the post is."))
    return found


def _check_steps(steps: Sequence[Stepped], day: date) -> None:
    rows = Assignment.objects.filter(Q(last_day=None) | Q(last_day__gte=day), first_day__lte=day)
    there = dict(rows.filter(user__in=[step.user for step in steps]).values_list("user", "post"))
    if any(there.get(step.user) != step.leaves for step in steps):
        raise ValidationError(_("Somebody has changed who stands where meanwhile. Look at it again, then do it anew."))


def _stays(people: dict[int, User], days: tuple[date, date]) -> list[list]:
    """All stays that reach into these days, the day before or later."""
    rows = Assignment.objects.filter(Q(last_day=None) | Q(last_day__gte=days[0] - DAY), user__in=people)
    return [words_of(stay) for stay in rows.order_by("pk")]


def _enter_days_off(user: User, away: tuple[date, date], by: User) -> list[int]:
    """Days off for what is not yet entered; the numbers of the new ones."""
    day, found = away[0], []
    there = Leave.objects.filter(user=user, first_day__lte=away[1], last_day__gte=away[0]).order_by("first_day")
    for leave in there:
        if leave.first_day > day:
            found.append(add_leave(user=user, first_day=day, last_day=leave.first_day - DAY, by=by).pk)
        day = max(day, leave.last_day + DAY)
    if day <= away[1]:
        found.append(add_leave(user=user, first_day=day, last_day=away[1], by=by).pk)
    return found


@transaction.atomic
def take_back_replacement(*, replacement: Replacement, by: User, now: datetime) -> Replacement:
    """Let everything be as before a replacement that was entered today; nothing when that was done already.

    ValidationError on a later day, when it has become history, and where stays were changed since.
    """
    found = Replacement.objects.select_for_update(no_key=True, of=("self",)).get(pk=replacement.pk)
    if found.taken_back_at:
        return found
    if timezone.localdate(found.at) != timezone.localdate(now):
        raise ValidationError(_("This can be taken back on the same day only. Change the stays at the posts instead."))
    put_back(before=found.before, after=found.after, by=by, now=now)
    for leave in Leave.objects.filter(pk__in=found.leaves):
        take_back_leave(leave=leave, on=leave.first_day, by=by)
    found.taken_back_at = now
    found.save(update_fields=["taken_back_at"])
    log(found, "rotations.sick", user=by, data={"user": found.user_id, "taken_back": True})
    return found
