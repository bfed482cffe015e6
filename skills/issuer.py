"""Who issues, and with which keys: the documents that let anybody check a signature without asking us."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import timezone

from core.models import HallSettings

from .credentials.achievement import Addresses, begin_of, both
from .credentials.linked_data import CONTROLLER, MULTIKEY, OPEN_BADGES
from .credentials.multibase import to_base64url
from .keys import PublicKey


def issuer_document(keys: Iterable[PublicKey]) -> dict[str, Any]:
    """The profile of the issuer, which is the controller document of its keys.

    Retired keys stand beside the one in use. They are not given an end: others would then stop believing what they
    signed in their time. A compromised one is named as revoked and authorised for nothing.
    """
    addresses = Addresses(settings.PUBLIC_ORIGIN)
    known = list(keys)
    return {
        "@context": [CONTROLLER, MULTIKEY, OPEN_BADGES],
        "id": addresses.issuer,
        "type": ["Profile"],
        "name": _name(),
        "url": addresses.origin + "/",
        "verificationMethod": [_method(key, addresses) for key in known],
        "assertionMethod": [addresses.method(key.id) for key in known if key.compromised_from is None],
    }


def key_set(keys: Iterable[PublicKey]) -> dict[str, Any]:
    """The keys that may be believed as JWKs (RFC 8037), named as the tokens name them."""
    addresses = Addresses(settings.PUBLIC_ORIGIN)
    return {"keys": [_jwk(key, addresses) for key in keys if key.compromised_from is None]}


def _name():
    hall = HallSettings.load()
    if not hall.organisation:
        return settings.WAGTAIL_SITE_NAME
    return both({"zh": hall.organisation, "en": hall.organisation_en or hall.organisation})


def _method(key, addresses):
    method = {
        "id": addresses.method(key.id),
        "type": "Multikey",
        "controller": addresses.issuer,
        "publicKeyMultibase": key.multibase,
    }
    if key.compromised_from:
        method["revoked"] = begin_of(key.compromised_from.isoformat(), timezone.get_default_timezone())
    return method


def _jwk(key, addresses):
    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": to_base64url(key.raw),
        "kid": addresses.kid(key.id),
        "alg": "EdDSA",
        "use": "sig",
    }
