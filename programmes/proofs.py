"""What has been done of the paths of cycles, asked of the facts of courses and quizzes; nothing here is stored."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from django.utils import timezone

from courses.models import Completion
from quizzes.models import Attempt, ObservationRequest
from quizzes.standing import passing

from .models import Cycle, Waiver
from .paths import Asked, Part, Path, Proof

Key = tuple[int, Asked, int]


def done_of(cycles: Iterable[Cycle], paths: Mapping[int, Path]) -> dict[int, dict[str, Proof]]:
    """`{cycle_id: {part_id: Proof}}` for cycles and the path of each, in four queries however many they are.

    What was done before `counts_from` of a cycle does not count for it. A part that was waived counts as done on the
    day of the waiver. Of several proofs the first one counts.
    """
    cycles = list(cycles)
    asked = {cycle.pk: [part for group in paths[cycle.pk] for part in group.parts] for cycle in cycles}
    found = _facts({cycle.user_id for cycle in cycles}, [part for parts in asked.values() for part in parts])
    waived = defaultdict(dict)
    for waiver in Waiver.objects.filter(cycle__in=[cycle.pk for cycle in cycles]):
        waived[waiver.cycle_id][waiver.part] = Proof(waiver.on, "waiver", str(waiver.pk))
    return {cycle.pk: _first_proofs(cycle, asked[cycle.pk], found) | waived[cycle.pk] for cycle in cycles}


def _first_proofs(cycle: Cycle, parts: Iterable[Part], found: Mapping[Key, list]) -> dict[str, Proof]:
    since = cycle.counts_from or date.min
    proofs = {part.id: _first(part, found.get((cycle.user_id, part.kind, part.key), []), since) for part in parts}
    return {part: proof for part, proof in proofs.items() if proof}


def _first(part: Part, facts: list, since: date) -> Proof | None:
    if part.kind is not Asked.QUIZ:
        return min((proof for proof in facts if proof.on >= since), key=lambda proof: proof.on, default=None)
    # Whether a quiz is passed is a matter of its rule, within what counts.
    attempts = [attempt for attempt in facts if timezone.localdate(attempt.started_at) >= since]
    passed = passing(attempts, attempts[0].quiz.counting) if attempts else None
    return passed and Proof(timezone.localdate(passed.ended_at), "attempt", str(passed.public_id))


def _facts(users: set[int], parts: Iterable[Part]) -> dict[Key, list]:
    """Completions and accepted observations as proofs, attempts as they are, by person, kind and thing."""
    keys = defaultdict(set)
    for part in parts:
        keys[part.kind].add(part.key)
    found: dict[Key, list] = defaultdict(list)
    if keys[Asked.COURSE]:
        rows = Completion.objects.filter(user__in=users, course__in=keys[Asked.COURSE])
        for user, course, day, pk in rows.values_list("user", "course", "completed_on", "pk"):
            found[user, Asked.COURSE, course].append(Proof(day, Completion.EVIDENCE_TYPE, str(pk)))
    if keys[Asked.QUIZ]:
        ended = Attempt.objects.counted().filter(user__in=users, quiz__in=keys[Asked.QUIZ], ended_at__isnull=False)
        for attempt in ended.select_related("quiz").order_by("started_at"):
            found[attempt.user_id, Asked.QUIZ, attempt.quiz_id].append(attempt)
    if keys[Asked.PRACTICAL]:
        accepted = ObservationRequest.objects.filter(
            user__in=users, practical__in=keys[Asked.PRACTICAL], outcome="accepted"
        )
        for user, practical, closed_at, public_id in accepted.values_list(
            "user", "practical", "closed_at", "public_id"
        ):
            proof = Proof(timezone.localdate(closed_at), "observation", str(public_id))
            found[user, Asked.PRACTICAL, practical].append(proof)
    return found
