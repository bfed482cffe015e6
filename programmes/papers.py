"""The certificates of people as what follows from their days: which round comes next, and from when deeds count.

The rules are pure; `papers` reads what they ask in one query.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from skills.models import Award

from .models import Cycle

# Whose certificate of which kind.
Whose = tuple[int, int]


@dataclass(frozen=True)
class Paper:
    """A certificate with the days of its awards; it is revoked as soon as one of them is.

    `revocation_written_at` tells a revocation that was known when the next certificate came from one that reached back.
    """

    pk: int
    user: int
    certification: int
    issued_at: datetime
    valid_from: date
    valid_until: date | None
    renewal_from: date | None
    grace_until: date | None
    revoked_on: date | None = None
    revocation_written_at: datetime | None = None

    def is_revoked(self, on: date) -> bool:
        """Whether it is revoked on a day."""
        return self.revoked_on is not None and self.revoked_on <= on

    def has_run_out(self, on: date) -> bool:
        """Whether its last day of grace is over."""
        return self.grace_until is not None and self.grace_until < on

    def has_lapsed(self, on: date) -> bool:
        """Whether who held it enters anew."""
        return self.is_revoked(on) or self.has_run_out(on)


def papers(users: Iterable[int], certifications: Iterable[int] | None = None) -> dict[Whose, list[Paper]]:
    """`{(user_id, certification_id): [Paper, …]}`, each list in the order in which they begin, in one query."""
    rows = Award.objects.filter(user__in=list(users), certificate__isnull=False)
    if certifications is not None:
        rows = rows.filter(certificate__certification__in=list(certifications))
    found: dict[int, Paper] = {}
    for row in rows.order_by("certificate__valid_from", "certificate", "pk").values_list(
        "certificate",
        "user",
        "certificate__certification",
        "certificate__issued_at",
        "valid_from",
        "valid_until",
        "renewal_from",
        "grace_until",
        "revocation__revoked_on",
        "revocation__written_at",
    ):
        paper = Paper(*row)
        found[paper.pk] = _worse(found.get(paper.pk), paper)
    by_whose = defaultdict(list)
    for paper in found.values():
        by_whose[paper.user, paper.certification].append(paper)
    return by_whose


def _worse(one: Paper | None, other: Paper) -> Paper:
    if one is None or (other.revoked_on and (one.revoked_on is None or other.revoked_on < one.revoked_on)):
        return other
    return one


def next_round(last: Paper | None, on: date) -> tuple[str | None, date | None]:
    """The kind of the round that begins on a day, and the day from which deeds count for it.

    Renewing counts what is done since renewal opened, or since today where it has not; re-entry since renewal had
    opened or since the day of the revocation. There is no kind for a certificate that never expires.
    """
    if last is None:
        return Cycle.Kind.FIRST, None
    if last.revoked_on and last.is_revoked(on):
        return Cycle.Kind.REENTRY, last.revoked_on
    if last.renewal_from is None:
        return None, on
    kind = Cycle.Kind.REENTRY if last.has_run_out(on) else Cycle.Kind.RENEWAL
    return kind, min(last.renewal_from, on)


def kind_after(before: Sequence[Paper], valid_from: date) -> str:
    """The kind of the round of a certificate that came by itself, from those that began before it."""
    if not before:
        return Cycle.Kind.FIRST
    return Cycle.Kind.REENTRY if before[-1].has_lapsed(valid_from) else Cycle.Kind.RENEWAL
