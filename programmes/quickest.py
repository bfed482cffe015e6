"""How long the quickest way through the first path of programmes takes: for comparing ways, not for walking them.

Read from the stored values, without the courses and practicals themselves: who compares knows the minutes of courses.
"""

from collections.abc import Iterable, Mapping

from quizzes.models import Quiz

from .models import Programme
from .paths import Asked
from .programme import PRACTICAL_MINUTES, QUIZ_MINUTES


def courses_named(programmes: Iterable[Programme]) -> set[int]:
    """The ids of the courses that the first paths name."""
    return {key for programme in programmes for kind, key in _parts(programme) if kind == Asked.COURSE}


def quickest_minutes(programmes: Iterable[Programme], courses: Mapping[int, int]) -> dict[int, int]:
    """`{programme_id: minutes}` of those that can be finished; one query, and none where no quiz is named.

    `courses` are the minutes of the published courses; a part that is not among them leads nowhere, as does a group
    that asks for more parts than are left.
    """
    programmes = list(programmes)
    quizzes = {key for programme in programmes for kind, key in _parts(programme) if kind == Asked.QUIZ}
    limits = dict(Quiz.objects.filter(pk__in=quizzes).values_list("pk", "time_limit_minutes")) if quizzes else {}
    minutes: dict[tuple[str, int], int] = {(Asked.COURSE, pk): taken for pk, taken in courses.items()}
    minutes |= {(Asked.QUIZ, pk): limit or QUIZ_MINUTES for pk, limit in limits.items()}
    found = {programme.pk: _quickest(programme, minutes) for programme in programmes}
    return {pk: taken for pk, taken in found.items() if taken is not None}


def _parts(programme: Programme) -> list[tuple[str, int]]:
    return [(part["type"], part["value"]) for block in programme.first.raw_data for part in block["value"]["parts"]]


def _quickest(programme: Programme, minutes: Mapping[tuple[str, int], int]) -> int | None:
    chosen: dict[tuple[str, int], int] = {}
    for block in programme.first.raw_data:
        keys = [(part["type"], part["value"]) for part in block["value"]["parts"]]
        known = {key: PRACTICAL_MINUTES if key[0] == Asked.PRACTICAL else minutes.get(key) for key in keys}
        possible = sorted((taken, key) for key, taken in known.items() if taken is not None)
        need = block["value"].get("need") or len(keys)
        if need > len(possible):
            return None
        # A course that stands in two groups is done once.
        chosen |= {key: taken for taken, key in possible[:need]}
    return sum(chosen.values()) if chosen else None
