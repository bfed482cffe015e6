"""A case: one story with several questions, each of a kind of its own, marked and explained apart."""

import random
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..items import Item
from .base import NOTHING, Fields, Kind, Malformed, Presented, Value, author_id

LEAST_PARTS, MOST_PARTS = 2, 8
NOT_IN_A_CASE = frozenset({"essay", "case"})


def part_item(part: Mapping[str, Any]) -> Item:
    """A part of a case as a question of its own."""
    return Item(part["kind"], part.get("stem", ""), part.get("body", {}), part.get("explanation", ""))


def _points(part: Mapping[str, Any]) -> Fraction:
    return Fraction(str(part.get("points") or 1))


class Case(Kind):
    """Asks every part in its order; the points of the parts say how much of the whole each is worth.

    Ids of a part reach outside with the part's own name before them: `p2.xK3f` is an option of the second.
    """

    code = "case"
    hint = gettext_lazy("Read the case and answer every part")
    template = "quizzes/kinds/case.html"
    explained_template = "quizzes/kinds/case_explained.html"

    def __init__(self, kinds: Mapping[str, Kind]):
        self.kinds = kinds

    def _kind(self, code: Any) -> Kind | None:
        return self.kinds.get(code) if isinstance(code, str) and code not in NOT_IN_A_CASE else None

    def present(self, item: Item, rng: random.Random, shuffle: bool = True) -> Presented:
        shown, keys, of = [], [], {}
        for number, part in enumerate(item.body.get("parts", []), 1):
            presented = self.kinds[part["kind"]].present(part_item(part), rng, shuffle)
            shown.append({**presented.shown, "points": float(_points(part))})
            keys.append(_key_of_part(part, presented.answer_key))
            of |= {f"p{number}": author_id(part, number - 1)}
            of |= {f"p{number}.{one}": author for one, author in presented.answer_key.get("of", {}).items()}
        return Presented({"kind": self.code, "stem": item.stem, "parts": shown}, {"parts": keys, "of": of})

    def key(self, item: Item, of: Mapping[str, str]) -> dict[str, Any]:
        by_author = {author_id(part, n): part for n, part in enumerate(item.body.get("parts", []))}
        names = [name for name in of if "." not in name]
        return {"parts": [self._part_key(by_author.get(of[name]), name, of) for name in names], "of": dict(of)}

    def _part_key(self, part, name: str, of: Mapping[str, str]) -> dict[str, Any] | None:
        """The key of one part; None for one that is no longer there, which is not counted any more."""
        if part is None:
            return None
        mine = {one.partition(".")[2]: author for one, author in of.items() if one.startswith(f"{name}.")}
        return _key_of_part(part, self.kinds[part["kind"]].key(part_item(part), mine))

    def read(self, shown: Mapping[str, Any], fields: Fields, name: str) -> Value | None:
        values = [
            self.kinds[part["kind"]].read(part, fields, f"{name}.p{number}")
            for number, part in enumerate(shown["parts"], 1)
        ]
        return None if all(value is None for value in values) else {"parts": values}

    def canonical(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> Value:
        given = value.get("parts")
        if not isinstance(given, list) or len(given) != len(shown["parts"]):
            raise Malformed("Every part of a case has an answer, if only an empty one.")
        return {"parts": [self._stored(part, one) for part, one in zip(shown["parts"], given, strict=True)]}

    def _stored(self, part: Mapping[str, Any], value: Any) -> Value | None:
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise Malformed("An answer is an object.")
        kind = self.kinds[part["kind"]]
        stored = kind.canonical(part, value)
        return stored if kind.is_answered(stored) else None

    def is_answered(self, value: Mapping[str, Any]) -> bool:
        given = value.get("parts")
        return isinstance(given, list) and any(given)

    def mark(self, answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> Fraction:
        counted = [(_points(key), self.mark_part(answer_key, value, n)) for n, key in self._keys(answer_key)]
        total = sum((points for points, _share in counted), NOTHING)
        return sum((points * share for points, share in counted), NOTHING) / total if total else NOTHING

    def mark_part(self, answer_key: Mapping[str, Any], value: Mapping[str, Any], number: int) -> Fraction:
        """The share of its own points that a part earns; parts count from 0."""
        key = answer_key["parts"][number]
        kind, given = self._kind(key and key["kind"]), value.get("parts")
        if kind is None or not isinstance(given, list) or len(given) != len(answer_key["parts"]):
            return NOTHING
        mine = given[number]
        return kind.mark(key["key"], mine) if isinstance(mine, Mapping) and mine else NOTHING

    def _keys(self, answer_key: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
        return ((number, key) for number, key in enumerate(answer_key["parts"]) if key)

    def given(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
        parts = enumerate(zip(shown["parts"], value["parts"], strict=True), 1)
        return [
            line
            for number, (part, mine) in parts
            for line in _numbered(number, self.kinds[part["kind"]].given(part, mine) if mine else ["–"])
        ]

    def right(self, shown: Mapping[str, Any], answer_key: Mapping[str, Any]) -> list[str]:
        return [
            line
            for number, key in self._keys(answer_key)
            for line in _numbered(number + 1, self.kinds[key["kind"]].right(shown["parts"][number], key["key"]))
        ]

    def guess(self, item: Item) -> Fraction:
        parts = item.body.get("parts", [])
        worth = [(_points(part), self.kinds[part["kind"]].guess(part_item(part))) for part in parts]
        return sum((points * share for points, share in worth), NOTHING) / sum(points for points, _share in worth)

    def labels(self, item: Item) -> dict[str, str]:
        found = {}
        for number, part in enumerate(item.body.get("parts", []), 1):
            mine = self.kinds[part["kind"]].labels(part_item(part))
            found |= {f"{author_id(part, number - 1)}.{one}": f"({number}) {text}" for one, text in mine.items()}
        return found

    def right_ids(self, item: Item) -> frozenset[str]:
        return frozenset(
            f"{author_id(part, n)}.{one}"
            for n, part in enumerate(item.body.get("parts", []))
            for one in self.kinds[part["kind"]].right_ids(part_item(part))
        )

    def chosen(self, answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
        def mine(kind: Kind, key: Mapping[str, Any], part: Value) -> list[str]:
            return kind.chosen(key, part)

        of = answer_key.get("of", {})
        found = self._of_parts(answer_key, value, mine)
        return [f"{of.get(f'p{number}', number - 1)}.{one}" for number, one in found]

    def feedback(self, answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
        def mine(kind: Kind, key: Mapping[str, Any], part: Value) -> list[str]:
            return kind.feedback(key, part)

        return [f"({number}) {text}" for number, text in self._of_parts(answer_key, value, mine)]

    def _of_parts(
        self,
        answer_key: Mapping[str, Any],
        value: Mapping[str, Any],
        ask: Callable[[Kind, Mapping[str, Any], Value], list[str]],
    ) -> list[tuple[int, str]]:
        """What each answered part has to say, with its number from 1."""
        found = []
        for number, key in self._keys(answer_key):
            kind, mine = self._kind(key["kind"]), value["parts"][number]
            if kind and mine:
                found += [(number + 1, text) for text in ask(kind, key["key"], mine)]
        return found

    def problems(self, item: Item) -> list[str]:
        parts = item.body.get("parts", [])
        if not LEAST_PARTS <= len(parts) <= MOST_PARTS:
            return [_("Ask 2 to 8 questions about the case; there are %(count)d now.") % {"count": len(parts)}]
        return [
            _("Question %(number)d of the case: %(problem)s") % {"number": number, "problem": problem}
            for number, part in enumerate(parts, 1)
            for problem in self._problems_of(part)
        ]

    def _problems_of(self, part: Mapping[str, Any]) -> list[str]:
        kind = self._kind(part.get("kind"))
        if kind is None:
            return [_("A case cannot ask this kind of question.")]
        if not part.get("stem", "").strip():
            return [_("Write what is asked.")]
        if not _points(part) > 0:
            return [_("It has to be worth something.")]
        return kind.problems(part_item(part))


def _key_of_part(part: Mapping[str, Any], key: dict[str, Any]) -> dict[str, Any]:
    said = part.get("explanation", "")
    return {"kind": part["kind"], "points": float(_points(part)), "explanation": said, "key": key}


def _numbered(number: int, lines: list[str]) -> list[str]:
    return [f"({number}) {line}" for line in lines]
