"""What is assigned to somebody, for their day: training and rounds of certifications, by whom and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, CharField, Exists, F, IntegerField, OuterRef, Subquery, TextChoices, Value, When
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse

from core.twins import Twin
from courses.progress import CourseOutline
from people.models import User
from programmes.life import EventKind
from programmes.models import Cycle, CycleEvent, TrainingAssignment

# Due within so many days it goes before other learning that is under way.
PRESSING = timedelta(days=7)


class Of(TextChoices):
    """What a line is: assigned training, a round that somebody else began, or one that the person began."""

    TRAINING = "training"
    ROUND = "round"
    OWN = "own"


@dataclass(frozen=True)
class Assigned:
    """One assignment or round. `by` is who assigned it, empty where a rule did; `slug` that of the certification.

    `outline` is the course to do for it, None where a programme asks for it: its page knows the next step. `stage` is
    how far the round has come, empty where there is none.
    """

    kind: str
    pk: int
    title: str
    title_en: str
    slug: str
    due_on: date | None
    by: str
    stage: str
    outline: CourseOutline | None
    on: date

    local_title = Twin("title")

    @property
    def url(self) -> str:
        """Where it stands with everything about it."""
        return reverse("training:assignment", args=[self.pk]) if self.kind == Of.TRAINING else self.path

    @property
    def path(self) -> str:
        """The page of the certification; empty for a course."""
        return reverse("programmes:programme", args=[self.slug]) if self.slug else ""

    @property
    def days(self) -> int | None:
        """Days until its day; below zero it is overdue."""
        return (self.due_on - self.on).days if self.due_on else None

    @property
    def late(self) -> int:
        """Days since its day; 0 while it is not overdue."""
        return max(0, -self.days) if self.days is not None else 0

    @property
    def is_pressing(self) -> bool:
        """Whether it goes before what was begun by one's own choice."""
        return self.due_on is not None and self.due_on <= self.on + PRESSING

    @property
    def waits(self) -> bool:
        """Whether others have the rest in hand."""
        return self.stage == EventKind.AWAITING

    @property
    def is_begun(self) -> bool:
        """Whether something is done for it, or begun."""
        return self.outline.is_open if self.outline else self.stage not in ("", EventKind.ASSIGNED)

    @property
    def can_be_next(self) -> bool:
        """Whether it can be begun, or gone on with at its page; a course that is begun is gone on with by itself."""
        if self.kind == Of.OWN or self.waits:
            return False
        return not self.outline.is_open if self.outline else bool(self.slug)


def assigned_to(user: User, learning: Sequence[CourseOutline], on: date) -> list[Assigned]:
    """What is assigned to a person and not done, and the rounds they began: what is due first at the top, what has no
    day last. One query for all of it.

    A round that began by itself is left out: the certificate it renews is on the day already.
    """
    rows = _training(user).union(_rounds(user), all=True)
    found = [_assigned(row, learning, on) for row in sorted(rows)]
    return sorted(found, key=lambda one: (one.due_on is None, one.due_on or date.max))


def _training(user):
    last = CycleEvent.objects.filter(cycle=OuterRef("cycle")).order_by("-pk")
    return (
        TrainingAssignment.objects.still_open()
        .filter(user=user)
        .order_by()
        .values_list(
            Value(Of.TRAINING, CharField()),
            F("pk"),
            Coalesce(Cast("course__title", CharField()), Cast("certification__name", CharField())),
            Coalesce(Cast("course__title_en", CharField()), Cast("certification__name_en", CharField())),
            Coalesce(Cast("certification__slug", CharField()), Value("")),
            F("due_on"),
            Coalesce(Cast("assigned_by__full_name", CharField()), Value("")),
            Coalesce(Cast(Subquery(last.values("kind")[:1]), CharField()), Value("")),
            F("course"),
            F("certification"),
        )
    )


def _rounds(user):
    last = CycleEvent.objects.filter(cycle=OuterRef("pk")).order_by("-pk")
    began = CycleEvent.objects.filter(cycle=OuterRef("pk"), kind=EventKind.ASSIGNED, by__isnull=False)
    own = When(Exists(began.filter(by=user)), then=Value(Of.OWN))
    training = TrainingAssignment.objects.still_open().filter(cycle=OuterRef("pk"))
    return (
        Cycle.objects.still_open()
        .filter(Exists(began), ~Exists(training), user=user)
        .order_by()
        .values_list(
            Case(own, default=Value(Of.ROUND), output_field=CharField()),
            F("pk"),
            Cast("certification__name", CharField()),
            Cast("certification__name_en", CharField()),
            Cast("certification__slug", CharField()),
            F("due_on"),
            Cast(Subquery(began.values("by__full_name")[:1]), CharField()),
            Cast(Subquery(last.values("kind")[:1]), CharField()),
            Cast(Value(None), IntegerField()),
            F("certification"),
        )
    )


def _assigned(row, learning, on):
    kind, pk, title, title_en, slug, due_on, by, stage, course, certification = row
    outline = _outline(course, certification, learning)
    return Assigned(kind, pk, title, title_en, slug, due_on, by, stage, outline, on)


def _outline(course, certification, learning):
    """The course itself; for a certificate the one in progress, else the shortest, that issues it."""
    if course:
        return next((one for one in learning if one.course.pk == course and one.steps), None)
    issuing = [one for one in learning if one.course.certification_id == certification and one.steps]
    return min(issuing, key=lambda one: (not one.is_open, one.minutes), default=None)
