"""Whether what a browser reports of a drill or a dialogue is really all of it. Pure computing; refuses by sentence."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext

from phrasebook.drills import Exercises
from phrasebook.scenes_play import Impossible, Line, walk

from .refused import Refused

# More picks than anybody makes in a scene of a lesson.
LONGEST_WAY = 500
MOST_TRIES = 99


def drill_done(exercises: Sequence[Exercises], answers: Any) -> dict:
    """What is kept of a drill: how often each exercise was tried. Every answer is looked at again.

    `answers` is `{phrase: {exercise: {"answer": …, "tries": n}}}` as the browser kept it.
    """
    tries: dict[str, dict[str, int]] = {}
    for one in exercises:
        mine = _mapping(_mapping(answers).get(str(one.phrase.pk)))
        for name in one.names:
            given = _mapping(mine.get(name))
            if not one.is_right(name, given.get("answer")):
                raise Refused(gettext("An exercise with “%(phrase)s” is still open.") % {"phrase": one.phrase.text})
            tries.setdefault(str(one.phrase.pk), {})[name] = _tries(given.get("tries"))
    return {"tries": tries}


def _mapping(value) -> Mapping:
    return value if isinstance(value, Mapping) else {}


def _tries(value) -> int:
    return min(max(value, 1), MOST_TRIES) if isinstance(value, int) else 1


def scene_done(scene: Sequence[Line], way: Any) -> dict:
    """What is kept of a dialogue: the picks, and at how many turns the first one was good. The way is gone again."""
    sound = isinstance(way, list) and len(way) <= LONGEST_WAY and all(type(pick) is int for pick in way)
    try:
        stand = walk(scene, way) if sound else None
    except Impossible:
        stand = None
    if stand is None:
        raise Refused(gettext("The scene has changed in the meantime. Load the page again, please."))
    if not stand.is_over:
        raise Refused(gettext("The scene is not over yet."))
    first: dict[int, str] = {}
    for said in stand.way:
        first.setdefault(said.turn, said.quality)
    return {"way": way, "turns": len(first), "good_at_first": sum(quality == "good" for quality in first.values())}
