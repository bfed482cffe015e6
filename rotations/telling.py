"""What people are told about their posts, and the words of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notices.kinds import DAY, WHAT, WHEN, Kind, Placeholder
from notices.services import Saying
from people.models import User
from people.roles import Role

from .models import Assignment, Post, Replacement, RotationPlan, Swap
from .timelines import Change

_BEFORE = Placeholder("before", _("the post before"), "twin")
_PLAN = Placeholder("plan", _("the name of the plan"))
_COUNT = Placeholder("count", _("how many changes there are"), "number")
_LAST = Placeholder("last", _("the last day"), "day")
_WHO = Placeholder("who", _("who asked for the exchange"))
_OTHER = Placeholder("other", _("the colleague who was asked"))
_REASON = Placeholder("reason", _("why not"))
_BY = Placeholder("who", _("who did it"))
_SWAP = (_BEFORE, _LAST, _WHO, _OTHER)
_EXAMPLE = {
    "what": "外宾窗口",
    "what_en": "Foreign guests",
    "before": "咨询引导台",
    "before_en": "Information desk",
    "plan": "第一季度",
    "day": "2027-01-04",
    "count": 3,
    "last": "2027-01-10",
    "who": "王磊",
    "other": "李芳",
    "reason": "那几天有外宾接待",
}


def _kind(name, label, title, sentence, urgency, more=(_BEFORE, _PLAN, _COUNT)):
    return Kind(f"post.{name}", "post", label, title, sentence, (WHAT, DAY, WHEN, *more), _EXAMPLE, urgency, "door")


def _plan(name, label, title, sentence, urgency):
    return Kind(
        f"post.plan_{name}", "post", label, title, sentence, (_PLAN, _BY, DAY, _LAST), _EXAMPLE, urgency, "door"
    )


KINDS = [
    _kind(
        "moved",
        _("a published plan: another post"),
        _("From {day}: “{what}”"),
        _("The plan “{plan}” is published. From {day} you stand at “{what}” instead of “{before}”. Changes: {count}."),
        2,
    ),
    _kind(
        "placed",
        _("a published plan: a post"),
        _("From {day}: “{what}”"),
        _("The plan “{plan}” is published. From {day} you stand at “{what}”. Changes: {count}."),
        2,
    ),
    _kind(
        "free",
        _("a published plan: no post"),
        _("From {day} no longer at “{before}”"),
        _("The plan “{plan}” is published. From {day} you no longer stand at “{before}”. Changes: {count}."),
        2,
    ),
    _kind(
        "soon",
        _("a new post begins in a few days"),
        _("{when}: “{what}”. Get ready"),
        _("From {day} you stand at “{what}”. See what is to be renewed, said and finished before."),
        2,
        (),
    ),
    _kind(
        "swap_asked",
        _("a colleague asks to exchange posts"),
        _("{who} asks to exchange posts"),
        _("{who} would take your post “{what}” from {day} to {last}, and you “{before}”. Please answer before {day}."),
        1,
        _SWAP,
    ),
    _kind(
        "swap_agreed",
        _("an exchange waits for the manager"),
        _("Exchange to decide: {who}, {other}"),
        _("{who} (“{before}”) and {other} (“{what}”) want to exchange their posts from {day} to {last}."),
        1,
        _SWAP,
    ),
    _kind(
        "swap_done",
        _("an exchange was approved"),
        _("{day} to {last}: “{what}”"),
        _("The exchange is approved: from {day} to {last} you stand at “{what}” instead of “{before}”."),
        2,
        _SWAP,
    ),
    _kind(
        "swap_declined",
        _("a colleague declined an exchange"),
        _("{other} declined the exchange"),
        _("{other} would rather not exchange from {day} to {last}. You stay at “{before}”."),
        2,
        _SWAP,
    ),
    _kind(
        "swap_refused",
        _("the manager refused an exchange"),
        _("The exchange of {day} was not approved"),
        _("The exchange of {who} and {other} from {day} to {last} was not approved: {reason}"),
        2,
        (*_SWAP, _REASON),
    ),
    _kind(
        "swap_taken_back",
        _("an exchange was taken back"),
        _("{who} no longer asks to exchange"),
        _("The exchange of {who} and {other} from {day} to {last} was taken back. Everybody stays where they are."),
        3,
        _SWAP,
    ),
    _kind(
        "swap_lapsed",
        _("an exchange lapsed"),
        _("The exchange of {day} has lapsed"),
        _("Nobody decided on the exchange of {who} and {other} in time. Everybody stays where they are."),
        3,
        _SWAP,
    ),
    _kind(
        "steps_in",
        _("stepping in for somebody who is out"),
        _("{day}: “{what}”"),
        _("Somebody is out. From {day} to {last} please stand at “{what}”."),
        1,
        (_LAST,),
    ),
    _kind(
        "steps_back",
        _("stepping in was taken back"),
        _("{day}: not at “{what}” after all"),
        _("You need not step in at “{what}” from {day} to {last}. Everything is as it was planned."),
        1,
        (_LAST,),
    ),
    _plan(
        "handed_in",
        _("a plan waits for approval"),
        _("To approve: the plan “{plan}”"),
        _("{who} handed in the plan “{plan}”, {day} to {last}. Please look at it, then approve of it or send it back."),
        1,
    ),
    _plan(
        "approved",
        _("a plan was approved"),
        _("The plan “{plan}” is approved"),
        _("{who} approved of the plan “{plan}”, {day} to {last}. It can be published now."),
        2,
    ),
    _plan(
        "sent_back",
        _("a plan was sent back"),
        _("The plan “{plan}” is a draft again"),
        _("{who} made the plan “{plan}” a draft again. See what is said about it, then hand it in anew."),
        2,
    ),
]


def names_of(post: Post | None, name: str = "what") -> dict[str, Any]:
    """The name of a post as the facts of a notice, in both languages."""
    return {name: post.name if post else "", f"{name}_en": post.name_en if post else ""}


def sayings(plan: RotationPlan, found: Mapping[int, Sequence[Change]]) -> Iterator[Saying]:
    """One word to everybody: the first change, and how many there are. Once for each plan and person."""
    numbers = {post for of_one in found.values() for change in of_one for post in (change.before, change.after)}
    posts = Post.objects.in_bulk(number for number in numbers if number)
    link = reverse("rotations:my_posts")
    for user, of_one in found.items():
        first = of_one[0]
        kind = "free" if first.after is None else "placed" if first.before is None else "moved"
        facts = {"day": first.first_day.isoformat(), "plan": plan.name, "count": len(of_one)}
        facts |= names_of(posts.get(first.after)) | names_of(posts.get(first.before), "before")
        yield Saying(user_id=user, kind=f"post.{kind}", key=f"plan:{plan.pk}:published", params=facts, link=link)


def pack_sayings(stays: Iterable[Assignment]) -> Iterator[Saying]:
    """That a new post begins soon, with the way to its pack; once for each stay and first day."""
    for stay in stays:
        yield Saying(
            user_id=stay.user_id,
            kind="post.soon",
            key=f"stay:{stay.pk}:{stay.first_day}:soon",
            params={"day": stay.first_day.isoformat(), **names_of(stay.post)},
            link=reverse("rotations:my_pack", args=[stay.pk]),
        )


def swap_sayings(swap: Swap, today: date, reason: str = "") -> Iterator[Saying]:
    """What is said of the present state of an exchange, and to whom it matters."""
    facts = {
        "who": swap.asked_by.full_name,
        "other": swap.colleague.full_name,
        "day": swap.first_day.isoformat(),
        "last": swap.last_day.isoformat(),
        "reason": reason,
    }
    own, other = swap.own_post, swap.other_post
    for user in _whom(swap, today):
        # What somebody would come to is "what"; managers and a refusal read it as the asker does.
        turned = swap.state == Swap.State.DONE and user == swap.colleague_id
        what, before = (own, other) if turned else (other, own)
        yield Saying(
            user_id=user,
            kind=f"post.swap_{swap.state}",
            key=f"swap:{swap.pk}:{swap.state}",
            params=facts | names_of(what) | names_of(before, "before"),
            link=reverse("rotations:swaps"),
        )


def _whom(swap: Swap, today: date) -> list[int]:
    both = [swap.asked_by_id, swap.colleague_id]
    if swap.state == Swap.State.ASKED:
        return [swap.colleague_id]
    if swap.state == Swap.State.AGREED:
        managers = User.objects.filter(groups__name=Role.MANAGER, hall=swap.own_post.hall_id).may_sign_in(today)
        return [pk for pk in managers.values_list("pk", flat=True) if pk not in both]
    if swap.state == Swap.State.DECLINED:
        return [swap.asked_by_id]
    return [swap.colleague_id] if swap.state == Swap.State.TAKEN_BACK else both


def replacement_sayings(found: Replacement) -> Iterator[Saying]:
    """That somebody steps in, or need not after all; who is out, and why, is not said."""
    posts = Post.objects.in_bulk([post for _user, _leaves, post in found.moves])
    name = "steps_back" if found.taken_back_at else "steps_in"
    for user, _leaves, post in found.moves:
        yield Saying(
            user_id=user,
            kind=f"post.{name}",
            key=f"replacement:{found.pk}:{name}",
            params={
                "day": found.first_day.isoformat(),
                "last": found.last_day.isoformat(),
                **names_of(posts.get(post)),
            },
            link=reverse("rotations:my_posts"),
        )
