"""The list of assigned training a viewer sees, filtered: reading only."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, TextChoices
from django.utils.translation import pgettext_lazy

from people.models import User

from .models import TrainingAssignment
from .training_progress import AT_RISK

# A reason is not a column: to filter by it the progress of so many is looked up at most.
MOST_LOOKED_AT = 3000


class Show(TextChoices):
    """Which of the list."""

    OPEN = "open", pgettext_lazy("training list", "to do")
    OVERDUE = "overdue", pgettext_lazy("training list", "overdue")
    AT_RISK = "risk", pgettext_lazy("training list", "due within 7 days")
    DONE = "done", pgettext_lazy("training list", "done")
    WITHDRAWN = "withdrawn", pgettext_lazy("training list", "taken back")


def _conditions(on: date) -> dict[Show, Q]:
    still_open = Q(ended_at__isnull=True)
    return {
        Show.OPEN: still_open,
        Show.OVERDUE: still_open & Q(due_on__lt=on),
        Show.AT_RISK: still_open & Q(due_on__range=(on, on + AT_RISK)),
        Show.DONE: Q(ending=TrainingAssignment.Ending.DONE),
        Show.WITHDRAWN: Q(ending=TrainingAssignment.Ending.WITHDRAWN),
    }


@dataclass(frozen=True)
class Wanted:
    """What the list is asked for. `what` is "c12" for a course, "k3" for a certificate."""

    show: str = Show.OPEN
    q: str = ""
    what: str = ""
    hall: int | None = None


def people_of(viewer: User, wanted: Wanted) -> QuerySet[User]:
    """The people whose training the list speaks of."""
    people = User.objects.visible_to(viewer).matching(wanted.q)
    return people.filter(hall=wanted.hall) if wanted.hall else people


def _of_what(rows, what: str):
    if what[:1] in ("c", "k") and what[1:].isdecimal():
        return rows.filter(**{"course" if what[0] == "c" else "certification": int(what[1:])})
    return rows


def listed(viewer: User, wanted: Wanted, on: date) -> QuerySet[TrainingAssignment]:
    """The rows, what is due first at the top; of what is over the latest."""
    rows = _of_what(TrainingAssignment.objects.filter(user__in=people_of(viewer, wanted)), wanted.what)
    rows = rows.filter(_conditions(on)[Show(wanted.show)])
    over = wanted.show in (Show.DONE, Show.WITHDRAWN)
    return rows.order_by(*(("-ended_at", "-pk") if over else ("due_on", "user__name_pinyin", "pk"))).select_related(
        "user__hall", "course", "certification", "cycle", "rule", "assigned_by"
    )


def counts(viewer: User, wanted: Wanted, on: date) -> dict[str, int]:
    """How many there are of each to show; one query."""
    rows = _of_what(TrainingAssignment.objects.filter(user__in=people_of(viewer, wanted)), wanted.what)
    figures = {show: Count("pk", filter=condition) for show, condition in _conditions(on).items()}
    return rows.order_by().aggregate(**{str(show.value): figure for show, figure in figures.items()})
