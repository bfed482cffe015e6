"""Everything the check of records looks at, person by person, in a fixed number of queries and never all at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import QuerySet

from courses.models import Completion
from people.models import User
from quizzes.models import Attempt, ObservationRequest
from skills.models import Award, Certificate, Suspension

from .models import Cycle, CycleEvent, Recognition, Waiver

CHUNK = 5000


class CertificateRow(NamedTuple):
    pk: int
    number: str
    public_id: str
    certification: int
    issued_at: datetime
    valid_from: date
    valid_until: date | None
    evidence_type: str
    evidence_key: str
    facts: dict


class AwardRow(NamedTuple):
    pk: int
    certificate: int | None
    # Whose certificate it is: it may be wrong.
    certificate_user: int | None
    level: int
    valid_from: date
    valid_until: date | None
    renewal_from: date | None
    grace_until: date | None
    evidence_type: str
    evidence_key: str
    revoked_on: date | None
    revocation_written_at: datetime | None


class RoundRow(NamedTuple):
    pk: int
    certification: int
    number: int
    kind: str
    opened_on: date
    counts_from: date | None
    certificate: int | None
    ended_at: datetime | None


class EventRow(NamedTuple):
    pk: int
    cycle: int
    kind: str
    on: date
    by: int | None
    reason: str
    evidence: dict
    revision: int | None


class CompletionRow(NamedTuple):
    pk: int
    completed_on: date
    revision: int
    steps: list


class AttemptRow(NamedTuple):
    public_id: Any
    ended_at: datetime | None
    voided_at: datetime | None


class ObservationRow(NamedTuple):
    public_id: Any
    outcome: str
    closed_at: datetime | None


class WaiverRow(NamedTuple):
    pk: int
    cycle: int
    part: str


class RecognitionRow(NamedTuple):
    pk: int
    certification: int
    expires_on: date | None
    scan: str
    accepted: bool | None
    certificate: int | None
    decided_at: datetime | None


class SuspensionRow(NamedTuple):
    certificate: int
    suspended_from: date
    reinstated_from: date | None


class PersonRow(NamedTuple):
    name: str
    left_on: date | None


@dataclass
class Bundle:
    """All that is written about one person's certificates, each list in the order in which it was written."""

    user: int
    people: list[PersonRow] = field(default_factory=list)
    certificates: list[CertificateRow] = field(default_factory=list)
    awards: list[AwardRow] = field(default_factory=list)
    rounds: list[RoundRow] = field(default_factory=list)
    events: list[EventRow] = field(default_factory=list)
    completions: list[CompletionRow] = field(default_factory=list)
    attempts: list[AttemptRow] = field(default_factory=list)
    observations: list[ObservationRow] = field(default_factory=list)
    waivers: list[WaiverRow] = field(default_factory=list)
    recognitions: list[RecognitionRow] = field(default_factory=list)
    suspensions: list[SuspensionRow] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.people[0].name if self.people else str(self.user)


@dataclass(frozen=True)
class Source:
    """One list of the bundles: where it is asked, and the path to the person."""

    name: str
    row: Any
    rows: QuerySet
    user: str
    # Separated by blanks.
    columns: str
    order: tuple[str, ...] = ("pk",)

    def stream(self, users: Iterable[int] | None) -> Iterator[tuple[int, list]]:
        """`(user_id, [row, …])` in the order of the ids."""
        rows = self.rows if users is None else self.rows.filter(**{f"{self.user}__in": list(users)})
        lines = rows.order_by(self.user, *self.order).values_list(self.user, *self.columns.split())
        for user, found in groupby(lines.iterator(chunk_size=CHUNK), key=itemgetter(0)):
            yield user, [self.row(*line[1:]) for line in found]


def sources() -> list[Source]:
    """What is asked: one query each."""
    days = "valid_from valid_until"
    proof = "evidence_type evidence_key"
    award = f"pk certificate_id certificate__user_id level {days} renewal_from grace_until {proof}"
    certificate = f"pk number public_id certification_id issued_at {days} {proof} facts"
    cycle = "pk certification_id number kind opened_on counts_from certificate_id ended_at"
    decision = "decision__accepted decision__certificate_id decision__decided_at"
    revocation = "revocation__revoked_on revocation__written_at"
    by_days, by_round = ("valid_from", "pk"), ("certification_id", "number", "pk")
    suspended = "certificate_id suspended_from reinstatement__reinstated_from"
    return [
        Source("people", PersonRow, User.objects.all(), "pk", "full_name left_on", ()),
        Source("certificates", CertificateRow, Certificate.objects.all(), "user_id", certificate, by_days),
        Source("awards", AwardRow, Award.objects.all(), "user_id", f"{award} {revocation}"),
        Source("rounds", RoundRow, Cycle.objects.all(), "user_id", cycle, by_round),
        Source(
            *("events", EventRow, CycleEvent.objects.all(), "cycle__user_id"),
            "pk cycle_id kind on by_id reason evidence revision_id",
        ),
        Source("completions", CompletionRow, Completion.objects.all(), "user_id", "pk completed_on revision_id steps"),
        Source("attempts", AttemptRow, Attempt.objects.all(), "user_id", "public_id ended_at voided_at"),
        Source(
            *("observations", ObservationRow, ObservationRequest.objects.all(), "user_id"),
            "public_id outcome closed_at",
        ),
        Source("waivers", WaiverRow, Waiver.objects.all(), "cycle__user_id", "pk cycle_id part"),
        Source(
            *("recognitions", RecognitionRow, Recognition.objects.all(), "user_id"),
            f"pk certification_id expires_on scan {decision}",
        ),
        Source(
            *("suspensions", SuspensionRow, Suspension.objects.all(), "certificate__user_id"),
            suspended,
            ("suspended_from", "pk"),
        ),
    ]


def bundles(users: Iterable[int] | None = None) -> Iterator[Bundle]:
    """Everybody, or some people, one after another in the order of their ids."""
    asked = None if users is None else set(users)
    streams = {source.name: source.stream(asked) for source in sources()}
    heads = {name: next(stream, None) for name, stream in streams.items()}
    while any(heads.values()):
        user = min(head[0] for head in heads.values() if head)
        bundle = Bundle(user)
        for name, head in heads.items():
            if head and head[0] == user:
                setattr(bundle, name, head[1])
                heads[name] = next(streams[name], None)
        yield bundle
