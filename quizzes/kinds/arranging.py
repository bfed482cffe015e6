"""Bringing things into an order: the steps of a piece of work, and the pieces of a sentence."""

import random
import re
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import factorial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from ..items import Item
from ..spellings import variants
from .base import EVERYTHING, NOTHING, Fields, Kind, Malformed, Presented, Value, author_id, known_ids, new_ids, said

MOST_STEPS = 10
MOST_TILES = 16
ORDER_MARKINGS = ("all", "places", "neighbours")
SLASH = re.compile(r"\s*[/／]\s*")
# Between words of letters there is a space, before their punctuation none.
WORD_END, WORD_START = re.compile(r"[^\W\u2e80-\U0003ffff][’']?$|[,.;:!?)]$"), re.compile(r"[^\W\u2e80-\U0003ffff]|\(")


class Arranging(Kind):
    """What both share: every piece has a drop-down with its place, which a script may turn into something nicer."""

    def read(self, shown: Mapping[str, Any], fields: Fields, name: str) -> Value | None:
        pieces = self._pieces(shown)
        sent = {one["id"]: list(fields[f"{name}.{one['id']}"]) for one in pieces if f"{name}.{one['id']}" in fields}
        if not sent:
            return None
        return self._value(_numbered({one: entries[0] for one, entries in sent.items() if entries}, len(pieces)))

    @abstractmethod
    def _pieces(self, shown: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The pieces to be placed, as they are shown."""

    @abstractmethod
    def _value(self, places: list[str]) -> Value:
        """The value of a list of ids by place, "" where nothing was put."""

    def _rows(self, shown: Mapping[str, Any], placed: Sequence[str]) -> dict[str, Any]:
        """Each piece with its place (0 where it has none); the script draws them anew."""
        numbers = {one: number for number, one in enumerate(placed, 1) if one}
        pieces = self._pieces(shown)
        return {
            "rows": [{**one, "place": numbers.get(one["id"], 0)} for one in pieces],
            "numbers": list(range(1, len(pieces) + 1)),
        }


class Ordering(Arranging):
    """Steps to be put in order. They are never shown in the right one, so that an untouched list is unanswered.

    Of n steps **places** counts those at their place, by n. **neighbours** counts the pairs of steps of which the
    second directly follows the first as it should, by n - 1: who is wrong about the first step alone loses little.
    """

    code = "ordering"
    hint = gettext_lazy("Put in order")
    template = "quizzes/kinds/ordering.html"

    def present(self, item: Item, rng: random.Random, shuffle: bool = True) -> Presented:
        steps = item.body.get("steps", [])
        of = {
            one: author_id(step, n) for one, (n, step) in zip(new_ids(len(steps), rng), enumerate(steps), strict=True)
        }
        texts = dict(zip(of, (said(step, "text") for step in steps), strict=True))
        mixed = list(of)
        while len(set(texts.values())) > 1 and [texts[one] for one in mixed] == list(texts.values()):
            rng.shuffle(mixed)
        shown = {"kind": self.code, "stem": item.stem, "steps": [{"id": one, "text": texts[one]} for one in mixed]}
        return Presented(shown, self.key(item, {one: of[one] for one in mixed}))

    def key(self, item: Item, of: Mapping[str, str]) -> dict[str, Any]:
        """A step taken out since is left out of account; one put in since was never shown."""
        by_author = {author: one for one, author in of.items()}
        authors = [author_id(step, n) for n, step in enumerate(item.body.get("steps", []))]
        order = [by_author[author] for author in authors if author in by_author]
        return {"order": order, "marking": item.body.get("marking") or "all", "of": dict(of)}

    def _pieces(self, shown: Mapping[str, Any]) -> list[dict[str, Any]]:
        return shown["steps"]

    def _value(self, places: list[str]) -> Value:
        return {"order": places if any(places) else []}

    def canonical(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> Value:
        known = [step["id"] for step in shown["steps"]]
        order = known_ids(value.get("order"), ["", *known])
        placed = [one for one in order if one]
        if len(order) > len(known) or len(set(placed)) < len(placed):
            raise Malformed("Every step has one place.")
        return {"order": [*order, *[""] * (len(known) - len(order))] if placed else []}

    def is_answered(self, value: Mapping[str, Any]) -> bool:
        return any(value.get("order", ()))

    def mark(self, answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> Fraction:
        right, order = answer_key["order"], value.get("order")
        if not right or not isinstance(order, list) or not all(isinstance(one, str) for one in order):
            return NOTHING
        given = _kept(order, answer_key)
        if answer_key.get("marking", "all") == "all" or len(right) == 1:
            return EVERYTHING if given == right else NOTHING
        if answer_key["marking"] == "places":
            return Fraction(sum(one == other for one, other in zip(given, right, strict=False)), len(right))
        return Fraction(len(_followed(given) & _followed(right)), len(right) - 1)

    def given(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
        texts = {step["id"]: step["text"] for step in shown["steps"]}
        return [f"{number}. {texts.get(one, '–')}" for number, one in enumerate(value.get("order", []), 1)]

    def right(self, shown: Mapping[str, Any], answer_key: Mapping[str, Any]) -> list[str]:
        return self.given(shown, answer_key)

    def verdicts(self, shown: Mapping[str, Any], answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> list[bool]:
        given, right = value.get("order", []), answer_key["order"]
        if answer_key.get("marking") == "neighbours":
            pairs = _followed(["first", *right])
            return [pair in pairs for pair in zip(["first", *given], given, strict=False)]
        kept = {one: number for number, one in enumerate(_kept(given, answer_key))}
        return [bool(one) and kept.get(one) == _place(right, one) for one in given]

    def guess(self, item: Item) -> Fraction:
        """Blindly every order is as likely as any other: of n steps one is at its place, and (n - 1)/n pairs follow."""
        count = max(1, len(item.body.get("steps", [])))
        return Fraction(1, factorial(count) if item.body.get("marking", "all") == "all" else count)

    def widget(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> Any:
        return self._rows(shown, value.get("order", []))

    def problems(self, item: Item) -> list[str]:
        texts = [said(step, "text") for step in item.body.get("steps", [])]
        if not 2 <= len(texts) <= MOST_STEPS:
            return [_("Give 2 to 10 steps; there are %(count)d now.") % {"count": len(texts)}]
        if not all(texts):
            return [_("Every step needs a text.")]
        if len(set(texts)) < len(texts):
            return [_("Two steps say the same: nobody could tell which comes first.")]
        return []


class Build(Arranging):
    """A sentence to be built of its pieces. All or nothing: a sentence is right or it is not.

    A piece is known by its wording; spaces do not count when sentences are compared.
    """

    code = "build"
    hint = gettext_lazy("Build the sentence")
    template = "quizzes/kinds/build.html"

    def present(self, item: Item, rng: random.Random, shuffle: bool = True) -> Presented:
        pieces = _tiles(item)
        texts = dict(zip(new_ids(len(pieces), rng), pieces, strict=True))
        accepted = {_bare(one) for one in _sentences(item)}
        mixed = rng.sample(list(texts), len(texts))
        # Where there is any other order: a sentence that is shown ready-made asks nothing.
        for _again in range(20):
            if _bare([texts[one] for one in mixed]) not in accepted:
                break
            rng.shuffle(mixed)
        shown = {"kind": self.code, "stem": item.stem, "tiles": [{"id": one, "text": texts[one]} for one in mixed]}
        return Presented(shown, self.key(item, {one: texts[one] for one in mixed}))

    def key(self, item: Item, of: Mapping[str, str]) -> dict[str, Any]:
        return {"sentences": _sentences(item), "of": dict(of)}

    def _pieces(self, shown: Mapping[str, Any]) -> list[dict[str, Any]]:
        return shown["tiles"]

    def _value(self, places: list[str]) -> Value:
        return {"tiles": [one for one in places if one]}

    def canonical(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> Value:
        tiles = known_ids(value.get("tiles"), [tile["id"] for tile in shown["tiles"]])
        if len(set(tiles)) < len(tiles):
            raise Malformed("A piece can be used once.")
        return {"tiles": list(tiles)}

    def is_answered(self, value: Mapping[str, Any]) -> bool:
        return bool(value.get("tiles"))

    def mark(self, answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> Fraction:
        tiles, texts = value.get("tiles"), answer_key["of"]
        if not isinstance(tiles, list) or not tiles or not all(isinstance(one, str) and one in texts for one in tiles):
            return NOTHING
        accepted = {_bare(one) for one in answer_key["sentences"]}
        is_right = len(set(tiles)) == len(tiles) and _bare([texts[one] for one in tiles]) in accepted
        return EVERYTHING if is_right else NOTHING

    def given(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
        texts = {tile["id"]: tile["text"] for tile in shown["tiles"]}
        return [sentence([texts[one] for one in value.get("tiles", [])])]

    def right(self, shown: Mapping[str, Any], answer_key: Mapping[str, Any]) -> list[str]:
        return [pgettext("or between spellings", " or ").join(sentence(one) for one in answer_key["sentences"])]

    def guess(self, item: Item) -> Fraction:
        """Blindly any row of some of the pieces is as likely as any other."""
        pieces = _tiles(item)
        rows = sum(factorial(len(pieces)) // factorial(len(pieces) - used) for used in range(1, len(pieces) + 1))
        accepted = {_bare(one) for one in _sentences(item)}
        return Fraction(sum(_ways(one, tuple(_bare([piece]) for piece in pieces)) for one in accepted), max(1, rows))

    def widget(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> Any:
        return self._rows(shown, value.get("tiles", []))

    def problems(self, item: Item) -> list[str]:
        written, pieces = _sentences(item), _tiles(item)
        if not written:
            return [_("Write the sentence, its pieces parted by a slash: 请 / 您 / 稍等.")]
        if any(len(one) < 2 for one in written):
            return [_("Part every sentence into two pieces at least, with a slash between them.")]
        if len(pieces) > MOST_TILES:
            return [_("There are %(count)d pieces; 16 at most fit on a phone.") % {"count": len(pieces)}]
        return []


def sentence(pieces: Sequence[str]) -> str:
    """Pieces run together as they are written: Chinese without spaces, words of letters with them."""
    text = ""
    for piece in pieces:
        gap = " " if WORD_END.search(text) and WORD_START.match(piece) else ""
        text += gap + piece
    return text


def _numbered(sent: Mapping[str, str], count: int) -> list[str]:
    """Ids by the places people gave them, "" where they gave none.

    Where two have the same place, the later one goes to the next that is free, and round to the first.
    """
    places = [""] * count
    numbers = {one: int(text) for one, text in sent.items() if text.isascii() and text.isdecimal() and len(text) < 4}
    wanted = sorted((number, one) for one, number in numbers.items() if 1 <= number <= count)
    order = {one: n for n, one in enumerate(sent)}
    for number, one in sorted(wanted, key=lambda pair: (pair[0], order[pair[1]])):
        free = [place for place in [*range(number - 1, count), *range(number - 1)] if not places[place]]
        places[free[0]] = one
    return places


def _kept(order: Sequence[str], answer_key: Mapping[str, Any]) -> list[str]:
    """An order without what has been taken out of the question since."""
    gone = set(answer_key.get("of", {})) - set(answer_key["order"])
    return [one for one in order if one not in gone]


def _followed(order: Sequence[str]) -> set[tuple[str, str]]:
    return {(one, following) for one, following in pairwise(order) if one and following}


def _place(order: Sequence[str], one: str) -> int | None:
    return order.index(one) if one in order else None


def _sentences(item: Item) -> list[list[str]]:
    lines = variants(item.body.get("sentences") or "")
    return [pieces for line in lines if (pieces := [piece for piece in SLASH.split(line) if piece])]


def _tiles(item: Item) -> list[str]:
    """Every piece as often as the sentence that needs it most often, and the further ones."""
    pieces: list[str] = []
    for one in _sentences(item):
        for piece in dict.fromkeys(one):
            pieces += [piece] * (one.count(piece) - pieces.count(piece))
    return pieces + list(variants(item.body.get("extra") or ""))


def _bare(pieces: Sequence[str]) -> str:
    return "".join("".join(pieces).split())


def _ways(text: str, pieces: tuple[str, ...]) -> int:
    """In how many ways a text can be laid of different pieces."""
    if not text:
        return 1
    return sum(_ways(text[len(piece) :], rest) for piece, rest in _taken(pieces) if piece and text.startswith(piece))


def _taken(pieces: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for n, piece in enumerate(pieces):
        yield piece, pieces[:n] + pieces[n + 1 :]
