"""Which seal a certificate carries: made once, kept as a fact."""

import logging
from datetime import datetime

from django.utils import timezone

from . import keys, seals
from .models import Certificate, PrintedSeal

logger = logging.getLogger(__name__)


def sealed_text(*, certificate: Certificate, address: str, now: datetime) -> str | None:
    """`address#seal` for the code on the paper, made and kept when there is none; None when it cannot be sealed.

    A seal made earlier for the address is answered again, whichever key made it, so that a certificate drawn twice is
    the same; not one whose key is known to be in wrong hands. A certificate is printed without a seal rather than not
    at all: when its facts have a shape of later days, or the keys cannot be read.
    """
    try:
        known = keys.public_keys()
        found = certificate.seals.filter(address=address)
        good = (row for row in found if row.key_id in known and known[row.key_id].compromised_from is None)
        row = next(good, None) or _make(certificate, address, now)
        return f"{address}#{row.text}"
    except (seals.CannotSeal, keys.KeyProblem):
        logger.exception("certificate %s is printed without a seal", certificate.number)
        return None


def _make(certificate: Certificate, address: str, now: datetime) -> PrintedSeal:
    key, facts = keys.current_key(), certificate.facts
    text = seals.make(facts=facts, address=address, on=timezone.localdate(now), key_id=key.id, sign=key.sign)
    letters = text.removeprefix(f"{address}#")
    # Two who ask at once make the same seal but for its moment; the first one is kept.
    return PrintedSeal.objects.get_or_create(
        certificate=certificate, address=address, key_id=key.id, defaults={"text": letters, "sealed_at": now}
    )[0]
