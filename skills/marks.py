"""What many people hold on a day, of plain rows: instances of models would take most of the time of a large hall.

The judgement is that of `profile`; a `Mark` stands in for the award and carries what is judged and the number of its
certificate, and nothing that is only read when somebody looks at one cell.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.id_lists import IdList, ids_in

from .models import Award, Suspension
from .profile import Holding, profile_of


class Mark(NamedTuple):
    """One award without its person; the names are those of `models.Award`."""

    pk: int
    skill_id: int
    level: int
    valid_from: date
    valid_until: date | None
    renewal_from: date | None
    grace_until: date | None
    revoked_on: date | None
    certificate_id: int | None
    breaks: Sequence[tuple[date, date | None]] = ()


_COLUMNS = (
    "pk",
    "skill_id",
    "level",
    "valid_from",
    "valid_until",
    "renewal_from",
    "grace_until",
    "revocation__revoked_on",
    "certificate_id",
)
# Hardly anything is ever suspended: only where something was is asked when.
WAS_SUSPENDED = Exists(Suspension.objects.filter(certificate=OuterRef("certificate")))


def marks_of(users, skills=None, since: date | None = None) -> dict[int, list[Mark]]:
    """`{user_id: [Mark, …]}` of people, their ids or a queryset of them; one query, two where something was suspended.

    `skills` are the only ones wanted, ids of them; `since` leaves out what ended before that day. Somebody without
    awards has no entry.
    """
    wanted = [getattr(user, "pk", user) for user in users] if isinstance(users, (list, tuple, set)) else users
    rows = Award.objects.of(wanted)
    if skills is not None:
        rows = rows.filter(skill__in=skills)
    if since is not None:
        rows = rows.filter(Q(grace_until__isnull=True) | Q(grace_until__gte=since))
    found: dict[int, list[Mark]] = defaultdict(list)
    broken: list[tuple[int, int, int]] = []
    for user_id, was_suspended, *row in rows.order_by().values_list("user_id", WAS_SUSPENDED, *_COLUMNS):
        mine = found[user_id]
        if was_suspended:
            broken.append((user_id, len(mine), row[-1]))
        mine.append(Mark._make((*row, ())))
    breaks = breaks_of({certificate_id for _user, _place, certificate_id in broken})
    for user_id, place, certificate_id in broken:
        found[user_id][place] = found[user_id][place]._replace(breaks=breaks[certificate_id])
    return found


def breaks_of(certificates: Collection[int]) -> dict[int, list[tuple[date, date | None]]]:
    """`{certificate_id: [(first day, first day it counts again or None)]}` of certificates that were ever suspended;
    no question without any."""
    found: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    rows = Suspension.objects.filter(certificate__in=certificates) if certificates else Suspension.objects.none()
    for certificate_id, *days in rows.order_by("suspended_from").values_list(
        "certificate_id", "suspended_from", "reinstatement__reinstated_from"
    ):
        found[certificate_id].append((days[0], days[1]))
    return found


def holdings(users, on: date, skills=None) -> dict[int, dict[int, Holding]]:
    """As `profile.profiles`, with a `Mark` instead of the award, and without those who never held anything."""
    return {user_id: profile_of(marks, on) for user_id, marks in marks_of(users, skills).items()}


def holders(users: QuerySet, needs: Iterable[tuple[int, int]], on: date) -> dict[tuple[int, int], set[int]]:
    """`{(skill_id, level): numbers of the users who hold it at that level or above on a day}`, in one query."""
    needs = set(needs)
    if not needs:
        return {}
    awards = Award.objects.in_force(on).filter(user__in=users.order_by().values("pk"), skill__in={n[0] for n in needs})
    columns = {f"level_{level}": IdList("user_id", filter=Q(level__gte=level)) for _skill, level in needs}
    rows = {row["skill_id"]: row for row in awards.order_by().values("skill_id").annotate(**columns)}
    return {need: ids_in(rows[need[0]][f"level_{need[1]}"]) if need[0] in rows else set() for need in needs}
