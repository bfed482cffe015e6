"""The seal of a certificate: its printed facts, signed, small enough for the code on the paper. Pure.

The code holds `address#seal`. A phone opens the address and never sends what follows the `#`; whoever has no network
checks the signature with the public keys of the hall (the page of `skills.offline`). The signature covers the address
as well, so neither can be put on another paper.

A seal is `version (1) · start of the key's id (4) · facts, deflated · signature (64)` as text of 41 letters, three for
two bytes: all of them stand in the small alphabet of QR codes (5.5 bits each) and in the fragment of an address, and
none is dropped by programs that make links out of text. Seals hang on walls: what version 1 means may never change.
docs/decisions/0073.
"""

import json
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

VERSION = 1
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ$*+-/"
SIGNATURE_BYTES, HINT_BYTES, HEAD_BYTES = 64, 4, 5
# What is signed begins with these words: a signature of a credential can never be taken for one of a seal.
PURPOSE = b"xingchuang seal 1"
# Unpacked facts larger than this are refused: nobody prints so much on one sheet.
MOST_BYTES = 16_000
# Days are counted from here: five digits instead of ten.
DAY_ZERO = date(2000, 1, 1)

# Words that certificates are made of, for the packing: half as long as without. Part of version 1.
WORDS = (
    '["证书编号服务营业厅供电公司国网上岗资格考核窗口业务投诉处理英语手语接待应急能力了解能用持证能教中级高级初级基础'
    "AwareAbleCoachCertified Certificate in Service Hall Power Supply Company Branch State Grid Sign Language English "
    'at the counter Customer Communication Complaints Business Standards Basics and XC-20260000"],["'
).encode()
# The words of the levels that need no space in the seal. Part of version 1.
LEVELS = {1: ("了解", "Aware"), 2: ("能用", "Able"), 3: ("持证", "Certified"), 4: ("能教", "Coach")}

PAIRS = ("hall", "issuer", "certification", "evidence")
PRINTED = {"number", "name", *PAIRS, "skills", "issued_on", "valid_from", "valid_until", "verify_path"}
OF_A_SKILL = {"zh", "en", "level", "level_zh", "level_en"}


class NotASeal(ValueError):
    """The text is no seal, or one that somebody has changed."""


class CannotSeal(ValueError):
    """The facts hold something that version 1 has no place for."""


class Verifier(Protocol):
    """A public key, as `skills.keys.PublicKey`."""

    @property
    def id(self) -> str: ...

    def verify(self, signature: bytes, data: bytes) -> bool: ...


@dataclass(frozen=True)
class Seal:
    """What a seal says. `facts` are the printed ones without the address; true only when a key has verified it."""

    address: str
    hint: str
    facts: dict[str, Any]
    sealed_on: date
    signed: bytes
    signature: bytes

    def signer(self, keys: Iterable[Verifier]) -> Verifier | None:
        """The key that has signed it, among these; None when none of them has."""
        candidates = (key for key in keys if hint_of(key.id) == self.hint)
        return next((key for key in candidates if key.verify(self.signature, self.signed)), None)


def hint_of(key_id: str) -> str:
    """The start of a key's id (`key-` and hexadecimal digits) that travels in a seal: 8 digits."""
    return key_id.removeprefix("key-")[: 2 * HINT_BYTES]


def make(*, facts: dict, address: str, on: date, key_id: str, sign: Callable[[bytes], bytes]) -> str:
    """The text of the code, `address#seal`. Raises CannotSeal for facts of another shape than what is printed."""
    body = bytes([VERSION]) + bytes.fromhex(hint_of(key_id)) + pack(facts, on)
    if "#" in address or not address.endswith(facts["verify_path"]):
        raise CannotSeal(address)
    return f"{address}#{spell(body + sign(_signed(address, body)))}"


def read(text: str) -> Seal:
    """The parts of `address#seal`. Raises NotASeal; whether the signature is true is `Seal.signer`."""
    address, _mark, letters = text.strip().partition("#")
    data = unspell(letters)
    if len(data) <= HEAD_BYTES + SIGNATURE_BYTES or data[0] != VERSION:
        raise NotASeal("no seal of a known version")
    body, signature = data[:-SIGNATURE_BYTES], data[-SIGNATURE_BYTES:]
    facts, sealed_on = unpack(body[HEAD_BYTES:])
    return Seal(address, body[1:HEAD_BYTES].hex(), facts, sealed_on, _signed(address, body), signature)


def _signed(address: str, body: bytes) -> bytes:
    return b"\0".join([PURPOSE, address.encode(), body])


# Facts as bytes


def pack(facts: dict, sealed_on: date) -> bytes:
    """The printed facts without their address, deflated with `WORDS` at hand."""
    if set(facts) != PRINTED or any(set(skill) != OF_A_SKILL for skill in facts["skills"]):
        raise CannotSeal("other facts than those version 1 knows")
    issued = date.fromisoformat(facts["issued_on"])
    row = [
        facts["number"],
        facts["name"],
        *(_pair(facts[key]) for key in PAIRS),
        [_skill(skill) for skill in facts["skills"]],
        (issued - DAY_ZERO).days,
        *(_days_after(issued, facts[key]) for key in ("valid_from", "valid_until")),
        (sealed_on - issued).days,
    ]
    packed = _deflated(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode())
    if unpack(packed) != ({key: value for key, value in facts.items() if key != "verify_path"}, sealed_on):
        raise CannotSeal("facts that would come out of the seal changed")
    return packed


def unpack(packed: bytes) -> tuple[dict[str, Any], date]:
    """The facts and the day of sealing. Raises NotASeal."""
    try:
        number, name, *pairs, skills, issued_days, from_days, until_days, sealed_days = json.loads(_inflated(packed))
        issued = DAY_ZERO + timedelta(days=issued_days)
        facts = {"number": number, "name": name, "skills": [_full_skill(*skill) for skill in skills]}
        facts |= {key: _full_pair(pair) for key, pair in zip(PAIRS, pairs, strict=True)}
        facts |= {
            "issued_on": issued.isoformat(),
            "valid_from": (issued + timedelta(days=from_days)).isoformat(),
            "valid_until": None if until_days is None else (issued + timedelta(days=until_days)).isoformat(),
        }
        return facts, issued + timedelta(days=sealed_days)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as wrong:
        raise NotASeal("the facts cannot be read") from wrong


def _pair(pair: dict | None) -> Any:
    if pair is None:
        return None
    if set(pair) != {"zh", "en"}:
        raise CannotSeal("a pair of languages with something else in it")
    return pair["zh"] if pair["zh"] == pair["en"] else [pair["zh"], pair["en"]]


def _full_pair(packed: Any) -> dict | None:
    if packed is None:
        return None
    chinese, english = (packed, packed) if isinstance(packed, str) else packed
    return {"zh": chinese, "en": english}


def _skill(skill: dict) -> list:
    row, words = [skill["zh"], skill["en"], skill["level"]], (skill["level_zh"], skill["level_en"])
    return row if LEVELS.get(skill["level"]) == words else [*row, *words]


def _full_skill(chinese: str, english: str, level: int, *words: str) -> dict:
    level_zh, level_en = words or LEVELS[level]
    return {"zh": chinese, "en": english, "level": level, "level_zh": level_zh, "level_en": level_en}


def _days_after(issued: date, iso: str | None) -> int | None:
    return None if iso is None else (date.fromisoformat(iso) - issued).days


def _deflated(data: bytes) -> bytes:
    """The shortest of three ways of packing; all of them unpack alike."""

    def packed(strategy: int) -> bytes:
        packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, strategy, WORDS)
        return packer.compress(data) + packer.flush()

    return min(map(packed, (zlib.Z_DEFAULT_STRATEGY, zlib.Z_FILTERED, zlib.Z_FIXED)), key=len)


def _inflated(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj(-15, WORDS)
    try:
        data = unpacker.decompress(packed, MOST_BYTES)
    except zlib.error as wrong:
        raise NotASeal("the facts cannot be unpacked") from wrong
    if not unpacker.eof or unpacker.unused_data:
        raise NotASeal("the facts do not end where they should")
    return data


# Bytes as letters


def spell(data: bytes) -> str:
    """Bytes as letters: two bytes are three letters, a last single one is two; the first letter counts least."""
    pairs = (data[at : at + 2] for at in range(0, len(data), 2))
    return "".join(_letters(int.from_bytes(pair), len(pair) + 1) for pair in pairs)


def unspell(letters: str) -> bytes:
    """The bytes behind the letters: the only text that spells them. Raises NotASeal."""
    groups = (letters[at : at + 3] for at in range(0, len(letters), 3))
    return b"".join(map(_bytes, groups))


def _letters(value: int, count: int) -> str:
    return "".join(LETTERS[value // len(LETTERS) ** place % len(LETTERS)] for place in range(count))


def _bytes(group: str) -> bytes:
    if len(group) < 2:
        raise NotASeal("a letter that stands alone")
    value = sum(_value(letter) * len(LETTERS) ** place for place, letter in enumerate(group))
    try:
        return value.to_bytes(len(group) - 1)
    except OverflowError:
        raise NotASeal("letters that no bytes are spelt with") from None


def _value(letter: str) -> int:
    found = LETTERS.find(letter)
    if found < 0:
        raise NotASeal("a letter that does not belong to a seal")
    return found
