"""How long the quickest way along a path of programmes takes: for comparing ways, not for walking them.

Read from the stored values, without the courses and practicals themselves: who compares knows the minutes of courses.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quizzes.models import Quiz

from .models import Programme
from .paths import Asked
from .programme import PRACTICAL_MINUTES, QUIZ_MINUTES


@dataclass(frozen=True)
class Walk:
    """A path as it is stored, to be walked by somebody whom the published courses `{course_id: minutes}` take so long.

    A part that is not among them leads nowhere. `done` are the parts behind them, by kind and number.
    """

    key: int
    groups: Sequence[Any]
    courses: Mapping[int, int]
    done: Collection[tuple[str, int]] = ()


def courses_named(programmes: Iterable[Programme]) -> set[int]:
    """The ids of the courses that the paths name, those of renewals as well."""
    paths = [path.raw_data for programme in programmes for path in (programme.first, programme.renewal)]
    return {key for path in paths for kind, key in _parts(path) if kind == Asked.COURSE}


def quickest_minutes(programmes: Iterable[Programme], courses: Mapping[int, int]) -> dict[int, int]:
    """`{programme_id: minutes}` of those whose first path can be finished, for somebody who has done nothing of it."""
    return quickest(Walk(programme.pk, programme.first.raw_data, courses) for programme in programmes)


def quickest(walks: Iterable[Walk]) -> dict[int, int]:
    """`{key: minutes}` of the walks that can be finished; one query, and none where no quiz is named.

    A group that asks for more parts than are left cannot be met.
    """
    walks = list(walks)
    quizzes = {key for walk in walks for kind, key in _parts(walk.groups) if kind == Asked.QUIZ}
    limits = dict(Quiz.objects.filter(pk__in=quizzes).values_list("pk", "time_limit_minutes")) if quizzes else {}
    found = {walk.key: _quickest(walk, limits) for walk in walks}
    return {key: taken for key, taken in found.items() if taken is not None}


def _parts(groups: Iterable[Any]) -> list[tuple[str, int]]:
    return [(part["type"], part["value"]) for block in groups for part in block["value"]["parts"]]


def _quickest(walk: Walk, limits: Mapping[int, int | None]) -> int | None:
    chosen: dict[tuple[str, int], int] = {}
    for block in walk.groups:
        keys = [(part["type"], part["value"]) for part in block["value"]["parts"]]
        possible = sorted((taken, key) for key in keys if (taken := _taken(walk, limits, *key)) is not None)
        need = block["value"].get("need") or len(keys)
        if need > len(possible):
            return None
        # A course that stands in two groups is done once.
        chosen |= {key: taken for taken, key in possible[:need]}
    return sum(chosen.values()) if chosen else None


def _taken(walk: Walk, limits: Mapping[int, int | None], kind: str, key: int) -> int | None:
    """Minutes of one part; None where it leads nowhere."""
    if (kind, key) in walk.done:
        return 0
    if kind == Asked.COURSE:
        return walk.courses.get(key)
    if kind == Asked.PRACTICAL:
        return PRACTICAL_MINUTES
    return (limits[key] or QUIZ_MINUTES) if key in limits else None
