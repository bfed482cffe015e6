"""How many people a certification concerns: under way, counting, and soon not counting any more. Reading only."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from people.models import User, UserQuerySet
from skills.models import Award, Certification

from .models import Cycle


@dataclass(frozen=True)
class Counts:
    """Open rounds, people whose certificate counts today, and those of them whose renewal is open or who are in grace
    and hold none that reaches further."""

    open: int = 0
    valid: int = 0
    at_risk: int = 0


def counts_of(
    certifications: Iterable[Certification], on: date, people: UserQuerySet | None = None
) -> dict[int, Counts]:
    """`{certification_id: Counts}` of the people (None: everybody) who work here on a day; two queries."""
    keys = [certification.pk for certification in certifications]
    staff = (User.objects.all() if people is None else people).employed(on)
    under_way = dict(
        Cycle.objects.still_open()
        .filter(certification__in=keys, user__in=staff)
        .order_by()
        .values("certification")
        .annotate(open=Count("pk"))
        .values_list("certification", "open")
    )
    reaching = Q(renewal_from__isnull=True) | Q(renewal_from__gt=on)
    rows = (
        Award.objects.in_force(on)
        .filter(certificate__certification__in=keys, user__in=staff)
        .order_by()
        .values("certificate__certification")
        .annotate(held=Count("user", distinct=True), safe=Count("user", distinct=True, filter=reaching))
        .values_list("certificate__certification", "held", "safe")
    )
    held = {key: (valid, valid - safe) for key, valid, safe in rows}
    found: dict[int, Counts] = defaultdict(Counts)
    for key in keys:
        found[key] = Counts(under_way.get(key, 0), *held.get(key, (0, 0)))
    return found
