"""Opening rounds of one certification for many people at once: what `services.open_cycle` does, in sets.

Somebody who never had anything to do with it gets a first round in two inserts. Whoever has a history is judged one by
one, by the same service as everywhere.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from courses.models import Enrolment
from people.models import User
from skills.models import Certificate, Certification

from .life import EventKind
from .models import Cycle, CycleEvent
from .paths import Asked
from .programme import way_of
from .proofs import done_of
from .refused import Refused
from .services import consider, open_cycle

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

    A round that is open is answered as it is. Whoever is refused one (holds a certificate that does not expire, has
    left) is missing in the answer; somebody who has done everything already gets the round with its certificate.
    """
    found: dict[int, tuple[Cycle, bool]] = {}
    for some in _pieces(sorted(users)):
        # Two who assign to the same people wait for each other here.
        list(User.objects.select_for_update(no_key=True).filter(pk__in=some).order_by("pk").values_list("pk"))
        known, held = _known(some, certification)
        found |= {user: (cycle, False) for user, cycle in known.items()}
        fresh = [user for user in some if user not in known and user not in held]
        found |= _first_rounds(fresh, users, certification, now, by, reason)
        for person in User.objects.filter(pk__in=held - set(known)):
            try:
                cycle = open_cycle(
                    user=person, certification=certification, now=now, by=by, reason=reason, due_on=users[person.pk]
                )
            except Refused:
                continue
            found[person.pk] = (cycle, True)
    return found


def _pieces(users: list[int]) -> Iterable[list[int]]:
    return (users[start : start + AT_ONCE] for start in range(0, len(users), AT_ONCE))


def _known(users, certification) -> tuple[dict[int, Cycle], set[int]]:
    """The open cycles, and who had a cycle or certificate before."""
    rows = list(Cycle.objects.filter(user__in=users, certification=certification))
    held = {row.user_id for row in rows}
    held |= set(
        Certificate.objects.filter(user__in=users, certification=certification)
        .order_by()
        .values_list("user_id", flat=True)
    )
    return {row.user_id: row for row in rows if row.ended_at is None}, held


def _first_rounds(users: Collection[int], due, certification, now, by, reason) -> dict[int, tuple[Cycle, bool]]:
    on = timezone.localdate(now)
    cycles = Cycle.objects.bulk_create(
        Cycle(
            user_id=user,
            certification=certification,
            number=1,
            kind=Cycle.Kind.FIRST,
            opened_on=on,
            due_on=due[user],
        )
        for user in users
    )
    CycleEvent.objects.bulk_create(
        CycleEvent(cycle=cycle, kind=EventKind.ASSIGNED, on=on, written_at=now, by=by, reason=reason[:300])
        for cycle in cycles
    )
    begun = _begun(cycles, certification)
    for cycle in cycles:
        if cycle.user_id in begun:
            consider(cycle=cycle, now=now)
            cycle.refresh_from_db()
    return {cycle.user_id: (cycle, True) for cycle in cycles}


def _begun(cycles: list[Cycle], certification) -> set[int]:
    """Those who have done or begun something of the path: for all others there is nothing to look at."""
    if not cycles:
        return set()
    path = way_of(certification).first
    users = [cycle.user_id for cycle in cycles]
    done = done_of(cycles, {cycle.pk: path for cycle in cycles})
    courses = [part.key for group in path for part in group.parts if part.kind is Asked.COURSE]
    joined = Enrolment.objects.filter(user__in=users, course__in=courses, completed_at=None)
    return {cycle.user_id for cycle in cycles if done[cycle.pk]} | set(joined.values_list("user_id", flat=True))
