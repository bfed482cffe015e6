"""What can be done about a fix right here, and where the rest is done."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from .fix_keys import key_of
from .fix_words import fix_sentence, gain_sentence, price_words, route_behind
from .looking import Looked
from .planner.fixes import Fix, Step

ASSIGNED = (Step.TRAIN, Step.TRAIN_HOLDER)


@dataclass(frozen=True)
class Proposal:
    """A fix as a page shows it: `button` does it here (empty: not now), `url` leads to where else it is done."""

    fix: Fix
    sentence: str
    gain: str
    price: str
    key: dict[str, str]
    button: str = ""
    url: str = ""
    link: str = ""

    @property
    def query(self) -> str:
        """The fix in an address."""
        return urlencode(self.key)


def proposal(fix: Fix, looked: Looked) -> Proposal:
    """A fix in words, with what can be done about it."""
    button, url, link = _deed(fix, looked)
    return Proposal(
        fix,
        fix_sentence(fix, looked.problem, looked.names, looked.ways),
        gain_sentence(fix, looked.problem) if fix.gain else "",
        price_words(fix),
        key_of(fix, looked),
        button,
        url,
        link,
    )


def _deed(fix: Fix, looked: Looked) -> tuple[str, str, str]:
    if fix.step in ASSIGNED:
        route = route_behind(fix, looked.ways)
        may = route is not None and (route.opens_on is None or route.opens_on <= looked.today)
        return (_("Assign the training") if may else ""), "", ""
    if fix.step == Step.UNLOCK:
        return (_("Unlock") if looked.plan.state in ("draft", "proposed") else ""), "", ""
    return "", *_elsewhere(fix, looked)


def _elsewhere(fix: Fix, looked: Looked) -> tuple[str, str]:
    """The page on which it is done, and what the link says."""
    out, hall = looked.out, {"hall": looked.plan.hall.code}
    if fix.step == Step.MOVE_LEAVE:
        return f"{reverse('rotations:leaves')}?{urlencode(hall)}", _("To the days off")
    if fix.step == Step.FEWER_SEATS and fix.post is not None:
        days = {
            "post": out.posts[fix.post].pk,
            "seats": fix.to,
            "first_day": out.periods[fix.periods[0]].first_day.isoformat(),
            "last_day": out.periods[fix.periods[-1]].last_day.isoformat(),
        }
        return f"{reverse('rotations:seats')}?{urlencode(hall | days)}", _("To the seats at times")
    if fix.step in (Step.LONGER_RUN, Step.NO_REST) and fix.post is not None:
        return reverse("rotations:edit_post", args=[out.posts[fix.post].pk]), _("To the rules of the post")
    if fix.step == Step.FEWER_HOLDERS:
        return f"{reverse('dashboard:minimums')}?{urlencode(hall)}", _("To the minimums of the hall")
    return f"{reverse('rotations:pairs')}?{urlencode(hall)}", _("To the pairs")
