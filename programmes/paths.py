"""What is asked for and what of it is done: pure. All groups of a path are asked for; of a group all parts or some."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Asked(StrEnum):
    """The kinds of parts."""

    COURSE = "course"
    QUIZ = "quiz"
    PRACTICAL = "practical"


@dataclass(frozen=True)
class Part:
    """One thing to do. `id` is that of its block, stable while it is edited; `key` the id of the course or quiz."""

    id: str
    kind: Asked
    key: int
    title: str = ""
    title_en: str = ""
    minutes: int = 0


@dataclass(frozen=True)
class Group:
    """Parts of which `need` must be done; None means all."""

    id: str
    need: int | None
    parts: tuple[Part, ...]
    title: str = ""
    title_en: str = ""

    @property
    def asked(self) -> int:
        """How many parts must be done. More than there are cannot be done: such a group is never met."""
        return len(self.parts) if self.need is None else self.need


Path = Sequence[Group]


@dataclass(frozen=True)
class Proof:
    """A part was done, or need not be, on a day; what proves it is a completion, attempt, observation or waiver."""

    on: date
    type: str
    key: str


Done = Mapping[str, Proof]


def met_on(group: Group, done: Done) -> date | None:
    """The day on which the group was met: when the last part that was needed was done. None while it is not."""
    days = sorted(done[part.id].on for part in group.parts if part.id in done)
    return days[group.asked - 1] if 0 < group.asked <= len(days) else None


def fulfilled_on(path: Path, done: Done) -> date | None:
    """The day on which the last group was met; None while one is not, and for a path that asks for nothing."""
    days = [met_on(group, done) for group in path]
    if not days or None in days:
        return None
    return max(day for day in days if day)


def still_to_do(path: Path, done: Done) -> list[Part]:
    """The parts in the fewest minutes that would meet what is not met, group by group."""
    left: list[Part] = []
    for group in path:
        missing = group.asked - sum(part.id in done for part in group.parts)
        open_parts = [part for part in group.parts if part.id not in done]
        if missing > 0:
            cheapest = sorted(open_parts, key=lambda part: (part.minutes, group.parts.index(part)))[:missing]
            left += [part for part in group.parts if part in cheapest]
    # A course may stand in two groups: it is done once.
    return list({(part.kind, part.key): part for part in left}.values())


def proofs_used(path: Path, done: Done) -> list[tuple[Part, Proof]]:
    """The parts and proofs that met each group first, in the order of the path: what a certificate rests on."""
    used = []
    for group in path:
        mine = sorted((part for part in group.parts if part.id in done), key=lambda part: done[part.id].on)
        chosen = mine[: group.asked]
        used += [(part, done[part.id]) for part in group.parts if part in chosen]
    return used


def awaits_others(path: Path, done: Done, waiting: Set[str]) -> bool:
    """Whether nothing is left but what observers and markers have in hand: with it the path would be fulfilled.

    `waiting` are the ids of the parts that somebody else has to look at.
    """
    if not path or fulfilled_on(path, done):
        return False
    there = [sum(part.id in done or part.id in waiting for part in group.parts) for group in path]
    return all(0 < group.asked <= count for group, count in zip(path, there, strict=True))
