"""Making and changing rotation plans: the only writers of cells. Every change can be undone."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from people.models import Hall, User

from .models import Cell, Period, PlanChange, Post, RotationPlan, RotationSettings
from .periods import stretches
from .permissions import candidates
from .plan_telling import settle_handed_in

MOST_PERIODS = 60


class Placed(NamedTuple):
    """Where somebody stands in a period of a plan: `post` is the number of one, None without; `said` is False where
    nothing is said at all, which is what clearing a cell leaves."""

    period: int
    user: int
    post: int | None = None
    locked: bool = False
    note: str = ""
    said: bool = True

    def as_json(self) -> list:
        return [self.period, self.user, self.post, self.locked, self.note, self.said]


class PlanMoved(ValidationError):
    """Somebody else changed the plan since it was looked at."""

    def __init__(self) -> None:
        super().__init__(_("Somebody has changed this plan meanwhile. Look at it again, then do it anew."))


@transaction.atomic
def make_plan(
    *, hall: Hall, name: str, kind: str, first_day: date, count: int, by: User, now: datetime
) -> RotationPlan:
    """A new plan without cells. The same name in a hall twice is refused; a second click finds the plan made.

    Raises ValidationError for no name, and for a number of periods outside 1 to 60.
    """
    # Two clicks wait for each other here.
    hall = Hall.objects.select_for_update(no_key=True).get(pk=hall.pk)
    name = name.replace("\0", "").strip()
    if not 1 <= count <= MOST_PERIODS:
        raise ValidationError({"count": _("Choose from 1 to %(most)d periods.") % {"most": MOST_PERIODS}})
    days = stretches(first_day, kind, count)
    same = RotationPlan.objects.filter(hall=hall, name=name).exclude(state=RotationPlan.State.DROPPED).first()
    if same:
        if list(same.periods.values_list("first_day", "last_day")) == days and same.made_by_id == by.pk:
            return same
        raise ValidationError({"name": _("The hall has a plan of this name already.")})
    aims = RotationSettings.objects.filter(hall=hall).values_list("aims", flat=True).first()
    plan = RotationPlan(hall=hall, name=name, made_by=by, made_at=now)
    plan.aims = aims or plan.aims
    plan.full_clean()
    plan.save()
    Period.objects.bulk_create(
        Period(plan=plan, number=number, first_day=first, last_day=last)
        for number, (first, last) in enumerate(days, start=1)
    )
    said = {"name": name, "from": days[0][0].isoformat(), "periods": count}
    log(plan, "rotations.plan", user=by, timestamp=now, data=said)
    return plan


def cells_of(plan: RotationPlan) -> dict[tuple[int, int], Placed]:
    """`{(period number, user): where}` of every cell that says something; one query."""
    rows = Cell.objects.filter(period__plan=plan).order_by()
    return {
        (period, user): Placed(period, user, post, locked, note)
        for period, user, post, locked, note in rows.values_list(
            "period__number", "user_id", "post_id", "is_locked", "note"
        )
    }


@transaction.atomic
def change_cells(
    *,
    plan: RotationPlan,
    cells: Sequence[Placed],
    by: User,
    now: datetime,
    kind: str = "cells",
    seen: int | None = None,
    undoes: PlanChange | None = None,
) -> PlanChange | None:
    """Set cells of a plan; answers the change, or None where all of them said that already (a second click).

    `seen` is the revision somebody looked at: PlanMoved when the plan is another by now. ValidationError for a plan
    that is published or dropped, and for people, posts or periods that are not the hall's.
    """
    plan = RotationPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    _must_be_open(plan)
    periods = dict(plan.periods.values_list("number", "pk"))
    _check(plan, cells, periods)
    before = cells_of(plan)
    wanted = {(cell.period, cell.user): cell for cell in cells}
    was = {key: before.get(key, Placed(*key, said=False)) for key in wanted}
    news = [key for key, cell in wanted.items() if was[key] != cell]
    if not news:
        return None
    if seen is not None and seen != plan.revision:
        raise PlanMoved
    _write(periods, [wanted[key] for key in news])
    plan.revision += 1
    plan.save(update_fields=["revision"])
    return PlanChange.objects.create(
        plan=plan,
        revision=plan.revision,
        kind=kind,
        before=[was[key].as_json() for key in news],
        after=[wanted[key].as_json() for key in news],
        undoes=undoes,
        by=by,
        at=now,
    )


def _must_be_open(plan: RotationPlan) -> None:
    if plan.state not in (RotationPlan.State.DRAFT, RotationPlan.State.PROPOSED):
        raise ValidationError(
            _("This plan is %(state)s and is not changed any more.") % {"state": plan.get_state_display()}
        )


def _check(plan: RotationPlan, cells: Iterable[Placed], periods: dict[int, int]) -> None:
    posts = {cell.post for cell in cells if cell.post is not None}
    people = {cell.user for cell in cells}
    if {cell.period for cell in cells} - periods.keys():
        raise ValidationError(_("The plan has no such period."))
    if Post.objects.filter(pk__in=posts, hall=plan.hall_id).count() != len(posts):
        raise ValidationError(_("Choose a post of this hall."))
    if User.objects.filter(pk__in=people, hall=plan.hall_id).count() != len(people):
        raise ValidationError(_("Choose somebody of the hall in which the post is."))


def _write(periods: dict[int, int], cells: Sequence[Placed]) -> None:
    keys = {(periods[cell.period], cell.user) for cell in cells}
    rows = Cell.objects.filter(period__in={key[0] for key in keys}, user__in={key[1] for key in keys})
    Cell.objects.filter(
        pk__in=[pk for pk, *key in rows.order_by().values_list("pk", "period_id", "user_id") if tuple(key) in keys]
    ).delete()
    Cell.objects.bulk_create(
        (
            Cell(
                period_id=periods[cell.period],
                user_id=cell.user,
                post_id=cell.post,
                is_locked=cell.locked,
                note=cell.note,
            )
            for cell in cells
            if cell.said
        ),
        batch_size=500,
    )


def last_change(plan: RotationPlan) -> PlanChange | None:
    """What an undo would take back: the last change that is neither an undo nor undone."""
    return plan.changes.filter(undoes=None, undone_by=None).last()


def undo(*, plan: RotationPlan, by: User, now: datetime, seen: int | None = None) -> PlanChange | None:
    """Take back the last change that still stands; None where there is nothing to undo."""
    with transaction.atomic():
        plan = RotationPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
        if seen is not None and seen != plan.revision:
            raise PlanMoved
        last = last_change(plan)
        if last is None:
            return None
        cells = [Placed(*row) for row in last.before]
        return change_cells(plan=plan, cells=cells, by=by, now=now, kind="undo", undoes=last)


@transaction.atomic
def drop_plan(*, plan: RotationPlan, by: User, now: datetime) -> RotationPlan:
    """Give a plan up that was never published; a second click finds it dropped."""
    plan = RotationPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    if plan.state == RotationPlan.State.PUBLISHED:
        raise ValidationError(_("A published plan is not dropped: people were told. Publish another over it."))
    if plan.state != RotationPlan.State.DROPPED:
        plan.state = RotationPlan.State.DROPPED
        plan.save(update_fields=["state"])
        settle_handed_in(plan, now)
        log(plan, "rotations.drop_plan", user=by, timestamp=now)
    return plan


def plan_has_cells(plan: RotationPlan) -> bool:
    """Whether anybody is placed yet."""
    return Cell.objects.filter(period__plan=plan).exclude(post=None).exists()


def people_of(plan: RotationPlan, viewer: User) -> list[User]:
    """Whom a plan is about: the clerks of the hall who have not left by then, and whoever has a cell; by name."""
    first = plan.periods.first()
    here = candidates(viewer, plan.hall, first.first_day) if first else User.objects.none()
    planned = User.objects.visible_to(viewer).filter(rotation_cells__period__plan=plan)
    people = User.objects.filter(Q(pk__in=here.values("pk")) | Q(pk__in=planned.values("pk")))
    return list(people.order_by("name_pinyin", "staff_number"))
