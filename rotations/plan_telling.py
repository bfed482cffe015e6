"""What is said when a plan is handed in, approved or sent back, and to whom; and what is not to be read any more."""

from collections.abc import Iterator
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from notices.models import Notice
from notices.services import Saying, settle, tell
from people.models import User
from people.roles import Role

from .models import PlanRemark, RotationPlan


def tell_handed_in(last: PlanRemark, now: datetime) -> None:
    """Everybody who may approve hears of the plan; what they were told of an earlier state is not to be read."""
    settle_handed_in(last.plan, now)
    managers = User.objects.filter(groups__name=Role.MANAGER, hall=last.plan.hall_id)
    managers = managers.may_sign_in(timezone.localdate(now)).exclude(pk=last.by_id)
    tell(sayings=_sayings("handed_in", last, managers.values_list("pk", flat=True), last.by, "remarks"), now=now)


def tell_approved(approval: PlanRemark, handed_in: PlanRemark, now: datetime) -> None:
    """Who made the plan and who handed it in hear that it can be published."""
    settle_handed_in(approval.plan, now)
    tell(sayings=_sayings("approved", approval, _makers(handed_in, approval.by), approval.by, "publish"), now=now)


def tell_sent_back(handed_in: PlanRemark, by: User, now: datetime) -> None:
    """Who made the plan and who handed it in hear that it is a draft again, unless they did it themselves."""
    settle_handed_in(handed_in.plan, now)
    tell(sayings=_sayings("sent_back", handed_in, _makers(handed_in, by), by, "remarks"), now=now)


def settle_handed_in(plan: RotationPlan, now: datetime) -> None:
    """Nobody has to look at the plan any more, or not at that state of it."""
    key = f"plan:{plan.pk}:handed_in:"
    waiting = Notice.objects.unread().filter(kind="post.plan_handed_in", key__startswith=key)
    settle(notices=list(waiting.values_list("pk", flat=True)), now=now)


def _makers(handed_in: PlanRemark, by: User) -> list[int]:
    return sorted({handed_in.plan.made_by_id, handed_in.by_id} - {by.pk})


def _sayings(kind: str, about: PlanRemark, users, by: User, page: str) -> Iterator[Saying]:
    plan = about.plan
    days: list[tuple[date, date]] = list(plan.periods.values_list("first_day", "last_day"))
    facts = {"plan": plan.name, "who": by.full_name}
    if days:
        facts |= {"day": days[0][0].isoformat(), "last": days[-1][1].isoformat()}
    for user in users:
        yield Saying(
            user_id=user,
            kind=f"post.plan_{kind}",
            key=f"plan:{plan.pk}:{kind}:{about.pk}",
            params=facts,
            link=reverse(f"rotations:{page}", args=[plan.pk]),
        )
