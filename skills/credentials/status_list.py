"""Status lists: one bit for each certificate, in so long a list that asking for it tells nobody whom it is about. Pure.

W3C Bitstring Status List 1.0. The first bit is the highest of the first byte; the bits are gzipped and written in
multibase base64url.
"""

import gzip
import zlib
from collections.abc import Iterable
from datetime import date, timedelta, tzinfo
from typing import Any

from .achievement import begin_of, end_of
from .linked_data import CREDENTIALS
from .multibase import from_base64url, to_base64url
from .refusal import Refused

# The least the standard allows: a reader of the list must not learn whom the question is about.
LENGTH = 131_072


def encode(indexes: Iterable[int], length: int = LENGTH) -> str:
    """The list in which these bits (0 ≤ index < length) are set. The same bits make the same text."""
    bits = bytearray(length // 8)
    for index in indexes:
        if not 0 <= index < length:
            raise ValueError(f"{index} is not in the list")
        bits[index // 8] |= 128 >> index % 8
    return "u" + to_base64url(gzip.compress(bytes(bits), mtime=0))


def decode(text: str, length: int = LENGTH) -> set[int]:
    """The bits that are set. Raises Refused for anything but a list of this length; unpacks no more than that."""
    try:
        unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
        bits = unpacker.decompress(from_base64url(text.removeprefix("u")), length // 8 + 1)
    except (ValueError, zlib.error):
        raise Refused("wrong_type", "encodedList") from None
    if not text.startswith("u") or len(bits) != length // 8 or not unpacker.eof or unpacker.unused_data:
        raise Refused("wrong_type", "encodedList")
    return {
        place * 8 + offset for place, byte in enumerate(bits) if byte for offset in range(8) if byte & (128 >> offset)
    }


def status_credential(
    *, address: str, issuer: str, purpose: str, indexes: Iterable[int], on: date, zone: tzinfo
) -> dict[str, Any]:
    """The list of a day as a credential without its proof. It may be relied on until the end of the next day, so that
    a verifier with an old copy knows that it is old."""
    return {
        "@context": [CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": begin_of(on.isoformat(), zone),
        "validUntil": end_of((on + timedelta(days=1)).isoformat(), zone),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encode(indexes),
        },
    }
