"""Where the rules were not followed: parts and rounds waived, more time given, impossible due days; by whom and why."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from programmes.life import EventKind
from programmes.models import AssignmentException, CycleEvent, Extension, Waiver

from ..frame import Asked, Column, Crossing, Facet, Kind, Report, Row, Word
from ..scope import PeriodForm
from .common import BY_HALL, HALL, PERSON, hall_facet, hall_of, start_of

WHAT = (
    ("open", pgettext_lazy("exception", "to be decided")),
    ("decided", pgettext_lazy("exception", "due day decided by hand")),
    ("extended", pgettext_lazy("exception", "more time given")),
    ("part", pgettext_lazy("exception", "part waived")),
    ("round", pgettext_lazy("exception", "certificate waived")),
)
_BADGES = {"open": "renewal", "decided": "info", "extended": "info", "part": "future", "round": "future"}


def _rows(asked: Asked) -> list[Row]:
    since, until = start_of(asked.wanted["since"]), start_of(asked.wanted["until"] + timedelta(days=1))
    between = {"gte": since, "lt": until}
    return [
        *_exceptions(asked.people, between),
        *_extensions(asked.people, between),
        *_waivers(asked.people, between),
        *_rounds(asked.people, between),
    ]


def _within(name: str, between: dict) -> dict:
    return {f"{name}__{how}": moment for how, moment in between.items()}


def _exceptions(people, between) -> Iterator[Row]:
    """Those still to be decided are listed whenever they were found: they do not go away by themselves."""
    rows = AssignmentException.objects.filter(user__in=people).select_related(
        "user__hall", "rule__course", "rule__certification", "resolved_by"
    )
    for row in rows.filter(resolution="") | rows.filter(**_within("resolved_at", between)):
        reason = str(row.get_problem_display())
        if row.resolution:
            told = row.get_resolution_display() + (
                pgettext("between a label and its value", ": ") + row.reason if row.reason else ""
            )
            reason = _("%(problem)s — %(decision)s") % {"problem": reason, "decision": told}
        what = "decided" if row.resolution else "open"
        day = row.resolved_due_on or row.due_on
        yield _row(what, row.user, _of(row.rule), reason, row.resolved_by, day, row.resolved_at or row.found_at)


def _of(thing) -> str:
    """The course or certificate of a rule or an assignment."""
    return thing.course.local_title if thing.course else thing.certification.local_name


def _extensions(people, between) -> Iterator[Row]:
    rows = Extension.objects.filter(assignment__user__in=people, **_within("written_at", between)).select_related(
        "assignment__user__hall", "assignment__course", "assignment__certification", "extended_by"
    )
    for row in rows:
        about = _of(row.assignment)
        yield _row("extended", row.assignment.user, about, row.reason, row.extended_by, row.due_on, row.written_at)


def _waivers(people, between) -> Iterator[Row]:
    rows = Waiver.objects.filter(cycle__user__in=people, **_within("written_at", between))
    for row in rows.select_related("cycle__user__hall", "cycle__certification", "waived_by"):
        about = f"{row.cycle.certification.local_name} · {row.title}"
        yield _row("part", row.cycle.user, about, row.reason, row.waived_by, row.on, row.written_at)


def _rounds(people, between) -> Iterator[Row]:
    rows = CycleEvent.objects.filter(
        cycle__user__in=people, kind=EventKind.WAIVED, **_within("written_at", between)
    ).select_related("cycle__user__hall", "cycle__certification", "by")
    for row in rows:
        about = row.cycle.certification.local_name
        yield _row("round", row.cycle.user, about, row.reason, row.by, row.on, row.written_at)


def _row(what, person, about, reason, by, day, written) -> Row:
    label = dict(WHAT)[what]
    return Row(
        cells={
            "person": person,
            "hall": hall_of(person),
            "what": Word(_BADGES[what], label, list(dict(WHAT)).index(what)),
            "about": about,
            "day": day,
            "reason": reason,
            "by": by.full_name if by else "",
            "written": written,
        },
        facets={
            "what": (what, label),
            "by": (str(by.pk), by.full_name) if by else ("nobody", _("nobody yet")),
            "hall": hall_facet(person),
        },
    )


EXCEPTIONS = Report(
    slug="exceptions",
    title=gettext_lazy("Exceptions and waivers"),
    question=gettext_lazy("Where was somebody let off, or given more time, by whom and why?"),
    columns=(
        PERSON,
        HALL,
        Column("what", pgettext_lazy("report", "What"), Kind.STATE),
        Column("about", pgettext_lazy("report", "Course, certificate or part")),
        Column("day", gettext_lazy("Day it is about"), Kind.DATE),
        Column("reason", gettext_lazy("Reason"), note=True),
        Column("by", pgettext_lazy("report", "By")),
        Column("written", gettext_lazy("Written at"), Kind.MOMENT),
    ),
    rows=_rows,
    form=PeriodForm,
    facets=(
        Facet("what", pgettext_lazy("report", "What"), WHAT),
        Facet("by", pgettext_lazy("report", "By"), (("nobody", gettext_lazy("nobody yet")),)),
        BY_HALL,
    ),
    crossings=(
        Crossing(gettext_lazy("By whom"), "by", "what"),
        Crossing(gettext_lazy("By hall"), "hall", "what"),
    ),
    sort="-written",
    how=gettext_lazy(
        "The period is that of writing. What a rule found and nobody has decided yet is always listed. The day is the "
        "new due day, or the day of the waiver. People who have left are listed too."
    ),
)
