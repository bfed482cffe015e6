"""One way to write a JSON value down, and its SHA-256. Pure.

The form is that of RFC 8785 for what a dossier holds: objects with ASCII keys in order, no blanks, UTF-8, integers,
no fractions. Contents that are hashed whole (a published lesson, the answers to a quiz) may hold fractions; they are
written as Python writes them.
"""

import hashlib
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any


def canonical(value: Any) -> bytes:
    """The value as bytes; TypeError for what has more than one way of being written."""
    _check(value)
    return _written(value)


def digest(value: Any) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def content_digest(value: Any) -> str:
    """SHA-256 of some content kept whole, fractions and all."""
    return hashlib.sha256(_written(value)).hexdigest()


def _written(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _check(value: Any) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError(f"{key!r} is no name of a member")
            _check(inner)
    elif isinstance(value, list):
        for inner in value:
            _check(inner)
    elif value is not None and not isinstance(value, str | int):
        raise TypeError(f"{value!r} has no canonical form")


def plain(value: Any) -> Any:
    """A fact as canonical JSON can hold it: moments in UTC, days, decimals and fractions as text."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | float):
        return str(value)
    if value is None or isinstance(value, str | int):
        return value
    return str(value)
