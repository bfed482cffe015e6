"""Assigned training whose day has passed, and what keeps it from being done."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from programmes.models import TrainingAssignment

from ..frame import Asked, Column, Crossing, Facet, Kind, Link, Report, Row, Word
from ..scope import ScopeForm
from .common import BY_HALL, HALL, PERSON, hall_facet, hall_of
from .obstacles import BEGUN, FAILED, LEAVE, MARKER, OBSERVER, OBSTACLES, UNTOUCHED, obstacles_of

LATENESS = (
    ("1", gettext_lazy("up to 7 days late")),
    ("8", gettext_lazy("8 to 30 days late")),
    ("31", gettext_lazy("31 days late and more")),
)
_BADGES = {MARKER: "info", OBSERVER: "info", LEAVE: "future", FAILED: "expired", UNTOUCHED: "expired", BEGUN: "open"}


class OverdueForm(ScopeForm):
    """As it stands today: whether it is done has no past."""


def _rows(asked: Asked) -> list[Row]:
    late = TrainingAssignment.objects.still_open().filter(user__in=asked.people, due_on__lt=asked.on)
    rows = list(late.select_related("user__hall", "course", "certification", "assigned_by", "rule").order_by("due_on"))
    obstacles = obstacles_of(rows, asked.on)
    return [_row(row, obstacles[row.pk], asked) for row in rows]


def _row(row: TrainingAssignment, obstacle: str, asked: Asked) -> Row:
    days = (asked.on - row.due_on).days if row.due_on else 0
    lateness = next(value for value, _label in reversed(LATENESS) if days >= int(value))
    words = dict(OBSTACLES)
    what = Link(row.course.local_title, row.course.url or "") if row.course else Link(str(row.certification))
    key = f"course-{row.course_id}" if row.course_id else f"certification-{row.certification_id}"
    return Row(
        cells={
            "person": row.user,
            "hall": hall_of(row.user),
            "what": what,
            "obstacle": Word(_BADGES[obstacle], words[obstacle], list(words).index(obstacle)),
            "due": row.due_on,
            "days": days,
            "assigned": timezone.localdate(row.assigned_at),
            "by": row.assigned_by.full_name if row.assigned_by else (row.rule.name if row.rule else _("by a rule")),
        },
        facets={
            "obstacle": (obstacle, words[obstacle]),
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
        Facet("obstacle", pgettext_lazy("overdue", "Because"), OBSTACLES),
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
        "watch or decide, leave today. Failed means that the last try since it was assigned was not passed."
    ),
)
