"""Linked data: what a document says, as one canonical text, whatever order its keys stand in.

JSON-LD 1.1 is expanded with the contexts that lie in this folder and no others, and written in the canonical form of
RDF Dataset Canonicalization (RDFC-1.0, formerly URDNA2015). A word that the contexts do not define would silently fall
out of what is signed; therefore it is refused.
"""

import json
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from pyld import jsonld

from .refusal import Refused

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CONTROLLER = "https://www.w3.org/ns/did/v1"
MULTIKEY = "https://w3id.org/security/multikey/v1"

FOLDER = Path(__file__).parent / "contexts"
FILES = {
    CREDENTIALS: "credentials-v2.json",
    OPEN_BADGES: "open-badges-3.0.3.json",
    CONTROLLER: "did-v1.json",
    MULTIKEY: "multikey-v1.json",
}

# What has no address of its own would be taken as relative to this one.
_NOWHERE = "https://nowhere.invalid/"

# PyLD keeps what it has resolved in dictionaries that two threads must not change at the same time.
_one_at_a_time = Lock()


def canonical(document: dict[str, Any]) -> bytes:
    """The statements of a document as canonical N-Quads. Raises Refused for an unknown context or word.

    The caller has checked the shape: hostile documents can make canonicalising take for ever.
    """
    _require_known_contexts(document)
    words: list[str] = []
    options = {"documentLoader": _load, "base": _NOWHERE}
    try:
        with _one_at_a_time:
            expanded = jsonld.expand(document, options, on_property_dropped=words.append)
            _require_defined(expanded, words)
            text = jsonld.normalize(expanded, {**options, "algorithm": "URDNA2015", "format": "application/n-quads"})
    except (jsonld.JsonLdError, ValueError) as problem:
        # The contexts are ours and good, so it is a word of the document: a type without an address, for instance.
        raise Refused("unknown_term") from problem
    return text.encode()


@cache
def context(address: str) -> dict[str, Any]:
    """A context by its address, from the file that lies here. Raises Refused for any other."""
    if address not in FILES:
        raise Refused("unknown_context", address[:120])
    return json.loads((FOLDER / FILES[address]).read_text())


def _load(address: str, options: dict[str, Any]) -> dict[str, Any]:
    return {
        "contextUrl": None,
        "documentUrl": address,
        "document": context(address),
        "contentType": "application/ld+json",
    }


def _require_known_contexts(document: dict[str, Any]) -> None:
    """Contexts stand at the top and by name: one inside could give words another meaning."""
    named = document.get("@context")
    for address in named if isinstance(named, list) and named else [""]:
        context(address if isinstance(address, str) else json.dumps(address))
    for node in _nodes({key: value for key, value in document.items() if key != "@context"}):
        for key in node:
            if key.startswith("@"):
                raise Refused("unknown_term", key[:40])


def _require_defined(expanded: Any, dropped: list[str]) -> None:
    """Every word must have an address: those that have none were dropped, or taken as relative to nowhere."""
    if dropped:
        raise Refused("unknown_term", str(dropped[0])[:40])
    for node in _nodes(expanded):
        types = node.get("@type", [])
        for name in [*(types if isinstance(types, list) else [types]), node.get("@id", "https:")]:
            if name.startswith(_NOWHERE) or ":" not in name:
                raise Refused("unknown_term", name.removeprefix(_NOWHERE)[:40])


def _nodes(value: Any):
    if isinstance(value, list):
        for inner in value:
            yield from _nodes(inner)
    elif isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _nodes(inner)
