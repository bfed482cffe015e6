"""What all pages of one rotation plan have in common: which plan, its state in words, and the tabs."""

from dataclasses import dataclass

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from .models import Period, RotationPlan
from .permissions import halls_of
from .wording import stretch_in_words

# Every page of a plan that has a tab, in the order shown: (name of the address, label).
PLAN_TABS = [
    ("rotations:board", pgettext_lazy("tab of a plan", "Board")),
    ("rotations:board_posts", pgettext_lazy("tab of a plan", "By post")),
    ("rotations:run", pgettext_lazy("tab of a plan", "Automatic planning")),
    ("rotations:why", pgettext_lazy("tab of a plan", "What stands in the way")),
    ("rotations:foresight", pgettext_lazy("tab of a plan", "Foresight")),
    ("rotations:scores", pgettext_lazy("tab of a plan", "Scores")),
    ("rotations:compare", pgettext_lazy("tab of a plan", "What changes")),
    ("rotations:remarks", pgettext_lazy("tab of a plan", "Remarks and approval")),
    ("rotations:publish", pgettext_lazy("tab of a plan", "Publishing")),
    ("rotations:plan_history", pgettext_lazy("tab of a plan", "History")),
]

# The badge of each state: core.templatetags.ui.STATES.
BADGES = {
    RotationPlan.State.DRAFT: "draft",
    RotationPlan.State.PROPOSED: "info",
    RotationPlan.State.PUBLISHED: "valid",
    RotationPlan.State.DROPPED: "todo",
}
OPEN_STATES = (RotationPlan.State.DRAFT, RotationPlan.State.PROPOSED)


def plans_of(viewer):
    """The plans of the halls a manager works in."""
    return RotationPlan.objects.visible_to(viewer, halls_of(viewer)).select_related("hall", "made_by", "published_by")


def plan_of(request, pk):
    """One plan of those halls, else 404."""
    return get_object_or_404(plans_of(request.user), pk=pk)


def plan_frame(request, plan, here):
    """The plan, its periods and the tabs with the one shown (a name of PLAN_TABS)."""
    periods = list(plan.periods.all())
    labels = dict(PLAN_TABS)
    return {
        "plan": plan,
        "hall": plan.hall,
        "periods": periods,
        "badge": BADGES[plan.state],
        "is_open": plan.state in OPEN_STATES,
        "stretch": stretch_in_words(periods[0].first_day, periods[-1].last_day) if periods else "",
        "plan_tabs": [(reverse(name, args=[plan.pk]), label, name == here) for name, label in PLAN_TABS],
        "title": labels.get(here, ""),
    }


@dataclass(frozen=True)
class PlanRow:
    """A plan of the list."""

    plan: RotationPlan
    badge: str
    stretch: str
    count: int
    is_open: bool


def plan_rows(plans):
    """Plans with from when to when and how many periods; one query whatever their number."""
    days: dict[int, list[tuple]] = {}
    found = Period.objects.filter(plan__in=plans).order_by("plan", "number")
    for plan, first, last in found.values_list("plan_id", "first_day", "last_day"):
        days.setdefault(plan, []).append((first, last))
    return [_row(plan, days.get(plan.pk, [])) for plan in plans]


def _row(plan, days):
    stretch = stretch_in_words(days[0][0], days[-1][1]) if days else _("without periods")
    return PlanRow(plan, BADGES[plan.state], stretch, len(days), plan.state in OPEN_STATES)
