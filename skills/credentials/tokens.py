"""A credential as a JSON Web Token (Open Badges 3.0, chapter 8.2; RFC 7515, RFC 8037). Pure.

The header is one of three keys, and the algorithm is EdDSA: what a token says about its own algorithm is compared,
never followed.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .multibase import from_base64url, to_base64url
from .refusal import Refused
from .shape import CREDENTIAL, Exactly, is_address, require
from .strict_json import parse

MEDIA_TYPE = "application/vc+jwt"
_HEADER = {"alg": Exactly("EdDSA"), "kid": is_address, "typ": Exactly("JWT")}
_CLAIMS = ("iss", "jti", "sub", "nbf", "exp")


@dataclass(frozen=True)
class Token:
    """A token that was read, not yet believed."""

    credential: dict[str, Any]
    kid: str
    signature: bytes
    signed: bytes


def looks_like_token(text: str) -> bool:
    """Three parts of base64url with dots between."""
    return bool(re.fullmatch(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*", text))


def token_of(credential: dict[str, Any], *, kid: str, sign: Callable[[bytes], bytes]) -> str:
    """The signed token of a credential without a proof."""
    header = {"alg": "EdDSA", "kid": kid, "typ": "JWT"}
    signed = f"{_segment(header)}.{_segment({**credential, **claims_of(credential)})}"
    return f"{signed}.{to_base64url(sign(signed.encode()))}"


def claims_of(credential: dict[str, Any]) -> dict[str, Any]:
    """The registered claims that repeat parts of the credential."""
    claims = {
        "iss": credential["issuer"]["id"],
        "jti": credential["id"],
        "sub": credential["credentialSubject"]["id"],
        "nbf": _seconds(credential["validFrom"]),
    }
    return {**claims, "exp": _seconds(credential["validUntil"])} if "validUntil" in credential else claims


def read(text: str) -> Token:
    """What a token holds. Raises Refused for a header or a credential of another shape, and when the claims contradict
    the credential."""
    try:
        header, payload, signature = [from_base64url(part) for part in text.split(".")]
        values = [parse(part.decode()) for part in (header, payload)]
    except ValueError:
        raise Refused("not_a_token") from None
    if not isinstance(values[0], dict) or values[0].get("alg") != "EdDSA":
        raise Refused("algorithm")
    require(values[0], _HEADER, "header")
    if not isinstance(values[1], dict):
        raise Refused("not_a_token")
    credential = {key: value for key, value in values[1].items() if key not in _CLAIMS}
    require(credential, CREDENTIAL)
    claims = {key: value for key, value in values[1].items() if key in _CLAIMS}
    if claims != claims_of(credential):
        raise Refused("claims")
    return Token(credential, values[0]["kid"], signature, text.rpartition(".")[0].encode())


def _segment(value):
    return to_base64url(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def _seconds(moment):
    return int(datetime.fromisoformat(moment).timestamp())
