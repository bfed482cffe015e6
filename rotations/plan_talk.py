"""What people say about a plan, handing it in, and approving it: the only writers of remarks.

Somebody else than who handed a plan in approves of it, and of what it was then: a change afterwards takes the approval
back by itself, since it speaks of a revision. docs/decisions/0095.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from people.models import User

from .models import PlanRemark, RotationPlan
from .plan_telling import tell_approved, tell_handed_in, tell_sent_back
from .plans import PlanMoved

State = RotationPlan.State


def handed_in(plan: RotationPlan) -> PlanRemark | None:
    """Who handed the plan in last, while it is handed in."""
    if plan.state != State.PROPOSED:
        return None
    return plan.remarks.filter(hands_in=True).select_related("by").last()


def approval_of(plan: RotationPlan) -> PlanRemark | None:
    """The approval that holds: of the plan as it is now, since it was handed in last."""
    last = plan.remarks.filter(hands_in=True).last()
    found = plan.remarks.filter(approves=True, revision=plan.revision).select_related("by").last()
    return found if found and last and found.pk > last.pk else None


@transaction.atomic
def remark(*, plan: RotationPlan, text: str, by: User, now: datetime) -> PlanRemark:
    """Say something about a plan; the same twice running is one. ValidationError for nothing said."""
    plan = _locked(plan)
    text = _clean(text)
    if not text:
        raise ValidationError({"text": _("Write what you want to say.")})
    last = plan.remarks.last()
    if last and (last.by_id, last.text, last.approves, last.hands_in) == (by.pk, text, False, False):
        return last
    return PlanRemark.objects.create(plan=plan, by=by, at=now, text=text, revision=plan.revision)


@transaction.atomic
def hand_in(*, plan: RotationPlan, by: User, now: datetime, text: str = "") -> PlanRemark:
    """Ask for approval of the plan as it is; a second click finds it handed in. A plan that was changed since can be
    handed in again. ValidationError for one that is published or dropped."""
    plan = _locked(plan)
    _must_be(plan, State.DRAFT, State.PROPOSED)
    last = handed_in(plan)
    if last and last.revision == plan.revision:
        return last
    _change_state(plan, State.PROPOSED)
    log(plan, "rotations.hand_in_plan", user=by, timestamp=now, data={"revision": plan.revision})
    facts = {"text": _clean(text), "revision": plan.revision, "hands_in": True}
    found = PlanRemark.objects.create(plan=plan, by=by, at=now, **facts)
    tell_handed_in(found, now)
    return found


@transaction.atomic
def take_back(*, plan: RotationPlan, by: User, now: datetime) -> RotationPlan:
    """Let a plan that was handed in be a draft again; by somebody else than who handed it in it is sent back."""
    plan = _locked(plan)
    _must_be(plan, State.DRAFT, State.PROPOSED)
    last = handed_in(plan)
    if plan.state == State.PROPOSED:
        _change_state(plan, State.DRAFT)
        if last:
            tell_sent_back(last, by, now)
        log(plan, "rotations.take_back_plan", user=by, timestamp=now)
    return plan


@transaction.atomic
def approve(*, plan: RotationPlan, by: User, now: datetime, seen: int, text: str = "") -> PlanRemark:
    """Approve of the plan as it was `seen`. A second click finds the approval.

    PlanMoved when it is another by now; ValidationError for a plan nobody handed in, and for who handed it in.
    """
    plan = _locked(plan)
    last = handed_in(plan)
    if last is None:
        raise ValidationError(_("Nobody has handed this plan in for approval."))
    if last.by_id == by.pk:
        raise ValidationError(_("You handed it in yourself: somebody else approves of it."))
    if seen != plan.revision:
        raise PlanMoved
    given = approval_of(plan)
    if given:
        return given
    log(plan, "rotations.approve_plan", user=by, timestamp=now, data={"revision": plan.revision})
    facts = {"text": _clean(text), "revision": plan.revision, "approves": True}
    found = PlanRemark.objects.create(plan=plan, by=by, at=now, **facts)
    tell_approved(found, last, now)
    return found


def _locked(plan: RotationPlan) -> RotationPlan:
    return RotationPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)


def _must_be(plan: RotationPlan, *states: str) -> None:
    if plan.state not in states:
        raise ValidationError(
            _("This plan is %(state)s and is not changed any more.") % {"state": plan.get_state_display()}
        )


def _change_state(plan: RotationPlan, state: str) -> None:
    plan.state = state
    plan.save(update_fields=["state"])


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()[:1000]
