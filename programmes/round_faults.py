"""What cannot be right about one person's rounds: pure, from the rows that are written about them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from .findings import Finding
from .life import ENDINGS, EventKind, may_follow
from .models import Cycle
from .papers import Paper
from .record_rows import Bundle, CertificateRow, EventRow, RoundRow

# So long the daily job may have been off before what it should have done is a finding.
PATIENCE = timedelta(days=2)


def faults_of_rounds(bundle: Bundle, on: date) -> Iterator[Finding]:
    """The findings about the rounds of one person on a day, certification by certification."""
    events = defaultdict(list)
    for event in bundle.events:
        events[event.cycle].append(event)
    papers = papers_of(bundle)
    for certification, rows in groupby(bundle.rounds, key=attrgetter("certification")):
        rounds, held = list(rows), papers[certification]
        yield from _numbers(bundle, rounds)
        for before, row in zip([None, *rounds], rounds, strict=False):
            looked_at = _Round(bundle, row, events[row.pk], held)
            yield from looked_at.faults(on)
            if before and (row.opened_on < before.opened_on or looked_at.begins_before(before)):
                yield looked_at.finding("rounds_overlap")


def papers_of(bundle: Bundle) -> dict[int, list[Paper]]:
    """The certificates of a bundle by certification, in the order in which they begin."""
    certificates = {row.pk: row for row in bundle.certificates}
    papers: dict[int, Paper] = {}
    for award in bundle.awards:
        certificate = certificates.get(award.certificate or 0)
        if certificate is None:
            continue
        revoked = papers[certificate.pk].revoked_on if certificate.pk in papers else None
        if certificate.pk not in papers or (award.revoked_on and (revoked is None or award.revoked_on < revoked)):
            papers[certificate.pk] = Paper(
                certificate.pk,
                bundle.user,
                certificate.certification,
                certificate.issued_at,
                award.valid_from,
                award.valid_until,
                award.renewal_from,
                award.grace_until,
                award.revoked_on,
                award.revocation_written_at,
            )
    by_kind = defaultdict(list)
    for paper in sorted(papers.values(), key=lambda paper: (paper.valid_from, paper.pk)):
        by_kind[paper.certification].append(paper)
    return by_kind


def _numbers(bundle: Bundle, rounds: Sequence[RoundRow]) -> Iterator[Finding]:
    numbers = [row.number for row in rounds]
    if numbers != list(range(1, len(rounds) + 1)):
        yield Finding("numbers_of_rounds", bundle.name, bundle.user, {"numbers": ", ".join(map(str, numbers))})
    if sum(row.ended_at is None for row in rounds) > 1:
        yield Finding("two_open_rounds", bundle.name, bundle.user)


class _Round:
    """One round with its events, its certificate, and the certificates of its kind."""

    def __init__(self, bundle: Bundle, row: RoundRow, events: list[EventRow], held: list[Paper]) -> None:
        self.bundle, self.row, self.events, self.held = bundle, row, events, held
        found = [one for one in bundle.certificates if one.pk == row.certificate]
        self.certificate: CertificateRow | None = found[0] if found else None

    def finding(self, code: str, **facts: Any) -> Finding:
        number = self.certificate.number if self.certificate else ""
        return Finding(code, self.bundle.name, self.bundle.user, {"number": self.row.number, **facts}, number)

    def begins_before(self, before: RoundRow) -> bool:
        """Whether the certificate of this round counts from an earlier day than that of the round before."""
        theirs = next((paper for paper in self.held if paper.pk == before.certificate), None)
        return bool(theirs and self.certificate and self.certificate.valid_from < theirs.valid_from)

    def faults(self, on: date) -> Iterator[Finding]:
        if not self.events:
            yield self.finding("no_events")
            return
        yield from self._events()
        yield from self._ending()
        yield from self._kind(on)
        left_on = self.bundle.people[0].left_on if self.bundle.people else None
        if self.row.ended_at is None and left_on and left_on + PATIENCE < on:
            yield self.finding("open_after_leaving", day=left_on)

    def _events(self) -> Iterator[Finding]:
        kinds = [event.kind for event in self.events]
        befores = [None, *kinds[:-1]]
        if not all(may_follow(before, kind) for before, kind in zip(befores, kinds, strict=True)):
            yield self.finding("events_out_of_order", events=" → ".join(kinds))
        days = [event.on for event in self.events]
        if days != sorted(days):
            yield self.finding("days_of_events")

    def _ending(self) -> Iterator[Finding]:
        last, row = self.events[-1], self.row
        has_ended = last.kind in ENDINGS
        if has_ended != (row.ended_at is not None) or (last.kind == EventKind.GRANTED) != (row.certificate is not None):
            yield self.finding("end_disagrees")
        by_somebody = last.by is not None or (last.kind == EventKind.WITHDRAWN and "because" in last.evidence)
        if last.kind in (EventKind.WAIVED, EventKind.WITHDRAWN) and not (by_somebody and last.reason):
            yield self.finding("nobody_said_why")
        if row.certificate is None:
            return
        if self.certificate is None or self.certificate.certification != row.certification:
            yield self.finding("certificate_of_another")
        elif last.kind == EventKind.GRANTED and last.on != self.certificate.valid_from:
            yield self.finding("granted_on_another_day", on=last.on, day=self.certificate.valid_from)

    def _kind(self, on: date) -> Iterator[Finding]:
        if self.certificate:
            place = next((at for at, paper in enumerate(self.held) if paper.pk == self.certificate.pk), 0)
            if not _bears_out(self.row.kind, self.held[:place], self.held[place] if self.held else None):
                yield self.finding("kind_disagrees", kind=self.row.kind)
        elif self.row.ended_at is None:
            if (self.row.kind == Cycle.Kind.FIRST) != (not self.held):
                yield self.finding("kind_disagrees", kind=self.row.kind)
            elif self.row.kind == Cycle.Kind.RENEWAL and self.held[-1].has_lapsed(on - PATIENCE):
                yield self.finding("not_turned")


def _bears_out(kind: str, before: Sequence[Paper], mine: Paper | None) -> bool:
    """Whether the certificates that began before bear out the kind of a round.

    A revocation that was written after this certificate was issued reached back, and says nothing of how it was earned.
    """
    if mine is None or not before:
        return kind == Cycle.Kind.FIRST
    last, day = before[-1], mine.valid_from
    written = last.revocation_written_at
    was_revoked = last.is_revoked(day)
    if kind == Cycle.Kind.REENTRY:
        return last.has_lapsed(day)
    reached_back = was_revoked and written is not None and written >= mine.issued_at
    return kind == Cycle.Kind.RENEWAL and not last.has_run_out(day) and (not was_revoked or reached_back)
