"""What rounds awarded on evidence of an attempt, an observation or a completion. Reading only."""

from collections.abc import Mapping

from courses.resting import Deed, Name, Resting, unrevoked

from .granting import EVIDENCE_TYPE
from .life import EventKind
from .models import CycleEvent


def rounds_resting_on(proofs: Mapping[Name, Deed]) -> list[Resting]:
    """`settings.RESTING_ON`: what is not revoked of the certificates whose round counts one of these among its proofs.

    Two queries. Certificates that courses issue are not among them: the completion speaks for those.
    """
    granted = CycleEvent.objects.filter(
        kind=EventKind.GRANTED,
        cycle__user__in={deed.user_id for deed in proofs.values()},
        cycle__certificate__evidence_type=EVIDENCE_TYPE,
    )
    resting = {}
    for event in granted.select_related("cycle__user", "cycle__certification").order_by("pk"):
        names = [(proof.get("type"), proof.get("key")) for proof in event.evidence.get("proofs", [])]
        deed = next((proofs[name] for name in names if name in proofs), None)
        if deed:
            resting[event.cycle] = deed
    awards = unrevoked(EVIDENCE_TYPE, (str(cycle.pk) for cycle in resting))
    return [
        Resting(deed, f"cycle-{cycle.pk}", cycle.user, kind.name, kind.name_en, tuple(awards[str(cycle.pk)]))
        for cycle, deed in resting.items()
        if str(cycle.pk) in awards and (kind := cycle.certification)
    ]
