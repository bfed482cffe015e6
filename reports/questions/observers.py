"""Practicals that wait: for an observer, for the watching, for the decision; by whom and since when."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from quizzes.models import ObservationRequest
from quizzes.models.observations import FIRST, SECOND

from ..frame import STAFF, Asked, Column, Crossing, Facet, Kind, Link, Report, Row, Word
from ..scope import ScopeForm
from .common import BY_HALL, HALL, PERSON, hall_facet, hall_of

AGES = (
    ("0", gettext_lazy("up to 3 days")),
    ("4", gettext_lazy("4 to 7 days")),
    ("8", gettext_lazy("8 to 14 days")),
    ("15", gettext_lazy("15 days and more")),
)
WAITS = (
    ("observer", pgettext_lazy("report", "for an observer")),
    ("watching", pgettext_lazy("report", "to be watched")),
    ("decision", pgettext_lazy("report", "for the decision")),
)
_KINDS = {"observer": "todo", "watching": "open", "decision": "renewal"}
LATE = (("late", pgettext_lazy("report", "overdue")), ("in-time", pgettext_lazy("report", "in time")))


class BacklogForm(ScopeForm):
    """As it stands now: what waits has no past."""


def _age(days: int) -> str:
    return next(value for value, _label in reversed(AGES) if days >= int(value))


def _rows(asked: Asked) -> list[Row]:
    requests = ObservationRequest.objects.still_open().filter(user__in=asked.people).with_story()
    requests = requests.select_related("user__hall", "practical", "asked_by").defer("sheet", "practical__criteria")
    return [row for request in requests for row in _rows_of(request, asked)]


def _rows_of(request, asked: Asked) -> list[Row]:
    """A row for everybody it waits for; one with nobody where an observer is lacking or a trainer has to decide."""
    if request.is_watched:
        seen = max(one.received_at for one in request.observations.all())
        return [_row(request, asked, "decision", seen, None)]
    places = (FIRST, SECOND) if request.needs_second else (FIRST,)
    found = []
    for place in places:
        if request.observation(place) is None:
            duty = request.duty(place)
            wait = "watching" if duty else "observer"
            found.append(_row(request, asked, wait, duty.assigned_at if duty else request.asked_at, duty))
    return found


def _row(request, asked: Asked, wait: str, since, duty) -> Row:
    days = max(0, (asked.now - since).days)
    total = max(0, (asked.now - request.asked_at).days)
    late = "late" if duty and duty.due_on < asked.on else "in-time"
    practical, nobody = request.practical, ("none", _("nobody yet"))
    observer = (str(duty.observer_id), duty.observer.full_name) if duty else nobody
    return Row(
        cells={
            "person": request.user,
            "hall": hall_of(request.user),
            "practical": Link(practical.local_title, reverse("practicals:observation", args=[request.public_id])),
            "waits": Word(_KINDS[wait], dict(WAITS)[wait], [value for value, _label in WAITS].index(wait)),
            "observer": duty.observer.full_name if duty else "",
            "asked": request.asked_at,
            "days": days,
            "total": total,
            "due": duty.due_on if duty else None,
            "late": dict(LATE)["late"] if late == "late" else "",
        },
        facets={
            "hall": hall_facet(request.user),
            "practical": (str(practical.pk), practical.local_title),
            "waits": (wait, dict(WAITS)[wait]),
            "observer": observer,
            "age": (_age(days), dict(AGES)[_age(days)]),
            "late": (late, dict(LATE)[late]),
        },
    )


BACKLOG = Report(
    slug="observers",
    title=gettext_lazy("Practicals that wait"),
    question=gettext_lazy("Which practicals wait, for whom, and for how long?"),
    columns=(
        PERSON,
        HALL,
        Column("practical", gettext_lazy("Practical"), Kind.LINK),
        Column("waits", gettext_lazy("Waits"), Kind.STATE),
        Column("observer", gettext_lazy("Observer")),
        Column("days", gettext_lazy("Days so"), Kind.NUMBER),
        Column("total", gettext_lazy("Days since asked"), Kind.NUMBER),
        Column("asked", gettext_lazy("Asked on"), Kind.MOMENT),
        Column("due", gettext_lazy("To be watched by"), Kind.DATE),
        Column("late", gettext_lazy("Overdue")),
    ),
    rows=_rows,
    form=BacklogForm,
    facets=(
        Facet("waits", gettext_lazy("Waits"), WAITS),
        Facet("practical", gettext_lazy("Practical")),
        Facet("observer", gettext_lazy("Observer"), (("none", gettext_lazy("nobody yet")),)),
        Facet("age", pgettext_lazy("report", "For"), AGES),
        Facet("late", gettext_lazy("Overdue"), LATE),
        BY_HALL,
    ),
    crossings=(
        Crossing(gettext_lazy("By practical"), "practical", "waits"),
        Crossing(gettext_lazy("By observer"), "observer", "age"),
        Crossing(gettext_lazy("By hall"), "hall", "waits"),
    ),
    sort="-days",
    roles=STAFF,
    how=gettext_lazy(
        "A practical that still needs two observers counts twice, once for each. “Days so” are counted from the day on "
        "which it began to wait for this: asked for, assigned, or watched."
    ),
)
