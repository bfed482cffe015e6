"""The keys of the hall: Ed25519, in files outside the database, so that no dump of it can sign a certificate.

The folder `settings.SIGNING_KEYS` (0700) holds `keys.json`, the register of all public halves with the days on which
each signed, and one `<id>.pem` for the key in use. A key that is retired loses its private half for good and goes on
verifying. Every process reads the register again when it changes. How to back up and rotate: docs/trust.md.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.utils import timezone

from .credentials.multibase import public_key_from_multibase, public_key_to_multibase

REGISTER = "keys.json"


class KeyProblem(Exception):
    """The keys cannot be read, or somebody asks for what cannot be; says what in one sentence."""


@dataclass(frozen=True)
class PublicKey:
    """The half of a key that anybody may have, and when the other half signed.

    `until` is empty while it signs. What it signed on the day `compromised_from` or later is not to be believed.
    """

    id: str
    multibase: str
    since: datetime
    until: datetime | None = None
    compromised_from: date | None = None

    @property
    def raw(self) -> bytes:
        """The public key as 32 bytes."""
        return public_key_from_multibase(self.multibase)

    def verify(self, signature: bytes, data: bytes) -> bool:
        """Whether this key has signed these bytes."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, data)
        except InvalidSignature:
            return False
        return True

    def was_good(self, at: datetime) -> bool:
        """Whether what it signed at that moment may be believed.

        `since` is no bound: history that a hall brings along is entered with the days on which it happened.
        """
        if self.until and at > self.until:
            return False
        return self.compromised_from is None or timezone.localdate(at) < self.compromised_from


@dataclass(frozen=True)
class Key(PublicKey):
    """The key that signs at present."""

    private: Ed25519PrivateKey | None = None

    def sign(self, data: bytes) -> bytes:
        """The signature (64 bytes) of these bytes."""
        assert self.private is not None
        return self.private.sign(data)


def id_of(raw: bytes) -> str:
    """The name of a key, made from its public half, so that two keys never share one."""
    return "key-" + hashlib.sha256(raw).hexdigest()[:16]


def current_key() -> Key:
    """The key that signs. Where there never was one it is made now: a fresh hall needs no step of its own for it.

    Raises KeyProblem when the register cannot be read, or its private half is gone.
    """
    found = _signing(_register())
    if found is None:
        found = _signing(_ensure_key(timezone.now()))
    assert found is not None
    return Key(**vars(found), private=_private_half(found.id))


def public_keys() -> dict[str, PublicKey]:
    """All keys that ever signed, by id, the oldest first."""
    return dict(_register())


def rotate(*, now: datetime) -> PublicKey:
    """Make a new key that signs from now on; the one before is retired in the same step."""
    with _lock():
        return _add_key(_retired(_register(), now), now)


def mark_compromised(*, key_id: str, since: date, now: datetime) -> PublicKey:
    """From the day `since` on nothing signed by this key is believed; an earlier day marked before stays.

    When it is the key in use, a new one takes its place.
    """
    with _lock():
        keys = _register()
        if key_id not in keys:
            raise KeyProblem(f"There is no key {key_id}.")
        marked = keys[key_id].compromised_from
        keys[key_id] = replace(keys[key_id], compromised_from=min(marked, since) if marked else since)
        if keys[key_id].until is None:
            _add_key(_retired(keys, now), now)
        else:
            _write_register(keys)
        return _register()[key_id]


def restore_public(*, multibase: str, since: datetime, until: datetime) -> PublicKey:
    """Know a key again whose files were lost: what it signed between two moments verifies; it signs no more."""
    try:
        key = PublicKey(id_of(public_key_from_multibase(multibase)), multibase, since, until)
    except ValueError:
        raise KeyProblem(f"{multibase} is not the public half of an Ed25519 key; it begins with z6Mk.") from None
    with _lock():
        keys = _register()
        known = keys.setdefault(key.id, key)
        if known is key:
            _write_register(keys)
        return known


# Files


def _folder() -> Path:
    folder = Path(settings.SIGNING_KEYS)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@contextmanager
def _lock() -> Iterator[None]:
    """One process at a time changes the keys; readers need no lock, because files are replaced in one step."""
    folder = _folder()
    # It may have been made before us, by the settings or by hand.
    with suppress(PermissionError):
        folder.chmod(0o700)
    with (folder / "keys.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _ensure_key(now: datetime) -> dict[str, PublicKey]:
    with _lock():
        keys = _register()
        # Another process may have made it while we waited.
        if _signing(keys) is None:
            _add_key(keys, now)
        return _register()


def _signing(keys: dict[str, PublicKey]) -> PublicKey | None:
    return next((key for key in keys.values() if key.until is None), None)


def _retired(keys: dict[str, PublicKey], now: datetime) -> dict[str, PublicKey]:
    return {key.id: replace(key, until=now) if key.until is None else key for key in keys.values()}


def _add_key(keys: dict[str, PublicKey], now: datetime) -> PublicKey:
    """Write a new key first, then the register that names it, and only then drop private halves no longer used."""
    private = Ed25519PrivateKey.generate()
    raw = private.public_key().public_bytes_raw()
    key = PublicKey(id_of(raw), public_key_to_multibase(raw), now)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _replace(_folder() / f"{key.id}.pem", pem)
    _write_register({**keys, key.id: key})
    for path in _folder().glob("key-*.pem"):
        if path.stem != key.id:
            path.unlink()
    return key


def _replace(path: Path, data: bytes) -> None:
    """Write a file only we may read, in one step: a power cut leaves the old one or the new one."""
    unfinished = path.with_name(path.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _write_register(keys: dict[str, PublicKey]) -> None:
    rows = [asdict(key) for key in sorted(keys.values(), key=lambda key: key.since)]
    _replace(_folder() / REGISTER, json.dumps({"keys": rows}, default=lambda day: day.isoformat(), indent=1).encode())
    _read.clear()


# What was read last, under the marks of the file: it is asked for with every certificate that is shown.
_read: dict[tuple, dict[str, PublicKey]] = {}
_private: dict[Path, Ed25519PrivateKey] = {}


def _register() -> dict[str, PublicKey]:
    path = Path(settings.SIGNING_KEYS) / REGISTER
    try:
        about = path.stat()
        marks = (path, about.st_mtime_ns, about.st_ino, about.st_size)
        found = _read.get(marks)
        if found is None:
            found = _parsed(path.read_text())
            _read.clear()
            _read[marks] = found
        return dict(found)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise KeyProblem(f"The register of keys {path} cannot be read: {problem}") from problem


def _parsed(text: str) -> dict[str, PublicKey]:
    keys = [
        PublicKey(
            id=row["id"],
            multibase=row["multibase"],
            since=datetime.fromisoformat(row["since"]),
            until=datetime.fromisoformat(row["until"]) if row["until"] else None,
            compromised_from=date.fromisoformat(row["compromised_from"]) if row["compromised_from"] else None,
        )
        for row in json.loads(text)["keys"]
    ]
    for key in keys:
        if key.id != id_of(key.raw):
            raise ValueError(f"{key.id} is not the name of {key.multibase}")
    return {key.id: key for key in keys}


def _private_half(key_id: str) -> Ed25519PrivateKey:
    path = Path(settings.SIGNING_KEYS) / f"{key_id}.pem"
    found = _private.get(path)
    if found is None:
        try:
            private = serialization.load_pem_private_key(path.read_bytes(), password=None)
        except (OSError, ValueError) as problem:
            raise KeyProblem(f"The private half of the key {key_id} cannot be read: {problem}") from problem
        if not isinstance(private, Ed25519PrivateKey) or id_of(private.public_key().public_bytes_raw()) != key_id:
            raise KeyProblem(f"The file {path} holds another key.")
        _private.clear()
        _private[path] = found = private
    return found
