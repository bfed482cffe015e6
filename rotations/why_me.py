"""Why somebody stands at a post, in one sentence to them: since when they can, and what spoke for them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.templatetags.ui import full_day

from .history import WINDOW, Load, Past
from .judging import DAY, Held
from .models import Post, Wish


class Turn(NamedTuple):
    """What is known about somebody on the day before a stay begins: where they had stood, their load and the hall's."""

    past: dict[int, Past]
    load: Load
    of_hall: Load


def able_since(proofs: Iterable[Held]) -> date | None:
    """The day from which all the awards that prove it count; None for a post that asks for nothing."""
    return max((proof.valid_from for proof in proofs), default=None)


def why_me(
    post: Post, first_day: date, *, note: str, proofs: Sequence[Held], is_able: bool, turn: Turn, wishes: Iterable[Wish]
) -> str:
    """One sentence; the reasons are read off the facts, not kept from when the plan was made."""
    because = pgettext("between the words of a list", ", ").join(_because(post, first_day, turn, wishes))
    if not is_able:
        said = (
            _("You cannot hold this post alone yet: %(note)s.") if note else _("You cannot hold this post alone yet.")
        )
        return said % {"note": note.rstrip("。.")}
    since = able_since(proofs)
    words = {"day": full_day(since) if since else "", "because": because}
    if since is None:
        return _("Everybody can stand here, and %(because)s.") % words
    return _("You have been able to stand here since %(day)s, and %(because)s.") % words


def _because(post, first_day, turn, wishes) -> Iterator[str]:
    """What spoke for this person: their wish, then that it is new to them or how long ago it was, then the load."""
    holding = [wish for wish in wishes if holds_on(wish, first_day)]
    if any(wish.kind == Wish.Kind.WANT and wish.post_id == post.pk for wish in holding):
        yield _("you wished for it")
    mean = turn.of_hall.mean
    is_busy = mean is not None and post.busy > mean
    if is_busy and any(wish.kind == Wish.Kind.BUSIER for wish in holding):
        yield _("you offered to take the busier posts")
    before = turn.past.get(post.pk)
    if before is None:
        yield _("it is your first time here")
    else:
        weeks = max((first_day - DAY - before.last_day).days // 7, 0)
        yield (
            ngettext("it is %(count)d week since your last turn", "it is %(count)d weeks since your last turn", weeks)
            % {"count": weeks}
            if weeks
            else _("it is your turn again")
        )
    if is_busy and turn.load.mean is not None and turn.load.mean < mean:
        yield _("your posts were less busy than the hall's mean in the last 12 weeks")


def holds_on(wish: Wish, day: date) -> bool:
    """Whether a wish speaks of a day and was not taken back before."""
    return wish.taken_back_at is None and wish.first_day <= day and (wish.last_day is None or wish.last_day >= day)


def window_before(day: date) -> tuple[date, date]:
    """The twelve weeks before a day."""
    return day - WINDOW, day - DAY
