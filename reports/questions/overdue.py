"""Assigned training whose day has passed, and what keeps it from being done."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from programmes.models import TrainingAssignment
from programmes.training_progress import Progress, State, progress_of

from ..frame import Asked, Column, Crossing, Facet, Kind, Link, Report, Row, Word
from ..scope import ScopeForm
from .common import BY_HALL, HALL, PERSON, hall_facet, hall_of

# In the order in which they are told: first what the person can do nothing about.
OBSTACLES = (
    (State.MARKING, "marker", "info", pgettext_lazy("overdue", "waiting for a marker")),
    (State.OBSERVER, "observer", "info", pgettext_lazy("overdue", "waiting for an observer")),
    (State.ON_LEAVE, "leave", "future", pgettext_lazy("overdue", "on leave")),
    (State.IMPOSSIBLE, "impossible", "expired", pgettext_lazy("overdue", "no longer possible")),
    (State.FAILED, "failed", "expired", pgettext_lazy("overdue", "failed, not yet passed")),
    (State.NOT_STARTED, "untouched", "expired", pgettext_lazy("overdue", "not started")),
    (State.IN_PROGRESS, "begun", "open", pgettext_lazy("overdue", "begun, not finished")),
)
_ORDER = [state for state, _code, _badge, _words in OBSTACLES]
_KINDS = tuple((code, words) for _state, code, _badge, words in OBSTACLES)

LATENESS = (
    ("1", gettext_lazy("up to 7 days late")),
    ("8", gettext_lazy("8 to 30 days late")),
    ("31", gettext_lazy("31 days late and more")),
)


class OverdueForm(ScopeForm):
    """As it stands today: whether it is done has no past."""


def _rows(asked: Asked) -> list[Row]:
    late = TrainingAssignment.objects.still_open().filter(user__in=asked.people, due_on__lt=asked.on)
    rows = late.select_related("user__hall", "course", "certification", "cycle", "assigned_by", "rule")
    return [_row(found, asked) for found in progress_of(rows.order_by("due_on"), asked.now)]


def _row(found: Progress, asked: Asked) -> Row:
    row, days = found.assignment, found.overdue
    lateness = next(value for value, _label in reversed(LATENESS) if days >= int(value))
    place = _ORDER.index(found.state)
    _state, code, badge, words = OBSTACLES[place]
    what = Link(row.course.local_title, row.course.url or "") if row.course else Link(str(row.certification))
    key = f"course-{row.course_id}" if row.course_id else f"certification-{row.certification_id}"
    return Row(
        cells={
            "person": row.user,
            "hall": hall_of(row.user),
            "what": what,
            "obstacle": Word(badge, words, place),
            "due": row.due_on,
            "days": days,
            "assigned": timezone.localdate(row.assigned_at),
            "by": row.assigned_by.full_name if row.assigned_by else (row.rule.name if row.rule else _("by a rule")),
        },
        facets={
            "obstacle": (code, words),
            "what": (key, what.text),
            "lateness": (lateness, dict(LATENESS)[lateness]),
            "hall": hall_facet(row.user),
        },
    )


OVERDUE = Report(
    slug="overdue",
    title=gettext_lazy("Overdue training"),
    question=gettext_lazy("Who has not done assigned training in time, and what keeps them?"),
    columns=(
        PERSON,
        HALL,
        Column("what", pgettext_lazy("report", "Course or certificate"), Kind.LINK),
        Column("obstacle", pgettext_lazy("overdue", "Because"), Kind.STATE),
        Column("due", gettext_lazy("Due on"), Kind.DATE),
        Column("days", gettext_lazy("Days late"), Kind.NUMBER),
        Column("assigned", gettext_lazy("Assigned on"), Kind.DATE),
        Column("by", gettext_lazy("Assigned by")),
    ),
    rows=_rows,
    form=OverdueForm,
    facets=(
        Facet("obstacle", pgettext_lazy("overdue", "Because"), _KINDS),
        Facet("what", pgettext_lazy("report", "Course or certificate")),
        Facet("lateness", gettext_lazy("Late"), LATENESS),
        BY_HALL,
    ),
    crossings=(
        Crossing(pgettext_lazy("report", "By course or certificate"), "what", "obstacle"),
        Crossing(gettext_lazy("By hall"), "hall", "obstacle"),
    ),
    sort="-days",
    how=gettext_lazy(
        "Listed is what was assigned, is neither done nor taken back, and was due before today; an extension moves the "
        "day. Told first is what the person cannot change: an answer somebody has to mark, a practical somebody has to "
        "watch or decide, leave today. Failed means that what was tried since the course was joined was not passed."
    ),
)
