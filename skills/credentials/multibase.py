"""Bytes as text the way signed credentials write them: base58btc and base64url under one letter that names the
alphabet, and Ed25519 keys with the two bytes that name their kind. Pure.

W3C Controlled Identifiers 1.0, chapter 2.4 (Multibase) and 2.2.2 (Multikey).
"""

import base64
import binascii

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
# Dividing by 58 takes quadratic time: nothing we read in base58 (keys 34, signatures 64 bytes) is longer.
LONGEST_BASE58 = 128
# The varint 0xed01 names a public Ed25519 key.
_ED25519_PUBLIC = b"\xed\x01"


def to_base58(data: bytes) -> str:
    """Bytes in the alphabet of Bitcoin; every leading zero byte is a leading "1"."""
    zeros = len(data) - len(data.lstrip(b"\0"))
    number, letters = int.from_bytes(data, "big"), []
    while number:
        number, rest = divmod(number, 58)
        letters.append(_ALPHABET[rest])
    return "1" * zeros + "".join(reversed(letters))


def from_base58(text: str) -> bytes:
    """The bytes of such a text. Raises ValueError for another letter and beyond `LONGEST_BASE58` letters."""
    if len(text) > LONGEST_BASE58:
        raise ValueError("too long")
    number = 0
    for letter in text:
        if letter not in _VALUES:
            raise ValueError("not base58")
        number = number * 58 + _VALUES[letter]
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def to_base64url(data: bytes) -> str:
    """Base64 for addresses, without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """The bytes of such a text. Raises ValueError for any other spelling of the same bytes: padding, the other
    alphabet, white space, bits that are left over."""
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as problem:
        raise ValueError("not base64url") from problem
    if to_base64url(data) != text:
        raise ValueError("not base64url")
    return data


def public_key_to_multibase(raw: bytes) -> str:
    """A public Ed25519 key (32 bytes) as `z6Mk…`."""
    return "z" + to_base58(_ED25519_PUBLIC + raw)


def public_key_from_multibase(text: str) -> bytes:
    """The 32 bytes of a `z6Mk…`. Raises ValueError for anything else."""
    data = from_base58(text[1:]) if text.startswith("z") else b""
    if not data.startswith(_ED25519_PUBLIC) or len(data) != 34:
        raise ValueError("not an Ed25519 public key")
    return data[2:]
