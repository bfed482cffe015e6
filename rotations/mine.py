"""What the rotation holds for one clerk: posts now and next with why, wishes and what became of them, the load."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import mean

from django.db.models import Q, TextChoices
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from people.models import User

from .eligibility import Verdict, judge_all
from .history import WINDOW, Load, Past, Stood, loads, mastered, passed, together
from .judging import DAY, Answer
from .models import Assignment, Post, Wish
from .needs import posts_of_hall
from .why_me import Turn, why_me, window_before

MOST_COMING = 12


class Outcome(TextChoices):
    """What became of a wish."""

    GRANTED = "granted", pgettext_lazy("outcome of a wish", "came true")
    WAITING = "waiting", pgettext_lazy("outcome of a wish", "not yet")
    MISSED = "missed", pgettext_lazy("outcome of a wish", "did not come true")
    KEPT = "kept", pgettext_lazy("outcome of a wish", "kept so far")
    BROKEN = "broken", pgettext_lazy("outcome of a wish", "could not be kept")


# The badge of each: core.templatetags.ui.STATES.
BADGES = {
    Outcome.GRANTED: "yes",
    Outcome.WAITING: "todo",
    Outcome.MISSED: "todo",
    Outcome.KEPT: "yes",
    Outcome.BROKEN: "flagged",
}


@dataclass(frozen=True)
class MyStay:
    stay: Assignment
    why: str


@dataclass(frozen=True)
class MyWish:
    wish: Wish
    outcome: Outcome
    stay: Assignment | None = None

    @property
    def badge(self) -> str:
        return BADGES[self.outcome]


@dataclass(frozen=True)
class Window:
    """How busy the days of a stretch are: mine, and the mean of the hall; None where nobody stands anywhere."""

    first: date
    last: date
    mine: float | None
    of_hall: float | None

    @property
    def is_below(self) -> bool | None:
        return None if self.mine is None or self.of_hall is None else self.mine < self.of_hall


@dataclass(frozen=True)
class MyPosts:
    today: date
    now: list[MyStay]
    coming: list[MyStay]
    wishes: list[MyWish]
    windows: list[Window]
    past: list[tuple[Post, Past]]
    mastered: int
    holdable: int


def my_posts_of(user: User, now: datetime) -> MyPosts:
    """Everything a clerk sees of the rotation; a number of queries that does not grow."""
    today = timezone.localdate(now)
    posts = {post.pk: post for post in posts_of_hall(user.hall_id)} if user.hall_id else {}
    mine = list(Assignment.objects.filter(user=user).select_related("post__hall").order_by("first_day", "pk"))
    stood = _stood_in_hall(user, today, mine)
    busy = {pk: post.busy for pk, post in posts.items()} | {stay.post_id: stay.post.busy for stay in mine}
    wishes = list(Wish.objects.filter(user=user).select_related("post").order_by("first_day", "pk"))
    there = [stay for stay in mine if stay.last_day is None or stay.last_day >= today][:MOST_COMING]
    verdicts = {verdict.post.pk: verdict for verdict in _judged(user, list(posts.values()), today)}
    shown = [MyStay(stay, _why(stay, today, stood, busy, verdicts, wishes)) for stay in there]
    past = passed(stood, user.pk, today - DAY)
    usual = mean(post.busy for post in posts.values()) if posts else 0.0
    holdable = [pk for pk, verdict in verdicts.items() if _can_hold(verdict)]
    known = posts | {stay.post_id: stay.post for stay in mine}
    done, of_all = mastered(past, holdable)
    return MyPosts(
        today=today,
        now=[one for one in shown if one.stay.first_day <= today],
        coming=[one for one in shown if one.stay.first_day > today],
        wishes=[_outcome(wish, mine, today, usual) for wish in wishes if _is_of_late(wish, today)],
        windows=[_window(user, stood, busy, *days) for days in _around(today)],
        past=[(known[pk], one) for pk, one in past.items()],
        mastered=done,
        holdable=of_all,
    )


def _stood_in_hall(user: User, today: date, mine: Sequence[Assignment]) -> list[Stood]:
    """Mine of all time, and those of the hall that the figures look at; one query."""
    rows = Assignment.objects.filter(
        Q(last_day=None) | Q(last_day__gte=today - 2 * WINDOW),
        post__hall=user.hall_id,
        first_day__lte=today + WINDOW,
    ).exclude(user=user)
    others = rows.order_by().values_list("user", "post", "first_day", "last_day") if user.hall_id else ()
    return [Stood(stay.user_id, stay.post_id, stay.first_day, stay.last_day) for stay in mine] + [
        Stood(*row) for row in others
    ]


def _judged(user: User, posts: list[Post], today: date) -> list[Verdict]:
    return judge_all([user], posts, today, today, offers=[]) if posts else []


def _can_hold(verdict: Verdict) -> bool:
    """By skills: who is on leave today can hold a post all the same."""
    return verdict.answer != Answer.NO or all(reason.skill is None for reason in verdict.reasons)


def _why(stay, today, stood, busy, verdicts, wishes) -> str:
    first, last = window_before(min(stay.first_day, today))
    before = loads(stood, busy, first, last)
    turn = Turn(
        passed(stood, stay.user_id, stay.first_day - DAY),
        before.get(stay.user_id, Load()),
        together(before.values()),
    )
    verdict = verdicts.get(stay.post_id)
    proofs = [proof for _need, proof in verdict.proofs] if verdict else []
    is_able = verdict is None or _can_hold(verdict)
    return why_me(stay.post, stay.first_day, note=stay.note, proofs=proofs, is_able=is_able, turn=turn, wishes=wishes)


def _around(today: date) -> list[tuple[date, date]]:
    return [(today - WINDOW, today - DAY), (today, today + WINDOW - DAY)]


def _window(user: User, stood: list[Stood], busy: dict[int, int], first: date, last: date) -> Window:
    found = loads(stood, busy, first, last)
    return Window(first, last, found.get(user.pk, Load()).mean, together(found.values()).mean)


def _is_of_late(wish: Wish, today: date) -> bool:
    return wish.taken_back_at is None and (wish.last_day is None or wish.last_day >= today - WINDOW)


def _outcome(wish: Wish, mine: Sequence[Assignment], today: date, usual: float) -> MyWish:
    """Read off the stays of its days: the one that grants or breaks it is named. `usual` is how busy posts are."""
    over = wish.last_day is not None and wish.last_day < today
    hits = [stay for stay in mine if _answers(wish, stay, usual)]
    if wish.kind == Wish.Kind.AVOID:
        return MyWish(wish, Outcome.BROKEN, hits[0]) if hits else MyWish(wish, Outcome.KEPT)
    if hits:
        return MyWish(wish, Outcome.GRANTED, hits[0])
    return MyWish(wish, Outcome.MISSED if over else Outcome.WAITING)


def _answers(wish: Wish, stay: Assignment, usual: float) -> bool:
    if stay.first_day > (wish.last_day or date.max) or (stay.last_day or date.max) < wish.first_day:
        return False
    if wish.kind == Wish.Kind.BUSIER:
        return stay.post.busy > usual
    return wish.post_id == stay.post_id
