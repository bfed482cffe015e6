"""A programme as a clerk will see it, for the editor: with nobody's progress."""

from typing import Any

from .journeys import preview_stages
from .models import Programme
from .programme import draft_way


def preview_of(programme: Programme) -> dict[str, Any]:
    """What the template of the preview shows."""
    way = draft_way(programme)
    return {
        "certification": programme.certification,
        "programme": programme,
        "first": preview_stages(way, way.first),
        "renewal": preview_stages(way, way.renewal) if len(programme.renewal) else [],
        "grants": programme.grants.all(),
        "prerequisites": [row.certification for row in programme.prerequisites.all()],
    }
