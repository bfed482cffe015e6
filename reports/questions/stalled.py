"""Courses begun and left lying: who stopped where, and when somebody last saw them there."""

from datetime import timedelta

from django import forms
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from courses.models import Enrolment
from courses.progress import live_steps

from ..frame import STAFF, Asked, Column, Crossing, Facet, Kind, Link, Report, Row
from ..scope import ScopeForm
from .common import BY_HALL, HALL, PERSON, hall_facet, hall_of

USUAL_DAYS = 14
AGES = (
    ("0", gettext_lazy("up to 30 days")),
    ("31", gettext_lazy("31 to 90 days")),
    ("91", gettext_lazy("91 days and more")),
)
BEGUN = (("untouched", gettext_lazy("never opened")), ("begun", pgettext_lazy("report", "begun")))


class StalledForm(ScopeForm):
    """For how many days nothing has happened."""

    days = forms.IntegerField(
        label=gettext_lazy("Days without a step"),
        required=False,
        min_value=1,
        max_value=730,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "placeholder": USUAL_DAYS}),
    )


def _rows(asked: Asked) -> list[Row]:
    before = asked.now - timedelta(days=asked.wanted.get("days") or USUAL_DAYS)
    enrolments = Enrolment.objects.filter(user__in=asked.people, completed_at__isnull=True, started_at__lt=before)
    enrolments = enrolments.select_related("user__hall", "course").annotate(
        opened=Max("progress__opened_at"),
        finished=Max("progress__completed_at"),
        done=Count("progress", filter=Q(progress__completed_at__isnull=False, progress__page__live=True)),
    )
    found = [row for row in enrolments if _last(row) < before]
    steps = live_steps({row.course for row in found})
    return [_row(row, len(steps[row.course_id]), asked) for row in found]


def _last(enrolment):
    return max(filter(None, (enrolment.opened, enrolment.finished, enrolment.started_at)))


def _row(enrolment, steps: int, asked: Asked) -> Row:
    days = (asked.now - _last(enrolment)).days
    age = next(value for value, _label in reversed(AGES) if days >= int(value))
    begun = "begun" if enrolment.opened else "untouched"
    course = enrolment.course
    return Row(
        cells={
            "person": enrolment.user,
            "hall": hall_of(enrolment.user),
            "course": Link(course.local_title, course.url or ""),
            "started": timezone.localdate(enrolment.started_at),
            "last": timezone.localdate(_last(enrolment)),
            "days": days,
            "done": enrolment.done,
            "left": max(0, steps - enrolment.done),
        },
        facets={
            "hall": hall_facet(enrolment.user),
            "course": (str(course.pk), course.local_title),
            "age": (age, dict(AGES)[age]),
            "begun": (begun, dict(BEGUN)[begun]),
        },
    )


STALLED = Report(
    slug="stalled",
    title=gettext_lazy("Courses left lying"),
    question=gettext_lazy("Who joined a course and has not touched it for days?"),
    columns=(
        PERSON,
        HALL,
        Column("course", gettext_lazy("Course"), Kind.LINK),
        Column("started", gettext_lazy("Joined on"), Kind.DATE),
        Column("last", gettext_lazy("Last opened"), Kind.DATE),
        Column("days", gettext_lazy("Days since"), Kind.NUMBER),
        Column("done", gettext_lazy("Steps done"), Kind.NUMBER),
        Column("left", gettext_lazy("Steps left"), Kind.NUMBER),
    ),
    rows=_rows,
    form=StalledForm,
    facets=(
        Facet("course", gettext_lazy("Course")),
        Facet("age", gettext_lazy("Days since"), AGES),
        Facet("begun", gettext_lazy("Begun?"), BEGUN),
        BY_HALL,
    ),
    crossings=(
        Crossing(gettext_lazy("By course"), "course", "age"),
        Crossing(gettext_lazy("By hall"), "hall", "age"),
    ),
    sort="-days",
    roles=STAFF,
    how=gettext_lazy(
        "Listed are courses that somebody joined, has not completed, and in which no step was opened or done for so "
        "many days. Steps are those published today."
    ),
)
