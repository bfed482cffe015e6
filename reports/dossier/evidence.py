"""The facts behind an award, each as one item of plain JSON under a name: award, certificate, completion, published
revision, attempt, practical, and what was written about them since. Reading only; a fixed number of queries.

Items hold what does not change any more. What can change afterwards (the marks of an attempt) is told as it was at the
moment asked about.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from wagtail.models import Revision

from courses.models import Completion
from quizzes.models import Act, Answer, Attempt, AttemptQuestion, ObservationRequest
from skills.models import Award, Reinstatement, Revocation, Suspension

from .canonical import content_digest, plain
from .known import Book

Items = dict[str, dict[str, Any]]


def name_of(kind: str, key: Any) -> str:
    return f"{kind}:{key}"


def items_of(awards: Iterable[Award], book: Book, known_at: datetime) -> Items:
    """Every item that proves these awards or was written about them by `known_at`, by name."""
    awards = list(awards)
    found: Items = {}
    for award in awards:
        found[name_of("award", award.pk)] = _award(award)
        if award.certificate:
            found[name_of("certificate", award.certificate.number)] = _certificate(award.certificate)
        revocation = getattr(award, "revocation", None)
        if revocation and revocation.written_at <= known_at:
            found[name_of("revocation", revocation.pk)] = _revocation(revocation)
    papers = {award.certificate_id for award in awards}
    for row in book.suspensions:
        if row.certificate_id in papers:
            found |= _break(row, known_at)
    for kind, read in PROOFS.items():
        keys = {award.evidence_key for award in awards if award.evidence_type == kind}
        if keys:
            found |= read(keys, known_at)
    return found


def _award(award: Award) -> dict[str, Any]:
    return plain(
        {
            "person": award.user_id,
            "skill": award.skill.slug,
            "level": award.level,
            "valid_from": award.valid_from,
            "valid_until": award.valid_until,
            "renewal_from": award.renewal_from,
            "grace_until": award.grace_until,
            "certificate": award.certificate.number if award.certificate else None,
            "proof": name_of(award.evidence_type, award.evidence_key),
            "told": award.evidence,
            "written_at": award.written_at,
        }
    )


def _certificate(paper) -> dict[str, Any]:
    return plain(
        {
            "person": paper.user_id,
            "certification": paper.certification.slug,
            "number": paper.number,
            "issued_at": paper.issued_at,
            "valid_from": paper.valid_from,
            "valid_until": paper.valid_until,
            "proof": name_of(paper.evidence_type, paper.evidence_key),
            "printed": paper.facts,
        }
    )


def _revocation(row: Revocation) -> dict[str, Any]:
    facts = {"award": row.award_id, "on": row.revoked_on, "reason": row.reason, "by": row.revoked_by_id}
    return plain({**facts, "written_at": row.written_at})


def _break(row: Suspension, known_at: datetime) -> Items:
    found: Items = {}
    if row.written_at <= known_at:
        facts = {"certificate": row.certificate_id, "on": row.suspended_from, "reason": row.reason}
        found[name_of("suspension", row.pk)] = plain({**facts, "by": row.suspended_by_id, "written_at": row.written_at})
    back: Reinstatement | None = getattr(row, "reinstatement", None)
    if back and back.written_at <= known_at:
        facts = {"suspension": row.pk, "on": back.reinstated_from, "reason": back.reason}
        found[name_of("reinstatement", back.pk)] = plain(
            {**facts, "by": back.reinstated_by_id, "written_at": back.written_at}
        )
    return found


# Completions and what they rest on


def completions(keys: set[str], known_at: datetime) -> Items:
    """Completions, the published revisions of their courses and steps, the attempts and the practicals."""
    rows = list(Completion.objects.filter(pk__in=[int(key) for key in keys if key.isdigit()]))
    found = {name_of("completion", row.pk): _completion(row) for row in rows}
    steps = [step for row in rows for step in row.steps]
    revisions = {row.revision_id for row in rows} | {step.get("revision") for step in steps}
    found |= revisions_of({pk for pk in revisions if pk})
    found |= attempts_of({step["attempt"] for step in steps if step.get("attempt")}, known_at)
    found |= practicals_of({step["observation"] for step in steps if step.get("observation")}, known_at)
    return found


def _completion(row: Completion) -> dict[str, Any]:
    return plain(
        {
            "person": row.user_id,
            "course": row.course_id,
            "revision": name_of("revision", row.revision_id),
            "completed_on": row.completed_on,
            "steps": [_step(step) for step in row.steps],
        }
    )


def _step(step: dict[str, Any]) -> dict[str, Any]:
    facts = {key: step.get(key) for key in ("page", "title", "title_en", "done_at")}
    if step.get("revision"):
        facts["revision"] = name_of("revision", step["revision"])
    if step.get("attempt"):
        facts["attempt"] = name_of("attempt", step["attempt"])
    if step.get("observation"):
        facts["practical"] = name_of("practical", step["observation"])
    return facts


def revisions_of(keys: set[int]) -> Items:
    """What was published then, by the hash of its whole content."""
    rows = Revision.objects.filter(pk__in=keys).values_list("pk", "object_id", "created_at", "content")
    return {
        name_of("revision", pk): plain({"of": str(of), "made_at": at, "content_sha256": content_digest(content)})
        for pk, of, at, content in rows
    }


def _uuids(keys: Iterable[str]) -> list[UUID]:
    found = []
    for key in keys:
        try:
            found.append(UUID(key))
        except ValueError:
            continue
    return found


def attempts_of(keys: set[str], known_at: datetime) -> Items:
    """Attempts with their marks as they were at a moment; answers and questions by their hash."""
    attempts = list(Attempt.objects.filter(public_id__in=_uuids(keys)).order_by("pk")) if keys else []
    if not attempts:
        return {}
    answers, asked, acts = defaultdict(list), defaultdict(list), defaultdict(list)
    for row in Answer.objects.filter(attempt__in=attempts).order_by("sequence"):
        answers[row.attempt_id].append([row.position, row.sequence, row.value, plain(row.given_at)])
    for attempt, *question in (
        AttemptQuestion.objects.filter(attempt__in=attempts)
        .order_by("position")
        .values_list("attempt_id", "position", "question_id", "revision_id")
    ):
        asked[attempt].append(question)
    for act in Act.objects.filter(attempt__in=attempts).order_by("at", "pk"):
        acts[act.attempt_id].append(act)
    return {
        name_of("attempt", row.public_id): _attempt(row, answers[row.pk], asked[row.pk], acts[row.pk], known_at)
        for row in attempts
    }


def _attempt(row: Attempt, answers: list, asked: list, acts: list[Act], known_at: datetime) -> dict[str, Any]:
    points, passed = _marks_at(row, acts, known_at)
    voided = row.voided_at is not None and row.voided_at <= known_at
    facts = {
        "person": row.user_id,
        "quiz": row.quiz_id,
        "mode": row.mode,
        "started_at": row.started_at,
        "ended_at": row.ended_at,
        "ending": row.ending,
        "pass_mark_percent": row.pass_mark,
        "points": points,
        "points_possible": row.max_points,
        "passed": passed,
        "voided": voided,
        "asked_sha256": content_digest(asked),
        "answers_sha256": content_digest(answers),
        "acts": [
            {"kind": act.kind, "by": act.by_id, "at": act.at, "reason": act.reason, "facts": act.facts}
            for act in acts
            if act.at <= known_at
        ],
    }
    return plain(facts)


def _marks_at(row: Attempt, acts: list[Act], known_at: datetime) -> tuple[Any, Any]:
    """Points and outcome at a moment: the marks of today, with every later act taken back.

    Being marked anew by a corrected key remembers both; a mark given by hand remembers the points of its question, so
    that of the outcome before it nothing is said.
    """
    points, passed = row.points, row.passed
    for act in reversed([act for act in acts if act.at > known_at]):
        if act.kind == Act.Kind.REGRADE and "total" in act.facts:
            points, passed = act.facts["total"][0], act.facts["passed"][0]
        elif act.kind == Act.Kind.MARK:
            points, passed = None, None
    return points, passed


def practicals_of(keys: set[str], known_at: datetime) -> Items:
    """Requests for an observation with what was seen and decided; marks and comments by their hash."""
    if not keys:
        return {}
    rows = ObservationRequest.objects.filter(public_id__in=_uuids(keys)).select_related("decision")
    return {
        name_of("practical", row.public_id): _practical(row, known_at)
        for row in rows.prefetch_related("observations").order_by("pk")
    }


def _practical(row: ObservationRequest, known_at: datetime) -> dict[str, Any]:
    decision = getattr(row, "decision", None)
    return plain(
        {
            "person": row.user_id,
            "practical": row.practical_id,
            "revision": row.revision_id,
            "asked_at": row.asked_at,
            "sheet_sha256": content_digest(row.sheet),
            "observations": [
                {
                    "observer": seen.observer_id,
                    "place": seen.place,
                    "observed_at": seen.observed_at,
                    "received_at": seen.received_at,
                    "points": seen.points,
                    "points_possible": seen.most,
                    "passed": seen.passed,
                    "marks_sha256": content_digest([seen.marks, seen.comment]),
                }
                for seen in sorted(row.observations.all(), key=lambda seen: seen.place)
                if seen.received_at <= known_at
            ],
            "decision": _decision(decision) if decision and decision.decided_at <= known_at else None,
        }
    )


def _decision(decision) -> dict[str, Any]:
    return {
        "outcome": decision.outcome,
        "by": decision.by_id,
        "decided_at": decision.decided_at,
        "without_second": decision.without_second,
        "note_sha256": content_digest(decision.note),
    }


# Who can tell what an award rests on, by the kind of evidence it names. Another kind is told by the award itself.
PROOFS: dict[str, Callable[[set[str], datetime], Items]] = {
    Completion.EVIDENCE_TYPE: completions,
}
