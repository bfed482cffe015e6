"""Opening rounds of one certification for many people at once: what `services.open_cycle` does, in sets."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from people.models import User
from skills.models import Certification

from . import ledger
from .adopting import adopt
from .granting import settle_all
from .ledger import Wanted
from .models import Cycle
from .papers import next_round, papers

AT_ONCE = 1000


@transaction.atomic
def open_rounds(
    *,
    users: Mapping[int, date | None],
    certification: Certification,
    now: datetime,
    by: User | None = None,
    reason: str = "",
) -> dict[int, tuple[Cycle, bool]]:
    """`{user_id: (cycle, whether it was opened now)}` for `{user_id: due day}`.

    A round that is open is answered as it is. Whoever holds a certificate that does not expire gets none and is missing
    in the answer; whoever has done everything already gets the round with its certificate.
    """
    found: dict[int, tuple[Cycle, bool]] = {}
    for some in _pieces(sorted(users)):
        ledger.hold(some)
        adopt(some, now=now)
        known = _open(some, certification)
        found |= {user: (cycle, False) for user, cycle in known.items()}
        wanted = _wanted([user for user in some if user not in known], users, certification, timezone.localdate(now))
        begun = ledger.begin(wanted, now=now, by=by, reason=reason)
        rows = Cycle.objects.filter(pk__in=[cycle.pk for cycle in begun])
        settle_all(rows.select_related("user", "certification").order_by("pk"), now)
        # As they are now; a renewal that came too late goes on as another round.
        after = {cycle.user_id: cycle for cycle in rows.order_by("pk")}
        after |= _open([row.user for row in wanted], certification)
        found |= {user: (cycle, True) for user, cycle in after.items()}
    return found


def _pieces(users: list[int]) -> Iterable[list[int]]:
    return (users[start : start + AT_ONCE] for start in range(0, len(users), AT_ONCE))


def _open(users, certification) -> dict[int, Cycle]:
    rows = Cycle.objects.still_open().filter(user__in=users, certification=certification)
    return {row.user_id: row for row in rows}


def _wanted(users, due, certification, on) -> list[Wanted]:
    held = papers(users, [certification.pk])
    wanted = []
    for user in users:
        mine = held.get((user, certification.pk))
        kind, since = next_round(mine[-1] if mine else None, on)
        if kind:
            wanted.append(Wanted(user, certification.pk, kind, since, due[user]))
    return wanted
