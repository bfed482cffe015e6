"""What is to become of open rounds, judged from their facts in a number of queries that does not grow: reading only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from skills.models import Award, Certification
from skills.profile import IN_FORCE, state_of

from .life import EventKind
from .models import Cycle, CycleEvent
from .papers import Paper, Whose, papers
from .paths import Done, Path, fulfilled_on
from .programme import Way, ways_of
from .progress import stages
from .proofs import done_of


@dataclass(frozen=True)
class Look:
    """What the facts say of an open round.

    `grant_on` is the day from which its certificate counts, None while it is not earned; `lapsed` says that it can no
    longer be renewed and goes on as re-entry; `stage` how far it has come otherwise.
    """

    cycle: Cycle
    way: Way
    done: Done
    before: Paper | None
    last: CycleEvent
    stage: EventKind | None
    grant_on: date | None
    lapsed: bool

    @property
    def path(self) -> Path:
        """What this round asks for."""
        return self.way.path(self.cycle.kind)

    @property
    def is_news(self) -> bool:
        """Whether something is to be written."""
        return bool(self.lapsed or self.grant_on or (self.stage and self.stage != self.last.kind))


def look(cycles: Iterable[Cycle], now: datetime) -> list[Look]:
    """What the facts say of open rounds, best read `select_related("user", "certification")`."""
    cycles = list(cycles)
    if not cycles:
        return []
    on = timezone.localdate(now)
    ways = ways_of({cycle.certification_id: cycle.certification for cycle in cycles}.values())
    paths = {cycle.pk: ways[cycle.certification_id].path(cycle.kind) for cycle in cycles}
    done = done_of(cycles, paths, on)
    how_far = stages(cycles, paths, done)
    held = papers({cycle.user_id for cycle in cycles}, ways)
    counting = _counting_since({cycle.user_id for cycle in cycles}, ways.values(), on)
    last = _last_events(cycles)
    return [
        _look(
            cycle, ways[cycle.certification_id], done[cycle.pk], held, counting, last[cycle.pk], how_far[cycle.pk], on
        )
        for cycle in cycles
    ]


def _look(cycle, way, done, held, counting, last, stage, on) -> Look:
    mine = held.get((cycle.user_id, cycle.certification_id), [])
    before = mine[-1] if mine else None
    day = _earned_on(cycle, way, done, counting, last, on)
    lapsed = cycle.kind == Cycle.Kind.RENEWAL and before is not None and before.has_lapsed(day or on)
    gone = cycle.user.left_on is not None and cycle.user.left_on < on
    return Look(cycle, way, done, before, last, stage, None if lapsed or gone else day, lapsed)


def _earned_on(cycle, way, done, counting, last, on) -> date | None:
    """The day from which the certificate counts: on which the last part was done and every prerequisite counted.

    Not before the round or what was written of it last, nor before what it rests on was published: an easier programme
    does not make somebody certified in the past.
    """
    day = fulfilled_on(way.path(cycle.kind), done)
    since = _prerequisites_since(cycle.user_id, way, counting)
    if day is None or since is None or way.programme is None or not way.grants_something:
        return None
    published = way.programme.last_published_at
    floor = min(timezone.localdate(published), on) if published else date.min
    return max(day, since, cycle.opened_on, last.on, floor)


def _prerequisites_since(user: int, way: Way, counting: Mapping[Whose, date]) -> date | None:
    days = [counting.get((user, certification.pk)) for certification in way.prerequisites]
    return None if None in days else max((day for day in days if day), default=date.min)


def _counting_since(users: Iterable[int], ways: Iterable[Way], on: date) -> dict[Whose, date]:
    """`{(user_id, certification_id): day}` since when prerequisites that count on a day have counted."""
    asked = {certification.pk for way in ways for certification in way.prerequisites}
    since: dict[Whose, date] = {}
    if not asked:
        return since
    rows = Award.objects.filter(user__in=list(users), certificate__certification__in=asked).with_proof()
    for row in rows.order_by("valid_from", "pk"):
        if row.certificate and state_of(row, on) in IN_FORCE:
            back = [again for begin, again in row.breaks if again and begin <= on]
            day = max([row.valid_from, *back])
            key = row.user_id, row.certificate.certification_id
            since[key] = min(since.get(key, day), day)
    return since


def missing_prerequisites(user_id: int, way: Way, on: date) -> list[Certification]:
    """The certificates the programme asks for first and that do not count for the person on a day."""
    counting = _counting_since([user_id], [way], on)
    return [row for row in way.prerequisites if (user_id, row.pk) not in counting]


def _last_events(cycles: list[Cycle]) -> dict[int, CycleEvent]:
    rows = CycleEvent.objects.filter(cycle__in=[cycle.pk for cycle in cycles]).order_by("pk")
    return {row.cycle_id: row for row in rows}
