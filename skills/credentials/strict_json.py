"""JSON that means one thing only. Pure.

Two readers must never see two documents in one text: a key that stands twice, NaN, a number that rounds, half a
surrogate or depth that exhausts the reader are refused (RFC 8259 leaves all of them open; RFC 7493 forbids them).
"""

import json
from typing import Any

from .refusal import Refused

LARGEST = 64 * 1024  # bytes; a certificate with twenty skills needs about 12 KB
DEEPEST = 12
# Whole numbers beyond this are rounded by readers that know 64-bit floats only.
_SAFE_NUMBER = 2**53


def text_of(document: bytes | str) -> str:
    """The text of what was handed in, without white space around it. Raises Refused when it is too large or no text."""
    if len(document) > LARGEST:
        raise Refused("too_large")
    try:
        text = document.decode("utf-8-sig") if isinstance(document, bytes) else document
        size = len(text.encode())
    except UnicodeError:
        raise Refused("not_text") from None
    if size > LARGEST:
        raise Refused("too_large")
    return text.strip()


def parse(text: str) -> Any:
    """The value of a JSON text. Raises Refused."""
    try:
        found = json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=_no_number,
            parse_int=_whole_number,
            parse_constant=_no_number,
        )
    except (ValueError, RecursionError):
        raise Refused("not_json") from None
    _check(found, 0)
    return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        raise Refused("duplicate_key", next(name for name in names if names.count(name) > 1)[:40])
    return found


def _no_number(text: str) -> None:
    raise Refused("not_json", text[:40])


def _whole_number(text: str) -> int:
    # "-0" would be 0 to us and a float to others.
    if len(text) > 17 or text == "-0" or abs(int(text)) >= _SAFE_NUMBER:
        raise Refused("not_json", text[:40])
    return int(text)


def _check(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise Refused("not_json")
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict):
        for name, inner in value.items():
            _check_text(name)
            _check(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check(inner, depth + 1)


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeError:
        raise Refused("not_text") from None
