"""What the room above knows of posts and days off, asked through the settings: rotations stands above this room.

Without such a room nobody stands anywhere and nobody is away.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from .audiences import Stay
from .due_days import Days


def stays_of(on: date, users: Iterable[int] | None = None) -> dict[int, list[Stay]]:
    """`{user_id: [Stay, …]}` of the posts people stand at on a day or are planned for later; of all without `users`."""
    return _ask("AUDIENCE_POSTS", {}, on=on, users=users)


def leaves_of(on: date, users: Iterable[int] | None = None) -> dict[int, list[Days]]:
    """`{user_id: [(first day, last day), …]}` of the days off that are not over on a day."""
    return _ask("AUDIENCE_LEAVES", {}, on=on, users=users)


def posts_to_choose(viewer: Any) -> list[tuple[int, str, str]]:
    """The posts a viewer may name in a rule: `[(id, name, English name), …]`; of all halls without a viewer."""
    return _ask("AUDIENCE_POST_NAMES", [], viewer=viewer)


def _ask(setting, nothing, **asked):
    path = getattr(settings, setting, "")
    return import_string(path)(**asked) if path else nothing
