"""Publishing a rotation plan: from then on people stand where it says, and everybody whose posts change is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from notices.services import tell
from people.models import User

from .models import Assignment, RotationPlan
from .plan_telling import settle_handed_in
from .plans import PlanMoved
from .readiness import Coming, Readiness, Way, readiness
from .rewriting import as_line, rewrite, stays_of
from .telling import sayings
from .timelines import DAY, Change, Line, changes, joined, laid_over


@dataclass(frozen=True)
class Preview:
    """What publishing would do: what becomes other for whom, and who stands where by hand and is not in the plan."""

    readiness: Readiness
    changes: Mapping[int, Sequence[Change]]
    untouched: set[int]


def wanted_lines(coming: Coming) -> dict[int, list[Line]]:
    """Where everybody the plan speaks of stands from today on, periods that follow each other at one post as one.

    Somebody a plan has a cell for stands nowhere in the periods where it has none. So does who stood there by an
    earlier plan and is not in this one at all; what a manager entered by hand for somebody not in the plan stays.
    """
    lines: dict[int, list[Line]] = {pk: [] for pk in coming.named | _planned_before(coming)}
    for cell in coming.cells:
        assert cell.post is not None
        lines[cell.user].append(Line(cell.post, *coming.days_of(cell.period), cell.note))
    return {pk: joined(found) for pk, found in lines.items()}


def _planned_before(coming: Coming) -> set[int]:
    rows = Assignment.objects.from_day(coming.first).filter(plan__hall=coming.plan.hall_id, first_day__lte=coming.last)
    return set(rows.values_list("user", flat=True))


def preview(plan: RotationPlan, by: User, now: datetime) -> Preview:
    """What publishing would do, asked of the facts as they are; writes nothing."""
    ready = readiness(plan, by, now)
    coming = ready.coming
    if Way.OVER in ready.ways:
        return Preview(ready, {}, set())
    wanted = wanted_lines(coming)
    there = stays_of(wanted, coming.first - DAY)
    found = {}
    for pk, lines in wanted.items():
        before = [as_line(row) for row in there.get(pk, ())]
        if other := changes(before, laid_over(before, lines, coming.first, coming.last), coming.first, coming.last):
            found[pk] = other
    by_hand = Assignment.objects.from_day(coming.first).filter(post__hall=plan.hall_id, first_day__lte=coming.last)
    return Preview(ready, found, set(by_hand.exclude(user__in=wanted).values_list("user", flat=True)))


@transaction.atomic
def publish(*, plan: RotationPlan, by: User, now: datetime, seen: int | None = None) -> RotationPlan:
    """Let people stand where a plan says from today on, or from its first day, and tell everybody who stands elsewhere.

    `seen` is the revision that was looked at: PlanMoved when it is another by now. A second click finds the plan
    published and does nothing more. ValidationError with everything that stands in the way (`readiness.Way`).
    """
    plan = RotationPlan.objects.select_for_update(no_key=True, of=("self",)).select_related("hall").get(pk=plan.pk)
    if plan.state == RotationPlan.State.PUBLISHED:
        return plan
    if plan.state == RotationPlan.State.DROPPED:
        raise ValidationError(_("This plan was dropped. Make another."))
    if seen is not None and seen != plan.revision:
        raise PlanMoved
    ready = readiness(plan, by, now)
    if not ready.is_ready:
        raise ValidationError([str(way.label) for way in ready.ways])
    coming = ready.coming
    done = rewrite(wanted=wanted_lines(coming), first=coming.first, last=coming.last, plan=plan, by=by, now=now)
    plan.state, plan.published_at, plan.published_by = RotationPlan.State.PUBLISHED, now, by
    plan.save(update_fields=["state", "published_at", "published_by"])
    settle_handed_in(plan, now)
    tell(sayings=sayings(plan, done.changes), now=now)
    log(plan, "rotations.publish", user=by, timestamp=now, data=_words(plan, coming, done, ready))
    return plan


def _words(plan, coming, done, ready):
    return {
        "revision": plan.revision,
        "from": coming.first.isoformat(),
        "to": coming.last.isoformat(),
        "approved_by": [one.pk for one in ready.approval.by],
        "told": len(done.changes),
        "made": done.made,
        "changed": done.changed,
        "not_begun": done.not_begun,
    }
