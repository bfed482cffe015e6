"""What was done to a plan, change by change and event by event, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.models import ModelLogEntry

from people.models import User

from .models import PlanChange, Post, RotationPlan
from .plans import Placed

LINES = 8  # of one change; a run of the planner has hundreds

KINDS = {
    "cells": gettext_lazy("Changed by hand"),
    "planner": gettext_lazy("Taken over from the planner"),
    "undo": gettext_lazy("Taken back"),
    "sheet": gettext_lazy("Taken over from a file"),
    "unlock": gettext_lazy("Unlocked as proposed"),
}
OTHERWISE = gettext_lazy("Changed")
# What is done to a plan as a whole is in the log alone; "take over" is told as the change it made.
EVENTS = {
    "rotations.plan": gettext_lazy("Rotation plan made"),
    "rotations.run": gettext_lazy("Planner set to work"),
    "rotations.stop_run": gettext_lazy("Planner stopped"),
    "rotations.hand_in_plan": gettext_lazy("Rotation plan handed in"),
    "rotations.take_back_plan": gettext_lazy("Rotation plan taken back"),
    "rotations.approve_plan": gettext_lazy("Rotation plan approved"),
    "rotations.publish": gettext_lazy("Rotation plan published"),
    "rotations.drop_plan": gettext_lazy("Rotation plan dropped"),
}


@dataclass(frozen=True)
class Line:
    """A cell that was changed: whose, from which day, and what it says before and after."""

    name: str
    day: date | None
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """A change with its first lines, of which `more` are not shown; or an event, which has none."""

    what: str
    by: User | None
    at: datetime
    undone: bool = False
    lines: list[Line] = field(default_factory=list)
    more: int = 0


class Rows:
    """Everything done to a plan, the last first, for a paginator: read page by page, in six queries for each."""

    def __init__(self, plan: RotationPlan) -> None:
        self.plan = plan
        self.changes = plan.changes.select_related("by").order_by("-revision")
        log = ModelLogEntry.objects.for_instance(plan).filter(action__in=EVENTS)
        self.events = log.select_related("user").order_by("-timestamp", "-pk")

    def count(self) -> int:
        return self.changes.count() + self.events.count()

    def __getitem__(self, part: slice) -> list[Entry]:
        changes, events = list(self.changes[: part.stop]), list(self.events[: part.stop])
        found = sorted([*changes, *events], key=_when, reverse=True)[part]
        told = iter(entries(self.plan, [row for row in found if isinstance(row, PlanChange)]))
        return [next(told) if isinstance(row, PlanChange) else _event(row) for row in found]


def _when(row: PlanChange | ModelLogEntry) -> datetime:
    return row.at if isinstance(row, PlanChange) else row.timestamp


def _event(row: ModelLogEntry) -> Entry:
    return Entry(str(EVENTS[row.action]), row.user, row.timestamp)


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
            str(KINDS.get(change.kind, OTHERWISE)),
            change.by,
            change.at,
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
