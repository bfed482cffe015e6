"""QTI content packages: reading a zip with its manifest, or a single item. After IMS Content Packaging 1.1.4."""

import posixpath
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from . import qti
from .decoding import MOST_QUESTIONS, Unreadable, too_many
from .found import Found
from .qti_manifest import about
from .qti_media import Media, inside
from .safe_xml import every, parse
from .safe_zip import Package

ZIP = b"PK\x03\x04"
_MANIFEST = "imsmanifest.xml"
_OLD = "imsqti_xmlv1"


def read(content: bytes) -> list[Found]:
    """Every question of a package or of a single item, or why not. Never raises on whatever bytes."""
    if not content.startswith(ZIP):
        return qti.read(content)
    try:
        return _package(Package(content))
    except Unreadable as why:
        return [Found(place=_("The file"), refusal=str(why))]


def _package(package: Package) -> list[Found]:
    found: list[Found] = []
    for path, known in _items(package):
        place = _("item %(name)s") % {"name": path}
        if len(found) >= MOST_QUESTIONS:
            return [*found, Found(place=place, refusal=too_many())]
        found.append(_item(package, path, place, known))
    if not found:
        return [Found(place=_("The file"), refusal=_("The package holds no QTI item."))]
    return found


def _items(package: Package) -> list[tuple[str, dict[str, Any]]]:
    """The paths of the items with what the manifest says of them; without a manifest, whatever looks like an item."""
    manifests = sorted((name for name in package.names() if posixpath.basename(name) == _MANIFEST), key=len)
    if not manifests:
        return [(name, {}) for name in sorted(package.names()) if name.lower().endswith(".xml")]
    folder = posixpath.dirname(manifests[0])
    items = []
    for resource in every(parse(package.fetch(manifests[0]) or b""), "resource"):
        kind = resource.get("type", "").lower()
        if kind.startswith(("imsqti_item", _OLD)):
            items.append((inside(folder, _href(resource)) or resource.get("href", ""), about(resource)))
    return items


def _href(resource: Element) -> str:
    files = [one.get("href", "") for one in resource if one.tag == "file"]
    return resource.get("href") or next((href for href in files if href.lower().endswith(".xml")), "")


def _item(package: Package, path: str, place: str, known: dict[str, Any]) -> Found:
    content = package.fetch(path)
    if content is None:
        return Found(place=place, refusal=_("The manifest names this item, but it is not in the package."), **known)
    try:
        root = parse(content)
    except Unreadable as why:
        return Found(place=place, refusal=str(why), **known)
    return qti.read_item(root, Media(package.fetch, posixpath.dirname(path)), place, known)
