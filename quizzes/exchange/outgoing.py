"""What writing a file of questions is given, and what it answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..items import Item


@dataclass(frozen=True)
class Outgoing:
    """One question on its way into a file.

    `topic` is its place in the bank, outermost first, parted by " / ". `pictures` and `sounds` hold the bytes of the
    media the item names, by the ids it names them by; `signs` the meaning of a sign by its id, because a film of signs
    belongs to the phrasebook it comes from and is looked up there by what it means.
    """

    item: Item
    key: str = ""
    topic: str = ""
    tags: tuple[str, ...] = ()
    difficulty: int | None = None
    source: str = ""
    pictures: Mapping[Any, bytes] = field(default_factory=dict, repr=False)
    sounds: Mapping[Any, bytes] = field(default_factory=dict, repr=False)
    signs: Mapping[Any, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Refused:
    """A question a format cannot carry: its place in the sequence given (from 0), its key, and why."""

    place: int
    key: str
    reason: str


@dataclass(frozen=True)
class Written:
    """A file, and the questions that are not in it. Those and the ones in it are all that were given."""

    content: bytes
    refused: Sequence[Refused] = ()


class CannotCarry(Exception):
    """This question does not fit the format; the argument is a translated sentence."""
