"""Changing what posts ask for and a hall wants, and entering days off: the only writers of this room."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from core.templatetags.ui import day
from people.models import Hall, User
from skills.models import Skill

from .models import Counter, HallMinimum, Leave, Post, PostVersion, Requirement


@dataclass(frozen=True)
class Turn:
    """How a post weighs in a rotation: how busy it is, the most periods running, and the periods of rest after them."""

    busy: int = 1
    most_running: int = 0
    rest: int = 0


@dataclass(frozen=True)
class CounterLine:
    """A counter of a post as it is to be."""

    number: str
    is_accessible: bool = False


@transaction.atomic
def change_post(
    *,
    post: Post,
    seats: int,
    needs: Mapping[Skill, int],
    turn: Turn | None = None,
    counters: Sequence[CounterLine] | None = None,
    by: User,
    now: datetime,
) -> Post:
    """Set the seats of a post and what it asks for, as `{skill: level}`; skills left out are no longer asked for.

    Also how it weighs in a rotation and which counters it has, in order; None leaves them as they are.
    """
    post = Post.objects.select_for_update().get(pk=post.pk)
    before = all_words(post)
    post.seats = seats
    for name, value in asdict(turn).items() if turn else ():
        setattr(post, name, value)
    post.full_clean()
    post.save(update_fields=["seats", "busy", "most_running", "rest"])
    Requirement.objects.filter(post=post).exclude(skill__in=needs).delete()
    for skill, level in needs.items():
        Requirement.objects.update_or_create(post=post, skill=skill, defaults={"level": level})
    if counters is not None:
        _set_counters(post, counters)
    after = all_words(post)
    if before != after:
        log(post, "rotations.post", user=by, data={"before": before, "after": after})
    keep_version(post=post, by=by, now=now)
    return post


def _set_counters(post, lines):
    numbers = [line.number.strip() for line in lines]
    if len(set(numbers)) < len(numbers):
        raise ValidationError(_("The post has a counter of that number already."))
    Counter.objects.filter(post=post).exclude(number__in=numbers).delete()
    for order, (number, line) in enumerate(zip(numbers, lines, strict=True), start=1):
        counter = Counter(post=post, number=number, is_accessible=line.is_accessible, order=order)
        counter.full_clean(validate_unique=False, validate_constraints=False)
        facts = {"is_accessible": line.is_accessible, "order": order}
        Counter.objects.update_or_create(post=post, number=number, defaults=facts)


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


def all_words(post: Post) -> dict[str, Any]:
    """Everything `change_post` changes, as the log keeps it."""
    counters = Counter.objects.filter(post=post).values_list("number", "is_accessible")
    turn = {name: getattr(post, name) for name in ("busy", "most_running", "rest")}
    return _as_words(post) | turn | {"counters": [[number, accessible] for number, accessible in counters]}


@transaction.atomic
def set_minimum(*, hall: Hall, skill: Skill, level: int, people: int, by: User) -> HallMinimum | None:
    """Want so many clerks of a hall to hold a skill at a level; 0 wants it no longer, and answers None.

    The same wish twice is one, and only a change is logged. ValidationError outside 0-999 and for no level.
    """
    # Two managers at once wait for each other here instead of meeting at the constraint.
    hall = Hall.objects.select_for_update(no_key=True).get(pk=hall.pk)
    found = HallMinimum.objects.filter(hall=hall, skill=skill, level=level).first()
    before = found.people if found else 0
    if before == people:
        return found
    minimum = found or HallMinimum(hall=hall, skill=skill, level=level)
    data = {"hall": hall.code, "skill": skill.slug, "level": int(level), "before": before, "after": people}
    if people:
        minimum.people = people
        minimum.full_clean()
        minimum.save()
    log(minimum if people else hall, "rotations.minimum", user=by, data=data)
    if not people:
        minimum.delete()
        return None
    return minimum


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
