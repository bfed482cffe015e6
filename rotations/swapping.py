"""Exchanges of posts between two clerks: asking, answering, deciding, and writing the stays anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from notices.models import Notice
from notices.services import settle, tell
from people.models import User

from .cases import Case, judge_each
from .judging import Answer, Judgement
from .models import Assignment, Swap, SwapStep
from .rewriting import rewrite
from .swap_limits import Against, Asked, against_each
from .telling import swap_sayings
from .timelines import Line

State = Swap.State


@dataclass(frozen=True)
class Sides:
    """How the two would stand at each other's post, and which rules of plans that would break."""

    asked: Asked
    asker: Judgement
    colleague: Judgement
    against: tuple[Against, ...] = ()

    @property
    def both_can(self) -> bool:
        """Whether the exchange is possible; what is left to the manager to weigh does not count."""
        able = Answer.NO not in (self.asker.answer, self.colleague.answer)
        return able and not any(one.refuses for one in self.against)

    @property
    def to_asker(self) -> list[str]:
        return [one.said_to(self.asked.asker) for one in self.against]

    @property
    def to_colleague(self) -> list[str]:
        return [one.said_to(self.asked.colleague) for one in self.against]

    @property
    def to_manager(self) -> list[str]:
        return [one.said_to_the_manager for one in self.against]


@dataclass(frozen=True)
class Choice:
    """A colleague who stands at another post on all the days, and how the exchange would be judged."""

    stay: Assignment
    sides: Sides


def stay_over(user: User, first_day: date, last_day: date) -> Assignment | None:
    """The one stay in which somebody stands on all these days; None where there are two or none."""
    rows = Assignment.objects.from_day(last_day).filter(user=user, first_day__lte=first_day)
    return rows.select_related("post__hall", "plan").first()


def choices(stay: Assignment, first_day: date, last_day: date) -> list[Choice]:
    """With whom a stay could be exchanged on some of its days, those with whom it can be first; eleven queries."""
    rows = Assignment.objects.from_day(last_day).filter(first_day__lte=first_day, post__hall=stay.post.hall_id)
    others = rows.exclude(user=stay.user_id).exclude(post=stay.post_id).select_related("user", "post")
    found = list(others.order_by("user__name_pinyin", "user__staff_number"))
    sides = sides_of([Asked(stay.user, stay.post, one.user, one.post, first_day, last_day) for one in found])
    paired = [Choice(one, of_one) for one, of_one in zip(found, sides, strict=True)]
    return sorted(paired, key=lambda choice: not choice.sides.both_can)


def sides_of(asked: Sequence[Asked]) -> list[Sides]:
    """Both judgements of each, and which rules it would break; nine queries."""
    cases = []
    for one in asked:
        days = one.first, one.last
        cases += [Case(one.asker, one.other, *days), Case(one.colleague, one.own, *days)]
    found = judge_each(cases)
    of_each = zip(asked, found[::2], found[1::2], against_each(asked), strict=True)
    return [Sides(*everything) for everything in of_each]


def sides_of_swaps(swaps: Sequence[Swap]) -> list[Sides]:
    """As `sides_of`, of exchanges with people and posts at hand."""
    return sides_of(
        [Asked(one.asked_by, one.own_post, one.colleague, one.other_post, one.first_day, one.last_day) for one in swaps]
    )


@transaction.atomic
def ask_swap(*, user: User, colleague: User, first_day: date, last_day: date, now: datetime) -> Swap:
    """Ask a colleague to exchange posts on some coming days. Asked twice it is one question.

    ValidationError for days that have begun, for somebody who does not stand at one other post of the hall on all of
    them, and where one of the two could not stand at the other's post, or a rule of plans would be broken there.
    """
    _lock(user.pk, colleague.pk)
    if last_day < first_day:
        raise ValidationError({"last_day": _("The last day lies before the first.")})
    if first_day <= timezone.localdate(now):
        raise ValidationError({"first_day": _("Choose days from tomorrow on: there must be time to answer.")})
    mine, theirs = (stay_over(one, first_day, last_day) for one in (user, colleague))
    if mine is None:
        raise ValidationError({"first_day": _("You do not stand at one post on all these days. Choose fewer days.")})
    if theirs is None or theirs.post.hall_id != mine.post.hall_id or theirs.post_id == mine.post_id:
        raise ValidationError({"colleague": _("Choose a colleague who stands at another post on all these days.")})
    days = {"first_day": first_day, "last_day": last_day}
    same = Swap.objects.open().filter(asked_by=user, colleague=colleague, **days).first()
    if same:
        return same
    (sides,) = sides_of([Asked(user, mine.post, colleague, theirs.post, first_day, last_day)])
    if not sides.both_can:
        said = _("One of you two cannot stand at the other's post on these days.")
        raise ValidationError({"colleague": sides.to_asker or [said]})
    posts = {"own_post": mine.post, "other_post": theirs.post}
    swap = Swap.objects.create(asked_by=user, colleague=colleague, asked_at=now, **posts, **days)
    _step(swap, State.ASKED, by=user, now=now)
    return swap


def _lock(*people: int) -> None:
    list(User.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=people).order_by("pk"))


def _step(swap: Swap, state: Swap.State, *, by: User | None, now: datetime, reason: str = "") -> None:
    """Write down what was said, and tell whoever has to know; what waited for an answer needs no reading any more."""
    if swap.state != state:
        swap.state = state
        swap.save(update_fields=["state"])
    SwapStep.objects.create(swap=swap, state=state, by=by, at=now, reason=reason.replace("\0", "").strip()[:300])
    waiting = Notice.objects.unread().filter(key__in=[f"swap:{swap.pk}:{one}" for one in Swap.OPEN])
    settle(notices=list(waiting.values_list("pk", flat=True)), now=now)
    tell(sayings=swap_sayings(swap, timezone.localdate(now), reason), now=now)
    said = _words(swap) | ({"reason": reason} if reason else {})
    log(swap, f"rotations.swap_{state}", user=by, timestamp=now, data=said)


def _words(swap: Swap) -> dict[str, object]:
    return {
        "asked_by": swap.asked_by_id,
        "colleague": swap.colleague_id,
        "posts": [swap.own_post_id, swap.other_post_id],
        "first_day": swap.first_day.isoformat(),
        "last_day": swap.last_day.isoformat(),
    }


def _found(swap: Swap, now: datetime) -> Swap:
    """The exchange under a lock; lapsed where its days have begun or the two stand elsewhere by now."""
    _lock(swap.asked_by_id, swap.colleague_id)
    rows = Swap.objects.select_for_update(no_key=True, of=("self",))
    found = rows.select_related("asked_by", "colleague", "own_post", "other_post").get(pk=swap.pk)
    if found.state in Swap.OPEN and not _holds(found, timezone.localdate(now)):
        _step(found, State.LAPSED, by=None, now=now)
    return found


def _holds(swap: Swap, today: date) -> bool:
    if swap.first_day <= today:
        return False
    for user, post in ((swap.asked_by, swap.own_post_id), (swap.colleague, swap.other_post_id)):
        stay = stay_over(user, swap.first_day, swap.last_day)
        if stay is None or stay.post_id != post:
            return False
    return True


@transaction.atomic
def answer_swap(*, swap: Swap, agrees: bool, by: User, now: datetime, reason: str = "") -> Swap:
    """The colleague agrees or declines. A second click finds it answered; what has lapsed meanwhile is answered so.

    ValidationError when somebody else answers, and for agreeing to what is not possible any more.
    """
    found = _found(swap, now)
    if by.pk != found.colleague_id:
        raise ValidationError(_("Only who was asked can answer."))
    if found.state == State.ASKED:
        (sides,) = sides_of_swaps([found]) if agrees else (None,)
        if sides and not sides.both_can:
            said = _("One of you two cannot stand at the other's post on these days.")
            raise ValidationError(sides.to_colleague or [said])
        _step(found, State.AGREED if agrees else State.DECLINED, by=by, now=now, reason=reason)
    return found


@transaction.atomic
def take_back_swap(*, swap: Swap, by: User, now: datetime) -> Swap:
    """Who asked asks no longer, as long as nobody has decided."""
    found = _found(swap, now)
    if by.pk != found.asked_by_id:
        raise ValidationError(_("Only who asked can take it back."))
    if found.state in Swap.OPEN:
        _step(found, State.TAKEN_BACK, by=by, now=now)
    return found


@transaction.atomic
def decide_swap(*, swap: Swap, approves: bool, by: User, now: datetime, reason: str = "") -> Swap:
    """The manager approves, and the two stand at each other's post on those days; or refuses and says why.

    Both are judged again. ValidationError for a refusal without a reason, when one of the two cannot stand there any
    more or a rule of plans would be broken, and for a manager who is one of the two. A second click finds it decided.
    """
    found = _found(swap, now)
    if found.state != State.AGREED:
        return found
    if by.pk in (found.asked_by_id, found.colleague_id):
        raise ValidationError(_("It is your own exchange: somebody else has to decide it."))
    if not approves:
        if not reason.strip():
            raise ValidationError({"reason": _("Say why, so that the two understand it.")})
        _step(found, State.REFUSED, by=by, now=now, reason=reason)
        return found
    (sides,) = sides_of_swaps([found])
    if not sides.both_can:
        said = _("One of the two cannot stand there any more. Look at the reasons, or refuse it.")
        raise ValidationError(sides.to_manager or [said])
    _exchange(found, by, now)
    _step(found, State.DONE, by=by, now=now, reason=reason)
    return found


def _exchange(swap: Swap, by: User, now: datetime) -> None:
    stay = stay_over(swap.asked_by, swap.first_day, swap.last_day)
    days = swap.first_day, swap.last_day
    wanted = {
        swap.asked_by_id: [Line(swap.other_post_id, *days)],
        swap.colleague_id: [Line(swap.own_post_id, *days)],
    }
    plan = stay.plan if stay else None
    rewrite(wanted=wanted, first=days[0], last=days[1], plan=plan, goes_on=True, by=by, now=now)


def lapse_swaps(*, now: datetime) -> str:
    """Let go of every exchange nobody answered in time, or whose two stand elsewhere by now; for the daily work."""
    count = 0
    for swap in Swap.objects.open():
        with transaction.atomic():
            count += _found(swap, now).state == State.LAPSED
    return f"{count} exchanges lapsed"
