"""What waits: for an observer, for the observation, for a decision; mine, and the hall's."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from core.templatetags.ui import day
from people.models import User

from .agreement import Agreement, agreement
from .models import Duty, Observation, ObservationRequest, Practical
from .models.observations import FIRST, SECOND, State
from .rubric import rubric_from

# Done longer ago it is history, not a list to look through.
RECENT = timedelta(days=90)
MOST_ROWS = 200


@dataclass(frozen=True)
class Mine:
    """What one person has to watch and has watched, and what was watched of them."""

    to_do: list[Duty]
    done: list[Observation]
    asked: list[ObservationRequest]


def mine(user: User, now: datetime) -> Mine:
    """The latest first, but what is to be done by its day."""
    duties = Duty.objects.filter(observer=user, request__outcome="").filter(~Exists(_handed_in()))
    done = Observation.objects.filter(observer=user, received_at__gte=now - RECENT)
    asked = ObservationRequest.objects.filter(user=user).with_story()
    return Mine(
        to_do=list(duties.select_related("request__practical", "request__user__hall").order_by("due_on", "pk")),
        done=list(done.select_related("request__practical", "user").order_by("-received_at")[:MOST_ROWS]),
        asked=list(asked.order_by("-asked_at")[:MOST_ROWS]),
    )


def _handed_in():
    return Observation.objects.filter(request=OuterRef("request"), place=OuterRef("place"))


@dataclass(frozen=True)
class Pending:
    """Something asked for and not decided: who observes and until when, once that is known.

    `watch_by` is the day by which the reader is to watch it; None where it is the reader's own.
    """

    public_id: uuid.UUID
    practical: Practical
    practical_id: int
    person: User
    observer: str | None
    due_on: date | None
    watched: bool
    watch_by: date | None

    @property
    def sentence(self) -> str:
        """What it waits for."""
        if self.watched:
            return _("You have been observed; the decision is still to come.")
        if self.observer and self.due_on:
            return _("%(name)s observes you, by %(day)s.") % {"name": self.observer, "day": day(self.due_on)}
        return _("Waiting for an observer.")


@dataclass(frozen=True)
class AtHand:
    """What a person's day shows: own requests that wait, and what is to be watched, the most urgent first."""

    asked: list[Pending]
    to_watch: list[Pending]


def at_hand(user: User) -> AtHand:
    """The own open requests and the open duties of a person; one query for both."""
    duties = Duty.objects.filter(request=OuterRef("pk"))
    first, own = duties.filter(place=FIRST), duties.filter(~Exists(_handed_in()), observer=user)
    rows = ObservationRequest.objects.still_open().select_related("practical", "user")
    rows = rows.annotate(
        observer=Subquery(first.values("observer__full_name")[:1]),
        due_on=Subquery(first.values("due_on")[:1]),
        watched=Exists(Observation.objects.filter(request=OuterRef("pk"), place=FIRST)),
        watch_by=Subquery(own.values("due_on")[:1]),
    ).filter(Q(user=user) | Q(watch_by__isnull=False))
    found = [_pending(row) for row in rows.defer("sheet", "practical__criteria").order_by("asked_at", "pk")]
    to_watch = sorted((row for row in found if row.watch_by), key=lambda row: row.watch_by)
    return AtHand(asked=[row for row in found if row.person.pk == user.pk], to_watch=to_watch[:5])


def _pending(row):
    facts = (row.public_id, row.practical, row.practical_id, row.user, row.observer, row.due_on, row.watched)
    return Pending(*facts, row.watch_by)


@dataclass(frozen=True)
class Waiting:
    """A request in the backlog, what it waits for, since when, and whether the day given has passed."""

    request: ObservationRequest
    since: datetime
    days: int
    late: bool

    @property
    def state(self) -> State:
        return self.request.state


@dataclass(frozen=True)
class Backlog:
    """The open requests of a hall by what they wait for, the longest waiting first; and what was decided lately."""

    to_decide: list[Waiting]
    to_assign: list[Waiting]
    to_watch: list[Waiting]
    decided: list[ObservationRequest]

    @property
    def total(self) -> int:
        return len(self.to_decide) + len(self.to_assign) + len(self.to_watch)


def backlog(viewer: User, now: datetime, today: date) -> Backlog:
    """What waits among the people a viewer may see, without what the viewer may not know yet."""
    people = User.objects.visible_to(viewer)
    rows = [
        _waiting(row, now, today)
        for row in ObservationRequest.objects.still_open().filter(user__in=people).with_story()
    ]
    rows.sort(key=lambda row: (row.since, row.request.pk))
    decided = ObservationRequest.objects.exclude(outcome="").filter(user__in=people, closed_at__gte=now - RECENT)
    return Backlog(
        to_decide=[row for row in rows if row.state == State.OBSERVED],
        to_assign=[row for row in rows if _lacks_observer(row.request)],
        to_watch=[
            row for row in rows if row.state in (State.ASSIGNED, State.SECOND) and not _lacks_observer(row.request)
        ],
        decided=list(decided.with_story().order_by("-closed_at")[:MOST_ROWS]),
    )


def _lacks_observer(request):
    return not request.duty(FIRST) or (request.needs_second and not request.duty(SECOND))


def _waiting(request, now, today):
    seen = [observation.received_at for observation in request.observations.all()]
    undone = [duty for duty in request.duties.all() if request.observation(duty.place) is None]
    since = max(seen) if request.is_watched else request.asked_at
    late = any(duty.due_on < today for duty in undone)
    return Waiting(request, since, max(0, (now - since).days), late)


@dataclass(frozen=True)
class Counts:
    """What waits in a hall, for the desk; one query."""

    to_assign: int
    to_decide: int

    @property
    def total(self) -> int:
        return self.to_assign + self.to_decide


def counts(people: QuerySet[User]) -> Counts:
    """How many requests of these people lack an observer, and how many wait for the decision."""
    duties = Duty.objects.filter(request=OuterRef("pk"))
    seen = Observation.objects.filter(request=OuterRef("pk"))
    first, second = Exists(duties.filter(place=FIRST)), Exists(duties.filter(place=SECOND))
    watched, twice = Exists(seen.filter(place=FIRST)), Exists(seen.filter(place=SECOND))
    rows = ObservationRequest.objects.still_open().filter(user__in=people)
    rows = rows.annotate(first=first, second=second, watched=watched, twice=twice)
    found = rows.aggregate(
        to_assign=Count("pk", filter=Q(first=False) | Q(needs_second=True, second=False)),
        to_decide=Count("pk", filter=Q(watched=True) & (Q(needs_second=False) | Q(twice=True))),
    )
    return Counts(**found)


@dataclass(frozen=True)
class AgreementRow:
    """How two observers agree: on a practical, or one observer with all the others. `twice` were watched by two."""

    title: str
    twice: int
    figures: Agreement


def agreements(people: QuerySet[User]) -> tuple[list[AgreementRow], list[AgreementRow]]:
    """By practical and by observer, of what was watched twice among these people; the least agreement first."""
    seconds = Observation.objects.filter(place=SECOND, user__in=people).values("request")
    rows = Observation.objects.filter(request__in=seconds).select_related("request__practical", "observer")
    by_request: dict[int, dict[int, Observation]] = {}
    for row in rows.order_by("request", "place"):
        by_request.setdefault(row.request_id, {})[row.place] = row
    both = [(pair[FIRST], pair[SECOND]) for pair in by_request.values() if len(pair) == 2]
    practicals: dict[Practical, list] = {}
    observers: dict[User, list] = {}
    for first, second in both:
        places = _places(first, second)
        practicals.setdefault(first.request.practical, []).append(places)
        observers.setdefault(first.observer, []).append(places)
        observers.setdefault(second.observer, []).append([(theirs, own) for own, theirs in places])
    return _rows((one.local_title, pairs) for one, pairs in practicals.items()), _rows(
        (one.full_name, pairs) for one, pairs in observers.items()
    )


def _places(first, second):
    """What both chose for each criterion, as places between the lowest and the highest level."""
    return [
        (criterion.place(first.marks[criterion.id]["level"]), criterion.place(second.marks[criterion.id]["level"]))
        for criterion in rubric_from(first.request.sheet).criteria
    ]


def _rows(named: Iterable) -> list[AgreementRow]:
    found = [
        AgreementRow(title, len(pairs), agreement(pair for pairs_of_one in pairs for pair in pairs_of_one))
        for title, pairs in named
    ]
    return sorted(found, key=lambda row: (not row.figures.is_enough, row.figures.equal, row.title))
