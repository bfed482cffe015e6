"""How far open rounds have come: nothing begun, in progress, or in the hands of an observer or marker."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from courses.models import Enrolment
from quizzes.models import Attempt, ObservationRequest

from .life import EventKind
from .models import Cycle
from .paths import Asked, Done, Path, awaits_others
from .proofs import Key


def stages(cycles: Iterable[Cycle], paths: Mapping[int, Path], done: Mapping[int, Done]) -> dict[int, EventKind | None]:
    """`{cycle_id: stage}`, None where nothing was begun; in four queries however many cycles there are."""
    cycles = list(cycles)
    keys = defaultdict(set)
    for path in paths.values():
        for part in (part for group in path for part in group.parts):
            keys[part.kind].add(part.key)
    users = {cycle.user_id for cycle in cycles}
    waiting = _in_other_hands(users, keys)
    begun = waiting | _begun(users, keys)
    return {cycle.pk: _stage(cycle, paths[cycle.pk], done[cycle.pk], waiting, begun) for cycle in cycles}


def _stage(cycle: Cycle, path: Path, done: Done, waiting: set[Key], begun: set[Key]) -> EventKind | None:
    parts = [part for group in path for part in group.parts if part.id not in done]
    theirs = {part.id for part in parts if (cycle.user_id, part.kind, part.key) in waiting}
    if awaits_others(path, done, theirs):
        return EventKind.AWAITING
    if done or any((cycle.user_id, part.kind, part.key) in begun for part in parts):
        return EventKind.STARTED
    return None


def _in_other_hands(users: set[int], keys: Mapping[Asked, set[int]]) -> set[Key]:
    asked = ObservationRequest.objects.still_open().filter(user__in=users, practical__in=keys[Asked.PRACTICAL])
    handed_in = Attempt.objects.counted().filter(
        user__in=users, quiz__in=keys[Asked.QUIZ], ended_at__isnull=False, points__isnull=True
    )
    found: set[Key] = set()
    if keys[Asked.PRACTICAL]:
        found |= {(user, Asked.PRACTICAL, key) for user, key in asked.values_list("user", "practical")}
    if keys[Asked.QUIZ]:
        found |= {(user, Asked.QUIZ, key) for user, key in handed_in.values_list("user", "quiz")}
    return found


def _begun(users: set[int], keys: Mapping[Asked, set[int]]) -> set[Key]:
    """Courses somebody is in the middle of, and quizzes they sit at this moment."""
    joined = Enrolment.objects.filter(user__in=users, course__in=keys[Asked.COURSE], completed_at=None)
    sitting = Attempt.objects.counted().filter(user__in=users, quiz__in=keys[Asked.QUIZ], ended_at=None)
    found: set[Key] = set()
    if keys[Asked.COURSE]:
        found |= {(user, Asked.COURSE, key) for user, key in joined.values_list("user", "course")}
    if keys[Asked.QUIZ]:
        found |= {(user, Asked.QUIZ, key) for user, key in sitting.values_list("user", "quiz")}
    return found
