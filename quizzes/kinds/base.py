"""What every kind of question can do. Pure: no database, no clock; random numbers are passed in."""

import random
import string
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from django.utils.functional import Promise

from ..items import Item

Fields = Mapping[str, Sequence[str]]  # a posted form: every field with all its entries
Value = dict[str, Any]
MAX_TEXT = 200  # characters in one blank
NOTHING, EVERYTHING = Fraction(0), Fraction(1)
ID_SIGNS = string.ascii_letters + string.digits
ID_LENGTH = 4


class Malformed(ValueError):
    """The value does not fit the question shown. Our own pages never send one."""


@dataclass(frozen=True)
class Presented:
    """A question ready for one attempt. Nothing in `shown` tells the right answer."""

    shown: dict[str, Any]
    answer_key: dict[str, Any]


class Kind(ABC):
    """One kind of question. `name` in the methods is what its form fields are called, `q3` for the third question."""

    code: ClassVar[str]
    # How to answer, in a few words.
    hint: ClassVar[Promise | str]
    # Draws the fields; gets `line` and `name`.
    template: ClassVar[str]
    # Draws what its result shows beside the words of `given` and `right`; gets the same.
    explained_template: ClassVar[str] = ""
    # Whether a person has to mark it; `mark` is not asked then.
    marked_by_hand: ClassVar[bool] = False

    @abstractmethod
    def present(self, item: Item, rng: random.Random, shuffle: bool = True) -> Presented:
        """Make the question ready for one attempt, under ids that mean nothing outside it."""

    @abstractmethod
    def key(self, item: Item, of: Mapping[str, str]) -> dict[str, Any]:
        """How it is marked; `of` maps each id shown to the author's. A corrected item gives the corrected key.

        An author's option that is no longer there counts as wrong.
        """

    @abstractmethod
    def read(self, shown: Mapping[str, Any], fields: Fields, name: str) -> Value | None:
        """The value of posted fields; None when nothing came (an untouched radio button sends nothing)."""

    def widget(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> Any:
        """What its template needs beside what every line of the page has."""
        return None

    @abstractmethod
    def canonical(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> Value:
        """The one stored form of an answer, so that the same sent twice is recognised. Raises Malformed."""

    @abstractmethod
    def is_answered(self, value: Mapping[str, Any]) -> bool:
        """Whether there is anything in it."""

    @abstractmethod
    def mark(self, answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> Fraction:
        """The share of the points an answered question earns, 0 to 1. A value that does not fit earns nothing."""

    @abstractmethod
    def problems(self, item: Item) -> list[str]:
        """What stands in the way of asking it, in sentences for its author. Empty when sound."""

    @abstractmethod
    def given(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
        """An answer in words, a line for each part of it."""

    @abstractmethod
    def right(self, shown: Mapping[str, Any], answer_key: Mapping[str, Any]) -> list[str]:
        """The right answer in words, as `given`."""

    @abstractmethod
    def guess(self, item: Item) -> Fraction:
        """The share of the points to be expected of somebody who answers blindly."""

    def labels(self, item: Item) -> dict[str, str]:
        """What can be chosen, by the author's ids: statistics of distractors speak of it. Empty: nothing is chosen."""
        return {}

    def right_ids(self, item: Item) -> frozenset[str]:
        """Which of `labels` are right."""
        return frozenset()

    def chosen(self, answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
        """Which of `labels` an answer chose."""
        return []

    def feedback(self, answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
        """What the author says to this very answer, beside the explanation."""
        return []


def author_id(entry: Mapping[str, Any], place: int) -> str:
    """The author's id of an entry of a list; its place where it was never stored."""
    return str(entry.get("id") or place)


def new_ids(count: int, rng: random.Random) -> list[str]:
    """So many different short ids in an order that tells nothing; the same seed gives the same ids."""
    ids: set[str] = set()
    while len(ids) < count:
        ids.add("".join(rng.choices(ID_SIGNS, k=ID_LENGTH)))
    # A set's order follows the hashes of its strings: sort, so that the seed alone decides.
    return rng.sample(sorted(ids), count)


def storable(text: str) -> bool:
    """PostgreSQL cannot store NUL; half a surrogate pair cannot be stored anywhere."""
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


def texts(given: Any, count: int, longest: int = MAX_TEXT) -> list[str]:
    """So many texts as people typed them, stripped. Raises Malformed."""
    if not isinstance(given, list) or len(given) != count:
        raise Malformed("Every blank has a text, if only an empty one.")
    if not all(isinstance(text, str) and len(text) <= longest for text in given):
        raise Malformed("A text is too long.")
    if not storable("".join(given)):
        raise Malformed("A text holds characters that cannot be stored.")
    return [text.strip() for text in given]


def known_ids(given: Any, known: Sequence[str]) -> list[str]:
    """A list of ids, each of them shown. Raises Malformed."""
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise Malformed("What is chosen is a list of ids.")
    if not set(given) <= set(known):
        raise Malformed("This was not shown.")
    return given


def share(number: Fraction | int) -> Fraction:
    """Between nothing and everything."""
    return max(NOTHING, min(EVERYTHING, Fraction(number)))
