"""The media of a QTI package as its items ask for them: by address, never outside the package, told by their bytes."""

import posixpath
from collections.abc import Callable
from urllib.parse import unquote

from .found import Attached
from .media import picture_facts, sound_type


class Media:
    """What one item may show. `fetch` answers the bytes at a path of the package, or None; `folder` is the item's own.

    What is taken collects in `attached`, by the name the item uses.
    """

    def __init__(self, fetch: Callable[[str], bytes | None], folder: str = "") -> None:
        self.fetch, self.folder = fetch, folder
        self.attached: dict[str, Attached] = {}
        self._names: dict[str, str] = {}

    def picture(self, address: str) -> str:
        """The name of a picture, attached now; nothing where it is missing or none."""
        content = self._content(address)
        return self._attach(address, content) if content and picture_facts(content) else ""

    def size(self, address: str) -> tuple[int, int] | None:
        facts = picture_facts(self._content(address) or b"")
        return facts[2:] if facts else None

    def sound(self, address: str) -> str:
        content = self._content(address)
        return self._attach(address, content) if content and sound_type(content) else ""

    def _content(self, address: str) -> bytes | None:
        path = inside(self.folder, address)
        return self.fetch(path) if path else None

    def _attach(self, address: str, content: bytes) -> str:
        path = inside(self.folder, address)
        if path not in self._names:
            name = posixpath.basename(path)
            while name in self.attached:
                name = f"_{name}"
            self._names[path] = name
            self.attached[name] = Attached(name, content)
        return self._names[path]


def inside(folder: str, address: str) -> str:
    """The path in the package an address means, seen from a folder; nothing where it leads out or to the network."""
    address = unquote(address.split("#")[0].split("?")[0])
    if not address or "\\" in address or ":" in address or "\0" in address or address.startswith("/"):
        return ""
    path = posixpath.normpath(posixpath.join(folder, address))
    return "" if path.startswith(("../", "/")) or path in ("..", ".") else path
