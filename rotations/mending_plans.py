"""Doing what was proposed for a plan: training is assigned, a lock is lifted. The rest has pages of its own."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.templatetags.ui import day
from people.models import User
from programmes.assigning import Answer, Became, assign
from programmes.refused import Refused
from skills.models import Certification

from .looking import Looked
from .means import Route
from .models import RotationPlan
from .planner.fixes import Fix, Step
from .plans import change_cells


@dataclass
class Assigned:
    """What came of assigning: how many were assigned and had it already, and sentences about the others."""

    made: int = 0
    open: int = 0
    said: list[str] = field(default_factory=list)

    def count(self, answers: Iterable[Answer]) -> None:
        """Take in what came of one thing."""
        for answer in answers:
            if answer.became == Became.ASSIGNED:
                self.made += 1
            elif answer.became == Became.OPEN:
                self.open += 1
            else:
                said = _("%(name)s cannot be assigned this now: it is done and still counts, or the person is gone.")
                self.said.append(said % {"name": answer.user.full_name})


@transaction.atomic
def assign_routes(routes: Iterable[tuple[User, Route]], *, by: User, now: datetime, reason: str = "") -> Assigned:
    """Assign what each route asks for, by the day on which it can be done with at the earliest.

    The same again changes nothing. What cannot be renewed yet is told and not assigned; ValidationError when a course
    is not published any more: then nothing is assigned.
    """
    found, today = Assigned(), timezone.localdate(now)
    wanted: dict[tuple[tuple[str, int], date], list[User]] = {}
    targets = {}
    for user, route in routes:
        if route.opens_on and route.opens_on > today:
            said = _("%(name)s can renew from %(day)s on; assign it then.")
            found.said.append(said % {"name": user.full_name, "day": day(route.opens_on)})
            continue
        for offer in route.offers:
            targets[offer.target.key] = offer.target.thing
            people = wanted.setdefault((offer.target.key, route.ready_on), [])
            if user not in people:
                people.append(user)
    for (key, due), people in wanted.items():
        thing = targets[key]
        kind = thing if isinstance(thing, Certification) else None
        course = None if isinstance(thing, Certification) else thing
        try:
            found.count(
                assign(users=people, now=now, by=by, course=course, certification=kind, due_on=due, reason=reason)
            )
        except Refused as refused:
            raise ValidationError(str(refused)) from refused
    return found


def unlock(*, fix: Fix, looked: Looked, by: User, now: datetime) -> bool:
    """Lift the locks a fix names; whoever stands there stays till the plan is made anew. False when none is locked."""
    out = looked.out
    if fix.step != Step.UNLOCK or fix.clerk is None:
        raise ValueError(f"No lock is lifted by {fix.step}.")
    cells = []
    for period in fix.periods:
        cell = out.cells.get((out.periods[period].number, out.people[fix.clerk].pk))
        if cell and cell.locked:
            cells.append(cell._replace(locked=False, said=cell.post is not None))
    change = change_cells(plan=out.plan, cells=cells, by=by, now=now, kind="unlock", seen=out.plan.revision)
    return change is not None


def why_assigned(plan: RotationPlan) -> str:
    """The reason that whoever is trained reads."""
    return _("For the rotation “%(plan)s”.") % {"plan": plan.name}
