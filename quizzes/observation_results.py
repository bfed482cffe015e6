"""A result criterion by criterion, as pages show it: what one observer saw, or two beside each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .anchors import Anchored, Line, with_anchors
from .models import Observation
from .rubric import Rubric


@dataclass(frozen=True)
class Seen:
    """The level one observer chose, and the note."""

    observation: Observation
    level: Anchored
    note: str


@dataclass(frozen=True)
class Result:
    """One criterion with what was seen of it."""

    line: Line
    seen: list[Seen]

    @property
    def differs(self) -> bool:
        return len({seen.level.level.id for seen in self.seen}) > 1

    @property
    def has_failed(self) -> bool:
        """A critical criterion that somebody saw at no points."""
        return self.line.criterion.critical and any(seen.level.level.points == 0 for seen in self.seen)


def results(rubric: Rubric, observations: Sequence[Observation]) -> list[Result]:
    """Every criterion with the observations, in the order of the sheet."""
    return [Result(line, [_seen(line, one) for one in observations]) for line in with_anchors(rubric)]


def _seen(line, observation):
    mark = observation.marks[line.criterion.id]
    level = next(each for each in line.levels if each.level.id == mark["level"])
    return Seen(observation, level, mark["note"])


@dataclass(frozen=True)
class Asked:
    """One criterion of the sheet with what has been chosen already."""

    line: Line
    level: str
    note: str


def asked(rubric: Rubric, sent: Mapping[str, str]) -> list[Asked]:
    """The sheet, filled with what a form sent."""
    return [
        Asked(line, sent.get(f"level-{line.criterion.id}", ""), sent.get(f"note-{line.criterion.id}", ""))
        for line in with_anchors(rubric)
    ]
