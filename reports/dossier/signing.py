"""The hall's signature over the hash of a dossier: the one place that knows of keys.

Where the hall has no keys a dossier carries none and says so; its hashes are checked all the same.
"""

import base64
from importlib import import_module
from typing import Any


def _keys() -> Any:
    try:
        return import_module("skills.keys")
    except ModuleNotFoundError:
        return None


keys = _keys()


def signature_of(hashes: dict[str, str]) -> dict[str, str] | None:
    """`{"key", "algorithm", "value"}` over the text of the hash over all; None without keys."""
    if keys is None:
        return None
    try:
        key = keys.current_key()
    except keys.KeyProblem:
        return None
    value = base64.b64encode(key.sign(hashes["all"].encode())).decode()
    return {"key": key.id, "algorithm": "Ed25519", "value": value}


def is_signed_by_us(signature: dict[str, Any], hashes: dict[str, str]) -> bool | None:
    """Whether a key of this hall has signed this hash; None where that cannot be told."""
    if keys is None:
        return None
    key = keys.public_keys().get(str(signature.get("key")))
    if key is None:
        return False
    try:
        value = base64.b64decode(str(signature.get("value")), validate=True)
    except ValueError:
        return False
    return key.verify(value, hashes["all"].encode())
