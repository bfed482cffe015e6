import fcntl
from pathlib import Path

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache


class SharedFileCache(FileBasedCache):
    """A file cache whose `add` holds between processes.

    Sign-in attempts are counted under a lock taken with `add`. Django's file cache looks first and writes later, so two
    server processes could both believe they took it, and an attacker would get more attempts than allowed.
    """

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        self._createdir()
        with (Path(self._dir) / "add.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return super().add(key, value, timeout, version)
