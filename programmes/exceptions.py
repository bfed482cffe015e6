"""What managers decide about exceptions of rules."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from people.models import User

from .assigning import Told, write_assignments
from .models import AssignmentException
from .refused import Refused
from .rule_plan import Outcome
from .rules import keep_true_for, plan_rule

Resolution = AssignmentException.Resolution


@transaction.atomic
def decide_exception(
    *,
    exception: AssignmentException,
    resolution: str,
    by: User,
    now: datetime,
    due_on: date | None = None,
    reason: str = "",
) -> AssignmentException:
    """Assign with another day, assign all the same, or exempt the person from the rule. A second call changes nothing.

    Raises ValidationError for a missing or past day and a missing reason, `Refused` when the rule speaks of the person
    no longer; then the exception is gone.
    """
    row = _locked(exception)
    if row.resolution:
        return row
    reason = reason.replace("\0", "").strip()[:300]
    _check(resolution, due_on, reason, timezone.localdate(now))
    row.resolution, row.reason, row.resolved_by, row.resolved_at = resolution, reason, by, now
    row.resolved_due_on = due_on if resolution == Resolution.DATED else None
    if resolution != Resolution.EXEMPT:
        _assign(row, due_on if resolution == Resolution.DATED else row.due_on, by, now)
    row.save(update_fields=["resolution", "reason", "resolved_by", "resolved_at", "resolved_due_on"])
    log(row.rule, "programmes.exception", user=by, data={"user": row.user_id, "what": resolution, "reason": reason})
    return row


def _check(resolution, due_on, reason, today):
    if resolution not in (Resolution.DATED, Resolution.KEPT, Resolution.EXEMPT):
        raise ValidationError({"resolution": _("Choose what you decide.")})
    if resolution == Resolution.DATED and due_on is None:
        raise ValidationError({"due_on": _("Choose the day by which it is to be done.")})
    if resolution == Resolution.DATED and due_on < today:
        raise ValidationError({"due_on": _("The day lies in the past. Choose today or later.")})
    if resolution != Resolution.DATED and not reason:
        raise ValidationError({"reason": _("Say why: it is kept with the decision.")})


def _assign(row, due, by, now):
    plan = plan_rule(row.rule, now, users=[row.user_id])
    step = next((step for step in plan.steps if step.outcome in (Outcome.EXCEPTION, Outcome.ADD)), None)
    if step is None:
        raise Refused(_("The rule no longer asks this of the person. There is nothing to decide."))
    told = {row.user_id: Told(due, step.because)}
    write_assignments(target=row.rule.target, told=told, now=now, by=by, rule=row.rule, due_decided=True)


@transaction.atomic
def lift_exemption(*, exception: AssignmentException, by: User, now: datetime) -> AssignmentException:
    """Let the rule speak of an exempt person again, from now on. A second call changes nothing."""
    row = _locked(exception)
    if row.resolution == Resolution.EXEMPT:
        AssignmentException.objects.filter(rule=row.rule, user=row.user_id, resolution=Resolution.EXEMPT).update(
            resolution=Resolution.LIFTED
        )
        log(row.rule, "programmes.exception", user=by, data={"user": row.user_id, "what": Resolution.LIFTED.value})
        if row.rule.is_on:
            keep_true_for([row.user], now)
    return row


def _locked(exception: AssignmentException) -> AssignmentException:
    return (
        AssignmentException.objects.select_for_update(no_key=True, of=("self",))
        .select_related("rule__course", "rule__certification", "user")
        .get(pk=exception.pk)
    )
