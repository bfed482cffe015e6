"""What a programme asked for when it was published in a certain version: read off the revision, pure."""

import json
from collections.abc import Mapping
from typing import Any

from .paths import Asked, Group, Part, Path


def path_then(content: Mapping[str, Any], kind: str) -> Path:
    """The path for a kind of round in the content of a revision: the renewal's where it has one, else the first."""
    renewal = _path(content.get("renewal")) if kind == "renewal" else []
    return renewal or _path(content.get("first"))


def _path(stream: Any) -> list[Group]:
    blocks = json.loads(stream) if isinstance(stream, str) else stream or []
    return [_group(block) for block in blocks]


def _group(block: Mapping[str, Any]) -> Group:
    value = block["value"]
    parts = tuple(
        Part(part["id"], Asked(part["type"]), part["value"] or 0) for part in value["parts"] if part.get("id")
    )
    return Group(block.get("id") or "", value.get("need") or len(value["parts"]), parts)
