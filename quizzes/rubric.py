"""What is looked at in an observed practical, and what the levels chosen come to. Pure; docs/practicals.md explains."""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.twins import Twin

LEAST_LEVELS, MOST_LEVELS = 2, 6
MOST_CRITERIA = 20


class Unfit(ValueError):
    """A sheet that does not fit its rubric; `str()` is the sentence for the observer."""


@dataclass(frozen=True)
class Level:
    """One level of a criterion; the anchor says, shows or plays what it looks like at the counter.

    `picture` and `clip` are ids of `core.Picture` and `core.Clip`.
    """

    id: str
    points: int
    name: str
    name_en: str = ""
    anchor: str = ""
    anchor_en: str = ""
    picture: int | None = None
    clip: int | None = None

    local_name = Twin("name")
    local_anchor = Twin("anchor")


@dataclass(frozen=True)
class Criterion:
    """One thing looked at. A critical one observed at a level of no points fails the whole."""

    id: str
    text: str
    text_en: str
    critical: bool
    weight: int
    levels: tuple[Level, ...]

    local_text = Twin("text")

    @property
    def most(self) -> int:
        """Points of the best level, weighted."""
        return self.weight * max((level.points for level in self.levels), default=0)

    def level(self, level_id: str) -> Level | None:
        return next((level for level in self.levels if level.id == level_id), None)

    def place(self, level_id: str) -> float:
        """Where a level stands between the lowest (0.0) and the highest (1.0) of the criterion, by rank."""
        ranked = sorted(self.levels, key=lambda level: level.points)
        found = next(number for number, level in enumerate(ranked) if level.id == level_id)
        return found / (len(ranked) - 1)


@dataclass(frozen=True)
class Rubric:
    """All criteria of a practical and the share of the points, in per cent, that passes."""

    pass_percent: int
    criteria: tuple[Criterion, ...]

    @property
    def most(self) -> int:
        return sum(criterion.most for criterion in self.criteria)


@dataclass(frozen=True)
class Verdict:
    """What an observation comes to. `failed` are the ids of critical criteria seen at a level of no points."""

    points: int
    most: int
    pass_percent: int
    failed: tuple[str, ...]

    @property
    def percent(self) -> int:
        """Rounded down: nobody reads "80%" and fails at 80."""
        return self.points * 100 // self.most if self.most else 0

    @property
    def passed(self) -> bool:
        return not self.failed and self.most > 0 and self.points * 100 >= self.pass_percent * self.most


def verdict(rubric: Rubric, chosen: Mapping[str, str]) -> Verdict:
    """The verdict on `{criterion id: level id}`. Raises Unfit when a criterion has no level of its own."""
    points, failed = 0, []
    for criterion in rubric.criteria:
        level = criterion.level(chosen.get(criterion.id, ""))
        if level is None:
            raise Unfit(_("Choose a level for “%(criterion)s”.") % {"criterion": criterion.local_text})
        points += criterion.weight * level.points
        if criterion.critical and level.points == 0:
            failed.append(criterion.id)
    return Verdict(points, rubric.most, rubric.pass_percent, tuple(failed))


def is_drawn(number: uuid.UUID, percent: int) -> bool:
    """Whether this one belongs to the share that is watched by a second observer.

    The first 64 bits of SHA-256 of the number, read as a fraction of 2**64, lie below the share. The number is random
    and made by the server before anybody is assigned, so nobody chooses; anybody can work it out again.
    """
    return int.from_bytes(sha256(number.bytes).digest()[:8]) * 100 < percent << 64


def as_json(rubric: Rubric) -> dict[str, Any]:
    """As a request stores it: what the person was told will be looked at."""
    return asdict(rubric)


def rubric_from(stored: Mapping[str, Any]) -> Rubric:
    """What `as_json` has stored."""
    criteria = [
        Criterion(**{**criterion, "levels": tuple(Level(**level) for level in criterion["levels"])})
        for criterion in stored["criteria"]
    ]
    return Rubric(stored["pass_percent"], tuple(criteria))


def problems(rubric: Rubric) -> list[str]:
    """Why a practical cannot be observed by this rubric, as sentences for its author; empty when it can."""
    found = []
    if not 1 <= len(rubric.criteria) <= MOST_CRITERIA:
        found.append(_("Write 1 to 20 criteria."))
    for number, criterion in enumerate(rubric.criteria, start=1):
        found += [
            _("Criterion %(number)d: %(sentence)s") % {"number": number, "sentence": sentence}
            for sentence in _problems_of(criterion)
        ]
    return found


def _problems_of(criterion):
    points = [level.points for level in criterion.levels]
    if not LEAST_LEVELS <= len(points) <= MOST_LEVELS:
        return [
            ngettext("give 2 to 6 levels; there is %(count)d.", "give 2 to 6 levels; there are %(count)d.", len(points))
            % {"count": len(points)}
        ]
    found = []
    if len(set(points)) < len(points):
        found.append(_("two levels give the same points."))
    if max(points) == 0:
        found.append(_("the best level must give points."))
    if criterion.critical and min(points) > 0:
        found.append(_("a critical criterion needs a level of 0 points: seen there, it fails the whole."))
    if any(not (level.anchor or level.picture or level.clip) for level in criterion.levels):
        found.append(_("every level needs an anchor: a text, a picture or a clip."))
    return found
