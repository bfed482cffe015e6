"""Changing what posts ask for, and entering days off: the only writers of this room."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from core.templatetags.ui import day
from people.models import User
from skills.models import Skill

from .models import Leave, Post, PostVersion, Requirement


@transaction.atomic
def change_post(*, post: Post, seats: int, needs: Mapping[Skill, int], by: User, now: datetime) -> Post:
    """Set the seats of a post and what it asks for, as `{skill: level}`; skills left out are no longer asked for."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    before = _as_words(post)
    post.seats = seats
    post.full_clean()
    post.save(update_fields=["seats"])
    Requirement.objects.filter(post=post).exclude(skill__in=needs).delete()
    for skill, level in needs.items():
        Requirement.objects.update_or_create(post=post, skill=skill, defaults={"level": level})
    after = _as_words(post)
    if before != after:
        log(post, "rotations.post", user=by, data={"before": before, "after": after})
    keep_version(post=post, by=by, now=now)
    return post


def keep_version(*, post: Post, by: User | None, now: datetime) -> PostVersion:
    """Write down what a post asks for from now on, whoever changed it; nothing new where nothing changed."""
    words = _as_words(post)
    last = PostVersion.objects.filter(post=post).last()
    if last and (last.seats, last.needs) == (words["seats"], words["needs"]):
        return last
    return PostVersion.objects.create(post=post, by=by, written_at=now, **words)


def _as_words(post):
    rows = Requirement.objects.filter(post=post).order_by("skill__slug").values_list("skill__slug", "level")
    return {"seats": post.seats, "needs": dict(rows)}


@transaction.atomic
def add_leave(*, user: User, first_day: date, last_day: date, by: User) -> Leave:
    """Enter days off, both included. The same days entered twice are one leave; overlapping others are refused."""
    # Two entries for one person wait for each other here; the database has no rule against overlaps.
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    leave = Leave(user=user, first_day=first_day, last_day=last_day)
    leave.full_clean()
    other = Leave.objects.filter(user=user, first_day__lte=last_day, last_day__gte=first_day).first()
    if other and (other.first_day, other.last_day) == (first_day, last_day):
        return other
    if other:
        raise ValidationError(
            _("%(name)s is on leave from %(first)s to %(last)s already. Choose days outside, or take that leave back.")
            % {"name": user.full_name, "first": day(other.first_day), "last": day(other.last_day)}
        )
    leave.save()
    log(leave, "rotations.leave", user=by, data=_days(leave))
    return leave


@transaction.atomic
def take_back_leave(*, leave: Leave, on: date, by: User) -> None:
    """Take back the days of a leave from `on` onwards: all of it before it began, else it ended the day before.

    A leave that is over stays as it was.
    """
    found = Leave.objects.select_for_update().filter(pk=leave.pk).first()
    if found is None or found.last_day < on:
        return
    log(found, "rotations.take_back_leave", user=by, data=_days(found) | {"on": on.isoformat()})
    if found.first_day >= on:
        found.delete()
    else:
        found.last_day = on - timedelta(days=1)
        found.save(update_fields=["last_day"])


def _days(leave):
    return {"first_day": leave.first_day.isoformat(), "last_day": leave.last_day.isoformat()}
