"""What speaks against exchanges of posts beside who can stand where, read for many at once, and said to each reader.

Kept apart, too long at a post and back too soon refuse an exchange; a learner who would stand alone is left to the
manager. docs/decisions/0096.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from people.models import User

from .exchanging import Bonded, Broken, Limits, broken, grid_from
from .models import Assignment, Pair, Period, Post, RotationSettings
from .periods import Stretch, stretches
from .planner.checking import Rule
from .planner.problem import Bond
from .timelines import Line


class Asked(NamedTuple):
    """Two who would stand at each other's post on these days, both included."""

    asker: User
    own: Post
    colleague: User
    other: Post
    first: date
    last: date


@dataclass(frozen=True)
class Against:
    """One rule an exchange would break: by `user` at a `post`, with or without `other` there; `learns` where it is the
    user who learns beside the other."""

    rule: Rule
    user: User
    post: Post
    other: User | None = None
    learns: bool = False

    @property
    def refuses(self) -> bool:
        """Whether the exchange is not possible; else the manager weighs it."""
        return self.rule != Rule.NOT_TOGETHER

    def said_to(self, reader: User) -> str:
        """The reason for one of the two. Whom the hall keeps apart or together is named to nobody."""
        if self.user.pk != reader.pk:
            return self._of_the_colleague()
        words = {"post": self.post.local_name}
        if self.rule == Rule.RUNS_TOO_LONG:
            most = self.post.most_running
            return ngettext(
                "You would stand at “%(post)s” for more than %(count)d period running.",
                "You would stand at “%(post)s” for more than %(count)d periods running.",
                most,
            ) % (words | {"count": most})
        if self.rule == Rule.NO_REST:
            return ngettext(
                "“%(post)s” would come again too soon for you: %(count)d period elsewhere comes between.",
                "“%(post)s” would come again too soon for you: %(count)d periods elsewhere come between.",
                self.post.rest,
            ) % (words | {"count": self.post.rest})
        if self.rule == Rule.NOT_APART:
            return _("On these days somebody stands at “%(post)s” whom the hall plans at other posts than you.") % words
        if self.learns:
            return _("At “%(post)s” you would be without the colleague you learn beside.") % words
        return _("At “%(post)s” somebody who learns beside you would be without you.") % words

    def _of_the_colleague(self) -> str:
        words = {"name": self.user.full_name, "post": self.post.local_name}
        if self.rule == Rule.RUNS_TOO_LONG:
            return _("%(name)s would stand at “%(post)s” for too long running.") % words
        if self.rule == Rule.NO_REST:
            return _("“%(post)s” would come again too soon for %(name)s.") % words
        return _("The hall has arranged it otherwise for %(name)s on these days.") % words

    @property
    def said_to_the_manager(self) -> str:
        """The reason with everybody's name."""
        words = {"name": self.user.full_name, "post": self.post.local_name}
        words |= {"other": self.other.full_name if self.other else ""}
        if self.rule == Rule.RUNS_TOO_LONG:
            most = self.post.most_running
            return ngettext(
                "%(name)s would stand at “%(post)s” for more than %(count)d period running.",
                "%(name)s would stand at “%(post)s” for more than %(count)d periods running.",
                most,
            ) % (words | {"count": most})
        if self.rule == Rule.NO_REST:
            return ngettext(
                "%(name)s comes to “%(post)s” again too soon: %(count)d period elsewhere comes between.",
                "%(name)s comes to “%(post)s” again too soon: %(count)d periods elsewhere come between.",
                self.post.rest,
            ) % (words | {"count": self.post.rest})
        if self.rule == Rule.NOT_APART:
            return _("%(name)s and %(other)s are kept apart, and both would stand at “%(post)s”.") % words
        if self.learns:
            return _("%(name)s learns beside %(other)s, who does not stand at “%(post)s” on all these days.") % words
        return _("%(other)s learns beside %(name)s and would be at “%(post)s” without.") % words


def against_each(asked: Sequence[Asked]) -> list[tuple[Against, ...]]:
    """Of each exchange what speaks against it; four queries whatever their number."""
    if not asked:
        return []
    pairs = _pairs(asked)
    people = {one.pk: one for each in asked for one in (each.asker, each.colleague)}
    people |= {one.pk: one for pair in pairs for one in (pair.first, pair.second)}
    bonds = [
        Bonded(Bond(row.bond), row.first_id, row.second_id, row.post_id, row.first_day, row.last_day) for row in pairs
    ]
    stays = _stays(people)
    lines = {user: [line for line, _plan in rows] for user, rows in stays.items()}
    plans = [_plan_at(stays.get(each.asker.pk, ()), each.first) for each in asked]
    periods, kinds = _periods({plan for plan in plans if plan}), _kinds(asked)
    found = []
    for each, plan in zip(asked, plans, strict=True):
        rules = broken(
            {each.asker.pk: each.other.pk, each.colleague.pk: each.own.pk},
            lines,
            Stretch(each.first, each.last),
            grid=_grid(each, periods.get(plan or 0, []), kinds.get(each.own.hall_id, "week")),
            limits={post.pk: Limits(post.most_running, post.rest) for post in (each.own, each.other)},
            bonds=[bond for bond in bonds if {each.asker.pk, each.colleague.pk} & {bond.first, bond.second}],
        )
        found.append(tuple(_in_full(rule, each, people) for rule in rules))
    return found


def _pairs(asked: Sequence[Asked]) -> list[Pair]:
    """Of the halls, with one of those who exchange, on some of the days of some exchange."""
    people = {one.pk for each in asked for one in (each.asker, each.colleague)}
    first, last = min(each.first for each in asked), max(each.last for each in asked)
    rows = Pair.objects.filter(
        Q(first__in=people) | Q(second__in=people), hall__in={each.own.hall_id for each in asked}
    )
    rows = rows.filter(Q(last_day=None) | Q(last_day__gte=first), first_day__lte=last)
    return list(rows.select_related("first", "second").order_by("first_day", "pk"))


def _stays(people: Collection[int]) -> dict[int, list[tuple[Line, int | None]]]:
    """All stays of people in order, with the plans that say so."""
    found: dict[int, list[tuple[Line, int | None]]] = defaultdict(list)
    rows = Assignment.objects.filter(user__in=people).order_by("first_day", "pk")
    for user, post, first, last, plan in rows.values_list("user", "post", "first_day", "last_day", "plan"):
        found[user].append((Line(post, first, last), plan))
    return found


def _plan_at(stays: Iterable[tuple[Line, int | None]], day: date) -> int | None:
    return next((plan for line, plan in stays if line.covers(day)), None)


def _periods(plans: set[int]) -> dict[int, list[Stretch]]:
    found: dict[int, list[Stretch]] = defaultdict(list)
    rows = Period.objects.filter(plan__in=plans).order_by("plan", "number")
    for plan, first, last in rows.values_list("plan", "first_day", "last_day"):
        found[plan].append(Stretch(first, last))
    return found


def _kinds(asked: Sequence[Asked]) -> dict[int, str]:
    """How the halls count where no plan says so."""
    rows = RotationSettings.objects.filter(hall__in={each.own.hall_id for each in asked}).order_by()
    return dict(rows.values_list("hall", "kind"))


def _grid(each: Asked, known: Sequence[Stretch], kind: str) -> list[Stretch]:
    """The periods to count in: those of the plan of the stay, or of the hall from the first day exchanged on."""
    if not known or not known[0].first_day <= each.first <= known[-1].last_day:
        known = stretches(each.first, kind, 1)
    most = max(max(post.most_running, post.rest) for post in (each.own, each.other))
    return grid_from(known, each.last, most + 1)


def _in_full(rule: Broken, each: Asked, people: Mapping[int, User]) -> Against:
    post = each.own if rule.post == each.own.pk else each.other
    other = None if rule.other is None else people[rule.other]
    return Against(rule.rule, people[rule.user], post, other, rule.learns)
