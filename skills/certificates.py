"""What a certificate is worth on a day."""

from dataclasses import dataclass
from datetime import date

from .models import Certificate
from .profile import State, state_of


@dataclass(frozen=True)
class Standing:
    """The state of a certificate on a day, and the days that explain it."""

    on: date
    state: State
    valid_until: date | None
    grace_until: date | None
    revoked_on: date | None = None


def standing_of(certificate: Certificate, on: date) -> Standing:
    """The state of a certificate on a day, in one query.

    The paper speaks for all its skills at once, so it is revoked as soon as one of its awards is.
    """
    awards = list(certificate.awards.select_related("revocation"))
    revoked_on = min((row.revoked_on for row in awards if row.revoked_on and row.revoked_on <= on), default=None)
    return Standing(
        on=on,
        state=State.REVOKED if revoked_on else state_of(awards[0], on),
        valid_until=certificate.valid_until,
        grace_until=awards[0].grace_until,
        revoked_on=revoked_on,
    )
