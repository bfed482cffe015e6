"""A zip from anywhere, read in memory only and never further than what an honest package holds."""

import io
import zipfile
import zlib

from django.utils.translation import gettext as _

from .decoding import Unreadable

MOST_PACKED = 100 * 1024 * 1024
MOST_FILES = 20_000
MOST_ONE = 12 * 1024 * 1024
# Texts pack well, media hardly; a bomb packs a thousand times and more.
UNPACKED_TIMES = 60
UNPACKED_LEAST = 30 * 1024 * 1024
_PIECE = 1 << 16
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1


class Package:
    """The files of a zip by their paths. What it says of its own sizes is not believed: reading counts."""

    def __init__(self, content: bytes) -> None:
        if len(content) > MOST_PACKED:
            raise Unreadable(_("The file is larger than %(most)d MB. Split it.") % {"most": MOST_PACKED // 1024**2})
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
            entries = self._archive.infolist()
        except (zipfile.BadZipFile, ValueError, OverflowError, EOFError, NotImplementedError) as fault:
            raise Unreadable(_("The package is damaged.")) from fault
        if len(entries) > MOST_FILES:
            raise Unreadable(_("The package holds more than %(most)d files. Split it.") % {"most": MOST_FILES})
        # Names with a way out are not there; nothing is ever written to a disk by its name anyway.
        self._entries = {one.filename: one for one in entries if _is_inside(one.filename)}
        self._left = max(UNPACKED_LEAST, UNPACKED_TIMES * len(content))
        self._read: dict[str, bytes | None] = {}

    def names(self) -> list[str]:
        return list(self._entries)

    def fetch(self, path: str) -> bytes | None:
        """The bytes at a path; None where there is none, or none that can be read. Raises Unreadable on a bomb."""
        if path not in self._read:
            entry = self._entries.get(path)
            self._read[path] = self._unpacked(entry) if entry is not None else None
        return self._read[path]

    def _unpacked(self, entry: zipfile.ZipInfo) -> bytes | None:
        if entry.compress_type not in _METHODS or entry.flag_bits & _ENCRYPTED:
            return None
        pieces, size = [], 0
        try:
            with self._archive.open(entry) as file:
                while piece := file.read(_PIECE):
                    size += len(piece)
                    self._left -= len(piece)
                    if self._left < 0:
                        raise Unreadable(_("The package would unpack to far more than questions hold."))
                    if size > MOST_ONE:
                        return None
                    pieces.append(piece)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
            return None
        return b"".join(pieces)


def _is_inside(name: str) -> bool:
    parts = name.split("/")
    return not (
        name.startswith("/") or name.endswith("/") or "\\" in name or ":" in name or "\0" in name or ".." in parts
    )
