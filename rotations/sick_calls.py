"""Somebody is out and others step in: written into days off and stays at once, and taken back the same day."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from notices.services import tell
from people.models import User

from .able_days import AbleDays, Worked, able_days
from .judging import Answer
from .models import Assignment, Leave, Post, Replacement
from .opening import opening, work_times
from .rewriting import rewrite
from .services import add_leave, take_back_leave
from .telling import replacement_sayings
from .timelines import Line

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
    _check_steps(steps, people, days)
    before = _standing(people, days)
    leaves = _enter_days_off(user, away, by)
    wanted: dict[int, list[Line]] = {user.pk: []}
    wanted |= {step.user: [Line(step.post, *days)] for step in steps}
    there = Assignment.objects.filter(Q(last_day=None) | Q(last_day__gte=days[0]), user=user, first_day__lte=days[1])
    stay = there.select_related("plan").order_by("first_day").first()
    rewrite(wanted=wanted, first=days[0], last=days[1], plan=stay.plan if stay else None, goes_on=True, by=by, now=now)
    found = Replacement.objects.create(
        user=user,
        first_day=days[0],
        last_day=days[1],
        moves=moves,
        before=before,
        after=_standing(people, days),
        leaves=leaves,
        by=by,
        at=now,
    )
    tell(sayings=replacement_sayings(found), now=now)
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


def _check_steps(steps: Sequence[Stepped], people: dict[int, User], days: tuple[date, date]) -> None:
    rows = Assignment.objects.filter(Q(last_day=None) | Q(last_day__gte=days[0]), first_day__lte=days[0])
    there = dict(rows.filter(user__in=[step.user for step in steps]).values_list("user", "post"))
    if any(there.get(step.user) != step.leaves for step in steps):
        raise ValidationError(_("Somebody has changed who stands where meanwhile. Look at it again, then do it anew."))
    halls = {person.hall_id for person in people.values()}
    posts = Post.objects.filter(hall__in=halls).in_bulk([step.post for step in steps])
    if not posts.keys() >= {step.post for step in steps}:
        raise ValidationError(_("Choose a post of this hall."))
    able = _able(people, list(posts.values()), days)
    for step in steps:
        if able.answer(step.user, step.post, *days) == Answer.NO:
            words = {"name": people[step.user].full_name, "post": posts[step.post].local_name}
            raise ValidationError(_("%(name)s cannot stand at “%(post)s” on these days any more.") % words)


def _able(people: dict[int, User], posts: Sequence[Post], days: tuple[date, date]) -> AbleDays:
    """Who can stand where on which of the days, as it was when they were proposed: asked on the days they work."""
    halls = {person.hall_id for person in people.values() if person.hall_id}
    known = opening(halls, *days)
    open_days = [day for hall in halls for day in known.days(hall, *days)]
    worked = Worked(work_times(people, *days), open_days, *days)
    return able_days(list(people.values()), posts, *days, worked=worked)


def _standing(people: Iterable[int], days: tuple[date, date]) -> list[list]:
    """Who of them stands where on these days, as `Replacement` keeps it."""
    first, last = days
    rows = Assignment.objects.filter(Q(last_day=None) | Q(last_day__gte=first), user__in=people, first_day__lte=last)
    return [
        [row.user_id, row.post_id, str(max(row.first_day, first)), str(min(row.last_day or last, last)), row.note]
        for row in rows.order_by("user", "first_day")
    ]


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
    people = [found.user_id, *(user for user, _leaves, _post in found.moves)]
    days = (found.first_day, found.last_day)
    list(User.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=people).order_by("pk"))
    if _standing(people, days) != [list(row) for row in found.after]:
        raise ValidationError(_("Stays were changed since. Change them on the pages of the posts."))
    wanted: dict[int, list[Line]] = {pk: [] for pk in people}
    for pk, post, first, last, note in found.before:
        wanted[pk].append(Line(post, date.fromisoformat(first), date.fromisoformat(last), note))
    rewrite(wanted=wanted, first=days[0], last=days[1], goes_on=True, by=by, now=now)
    for leave in Leave.objects.filter(pk__in=found.leaves):
        take_back_leave(leave=leave, on=leave.first_day, by=by)
    found.taken_back_at = now
    tell(sayings=replacement_sayings(found), now=now)
    found.save(update_fields=["taken_back_at"])
    log(found, "rotations.sick", user=by, data={"user": found.user_id, "taken_back": True})
    return found
