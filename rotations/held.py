"""Awards as plain rows to be judged: model instances would take most of the time of a large hall."""

from collections import defaultdict

from django.db.models import QuerySet

from skills.marks import WAS_SUSPENDED, breaks_of
from skills.models import Award

from .judging import Held, pieces

_JUDGED = (
    "user_id",
    "skill_id",
    "level",
    "valid_from",
    "valid_until",
    "renewal_from",
    "grace_until",
    "revocation__revoked_on",
)
_PROOF = ("pk", "certificate__number")


def held_rows(awards: QuerySet[Award], *, proof: bool) -> dict[tuple[int, int], list[Held]]:
    """`{(user_id, skill_id): [Held, …]}`, the days of suspensions cut out.

    One query, two where something was suspended. `proof` brings the id and the number of the certificate along, for
    whoever shows why.
    """
    held: dict[tuple[int, int], list[Held]] = defaultdict(list)
    rows = list(awards.values_list("certificate_id", WAS_SUSPENDED, *_JUDGED, *(_PROOF if proof else ())))
    broken = breaks_of({certificate_id for certificate_id, was_suspended, *_rest in rows if was_suspended})
    for certificate_id, was_suspended, user_id, *award in rows:
        one = Held(*award)
        held[user_id, one.skill_id] += pieces(one, broken[certificate_id]) if was_suspended else [one]
    return held
