"""Training hours per person and month, from what was really done. The page says the rule (docs/decisions/0076)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta

from django import forms
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.models import Revision

from courses.models import BlockDone, LessonPage, PracticalPage, Progress
from people.models import User
from quizzes.models import Attempt, Observation
from quizzes.models.observations import FIRST

from ..frame import Asked, Column, Crossing, Facet, Kind, Report, Row
from ..scope import PeriodForm
from .common import BY_HALL, HALL, PERSON, hall_facet, hall_of, start_of

DAY = timedelta(days=1)
# A quiz without a time limit that was left open overnight is no night of training.
MOST_QUIZ_MINUTES = 60
USUAL_PRACTICAL_MINUTES = 20


@dataclass
class Spent:
    """Minutes of one person in one month, and how many things were done inside lessons."""

    lessons: int = 0
    quizzes: int = 0
    practicals: int = 0
    doings: int = 0

    @property
    def minutes(self) -> int:
        return self.lessons + self.quizzes + self.practicals


class HoursForm(PeriodForm):
    """From the first day of the month before last, unless told; those without a minute on request."""

    idle = forms.BooleanField(label=gettext_lazy("Also those without any"), required=False)

    def usual_start(self, until: date) -> date:
        month = until.replace(day=1)
        for _step in range(2):
            month = (month - DAY).replace(day=1)
        return month


def month_of(moment) -> str:
    """ "2026-11", on the hall's clock."""
    return f"{timezone.localtime(moment):%Y-%m}"


def months_between(since: date, until: date) -> list[str]:
    """Every month that has a day of the period."""
    found, month = [], since.replace(day=1)
    while month <= until:
        found.append(f"{month:%Y-%m}")
        month = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
    return found


def quiz_minutes(started_at, ended_at, deadline) -> int:
    """From start to end in whole minutes, rounded up; at most the time allowed, or an hour where none was set."""
    most = (deadline - started_at).total_seconds() / 60 if deadline else MOST_QUIZ_MINUTES
    spent = (ended_at - started_at).total_seconds() / 60
    return max(0, -int(-min(spent, most) // 1))


def spent(people, since: date, until: date) -> dict[tuple[int, str], Spent]:
    """`{(user_id, month): Spent}` of these people between two days, both included; a fixed number of queries."""
    between = (start_of(since), start_of(until + DAY))
    found: dict[tuple[int, str], Spent] = defaultdict(Spent)
    for user, at, minutes in _lessons(people, between):
        found[user, month_of(at)].lessons += minutes
    for user, at, minutes in _quizzes(people, between):
        found[user, month_of(at)].quizzes += minutes
    for user, at, minutes in _practicals(people, between):
        found[user, month_of(at)].practicals += minutes
    for user, at in _doings(people, between):
        found[user, month_of(at)].doings += 1
    return dict(found)


def _lessons(people, between) -> Iterable[tuple]:
    rows = list(
        Progress.objects.filter(enrolment__user__in=people, completed_at__gte=between[0], completed_at__lt=between[1])
        .filter(page__lessonpage__isnull=False)
        .values_list("enrolment__user_id", "completed_at", "page_id", "revision_id")
    )
    now = dict(LessonPage.objects.filter(pk__in={page for _user, _at, page, _rev in rows}).values_list("pk", "minutes"))
    # The lesson as it was when it was done: a later edit does not lengthen what somebody did before.
    then = dict(
        Revision.objects.filter(pk__in={revision for *_rest, revision in rows if revision}).values_list(
            "pk", "content__minutes"
        )
    )
    for user, at, page, revision in rows:
        minutes = then.get(revision)
        yield user, at, minutes if isinstance(minutes, int) else now.get(page, 0)


def _quizzes(people, between):
    rows = Attempt.objects.counted().filter(user__in=people, ended_at__gte=between[0], ended_at__lt=between[1])
    for user, start, end, deadline in rows.values_list("user_id", "started_at", "ended_at", "deadline").order_by():
        yield user, end, quiz_minutes(start, end, deadline)


def _practicals(people, between):
    seen = Observation.objects.filter(user__in=people, observed_at__gte=between[0], observed_at__lt=between[1])
    # Watched by two at once it was still shown once.
    rows = list(seen.filter(place=FIRST).values_list("user_id", "observed_at", "request__practical_id"))
    minutes = dict(PracticalPage.objects.live().order_by("pk").values_list("practical_id", F("minutes")))
    for user, at, practical in rows:
        yield user, at, minutes.get(practical, USUAL_PRACTICAL_MINUTES)


def _doings(people, between):
    rows = BlockDone.objects.filter(enrolment__user__in=people, done_at__gte=between[0], done_at__lt=between[1])
    return rows.values_list("enrolment__user_id", "done_at")


def _rows(asked: Asked) -> list[Row]:
    since, until = asked.wanted["since"], asked.wanted["until"]
    found = spent(asked.people, since, until)
    people = {person.pk: person for person in asked.people.select_related("hall")}
    if asked.wanted.get("idle"):
        for person in people.values():
            if person.is_employed(until):
                for month in months_between(since, until):
                    found.setdefault((person.pk, month), Spent())
    return [_row(people[user], month, one) for (user, month), one in found.items() if one.minutes or _idle(asked, one)]


def _idle(asked: Asked, one: Spent) -> bool:
    return bool(asked.wanted.get("idle") or one.doings)


def _row(person: User, month: str, one: Spent) -> Row:
    return Row(
        cells={
            "person": person,
            "hall": hall_of(person),
            "month": month,
            "minutes": one.minutes,
            **{name.name: getattr(one, name.name) for name in fields(one)},
        },
        facets={
            "hall": hall_facet(person),
            "month": (month, month),
            "amount": ("some", _("with hours")) if one.minutes else ("none", _("without any")),
        },
        amount=one.minutes,
    )


HOURS = Report(
    slug="hours",
    title=gettext_lazy("Training hours"),
    question=gettext_lazy("How long did everybody train in each month, and with what?"),
    columns=(
        PERSON,
        HALL,
        Column("month", pgettext_lazy("report", "Month")),
        Column("minutes", gettext_lazy("Minutes in all"), Kind.NUMBER),
        Column("lessons", gettext_lazy("in lessons"), Kind.NUMBER),
        Column("quizzes", gettext_lazy("in quizzes"), Kind.NUMBER),
        Column("practicals", gettext_lazy("in practicals"), Kind.NUMBER),
        Column("doings", gettext_lazy("Clips, checks and drills done"), Kind.NUMBER),
    ),
    rows=_rows,
    form=HoursForm,
    facets=(
        Facet("month", pgettext_lazy("report", "Month")),
        Facet(
            "amount",
            gettext_lazy("Hours"),
            (("some", gettext_lazy("with hours")), ("none", gettext_lazy("without any"))),
        ),
        BY_HALL,
    ),
    crossings=(Crossing(gettext_lazy("Hours by hall and month"), "hall", "month"),),
    sort="-month",
    unit="minutes",
    how=gettext_lazy(
        "A lesson counts once each time it is finished within a course, with the minutes it was published with then. "
        "A quiz counts from its start to its end, at most the time allowed, or 60 minutes where there is no limit; "
        "voided attempts do not count, practice does. A practical counts each time it was watched, with the minutes of "
        "its step, or 20 where no course holds it; watching others is work, not training. What is begun and not "
        "finished counts no minutes; the last column tells what was done inside lessons. Months are those of the "
        "hall's clock."
    ),
)
