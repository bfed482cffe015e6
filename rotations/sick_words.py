"""Why somebody is a good one to step in, in words."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from core.templatetags.ui import day
from people.models import User
from skills.models import Level

from .fair_shares import AVOIDED
from .standing_in import Option, Step


class Shown(NamedTuple):
    """One option as the page shows it."""

    user: User
    flagged: bool
    reasons: list[str]
    cautions: list[str]
    steps: str


def shown(option: Option) -> Shown:
    """The option with what speaks for it, and what is to be known before."""
    first, *others = option.steps
    return Shown(
        first.user,
        option.flagged,
        [*_where_from(first, others, option), *_who(option)],
        _cautions(option),
        option.words,
    )


def _where_from(first: Step, others: list[Step], option: Option) -> list[str]:
    if first.leaves is None:
        return [_("Free on these days.")]
    words = {"post": first.leaves.local_name}
    if others:
        lines = [_("Comes from “%(post)s”.") % words]
    elif first.leaves in option.lacking:
        return []
    else:
        lines = [_("Comes from “%(post)s”, where enough people stay.") % words]
    for step in others:
        names = {"name": step.user.full_name, "post": step.post.local_name}
        if step.leaves is None:
            lines.append(_("%(name)s, who is free, takes over at “%(post)s”.") % names)
        else:
            names["from"] = step.leaves.local_name
            lines.append(_("%(name)s moves from “%(from)s” to “%(post)s”.") % names)
    return lines


def _who(option: Option) -> list[str]:
    lines = []
    if option.last_stood:
        lines.append(_("Last stood here on %(day)s.") % {"day": day(option.last_stood)})
    else:
        lines.append(_("Has not stood here yet."))
    if option.load is not None:
        lines.append(_("Carries %(percent)d %% of a fair load with this.") % {"percent": round(option.load * 100)})
    return lines


def _cautions(option: Option) -> list[str]:
    lines = [_("“%(post)s” then lacks somebody.") % {"post": post.local_name} for post in option.lacking]
    if option.still is not None:
        words = {"post": option.steps[0].post.local_name, "when": option.still}
        still = (
            _("“%(post)s” still lacks somebody: %(when)s.") if option.still else _("“%(post)s” still lacks somebody.")
        )
        lines.insert(0, still % words)
    for minimum in option.lost_minimums:
        words = {"skill": minimum.skill.local_name, "level": Level(minimum.level).label}
        lines.append(_("The hall then has too few holders of “%(skill)s” (%(level)s).") % words)
    if option.flagged:
        lines.append(_("A certificate is to be renewed soon."))
    if option.wish >= AVOIDED:
        lines.append(_("Would rather not stand here."))
    return lines
