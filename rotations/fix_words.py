"""Every fix of a clash as one sentence: what to do, with whom, by when, and what it would bring."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.ui import day, minutes

from .means import Route, Ways
from .plan_names import Names, comma
from .planner.fixes import Fix, Step
from .planner.problem import NOTHING, Bond, Problem


def route_behind(fix: Fix, ways: Ways) -> Route | None:
    """What is to be taken for a fix by training; None for the others."""
    if fix.clerk is None:
        return None
    if fix.step == Step.TRAIN:
        return ways.posts.get((fix.clerk, fix.post or 0))
    return ways.rules.get((fix.rule, fix.clerk)) if fix.step == Step.TRAIN_HOLDER else None


def fix_sentence(fix: Fix, problem: Problem, names: Names, ways: Ways) -> str:
    """What to do, in the reader's language."""
    if fix.step in (Step.TRAIN, Step.TRAIN_HOLDER):
        return _training(fix, names, route_behind(fix, ways))
    return _SAID[fix.step](fix, problem, names, _words(fix, names))


def gain_sentence(fix: Fix, problem: Problem) -> str:
    """What it would bring, as far as it was tried."""
    if fix.mends:
        return _("That mends it.")
    if problem.seats.shape[2] > 1:
        said = ngettext(
            "%(count)d fewer is missing then, over all periods and parts of the day or week.",
            "%(count)d fewer are missing then, over all periods and parts of the day or week.",
            fix.gain,
        )
        return said % {"count": fix.gain}
    said = ngettext(
        "%(count)d person fewer is missing then, over all periods.",
        "%(count)d people fewer are missing then, over all periods.",
        fix.gain,
    )
    return said % {"count": fix.gain}


def price_words(fix: Fix) -> str:
    """What it costs: minutes of training, or how it is weighed against them."""
    if fix.step in (Step.TRAIN, Step.TRAIN_HOLDER):
        return minutes(fix.minutes)
    return _("counts as %(minutes)s of training") % {"minutes": minutes(fix.price)}


def _words(fix: Fix, names: Names) -> dict[str, object]:
    return {
        "clerk": "" if fix.clerk is None else names.people([fix.clerk]),
        "post": "" if fix.post is None else names.post(fix.post),
        "when": names.when(fix.periods, fix.parts),
        "rule": names.rule(fix.rule),
        "count": fix.to,
        "span": names.span(fix.to),
    }


def _training(fix: Fix, names: Names, route: Route | None) -> str:
    words = _words(fix, names)
    said = (_("Train %(clerk)s for %(post)s") if fix.step == Step.TRAIN else _("Train %(clerk)s in %(rule)s")) % words
    if route:
        things = comma(offer.target.title for offer in route.offers)
        words |= {"said": said, "things": things, "minutes": minutes(fix.minutes), "day": day(route.ready_on)}
        said = _("%(said)s: %(things)s, %(minutes)s, done by %(day)s at the earliest") % words
        if route.opens_on:
            said = _("%(said)s, as it can be renewed only from %(day)s on") % {"said": said, "day": day(route.opens_on)}
    begins = min([*fix.periods, *(period for _post, period in fix.cells)], default=None)
    if begins is None:
        return _("%(said)s.") % {"said": said}
    return _("%(said)s; it counts from %(when)s on.") % {"said": said, "when": names.when([begins])}


def _move_leave(fix: Fix, _problem: Problem, names: Names, words: Mapping[str, object]) -> str:
    if not fix.instead:
        said = _(
            "Move the days off of %(clerk)s out of %(when)s, though no other time of this plan can do without "
            "%(clerk)s either."
        )
        return said % words
    instead = names.when(fix.instead)
    return _("Move the days off of %(clerk)s in %(when)s; nothing would be missing without them in %(instead)s.") % {
        **words,
        "instead": instead,
    }


def _unlock(fix: Fix, problem: Problem, names: Names, words: Mapping[str, object]) -> str:
    held = {int(problem.locked[fix.clerk, period]) for period in fix.periods}
    posts = sorted(held - {NOTHING} - {post for post in held if post < 0})
    if not posts:
        return _("Unlock %(clerk)s, who is locked to no post in %(when)s.") % words
    return _("Unlock %(clerk)s, who is locked at %(posts)s in %(when)s.") % {**words, "posts": names.posts_of(posts)}


def _fewer_seats(fix: Fix, _problem: Problem, _names: Names, words: Mapping[str, object]) -> str:
    if not fix.to:
        return _("Leave %(post)s empty in %(when)s.") % words
    said = ngettext(
        "Do with %(count)d person at %(post)s in %(when)s.", "Do with %(count)d people at %(post)s in %(when)s.", fix.to
    )
    return said % words


def _fewer_holders(fix: Fix, _problem: Problem, _names: Names, words: Mapping[str, object]) -> str:
    if not fix.to:
        return _("Do without anybody with %(rule)s in %(when)s.") % words
    said = ngettext(
        "Do with %(count)d person with %(rule)s in %(when)s.",
        "Do with %(count)d people with %(rule)s in %(when)s.",
        fix.to,
    )
    return said % words


def _longer_run(fix: Fix, problem: Problem, names: Names, words: Mapping[str, object]) -> str:
    now = names.span(int(problem.most_running[fix.post]))
    return _("Let people stand at %(post)s for up to %(span)s running instead of %(now)s.") % {**words, "now": now}


def _no_rest(_fix: Fix, _problem: Problem, _names: Names, words: Mapping[str, object]) -> str:
    return _("Ask for no rest after a stay at %(post)s.") % words


def _no_pair(fix: Fix, problem: Problem, names: Names, words: Mapping[str, object]) -> str:
    pair = problem.pairs[fix.pair or 0]
    two = {"first": names.people([pair.first]), "second": names.people([pair.second])}
    if pair.bond == Bond.APART:
        return _("Let %(first)s and %(second)s stand at one post.") % two
    return _("Let %(first)s stand without %(second)s, too.") % two


_SAID: Mapping[Step, Callable[[Fix, Problem, Names, Mapping[str, object]], str]] = {
    Step.MOVE_LEAVE: _move_leave,
    Step.UNLOCK: _unlock,
    Step.FEWER_SEATS: _fewer_seats,
    Step.FEWER_HOLDERS: _fewer_holders,
    Step.LONGER_RUN: _longer_run,
    Step.NO_REST: _no_rest,
    Step.NO_PAIR: _no_pair,
}
