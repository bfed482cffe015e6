"""What has been done of the paths of cycles, asked of the facts of courses and quizzes; nothing here is stored."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django.db.models import Min
from django.utils import timezone

from courses.changes import recertified_since
from courses.models import Completion
from quizzes.models import Attempt, ObservationRequest
from quizzes.standing import passing

from .models import Cycle, Waiver
from .paths import Asked, Part, Path, Proof

Key = tuple[int, Asked, int]

# By these names rounds know what proves a part, beside completions.
ATTEMPT, OBSERVATION, WAIVER = "attempt", "observation", "waiver"


def done_of(cycles: Iterable[Cycle], paths: Mapping[int, Path], on: date = date.max) -> dict[int, dict[str, Proof]]:
    """`{cycle_id: {part_id: Proof}}` for cycles and the path of each, in five queries however many they are.

    What was done before `counts_from` of a cycle does not count for it, nor does a course that was completed before a
    change of what it teaches for which certificates are renewed. A part that was waived counts as done on the day of
    the waiver; waivers of parts that are no longer asked for count for nothing. Of several proofs the first one counts,
    and none that lies after the day `on`: a job that asks about an earlier day must not see the later one.
    """
    cycles = list(cycles)
    asked = {cycle.pk: [part for group in paths[cycle.pk] for part in group.parts] for cycle in cycles}
    found = _facts({cycle.user_id for cycle in cycles}, [part for parts in asked.values() for part in parts])
    waived = defaultdict(dict)
    for waiver in Waiver.objects.filter(cycle__in=[cycle.pk for cycle in cycles]):
        waived[waiver.cycle_id][waiver.part] = Proof(waiver.on, WAIVER, str(waiver.pk))
    return {cycle.pk: _first_proofs(cycle, asked[cycle.pk], found, waived[cycle.pk], on) for cycle in cycles}


def _first_proofs(cycle, parts: Iterable[Part], found: Mapping[Key, list], waived: Mapping[str, Proof], on: date):
    since = cycle.counts_from or date.min
    proofs = {}
    for part in parts:
        deed = _first(part, found.get((cycle.user_id, part.kind, part.key), []), since)
        both = [proof for proof in (deed, waived.get(part.id)) if proof and proof.on <= on]
        if both:
            proofs[part.id] = min(both, key=lambda proof: proof.on)
    return proofs


def _first(part: Part, facts: list, since: date) -> Proof | None:
    if part.kind is not Asked.QUIZ:
        return min((proof for shown, proof in facts if shown >= since), key=lambda proof: proof.on, default=None)
    # Whether a quiz is passed is a matter of its rule, within what counts.
    attempts = [attempt for attempt in facts if timezone.localdate(attempt.started_at) >= since]
    passed = passing(attempts, attempts[0].quiz.counting) if attempts else None
    if passed is None:
        return None
    return Proof(timezone.localdate(passed.ended_at), ATTEMPT, str(passed.public_id))


def _facts(users: set[int], parts: Iterable[Part]) -> dict[Key, list]:
    """By person, kind and thing: of courses and practicals the day it was shown and the proof; attempts as they are."""
    keys = defaultdict(set)
    for part in parts:
        keys[part.kind].add(part.key)
    found: dict[Key, list] = defaultdict(list)
    for key, fact in [
        *_completions(users, keys[Asked.COURSE]),
        *_attempts(users, keys[Asked.QUIZ]),
        *_observations(users, keys[Asked.PRACTICAL]),
    ]:
        found[key].append(fact)
    return found


def _completions(users: set[int], courses: set[int]) -> Iterator[tuple[Key, tuple[date, Proof]]]:
    if not courses:
        return
    changed = recertified_since(list(courses))
    rows = Completion.objects.filter(user__in=users, course__in=courses)
    for user, course, day, done_at, pk in rows.values_list(
        "user", "course", "completed_on", "enrolment__completed_at", "pk"
    ):
        if course not in changed or (done_at and done_at >= changed[course][0]):
            yield (user, Asked.COURSE, course), (day, Proof(day, Completion.EVIDENCE_TYPE, str(pk)))


def _attempts(users: set[int], quizzes: set[int]) -> Iterator[tuple[Key, Attempt]]:
    if not quizzes:
        return
    ended = Attempt.objects.counted().filter(user__in=users, quiz__in=quizzes, ended_at__isnull=False)
    for attempt in ended.select_related("quiz").order_by("started_at"):
        yield (attempt.user_id, Asked.QUIZ, attempt.quiz_id), attempt


def _observations(users: set[int], practicals: set[int]) -> Iterator[tuple[Key, tuple[date, Proof]]]:
    """What was watched is shown on that day, and proven once a trainer has accepted it."""
    if not practicals:
        return
    accepted = ObservationRequest.objects.filter(user__in=users, practical__in=practicals, outcome="accepted")
    for user, practical, closed_at, public_id, watched_at in accepted.values_list(
        "user", "practical", "closed_at", "public_id", Min("observations__observed_at")
    ):
        proof = Proof(timezone.localdate(closed_at), OBSERVATION, str(public_id))
        yield (user, Asked.PRACTICAL, practical), (timezone.localdate(watched_at or closed_at), proof)
