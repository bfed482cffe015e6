"""What cannot be right about one person's certificates: pure, from the rows that are written about them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from .findings import Finding
from .proof_faults import Proofs
from .record_rows import AwardRow, Bundle, CertificateRow

NUMBER = re.compile(r"XC-(\d{4})-(\d{6,})")


def faults_of_certificates(bundle: Bundle, revisions: Mapping[int, Mapping[str, Any]]) -> Iterator[Finding]:
    """The findings about the certificates of one person and their awards, in their order."""
    awards = defaultdict(list)
    for award in bundle.awards:
        awards[award.certificate].append(award)
        yield from _days(bundle, award)
        if award.certificate and award.certificate_user != bundle.user:
            yield Finding("awards_disagree", bundle.name, bundle.user)
    proofs = Proofs(bundle, revisions)
    in_rounds = {row.certificate for row in bundle.rounds}
    for certificate in bundle.certificates:
        mine = awards[certificate.pk]
        about = About(bundle, certificate)
        if certificate.pk not in in_rounds:
            yield about.finding("no_round")
        if mine:
            yield from _agree(about, mine)
        else:
            yield about.finding("no_awards")
        yield from _printed(about, mine)
        yield from proofs.faults(about, mine)
        yield from _suspensions(about)


class About:
    """A certificate and whose it is, to speak of it."""

    def __init__(self, bundle: Bundle, certificate: CertificateRow) -> None:
        self.bundle, self.certificate = bundle, certificate

    def finding(self, code: str, **facts: Any) -> Finding:
        number = self.certificate.number
        return Finding(code, number, self.bundle.user, facts, number)


def _days(bundle: Bundle, award: AwardRow) -> Iterator[Finding]:
    days = [award.valid_from, award.valid_until, award.renewal_from, award.grace_until]
    for_ever = days[1:] == [None, None, None]
    if not for_ever and (None in days or not _in_order(award)):
        yield Finding("days_out_of_order", bundle.name, bundle.user, {"days": ", ".join(map(str, days))})
    if award.revoked_on and award.revoked_on < award.valid_from:
        yield Finding("revoked_before_it_began", bundle.name, bundle.user, {"day": award.revoked_on})


def _in_order(award: AwardRow) -> bool:
    begin, until, renewal, grace = award.valid_from, award.valid_until, award.renewal_from, award.grace_until
    return bool(until and renewal and grace and begin <= renewal <= until <= grace)


def _agree(about: About, awards: list[AwardRow]) -> Iterator[Finding]:
    certificate = about.certificate
    if len({(a.valid_from, a.valid_until, a.renewal_from, a.grace_until) for a in awards}) > 1 or {
        (a.evidence_type, a.evidence_key) for a in awards
    } != {(certificate.evidence_type, certificate.evidence_key)}:
        yield about.finding("awards_disagree")
    elif (awards[0].valid_from, awards[0].valid_until) != (certificate.valid_from, certificate.valid_until):
        yield about.finding("days_differ")
    if len({award.revoked_on for award in awards}) > 1:
        yield about.finding("partly_revoked")


def _printed(about: About, awards: list[AwardRow]) -> Iterator[Finding]:
    certificate, facts = about.certificate, about.certificate.facts
    # The zone of the hall by name: looking for one of the reader's own takes longer than all the rest of this.
    issued = timezone.localdate(certificate.issued_at, timezone.get_default_timezone())
    expected = {
        "number": certificate.number,
        "issued_on": issued.isoformat(),
        "valid_from": certificate.valid_from.isoformat(),
        "valid_until": certificate.valid_until.isoformat() if certificate.valid_until else None,
    }
    wrong = [name for name, value in expected.items() if facts.get(name) != value]
    if certificate.public_id not in str(facts.get("verify_path", "")):
        wrong.append("verify_path")
    if awards and sorted(skill.get("level", 0) for skill in facts.get("skills", [])) != sorted(a.level for a in awards):
        wrong.append("skills")
    if wrong:
        yield about.finding("printed_otherwise", what=", ".join(wrong))
    if issued < certificate.valid_from:
        yield about.finding("issued_too_early", issued=issued, day=certificate.valid_from)


def _suspensions(about: About) -> Iterator[Finding]:
    over: date | None = date.min
    for row in about.bundle.suspensions:
        if row.certificate != about.certificate.pk:
            continue
        if over is None or row.suspended_from < over:
            yield about.finding("suspensions_overlap")
            return
        if row.reinstated_from and row.reinstated_from < row.suspended_from:
            yield about.finding("suspensions_overlap")
            return
        over = row.reinstated_from


class Numbers:
    """Takes the numbers one after another, and says at the end which are missing or were given twice."""

    def __init__(self) -> None:
        self.given: dict[int, set[int]] = defaultdict(set)

    def take(self, bundle: Bundle) -> Iterator[Finding]:
        for certificate in bundle.certificates:
            about, read = About(bundle, certificate), NUMBER.fullmatch(certificate.number)
            if read is None:
                yield about.finding("number_unreadable")
                continue
            year, number = int(read[1]), int(read[2])
            if year != certificate.valid_from.year:
                yield about.finding("number_of_another_year", year=year, day=certificate.valid_from)
            if number in self.given[year]:
                yield about.finding("number_twice")
            self.given[year].add(number)

    def missing(self, counters: Mapping[int, int]) -> Iterator[Finding]:
        """Gaps, and counters (`{year: last number}`) that do not stand at the last number."""
        for year in sorted(set(self.given) | set(counters)):
            given = self.given[year]
            last = max(given, default=0)
            gaps = sorted(set(range(1, last + 1)) - given)
            if gaps:
                named = ", ".join(map(str, gaps[:10])) + (" …" if len(gaps) > 10 else "")
                yield Finding("number_missing", str(year), facts={"year": year, "missing": named})
            if counters.get(year, 0) != last:
                facts = {"year": year, "last": last, "counter": counters.get(year, 0)}
                yield Finding("counter_wrong", str(year), facts=facts)
