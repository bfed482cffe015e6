"""Proves that every certificate has its evidence and no round is broken, and says what it finds."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.models import Revision

from skills.models import CertificateCounter

from .certificate_faults import Numbers, faults_of_certificates
from .findings import Finding, from_json
from .models import Programme, RecordsCheck
from .programme_faults import faults_of_programmes
from .record_rows import bundles
from .round_faults import faults_of_rounds

logger = logging.getLogger(__name__)

MOST_KEPT = 1000
# So many people with findings are looked at a second time.
MOST_TWICE = 1000


@dataclass
class Checked:
    """What a look at the records came to."""

    people: int = 0
    certificates: int = 0
    findings: list[Finding] = field(default_factory=list)


def check(on: date) -> list[Finding]:
    """What cannot be right in the records on a day, person by person, in a fixed number of queries."""
    return look_through(on).findings


def look_through(on: date) -> Checked:
    """As `check`, with how much was looked at.

    People go on earning certificates meanwhile: whoever seems to have something wrong is looked at again, and only what
    is still wrong then is found.
    """
    checked, numbers, revisions = Checked(), Numbers(), _revisions()
    suspects: dict[int, list[Finding]] = {}
    for bundle in bundles():
        checked.people += 1
        checked.certificates += len(bundle.certificates)
        found = [
            *faults_of_certificates(bundle, revisions),
            *faults_of_rounds(bundle, on),
            *numbers.take(bundle),
        ]
        if found:
            suspects[bundle.user] = found
    if suspects and len(suspects) <= MOST_TWICE:
        suspects = _looked_at_again(suspects, on)
    checked.findings = [finding for found in suspects.values() for finding in found]
    checked.findings += numbers.missing(dict(CertificateCounter.objects.values_list("year", "last")))
    checked.findings += faults_of_programmes()
    return checked


def _looked_at_again(suspects: Mapping[int, list[Finding]], on: date) -> dict[int, list[Finding]]:
    revisions, still = _revisions(), {}
    for bundle in bundles(suspects):
        now_found = [*faults_of_certificates(bundle, revisions), *faults_of_rounds(bundle, on), *Numbers().take(bundle)]
        kept = [finding for finding in suspects[bundle.user] if finding in now_found or finding.code == "number_twice"]
        if kept:
            still[bundle.user] = kept
    return still


def _revisions() -> dict[int, Mapping[str, Any]]:
    """`{id: content}` of the published versions; the content is read for programmes only, whose paths are held against
    what proves a certificate."""
    nothing: Mapping[str, Any] = {}
    ids = Revision.objects.order_by().values_list("pk", flat=True).iterator(chunk_size=5000)
    known = dict.fromkeys(ids, nothing)
    of_programmes = Revision.objects.filter(content_type=ContentType.objects.get_for_model(Programme))
    known.update(of_programmes.order_by().values_list("pk", "content"))
    return known


def keep(now: datetime) -> RecordsCheck:
    """Check the records and keep what was found, so that administrators see it."""
    on = timezone.localdate(now)
    checked = look_through(on)
    row = RecordsCheck.objects.create(
        on=on,
        checked_at=now,
        people=checked.people,
        certificates=checked.certificates,
        found=len(checked.findings),
        findings=[finding.as_json() for finding in checked.findings[:MOST_KEPT]],
    )
    level = logging.ERROR if checked.findings else logging.INFO
    logger.log(level, "records checked: %s certificates, %s findings", row.certificates, row.found)
    return row


def last_check() -> RecordsCheck | None:
    """The last look at the records that was kept."""
    return RecordsCheck.objects.last()


def last_findings() -> list[Finding]:
    """What the last look found; nothing when there was none yet."""
    row = last_check()
    return [from_json(kept) for kept in row.findings] if row else []
