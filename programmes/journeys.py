"""What a person sees of their certifications: the path, what of it is done, and the one next step. Reading only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from courses.models import Enrolment
from people.models import User
from quizzes.models import Attempt, ObservationRequest
from skills.models import Certification

from .cycles import Standing, current, standings
from .life import State
from .models import Cycle
from .paths import Asked, Group, Part, Path, Proof, met_on, still_to_do
from .programme import Way, ways_of
from .proofs import done_of


class Doing(StrEnum):
    """How far somebody is with one part of a path."""

    DONE = "done"
    WAIVED = "waived"
    WAITING = "waiting"  # in the hands of an observer or a marker
    UNDER_WAY = "open"
    AGAIN = "again"  # done before; for this round it has to be done once more
    TO_DO = "todo"


@dataclass(frozen=True)
class Step:
    """One part of the path as somebody stands with it; `url` leads to where it is done, empty while it cannot be."""

    part: Part
    doing: Doing
    proof: Proof | None
    url: str

    @property
    def title(self) -> str:
        return local_title(self.part)

    @property
    def is_done(self) -> bool:
        return self.proof is not None


@dataclass(frozen=True)
class Stage:
    """A group of the path with its steps; `met_on` is the day on which enough of it was done."""

    group: Group
    steps: list[Step]
    met_on: date | None

    @property
    def title(self) -> str:
        return local_title(self.group)

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def takes_all(self) -> bool:
        """Whether every one of its parts is asked for."""
        return self.group.asked >= len(self.steps)


@dataclass(frozen=True)
class Journey:
    """One person and one certification on a day.

    `open` is the round under way; `standing` speaks for the person (programmes.cycles.current), None for somebody who
    never had a round. `stages` are those of the open round; without one, what a new round would ask, none of it done.
    """

    user: User
    way: Way
    on: date
    open: Standing | None
    standing: Standing | None
    rounds: list[Standing]
    stages: list[Stage]
    left: list[Step]

    @property
    def certification(self) -> Certification:
        return self.way.certification

    @property
    def minutes_left(self) -> int:
        return sum(step.part.minutes for step in self.left)

    @property
    def next(self) -> Step | None:
        """The one next step: what is begun, else the first to do; what waits for others is no step of one's own."""
        mine = [step for step in self.left if step.url and step.doing != Doing.WAITING]
        begun = [step for step in mine if step.doing == Doing.UNDER_WAY]
        return next(iter(begun or mine), None)

    @property
    def waits(self) -> list[Step]:
        """What is in the hands of others."""
        return [step for step in self.left if step.doing == Doing.WAITING]

    @property
    def asked(self) -> int:
        """How many parts have to be done."""
        return sum(min(stage.group.asked, len(stage.steps)) for stage in self.stages)

    @property
    def done(self) -> int:
        """How many of them are."""
        return sum(min(stage.group.asked, stage.done) for stage in self.stages)

    @property
    def state(self) -> State | None:
        """The state that the person is told: of what counts, else of what is under way."""
        return self.standing.state if self.standing else None

    @property
    def is_overdue(self) -> bool:
        """Whether an open round should have been finished by now."""
        return bool(self.open and self.open.cycle.due_on and self.open.cycle.due_on < self.on)

    def step_of(self, kind: str, key: int) -> Step | None:
        """The step that asks for a course, quiz or practical."""
        steps = [step for stage in self.stages for step in stage.steps]
        return next((step for step in steps if step.part.kind == kind and step.part.key == key), None)


def local_title(thing: Part | Group) -> str:
    """The title in the language of the reader."""
    english = (get_language() or "").startswith("en")
    return (thing.title_en or thing.title) if english else thing.title


def journeys(user: User, now: datetime) -> list[Journey]:
    """Every certification the person has or had a round of; what needs them first, then what ends next."""
    cycles = list(Cycle.objects.filter(user=user).with_story().select_related("certificate"))
    certifications = {cycle.certification_id: cycle.certification for cycle in cycles}
    found = _journeys(user, certifications.values(), cycles, now)
    return sorted(found, key=_urgency)


def journey(user: User, certification: Certification, now: datetime) -> Journey:
    """One of them; also for somebody who never had a round."""
    cycles = list(
        Cycle.objects.filter(user=user, certification=certification).with_story().select_related("certificate")
    )
    return _journeys(user, [certification], cycles, now)[0]


def _urgency(one: Journey):
    last = one.standing.valid_until if one.standing else None
    due = one.open.cycle.due_on if one.open else None
    return (one.open is None, min(filter(None, (due, last)), default=date.max), one.certification.slug)


def _journeys(user, certifications, cycles, now) -> list[Journey]:
    on = timezone.localdate(now)
    ways = ways_of(certifications)
    rows = standings(cycles, on)
    still_open = [cycle for cycle in cycles if cycle.ended_at is None]
    paths = {cycle.pk: ways[cycle.certification_id].path(cycle.kind) for cycle in still_open}
    done = done_of(still_open, paths) if still_open else {}
    asked = [part for path in paths.values() for group in path for part in group.parts]
    under_way = _under_way(user, asked)
    found = []
    for certification in certifications:
        rounds = [row for row in rows if row.cycle.certification_id == certification.pk]
        rounds.sort(key=lambda row: -row.cycle.number)
        is_open = next((row for row in rounds if row.cycle.ended_at is None), None)
        way, speaks = ways[certification.pk], current(rounds)
        kind = is_open.cycle.kind if is_open else next_kind(speaks)
        proofs = done[is_open.cycle.pk] if is_open else {}
        stages = [_stage(way, group, proofs, under_way) for group in way.path(kind)]
        steps = {step.part.id: step for stage in stages for step in stage.steps}
        left = [steps[part.id] for part in still_to_do(way.path(kind), proofs)]
        found.append(Journey(user, way, on, is_open, speaks, rounds, stages, left))
    return found


def next_kind(speaks: Standing | None) -> str:
    """The kind a round would be that begins now (programmes.services.open_cycle decides for good)."""
    if speaks is None or speaks.valid_from is None:
        return Cycle.Kind.FIRST
    return Cycle.Kind.RENEWAL if speaks.counts or speaks.state == State.SUSPENDED else Cycle.Kind.REENTRY


def preview_stages(way: Way, path: Path) -> list[Stage]:
    """A path as nobody stands with it."""
    return [_stage(way, group, {}, {}) for group in path]


def _stage(way: Way, group: Group, proofs: Mapping[str, Proof], under_way) -> Stage:
    return Stage(
        group, [_step(way, part, proofs.get(part.id), under_way) for part in group.parts], met_on(group, proofs)
    )


def _step(way, part, proof, under_way) -> Step:
    if proof:
        doing = Doing.WAIVED if proof.type == "waiver" else Doing.DONE
    else:
        doing = under_way.get((part.kind, part.key), Doing.TO_DO)
    return Step(part, doing, proof, _address(way, part))


def _address(way: Way, part: Part) -> str:
    thing = way.thing(part)
    if part.kind is Asked.COURSE:
        return thing.url or "" if thing.live else ""
    if part.kind is Asked.PRACTICAL and not thing.live:
        return ""
    return reverse(f"programmes:{part.kind}", args=[way.certification.slug, part.key])


def _under_way(user: User, asked: Iterable[Part]) -> dict[tuple[Asked, int], Doing]:
    """What is begun, waits for others, or was completed once, of the parts of open rounds; a query for each kind."""
    keys = {kind: {part.key for part in asked if part.kind is kind} for kind in Asked}
    found: dict[tuple[Asked, int], Doing] = {}
    if keys[Asked.COURSE]:
        joined = Enrolment.objects.filter(user=user, course__in=keys[Asked.COURSE]).order_by("started_at")
        for course, completed_at in joined.values_list("course", "completed_at"):
            if found.get((Asked.COURSE, course)) != Doing.UNDER_WAY:
                found[Asked.COURSE, course] = Doing.AGAIN if completed_at else Doing.UNDER_WAY
    if keys[Asked.QUIZ]:
        mine = Attempt.objects.counted().filter(user=user, quiz__in=keys[Asked.QUIZ], points__isnull=True)
        for quiz, ended_at in mine.order_by("started_at").values_list("quiz", "ended_at"):
            found[Asked.QUIZ, quiz] = Doing.WAITING if ended_at else Doing.UNDER_WAY
    if keys[Asked.PRACTICAL]:
        asked_for = ObservationRequest.objects.still_open().filter(user=user, practical__in=keys[Asked.PRACTICAL])
        found |= {
            (Asked.PRACTICAL, practical): Doing.WAITING for practical in asked_for.values_list("practical", flat=True)
        }
    return found
