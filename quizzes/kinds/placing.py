"""Giving every entry its partner: lines between two columns, and sorting into groups. Each entry is worth the same."""

import random
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, ClassVar
from unicodedata import east_asian_width

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..items import Item
from ..spellings import variants
from .base import NOTHING, Fields, Kind, Malformed, Presented, Value, author_id, new_ids, said

MOST_PAIRS, MOST_SIDES = 10, 14
MOST_CATEGORIES, MOST_MEMBERS = 5, 16
# As many groups can stand side by side under each entry.
MOST_SIDE_BY_SIDE = 4
LONG_TEXT = 28  # columns, two for a character of Chinese; a drop-down on a phone cuts off what is longer
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ARROW = " → "
PLACE = "@"


class Placing(Kind):
    """What matching and sorting into groups share: entries, places, and one place for each entry.

    In `of` an entry or place is known by the author's id and its wording, "id=wording", ids of places beginning with @:
    after a correction what says the same is the same, and else what has the same id.
    """

    value_name: ClassVar[str]

    @abstractmethod
    def entries(self, item: Item) -> list[tuple[str, str]]:
        """The author's id and the wording of every entry that needs a place, in the author's order."""

    @abstractmethod
    def places(self, item: Item) -> list[tuple[str, str]]:
        """The same of every place there is."""

    @abstractmethod
    def homes(self, item: Item) -> dict[str, str]:
        """For each entry, by its author's id, the author's id of its place."""

    @abstractmethod
    def _order(
        self, entries: list[Any], places: list[Any], rng: random.Random, shuffle: bool
    ) -> tuple[list[Any], list[Any]]:
        """In which order they are shown, so that it tells nothing."""

    def present(self, item: Item, rng: random.Random, shuffle: bool = True) -> Presented:
        written, offered = self.entries(item), self.places(item)
        ids = new_ids(len(written) + len(offered), rng)
        entries, places = list(zip(ids, written, strict=False)), list(zip(ids[len(written) :], offered, strict=True))
        entries, places = self._order(entries, places, rng, shuffle)
        of = {shown: f"{author}={text}" for shown, (author, text) in [*entries, *places]}
        shown = {
            name: [{"id": one, "text": text} for one, (_author, text) in rows]
            for name, rows in (("entries", entries), ("places", places))
        }
        return Presented({"kind": self.code, "stem": item.stem, **shown}, self.key(item, of))

    def key(self, item: Item, of: Mapping[str, str]) -> dict[str, Any]:
        homes = self.homes(item)
        entries = _found({one: known for one, known in of.items() if known[0] != PLACE}, dict(self.entries(item)))
        places = _found({one: known for one, known in of.items() if known[0] == PLACE}, dict(self.places(item)))
        by_author = {author: one for one, author in places.items()}
        right = {one: by_author.get(homes[author], "") for one, author in entries.items()}
        return {self.value_name: {one: right.get(one, "") for one in of if of[one][0] != PLACE}, "of": dict(of)}

    def read(self, shown: Mapping[str, Any], fields: Fields, name: str) -> Value | None:
        sent = {one["id"]: fields[f"{name}.{one['id']}"] for one in shown["entries"] if f"{name}.{one['id']}" in fields}
        if not sent:
            return None
        return {self.value_name: {one: entries[0] for one, entries in sent.items() if entries}}

    def canonical(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> Value:
        given = value.get(self.value_name)
        if not isinstance(given, dict) or not all(isinstance(one, str) for one in [*given, *given.values()]):
            raise Malformed("Every entry has one place.")
        entries, places = [one["id"] for one in shown["entries"]], [one["id"] for one in shown["places"]]
        if not set(given) <= set(entries) or not set(given.values()) <= {"", *places}:
            raise Malformed("This was not shown.")
        return {self.value_name: {one: given[one] for one in entries if given.get(one)}}

    def is_answered(self, value: Mapping[str, Any]) -> bool:
        given = value.get(self.value_name)
        return isinstance(given, dict) and any(given.values())

    def mark(self, answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> Fraction:
        right, given = answer_key[self.value_name], value.get(self.value_name)
        if not right or not isinstance(given, dict):
            return NOTHING
        return Fraction(sum(bool(place) and given.get(one) == place for one, place in right.items()), len(right))

    def given(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
        return _in_words(shown, value.get(self.value_name, {}))

    def right(self, shown: Mapping[str, Any], answer_key: Mapping[str, Any]) -> list[str]:
        return _in_words(shown, answer_key[self.value_name])

    def verdicts(self, shown: Mapping[str, Any], answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> list[bool]:
        right, given = answer_key[self.value_name], value.get(self.value_name, {})
        return [bool(right.get(one["id"])) and given.get(one["id"]) == right[one["id"]] for one in shown["entries"]]

    def guess(self, item: Item) -> Fraction:
        """Blindly every place is as likely for an entry as any other."""
        return Fraction(1, max(1, len(self.places(item))))

    def labels(self, item: Item) -> dict[str, str]:
        entries, places = self.entries(item), self.places(item)
        return {f"{one}>{other}": text + ARROW + name for one, text in entries for other, name in places}

    def right_ids(self, item: Item) -> frozenset[str]:
        return frozenset(f"{one}>{place}" for one, place in self.homes(item).items())

    def chosen(self, answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
        of = {one: known.partition("=")[0] for one, known in answer_key.get("of", {}).items()}
        given = value.get(self.value_name, {})
        return [f"{of[one]}>{of[place]}" for one, place in given.items() if one in of and place in of]

    def widget(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> Any:
        given = value.get(self.value_name, {})
        places = [{**one, "letter": letter} for one, letter in zip(shown["places"], LETTERS, strict=False)]
        rows = [
            {**one, "places": [{**place, "chosen": given.get(one["id"]) == place["id"]} for place in places]}
            for one in shown["entries"]
        ]
        return {
            "rows": rows,
            "places": places,
            "side_by_side": len(places) <= MOST_SIDE_BY_SIDE,
            "lettered": any(_columns(one["text"]) > LONG_TEXT for one in places),
        }


class Matching(Placing):
    """Two columns to be joined. What stands on the right once can be the partner of several on the left."""

    code = "matching"
    hint = gettext_lazy("Find the partner of each")
    template = "quizzes/kinds/matching.html"
    value_name = "pairs"

    def entries(self, item: Item) -> list[tuple[str, str]]:
        return [(author_id(pair, n), said(pair, "left")) for n, pair in enumerate(item.body.get("pairs", []))]

    def places(self, item: Item) -> list[tuple[str, str]]:
        # By their wording, each once: two that read the same could not be told apart.
        known: dict[str, str] = {}
        for n, pair in enumerate(item.body.get("pairs", [])):
            known.setdefault(said(pair, "right"), PLACE + author_id(pair, n))
        for n, text in enumerate(variants(item.body.get("extra") or "")):
            known.setdefault(text, f"{PLACE}extra{n}")
        return [(author, text) for text, author in known.items()]

    def homes(self, item: Item) -> dict[str, str]:
        by_text = {text: author for author, text in self.places(item)}
        pairs = enumerate(item.body.get("pairs", []))
        return {author_id(pair, n): by_text[said(pair, "right")] for n, pair in pairs}

    def _order(
        self, entries: list[Any], places: list[Any], rng: random.Random, shuffle: bool
    ) -> tuple[list[Any], list[Any]]:
        # The right side is mixed even where a quiz keeps its options in order: in the author's it would be the key.
        mixed = rng.sample(entries, len(entries)) if shuffle else entries
        return mixed, rng.sample(places, len(places))

    def problems(self, item: Item) -> list[str]:
        pairs = item.body.get("pairs", [])
        if not 2 <= len(pairs) <= MOST_PAIRS:
            return [_("Give 2 to 10 pairs; there are %(count)d now.") % {"count": len(pairs)}]
        lefts, rights = [said(pair, "left") for pair in pairs], [said(pair, "right") for pair in pairs]
        extra = variants(item.body.get("extra") or "")
        found = [_("Every pair needs both sides.")] if not all(lefts + rights) else []
        if len(set(lefts)) < len(lefts):
            found.append(_("Two left sides say the same."))
        if set(extra) & set(rights):
            found.append(_("A further right side is also the partner of one on the left."))
        count = len(self.places(item))
        if count < 2:
            found.append(_("There must be two different right sides at least."))
        elif count > MOST_SIDES:
            found.append(_("There are too many right sides: 14 at most."))
        return found


class Categorise(Placing):
    """Entries to be sorted into groups."""

    code = "categorise"
    hint = gettext_lazy("Sort into groups")
    template = "quizzes/kinds/categorise.html"
    value_name = "places"

    def entries(self, item: Item) -> list[tuple[str, str]]:
        return [(author, text) for author, text, _home in self._members(item)]

    def places(self, item: Item) -> list[tuple[str, str]]:
        groups = enumerate(item.body.get("categories", []))
        return [(_group_id(group, n), said(group, "name")) for n, group in groups]

    def homes(self, item: Item) -> dict[str, str]:
        return {author: home for author, _text, home in self._members(item)}

    def _members(self, item: Item) -> Iterator[tuple[str, str, str]]:
        for n, group in enumerate(item.body.get("categories", [])):
            for place, member in enumerate(group.get("members", [])):
                author = str(member.get("id") or f"{n}.{place}")
                yield author, said(member, "text"), _group_id(group, n)

    def _order(
        self, entries: list[Any], places: list[Any], rng: random.Random, shuffle: bool
    ) -> tuple[list[Any], list[Any]]:
        # The entries are always mixed, or they would stand group by group; the groups keep the author's order.
        return rng.sample(entries, len(entries)), places

    def problems(self, item: Item) -> list[str]:
        names, members = [text for _author, text in self.places(item)], [text for _author, text in self.entries(item)]
        if not 2 <= len(names) <= MOST_CATEGORIES:
            return [_("Give 2 to 5 groups; there are %(count)d now.") % {"count": len(names)}]
        if not 2 <= len(members) <= MOST_MEMBERS:
            return [_("Give 2 to 16 entries in all; there are %(count)d now.") % {"count": len(members)}]
        found = [_("Every group needs a name and every entry a text.")] if not all(names + members) else []
        if len(set(names)) < len(names):
            found.append(_("Two groups have the same name."))
        if len(set(members)) < len(members):
            found.append(_("Two entries say the same."))
        return found


def _group_id(group: Mapping[str, Any], place: int) -> str:
    return PLACE + author_id(group, place)


def _found(of: Mapping[str, str], there: Mapping[str, str]) -> dict[str, str]:
    """What was shown, by ids shown, with the author's ids of today: first by the wording people saw, then by the id."""
    by_text = {text: author for author, text in there.items()}
    parted = {one: known.partition("=") for one, known in of.items()}
    found = {one: by_text[text] for one, (_author, _sign, text) in parted.items() if text in by_text}
    taken = set(found.values())
    return found | {
        one: author
        for one, (author, _sign, _text) in parted.items()
        if one not in found and author in there and author not in taken
    }


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _in_words(shown: Mapping[str, Any], given: Mapping[str, str]) -> list[str]:
    texts = {one["id"]: one["text"] for one in shown["places"]}
    return [one["text"] + ARROW + texts.get(given.get(one["id"], ""), "–") for one in shown["entries"]]
