"""The facts behind an award, each as one item of plain JSON under a name: award, certificate, round, recognition,
completion, published revision, attempt, practical, and what was written about them since. Reading only; a fixed number
of queries.

Items hold what does not change any more. What can change afterwards (the marks of an attempt) is told as it was at the
moment asked about.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from wagtail.models import Revision

from courses.models import Completion
from programmes.models import Cycle, Recognition
from quizzes.models import Act, Answer, Attempt, AttemptQuestion, ObservationRequest
from skills.models import Award, Reinstatement, Revocation, Suspension

from .canonical import content_digest, plain
from .known import Book

Items = dict[str, dict[str, Any]]
# What is still to be read, by kind of evidence.
Wanted = defaultdict[str, set[str]]


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
    return found | _proofs(awards, known_at)


def _proofs(awards: list[Award], known_at: datetime) -> Items:
    """What the awards rest on, and what that rests on in turn. A kind nobody knows is told by the award itself."""
    wanted: Wanted = defaultdict(set)
    for award in awards:
        wanted[award.evidence_type].add(award.evidence_key)
    # A round names completions, attempts and practicals; a completion names revisions, attempts and practicals.
    found = cycles_of(wanted, known_at) | recognitions_of(wanted, known_at) | completions_of(wanted)
    found |= revisions_of(wanted["revision"])
    found |= attempts_of(wanted["attempt"], known_at)
    return found | practicals_of(wanted["observation"], known_at)


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


# Rounds, recognitions, completions


def cycles_of(wanted: Wanted, known_at: datetime) -> Items:
    """Rounds of a programme with what was written of them; adds what their certificates rest on to what is wanted."""
    if not wanted["cycle"]:
        return {}
    rows = Cycle.objects.filter(pk__in=_numbers(wanted["cycle"])).select_related("certification")
    rows = rows.prefetch_related("events", "waivers").order_by("pk")
    found: Items = {}
    for row in rows:
        events = [event for event in row.events.all() if event.written_at <= known_at]
        found[name_of("cycle", row.pk)] = _cycle(row, events)
        for proof in (proof for event in events for proof in event.evidence.get("proofs", ())):
            wanted[proof["type"]].add(proof["key"])
        for waiver in row.waivers.all():
            if waiver.written_at <= known_at:
                facts = {"cycle": row.pk, "part": waiver.title, "on": waiver.on, "reason": waiver.reason}
                written = {"by": waiver.waived_by_id, "written_at": waiver.written_at}
                found[name_of("waiver", waiver.pk)] = plain({**facts, **written})
    return found


def _cycle(row: Cycle, events: list) -> dict[str, Any]:
    return plain(
        {
            "person": row.user_id,
            "certification": row.certification.slug,
            "number": row.number,
            "kind": row.kind,
            "opened_on": row.opened_on,
            "counts_from": row.counts_from,
            "events": [
                {"kind": event.kind, "on": event.on, "by": event.by_id, "reason": event.reason}
                | {"written_at": event.written_at, "evidence": event.evidence, "revision": event.revision_id}
                for event in events
            ],
        }
    )


def recognitions_of(wanted: Wanted, known_at: datetime) -> Items:
    """Certificates from outside with their decision; the scan by its hash."""
    if not wanted["recognition"]:
        return {}
    rows = Recognition.objects.filter(pk__in=_numbers(wanted["recognition"])).select_related("decision")
    return {name_of("recognition", row.pk): _recognition(row, known_at) for row in rows.order_by("pk")}


def _recognition(row: Recognition, known_at: datetime) -> dict[str, Any]:
    decision = getattr(row, "decision", None)
    told = None
    if decision and decision.decided_at <= known_at:
        told = {"accepted": decision.accepted, "reason": decision.reason, "by": decision.decided_by_id}
        told["decided_at"] = decision.decided_at
    return plain(
        {
            "person": row.user_id,
            "issuer": row.issuer,
            "title": row.title,
            "number": row.outside_number,
            "issued_on": row.issued_on,
            "expires_on": row.expires_on,
            "scan_sha256": row.sha256,
            "handed_in_at": row.handed_in_at,
            "decision": told,
        }
    )


def completions_of(wanted: Wanted) -> Items:
    """Completions; adds the published revisions, attempts and practicals of their steps to what is wanted."""
    if not wanted[Completion.EVIDENCE_TYPE]:
        return {}
    rows = list(Completion.objects.filter(pk__in=_numbers(wanted[Completion.EVIDENCE_TYPE])))
    for row in rows:
        wanted["revision"].add(str(row.revision_id))
        for step in row.steps:
            for kind in ("revision", "attempt", "observation"):
                if step.get(kind):
                    wanted[kind].add(str(step[kind]))
    return {name_of("completion", row.pk): _completion(row) for row in rows}


def _numbers(keys: Iterable[str]) -> list[int]:
    return [int(key) for key in keys if key.isascii() and key.isdigit()]


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


def revisions_of(keys: set[str]) -> Items:
    """What was published then, by the hash of its whole content."""
    if not keys:
        return {}
    rows = Revision.objects.filter(pk__in=_numbers(keys)).values_list("pk", "object_id", "created_at", "content")
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
    rows = ObservationRequest.objects.filter(public_id__in=_uuids(keys)).select_related("decision", "voiding")
    return {
        name_of("practical", row.public_id): _practical(row, known_at)
        for row in rows.prefetch_related("observations").order_by("pk")
    }


def _practical(row: ObservationRequest, known_at: datetime) -> dict[str, Any]:
    decision, voiding = getattr(row, "decision", None), getattr(row, "voiding", None)
    voided = {"voided": _voiding(voiding)} if voiding and voiding.voided_at <= known_at else {}
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
        | voided
    )


def _voiding(voiding) -> dict[str, Any]:
    return {"by": voiding.by_id, "voided_at": voiding.voided_at, "reason_sha256": content_digest(voiding.reason)}


def _decision(decision) -> dict[str, Any]:
    return {
        "outcome": decision.outcome,
        "by": decision.by_id,
        "decided_at": decision.decided_at,
        "without_second": decision.without_second,
        "note_sha256": content_digest(decision.note),
    }
