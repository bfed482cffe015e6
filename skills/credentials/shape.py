"""The shape of our credentials: which keys, which kinds of values, and nothing else. Pure.

A shape is a dictionary of keys to shapes (a key that ends in "?" may be missing), a list of one shape for a list of
one to fifty such values, `Exactly` one value, or a function that says whether a text is good. It is closed: a key that
is not named is an unknown term, at issue and at verify. It also bounds what the canonicalisation has to bear.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .linked_data import CREDENTIALS, OPEN_BADGES
from .refusal import Refused

MOST_ITEMS = 50


@dataclass(frozen=True)
class Exactly:
    """This value, of this type."""

    value: Any


def is_text(value: str) -> bool:
    """A line of text: control characters are written in more than one way in canonical statements."""
    return 0 < len(value) <= 2000 and not re.search(r"[\x00-\x1f\x7f-\x9f]", value)


def is_address(value: str) -> bool:
    """An absolute web address."""
    return bool(re.fullmatch(r"https?://[!#-;=?-\[\]_a-z~]{1,400}", value))


def is_moment(value: str) -> bool:
    """A date and time of the second with its offset."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})", value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_index(value: str) -> bool:
    """A place in a status list, as text."""
    return bool(re.fullmatch(r"0|[1-9][0-9]{0,8}", value))


def is_encoded_list(value: str) -> bool:
    """A status list: multibase base64url of gzip."""
    return bool(re.fullmatch(r"u[A-Za-z0-9_-]{1,60000}", value))


CONTEXTS = [CREDENTIALS, OPEN_BADGES]
PROOF = {
    "type": Exactly("DataIntegrityProof"),
    "cryptosuite": Exactly("eddsa-rdfc-2022"),
    "created": is_moment,
    "verificationMethod": is_address,
    "proofPurpose": Exactly("assertionMethod"),
    "proofValue": is_text,
}
PROFILE = {"id": is_address, "type": Exactly(["Profile"]), "name": is_text}
SUBJECT = {
    "id": is_address,
    "type": Exactly(["AchievementSubject"]),
    "identifier": [
        {
            "type": Exactly("IdentityObject"),
            "hashed": Exactly(False),
            "identityHash": is_text,
            "identityType": Exactly("name"),
        }
    ],
    "licenseNumber": is_text,
    "source?": PROFILE,
    "achievement": {
        "id": is_address,
        "type": Exactly(["Achievement"]),
        "achievementType": Exactly("Certification"),
        "name": is_text,
        "description": is_text,
        "criteria": {"narrative": is_text},
        "resultDescription": [
            {
                "id": is_address,
                "type": Exactly(["ResultDescription"]),
                "name": is_text,
                "resultType": Exactly("RubricCriterionLevel"),
                "rubricCriterionLevel": [
                    {
                        "id": is_address,
                        "type": Exactly(["RubricCriterionLevel"]),
                        "name": is_text,
                        "level": is_text,
                    }
                ],
            }
        ],
    },
    "result": [
        {"type": Exactly(["Result"]), "resultDescription": is_address, "achievedLevel": is_address, "value": is_text}
    ],
}
CREDENTIAL = {
    "@context": Exactly(CONTEXTS),
    "id": is_address,
    "type": Exactly(["VerifiableCredential", "OpenBadgeCredential"]),
    "name": is_text,
    "issuer": PROFILE,
    "awardedDate": is_moment,
    "validFrom": is_moment,
    "validUntil?": is_moment,
    "credentialSubject": SUBJECT,
    "credentialStatus": [
        {
            "id": is_address,
            "type": Exactly("BitstringStatusListEntry"),
            "statusPurpose": is_text,
            "statusListIndex": is_index,
            "statusListCredential": is_address,
        }
    ],
}
SECURED = {**CREDENTIAL, "proof": PROOF}
STATUS_LIST = {
    "@context": Exactly([CREDENTIALS]),
    "id": is_address,
    "type": Exactly(["VerifiableCredential", "BitstringStatusListCredential"]),
    "issuer": is_address,
    "validFrom": is_moment,
    "validUntil": is_moment,
    "credentialSubject": {
        "id": is_address,
        "type": Exactly("BitstringStatusList"),
        "statusPurpose": is_text,
        "encodedList": is_encoded_list,
    },
}


def require(value: Any, shape: Any, where: str = "") -> None:
    """Raises Refused (unknown_context, unknown_term, missing or wrong_type) with the place of the first difference."""
    if isinstance(shape, dict):
        _require_object(value, shape, where)
    elif isinstance(shape, list):
        if not isinstance(value, list) or not 1 <= len(value) <= MOST_ITEMS:
            raise Refused("wrong_type", where)
        for number, inner in enumerate(value):
            require(inner, shape[0], f"{where}[{number}]")
    elif not (_is_exactly(value, shape.value) if isinstance(shape, Exactly) else _is_good_text(value, shape)):
        raise Refused("unknown_context" if where == "@context" else "wrong_type", where)


def _require_object(value: Any, shape: dict[str, Any], where: str) -> None:
    if not isinstance(value, dict):
        raise Refused("wrong_type", where)
    optional = {key[:-1]: inner for key, inner in shape.items() if key.endswith("?")}
    needed = {key: inner for key, inner in shape.items() if not key.endswith("?")}
    for key in value:
        if key not in needed and key not in optional:
            raise Refused("unknown_term", _place(where, key[:40]))
    for key, inner in {**needed, **optional}.items():
        if key in value:
            require(value[key], inner, _place(where, key))
        elif key in needed:
            raise Refused("missing", _place(where, key))


def _place(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _is_exactly(value: Any, wanted: Any) -> bool:
    # False == 0 to Python, and to nobody else.
    return type(value) is type(wanted) and value == wanted


def _is_good_text(value: Any, good: Callable[[str], bool]) -> bool:
    return isinstance(value, str) and good(value)
