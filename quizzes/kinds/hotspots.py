"""Pointing at places on a picture."""

import random
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..items import Item
from .base import NOTHING, Fields, Kind, Malformed, Presented, Value, author_id, known_ids, new_ids
from .choices import share_found

LEAST_AREAS, MOST_AREAS = 2, 12
LEAST_CORNERS, MOST_CORNERS = 3, 30
NUMBER = re.compile(r"-?\d{1,3}(?:\.\d{1,4})?", re.ASCII)


def shape_of(kind: str, coords: str) -> tuple[float, ...]:
    """The numbers of an area, percentages of width and height; docs/questions.md has their order.

    Raises ValueError for what is no such shape or lies outside the picture.
    """
    texts = [text.strip() for text in coords.split(",")]
    if not all(NUMBER.fullmatch(text) for text in texts):
        raise ValueError("Coordinates are numbers parted by commas.")
    numbers = tuple(float(text) for text in texts)
    if not all(0 <= number <= 100 for number in numbers):
        raise ValueError("Coordinates lie between 0 and 100.")
    if not _is_shape(kind, numbers):
        raise ValueError("This is no shape.")
    return numbers


def _is_shape(kind: str, numbers: Sequence[float]) -> bool:
    match kind:
        case "rect":
            return len(numbers) == 4 and numbers[0] < numbers[2] and numbers[1] < numbers[3]
        case "circle":
            return len(numbers) == 3 and numbers[2] > 0
        case "poly":
            corners = len(numbers) // 2
            return len(numbers) % 2 == 0 and LEAST_CORNERS <= corners <= MOST_CORNERS
    return False


class Hotspot(Kind):
    """Named areas on a picture; one of them is pointed at, or several."""

    code = "hotspot"
    template = "quizzes/kinds/hotspot.html"
    explained_template = "quizzes/kinds/hotspot_explained.html"
    hint = gettext_lazy("Point at the picture")

    def present(self, item: Item, rng: random.Random, shuffle: bool = True) -> Presented:
        areas = item.body.get("areas", [])
        ids = new_ids(len(areas), rng)
        of = {key: author_id(area, place) for key, (place, area) in zip(ids, enumerate(areas), strict=True)}
        pairs = list(zip(ids, areas, strict=True))
        # Always mixed: whoever walks through them by keyboard must not learn the author's order.
        rng.shuffle(pairs)
        shown = {
            "kind": self.code,
            "stem": item.stem,
            "map": item.body.get("picture"),
            "areas": [{"id": key, **{name: area[name] for name in ("name", "shape", "coords")}} for key, area in pairs],
            "limit": _limit(item),
        }
        if item.body.get("find"):
            shown["find"] = True
        return Presented(shown, self.key(item, {one: of[one] for one, _area in pairs}))

    def key(self, item: Item, of: Mapping[str, str]) -> dict[str, Any]:
        by_author = {author_id(area, n): area for n, area in enumerate(item.body.get("areas", []))}
        right = [one for one, author in of.items() if by_author.get(author, {}).get("right")]
        marking = item.body.get("marking") or "all"
        return {"areas": right, "of": dict(of), "marking": marking, "limit": _limit(item)}

    def read(self, shown: Mapping[str, Any], fields: Fields, name: str) -> Value | None:
        sent = list(fields.get(name, ()))
        return {"areas": sent} if sent or self.takes_several_of(shown) else None

    def takes_several_of(self, shown: Mapping[str, Any]) -> bool:
        """Whether more than one area may be pointed at."""
        return shown["limit"] != 1

    def canonical(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> Value:
        known = [area["id"] for area in shown["areas"]]
        given = known_ids(value.get("areas"), known)
        chosen = [area for area in known if area in given]
        if shown["limit"] == 1 and len(chosen) > 1:
            raise Malformed("Only one place can be pointed at.")
        return {"areas": chosen}

    def is_answered(self, value: Mapping[str, Any]) -> bool:
        return bool(value.get("areas"))

    def mark(self, answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> Fraction:
        given = value.get("areas")
        if not isinstance(given, list) or not given or not all(isinstance(one, str) for one in given):
            return NOTHING
        return self._share(answer_key, set(given))

    def _share(self, answer_key: Mapping[str, Any], given: set[str]) -> Fraction:
        # More than may be chosen is not cut down silently: nobody could say which of them were meant.
        if 0 < answer_key["limit"] < len(given):
            return NOTHING
        return share_found(answer_key["marking"], set(answer_key["areas"]), given)

    def given(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
        return [area["name"] for area in shown["areas"] if area["id"] in value["areas"]]

    def right(self, shown: Mapping[str, Any], answer_key: Mapping[str, Any]) -> list[str]:
        return [area["name"] for area in shown["areas"] if area["id"] in answer_key["areas"]]

    def guess(self, item: Item) -> Fraction:
        """Every number of areas that may be chosen, and every choice of so many, is as likely as any other set."""
        presented = self.present(item, random.Random(0))
        ids = [area["id"] for area in presented.shown["areas"]]
        most = presented.shown["limit"] or len(ids)
        sets = [set(chosen) for size in range(1, most + 1) for chosen in combinations(ids, size)]
        return sum((self._share(presented.answer_key, chosen) for chosen in sets), NOTHING) / max(1, len(sets))

    def labels(self, item: Item) -> dict[str, str]:
        return {author_id(area, n): area["name"] for n, area in enumerate(item.body.get("areas", []))}

    def right_ids(self, item: Item) -> frozenset[str]:
        areas = enumerate(item.body.get("areas", []))
        return frozenset(author_id(area, n) for n, area in areas if area.get("right"))

    def chosen(self, answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
        of = answer_key.get("of", {})
        return [of[one] for one in value.get("areas", []) if one in of]

    def problems(self, item: Item) -> list[str]:
        areas = item.body.get("areas", [])
        found = [] if item.body.get("picture") else [_("Choose the picture.")]
        if not LEAST_AREAS <= len(areas) <= MOST_AREAS:
            found.append(_("Draw 2 to 12 areas; there are %(count)d now.") % {"count": len(areas)})
        found += [sentence for area in areas if (sentence := _fault(area))]
        names = [area.get("name", "").strip() for area in areas]
        if len(set(names)) < len(names):
            found.append(_("Two areas have the same name."))
        return found + _faults_of_limit(item, sum(bool(area.get("right")) for area in areas), len(areas))


def _limit(item: Item) -> int:
    """How many may be chosen; 0 is any number. Where nothing is said, as many as the right ones suggest."""
    limit = item.body.get("limit")
    if limit is not None:
        return max(0, int(limit))
    return 1 if sum(bool(area.get("right")) for area in item.body.get("areas", [])) == 1 else 0


def _fault(area: Mapping[str, Any]) -> str:
    if not area.get("name", "").strip():
        return _("Every area needs a name; it is read to whoever does not see the picture.")
    try:
        shape_of(area.get("shape", ""), area.get("coords", ""))
    except ValueError:
        sentence = _("The area “%(name)s” has no shape yet: draw it on the picture, or type its numbers (0 to 100).")
        return sentence % {"name": area["name"]}
    return ""


def _faults_of_limit(item: Item, right: int, count: int) -> list[str]:
    if not right:
        return [_("Mark at least one area as right.")]
    if right == count:
        return [_("Not every area can be right: add one that is wrong.")]
    if 0 < _limit(item) < right:
        return [_("More areas are right than may be chosen.")]
    return []
