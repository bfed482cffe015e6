"""The status lists of a day, asked of the facts: which certificates are revoked, which are suspended."""

import hashlib
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from .credentials.achievement import Addresses
from .credentials.proofs import with_proof
from .credentials.shape import STATUS_LIST, require
from .credentials.status_list import status_credential
from .keys import current_key
from .models import Revocation, StatusPlace, Suspension
from .signing import moment


def indexes(number: int, purpose: str, on: date) -> list[int]:
    """The bits that are set on a day, in order. A certificate is revoked as soon as one of its awards is."""
    if purpose == "revocation":
        revoked = Revocation.objects.filter(revoked_on__lte=on).values("award__certificate")
        certificates = revoked.filter(award__certificate__isnull=False)
    else:
        certificates = Suspension.objects.on(on).values("certificate")
    places = StatusPlace.objects.filter(status_list=number, certificate__in=certificates)
    return sorted(places.values_list("index", flat=True))


def status_list(number: int, purpose: str, now: datetime) -> dict[str, Any]:
    """The signed list of the day. Signed again only when a bit, the day or the key has changed."""
    on, key, addresses = timezone.localdate(now), current_key(), Addresses(settings.PUBLIC_ORIGIN)
    bits = indexes(number, purpose, on)
    about = f"{addresses.origin} {number} {purpose} {on} {key.id} {bits}"
    name = "status-list:" + hashlib.sha256(about.encode()).hexdigest()
    found = cache.get(name)
    if found is None:
        unsigned = status_credential(
            address=addresses.status_list(number, purpose),
            issuer=addresses.issuer,
            purpose=purpose,
            indexes=bits,
            on=on,
            zone=timezone.get_default_timezone(),
        )
        require(unsigned, STATUS_LIST)
        found = with_proof(unsigned, method=addresses.method(key.id), created=moment(now), sign=key.sign)
        cache.set(name, found, timeout=3600)
    return found
