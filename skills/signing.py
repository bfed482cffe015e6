"""Signing certificates: the only writer of what the hall has signed. docs/trust.md tells the whole chain."""

import logging
import secrets
from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from .credentials.achievement import Addresses, Place, credential_of
from .credentials.proofs import with_proof
from .credentials.refusal import Refused
from .credentials.shape import CREDENTIAL, require
from .credentials.status_list import LENGTH
from .credentials.tokens import token_of
from .keys import Key, KeyProblem, current_key, public_keys
from .models import Certificate, SignedCredential, StatusList, StatusPlace

logger = logging.getLogger(__name__)

# From then on a new list is begun: drawing finds a free place at once, and half the bits were never anybody's.
FULL = LENGTH // 2


def sign_fresh(*, certificate: Certificate, now: datetime) -> SignedCredential | None:
    """Sign a certificate in the transaction that issues it. None when that fails: people get what they have earned,
    the log says what is wrong, and `sign_missing` signs it later."""
    try:
        return _write(certificate, current_key(), _draw_place(certificate), now)
    except (KeyProblem, Refused) as problem:
        logger.error("Certificate %s could not be signed: %s", certificate.number, problem)
        return None


@transaction.atomic
def sign(*, certificate: Certificate, now: datetime) -> SignedCredential:
    """The credential of a certificate by the key in use; what that key has signed already is answered as it is.

    Raises KeyProblem without a usable key, and Refused for facts that cannot be said in a credential.
    """
    key = current_key()
    # Two that sign the same one wait for each other.
    locked = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    already = locked.credentials.filter(key_id=key.id).first()
    if already:
        return already
    return _write(locked, key, StatusPlace.objects.filter(certificate=locked).first() or _draw_place(locked), now)


def sign_missing(*, now: datetime, again: bool = False) -> tuple[int, int]:
    """Sign every certificate that has no credential by a key that may be believed; with `again` every one that the key
    in use has not signed. Answers how many were signed and how many could not be."""
    key = current_key()
    wanted = Certificate.objects.exclude(credentials__key_id=key.id) if again else unsigned_certificates()
    signed = failed = 0
    for pk in list(wanted.order_by("pk").values_list("pk", flat=True)):
        certificate = Certificate.objects.get(pk=pk)
        try:
            sign(certificate=certificate, now=now)
            signed += 1
        except Refused as problem:
            logger.error("Certificate %s could not be signed: %s", certificate.number, problem)
            failed += 1
    return signed, failed


def unsigned_certificates() -> QuerySet[Certificate]:
    """Certificates without a credential, and those whose credentials all rest on keys that are compromised or lost.

    What a compromised key signed before it was stolen is still believed here, because we keep a record of it, but
    nowhere else: others see only that the key was revoked.
    """
    good = [known.id for known in public_keys().values() if known.compromised_from is None]
    sound = SignedCredential.objects.filter(certificate=OuterRef("pk"), key_id__in=good)
    return Certificate.objects.filter(~Exists(sound))


def moment(now: datetime) -> str:
    """A moment to the second, in UTC."""
    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _write(certificate: Certificate, key: Key, place: StatusPlace, now: datetime) -> SignedCredential:
    addresses = Addresses(settings.PUBLIC_ORIGIN)
    unsigned = credential_of(
        certificate.facts,
        addresses=addresses,
        place=Place(place.status_list_id, place.index),
        zone=timezone.get_default_timezone(),
    )
    require(unsigned, CREDENTIAL)
    row = SignedCredential(
        certificate=certificate,
        key_id=key.id,
        credential=with_proof(unsigned, method=addresses.method(key.id), created=moment(now), sign=key.sign),
        jwt=token_of(unsigned, kid=addresses.kid(key.id), sign=key.sign),
        signed_at=now,
    )
    row.save()
    return row


def _draw_place(certificate: Certificate) -> StatusPlace:
    """A place drawn at random that was never given away. The row of the list is locked until the transaction ends."""
    current = _open_list()
    index = secrets.randbelow(LENGTH)
    while StatusPlace.objects.filter(status_list=current, index=index).exists():
        index = secrets.randbelow(LENGTH)
    row = StatusPlace(certificate=certificate, status_list=current, index=index)
    row.save()
    StatusList.objects.filter(pk=current.pk).update(taken=current.taken + 1)
    return row


def _open_list() -> StatusList:
    """The list that is being filled, locked."""
    locked = StatusList.objects.select_for_update()
    last = locked.last()
    if last and last.taken < FULL:
        return last
    number = last.number + 1 if last else 1
    StatusList.objects.get_or_create(number=number)
    return locked.get(number=number)
