"""What was done to a plan, change by change, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from people.models import User

from .models import PlanChange, Post, RotationPlan
from .plans import Placed

LINES = 8  # of one change; a run of the planner has hundreds

KINDS = {
    "cells": gettext_lazy("Changed by hand"),
    "undo": gettext_lazy("Taken back"),
    "sheet": gettext_lazy("Taken over from a file"),
}
OTHERWISE = gettext_lazy("Taken over from the planner")


@dataclass(frozen=True)
class Line:
    """A cell that was changed: whose, from which day, and what it says before and after."""

    name: str
    day: date | None
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """A change with its first lines; `more` are not shown."""

    change: PlanChange
    what: str
    undone: bool
    lines: list[Line]
    more: int


def entries(plan: RotationPlan, changes: Sequence[PlanChange]) -> list[Entry]:
    """Changes of a plan in words; in four queries whatever their number."""
    shown = {change.pk: _shown(change) for change in changes}
    people = {after.user for pairs in shown.values() for _before, after in pairs}
    names = dict(User.objects.filter(pk__in=people).values_list("pk", "full_name"))
    posts = {post.pk: post.local_name for post in Post.objects.filter(hall=plan.hall_id)}
    days = dict(plan.periods.values_list("number", "first_day"))
    undone = set(PlanChange.objects.filter(undoes__in=changes).order_by().values_list("undoes", flat=True))
    return [
        Entry(
            change,
            str(KINDS.get(change.kind, OTHERWISE)),
            change.pk in undone,
            [_line(before, after, names, posts, days) for before, after in shown[change.pk]],
            max(0, len(change.after) - LINES),
        )
        for change in changes
    ]


def _shown(change) -> list[tuple[Placed, Placed]]:
    pairs: Iterable[tuple] = zip(change.before[:LINES], change.after[:LINES], strict=True)
    return [(Placed(*before), Placed(*after)) for before, after in pairs]


def _line(before, after, names, posts, days):
    return Line(names.get(after.user, _("somebody")), days.get(after.period), said(before, posts), said(after, posts))


def said(placed: Placed, posts: dict[int, str]) -> str:
    """What a cell says, in short words."""
    where = posts.get(placed.post, "?") if placed.post else pgettext("cell of a plan", "no post")
    if placed.locked:
        where = _("%(post)s (locked)") % {"post": where}
    return where
