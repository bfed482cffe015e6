"""Whether what proves one person's certificates is there, from the rows that are written about them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.files.storage import default_storage
from django.utils import timezone

from .asked_then import path_then
from .findings import Finding
from .life import EventKind
from .paths import Proof, fulfilled_on
from .record_rows import AwardRow, Bundle, EventRow, RoundRow

if TYPE_CHECKING:
    from .certificate_faults import About


class Proofs:
    """The proofs of one person, by kind and name. What is not there is missing, or belongs to somebody else."""

    def __init__(self, bundle: Bundle, revisions: Mapping[int, Mapping[str, Any]]) -> None:
        self.revisions = revisions
        self.completions = {str(row.pk): row for row in bundle.completions}
        self.attempts = {str(row.public_id): row for row in bundle.attempts}
        self.observations = {str(row.public_id): row for row in bundle.observations}
        self.waivers = {str(row.pk): row for row in bundle.waivers}
        self.recognitions = {str(row.pk): row for row in bundle.recognitions}
        self.rounds = {str(row.pk): row for row in bundle.rounds}
        self.granted = {row.cycle: row for row in bundle.events if row.kind == EventKind.GRANTED}

    def faults(self, about: "About", awards: Iterable[AwardRow]) -> Iterator[Finding]:
        """What is wrong with the proof of a certificate. Once it is revoked, what was voided no longer matters."""
        certificate = about.certificate
        key, revoked = certificate.evidence_key, any(award.revoked_on for award in awards)
        if certificate.evidence_type == "completion":
            yield from self._completion(about, key, revoked)
        elif certificate.evidence_type == "cycle":
            yield from self._round(about, self.rounds.get(key), revoked)
        elif certificate.evidence_type == "recognition":
            yield from self._recognition(about, key)
        else:
            yield about.finding("evidence_unknown", evidence=f"{certificate.evidence_type} {key}")

    def _completion(self, about, key, revoked) -> Iterator[Finding]:
        row = self.completions.get(key)
        if row is None:
            yield about.finding("evidence_missing", evidence=f"completion {key}")
            return
        yield from _not_later(about, row.completed_on)
        for step in row.steps:
            for kind in ("attempt", "observation"):
                if step.get(kind):
                    yield from self._deed(about, kind, str(step[kind]), revoked)
            if step.get("revision") and int(step["revision"]) not in self.revisions:
                yield about.finding("revision_gone")

    def _deed(self, about, kind, key, revoked) -> Iterator[Finding]:
        attempt = self.attempts.get(key) if kind == "attempt" else None
        observation = self.observations.get(key) if kind == "observation" else None
        if not (attempt and attempt.ended_at) and not (observation and observation.outcome in ("accepted", "voided")):
            yield about.finding("evidence_missing", evidence=f"{kind} {key}")
        elif ((attempt and attempt.voided_at) or (observation and observation.outcome == "voided")) and not revoked:
            yield about.finding("evidence_voided", evidence=key)

    def _recognition(self, about, key) -> Iterator[Finding]:
        row, certificate = self.recognitions.get(key), about.certificate
        if row is None:
            yield about.finding("evidence_missing", evidence=f"recognition {key}")
            return
        if not row.accepted or row.certificate != certificate.pk or row.certification != certificate.certification:
            yield about.finding("not_recognised")
        elif row.decided_at:
            yield from _not_later(about, timezone.localdate(row.decided_at))
        # A scan that was removed when it was no longer needed has no name any more.
        if row.scan and not default_storage.exists(row.scan):
            yield about.finding("scan_gone")
        until = certificate.valid_until
        if row.expires_on and (until is None or until > row.expires_on):
            yield about.finding("recognised_too_long", day=row.expires_on)

    def _round(self, about, row: RoundRow | None, revoked: bool) -> Iterator[Finding]:
        certificate = about.certificate
        event = self.granted.get(row.pk) if row else None
        if row is None or event is None or row.certificate != certificate.pk:
            yield about.finding("evidence_missing", evidence=f"cycle {certificate.evidence_key}")
            return
        proofs = event.evidence.get("proofs", [])
        for proof in proofs:
            yield from self._part(about, row, proof, revoked)
        done = {proof["part"]: Proof(date.fromisoformat(proof["on"]), proof["type"], proof["key"]) for proof in proofs}
        yield from self._path(about, row, event, done)

    def _part(self, about, row: RoundRow, proof: Mapping[str, Any], revoked: bool) -> Iterator[Finding]:
        kind, key, on = proof["type"], proof["key"], date.fromisoformat(proof["on"])
        yield from _not_later(about, on)
        if row.counts_from and on < row.counts_from:
            yield about.finding("evidence_before_round", done=on, day=row.counts_from)
        if kind == "completion":
            yield from self._completion(about, key, revoked)
        elif kind == "waiver":
            waiver = self.waivers.get(key)
            if waiver is None or waiver.cycle != row.pk:
                yield about.finding("waiver_of_nobody", number=row.number)
        else:
            yield from self._deed(about, kind, key, revoked)

    def _path(self, about, row: RoundRow, event: EventRow, done: Mapping[str, Proof]) -> Iterator[Finding]:
        content = self.revisions.get(event.revision) if event.revision else None
        if content is None:
            yield about.finding("revision_gone")
        elif fulfilled_on(path_then(content, row.kind), done) is None:
            yield about.finding("path_not_met")


def _not_later(about: "About", done: date) -> Iterator[Finding]:
    if done > about.certificate.valid_from:
        yield about.finding("evidence_later", day=about.certificate.valid_from, done=done)
