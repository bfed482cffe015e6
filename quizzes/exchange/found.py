"""What reading a file of questions finds."""

from dataclasses import dataclass, field

from ..items import Item


@dataclass(frozen=True)
class Attached:
    """A file that came inside a package, for instance the picture of a hotspot; `name` is how the item refers to it."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Found:
    """One question of a file: an item, or the sentence why there is none. Never neither, never both.

    `place` tells a person where it stands ("line 12", "Sheet 单选 row 7", "item q3"). `topic` is the category it was
    filed under, outermost first, parted by " / ". `notes` say what was left behind though the question is taken.
    """

    place: str
    item: Item | None = None
    refusal: str = ""
    key: str = ""
    topic: str = ""
    tags: tuple[str, ...] = ()
    difficulty: int | None = None
    source: str = ""
    notes: tuple[str, ...] = ()
    attached: tuple[Attached, ...] = field(default=(), repr=False)
