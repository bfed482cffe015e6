"""What is assigned, a course or a certificate: how long it takes, and who has it already."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from courses.holders import holders
from courses.models import CoursePage
from courses.progress import live_steps
from skills.models import Certification
from skills.profile import IN_FORCE, State

from .audiences import Person
from .models import ProgrammePrerequisite
from .paths import still_to_do
from .programme import Way, ways_of

Target = CoursePage | Certification

# A certificate in one of these states is had: there is nothing to assign. One that is suspended waits for a decision.
HAD = frozenset([State.VALID.value, State.FUTURE.value, State.SUSPENDED.value])
_COUNTS = frozenset(state.value for state in IN_FORCE)
# Renewing goes the shorter way.
_RENEWS = frozenset([State.RENEWAL.value, State.GRACE.value])


@dataclass(frozen=True)
class Targets:
    """What rules and hands may assign, with what is known of it."""

    minutes: Mapping[int, int] = field(default_factory=dict)
    completed: Mapping[int, Mapping[int, date | None]] = field(default_factory=dict)
    ways: Mapping[int, Way] = field(default_factory=dict)
    before: Mapping[int, Collection[int]] = field(default_factory=dict)

    def is_had(self, target: Target, person: Person) -> bool:
        """Whether the person has it, and it cannot be renewed yet."""
        if isinstance(target, CoursePage):
            return person.pk in self.completed[target.pk]
        return person.standings.get(target.pk) in HAD

    def minutes_of(self, target: Target, person: Person) -> int:
        """What it takes the person."""
        if isinstance(target, CoursePage):
            return self.minutes[target.pk]
        way = self.ways[target.pk]
        path = way.renewal if person.standings.get(target.pk) in _RENEWS else way.first
        return sum(part.minutes for part in still_to_do(path, {}))

    def is_held_back(self, target: Target, person: Person) -> bool:
        """Whether a certificate that is asked for first does not count for the person."""
        asked = () if isinstance(target, CoursePage) else self.before.get(target.pk, ())
        return any(person.standings.get(kind) not in _COUNTS for kind in asked)


def prerequisites_of(certifications: Iterable[int]) -> dict[int, list[int]]:
    """`{certification_id: [certification_id, …]}`: what published programmes ask for first."""
    rows = ProgrammePrerequisite.objects.filter(
        programme__live=True, programme__certification__in=list(certifications)
    ).values_list("programme__certification", "certification")
    found: dict[int, list[int]] = {}
    for kind, asked in rows:
        found.setdefault(kind, []).append(asked)
    return found


def targets_of(targets: Iterable[Target], on: date, users: Collection[int] | None = None) -> Targets:
    """What is known of some courses and certificates; who completed what is read of all people without `users`."""
    targets = {(type(target), target.pk): target for target in targets}.values()
    courses = [target for target in targets if isinstance(target, CoursePage)]
    kinds = [target for target in targets if isinstance(target, Certification)]
    steps = live_steps(courses) if courses else {}
    return Targets(
        minutes={pk: sum(step.minutes for step in pages) for pk, pages in steps.items()},
        completed=holders(courses, on, users) if courses else {},
        ways=ways_of(kinds) if kinds else {},
        before=prerequisites_of(kind.pk for kind in kinds) if kinds else {},
    )
