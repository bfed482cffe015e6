"""Choosing among options: one, or several."""

import random
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..items import Item
from .base import EVERYTHING, NOTHING, Fields, Kind, Malformed, Presented, Value, author_id, known_ids, new_ids, share

LEAST_OPTIONS = 2
MOST_OPTIONS = 8


class Choosing(Kind):
    """What single and multiple choice share."""

    template = "quizzes/kinds/choice.html"
    takes_several = False

    def present(self, item: Item, rng: random.Random, shuffle: bool = True) -> Presented:
        options = item.body.get("options", [])
        ids = new_ids(len(options), rng)
        of = {key: author_id(option, place) for key, (place, option) in zip(ids, enumerate(options), strict=True)}
        pairs = list(zip(ids, options, strict=True))
        if shuffle and item.body.get("shuffle", True):
            rng.shuffle(pairs)
        # In the order shown, so that the order of the key tells nothing about the author's either.
        key = self.key(item, {one: of[one] for one, _option in pairs})
        shown = {"options": [_shown(key, option) for key, option in pairs]}
        return Presented({"kind": self.code, "stem": item.stem, **shown}, key)

    def key(self, item: Item, of: Mapping[str, str]) -> dict[str, Any]:
        by_author = {author_id(option, n): option for n, option in enumerate(item.body.get("options", []))}
        found = {key: by_author.get(author, {}) for key, author in of.items()}
        key: dict[str, Any] = {"options": [one for one, option in found.items() if option.get("right")], "of": dict(of)}
        if self.takes_several:
            key["marking"] = item.body.get("marking", "all")
        if any(option.get("weight") is not None for option in found.values()):
            key["weights"] = {one: _weight(option) for one, option in found.items()}
        if feedback := {one: option["feedback"] for one, option in found.items() if option.get("feedback")}:
            key["feedback"] = feedback
        return key

    def read(self, shown: Mapping[str, Any], fields: Fields, name: str) -> Value | None:
        sent = list(fields.get(name, ()))
        # A cleared check box means "none of them"; an untouched radio button means nothing at all.
        return {"options": sent} if sent or self.takes_several else None

    def canonical(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> Value:
        known = [option["id"] for option in shown["options"]]
        given = known_ids(value.get("options"), known)
        chosen = [option for option in known if option in given]
        if not self.takes_several and len(chosen) > 1:
            raise Malformed("Only one option can be chosen.")
        return {"options": chosen}

    def is_answered(self, value: Mapping[str, Any]) -> bool:
        return bool(value.get("options"))

    def mark(self, answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> Fraction:
        given = value.get("options")
        if not isinstance(given, list) or not given or not all(isinstance(one, str) for one in given):
            return NOTHING
        return self._share(answer_key, set(given))

    def _share(self, answer_key: Mapping[str, Any], given: set[str]) -> Fraction:
        if "weights" in answer_key:
            return share(Fraction(sum(answer_key["weights"].get(one, 0) for one in given), 100))
        return EVERYTHING if given == set(answer_key["options"]) else NOTHING

    def given(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
        return [option["text"] for option in shown["options"] if option["id"] in value.get("options", [])]

    def right(self, shown: Mapping[str, Any], answer_key: Mapping[str, Any]) -> list[str]:
        return [option["text"] for option in shown["options"] if option["id"] in answer_key["options"]]

    def labels(self, item: Item) -> dict[str, str]:
        return {author_id(option, n): option["text"] for n, option in enumerate(item.body.get("options", []))}

    def right_ids(self, item: Item) -> frozenset[str]:
        options = enumerate(item.body.get("options", []))
        return frozenset(author_id(option, n) for n, option in options if option.get("right"))

    def chosen(self, answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
        of = answer_key.get("of", {})
        return [of[one] for one in value.get("options", []) if one in of]

    def feedback(self, answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
        said = answer_key.get("feedback", {})
        return [said[one] for one in value.get("options", []) if one in said]

    def problems(self, item: Item) -> list[str]:
        options = item.body.get("options", [])
        if not LEAST_OPTIONS <= len(options) <= MOST_OPTIONS:
            return [_("Give 2 to 8 options; there are %(count)d now.") % {"count": len(options)}]
        said = [(option["text"].strip(), option.get("picture")) for option in options]
        if len(set(said)) < len(said):
            return [_("Two options say the same.")]
        return []


class Single(Choosing):
    """One option is right; with weights others can be partly right."""

    code = "single"
    hint = gettext_lazy("Choose one")

    def problems(self, item: Item) -> list[str]:
        right = sum(bool(option.get("right")) for option in item.body.get("options", []))
        if right != 1:
            sentence = _("Mark exactly one option as correct; %(count)d are marked now.")
            return [*super().problems(item), sentence % {"count": right}]
        return super().problems(item)

    def guess(self, item: Item) -> Fraction:
        options = item.body.get("options", [])
        return sum((share(Fraction(_weight(one), 100)) for one in options), NOTHING) / len(options)


class Multiple(Choosing):
    """Several options are right; docs/questions.md says what the four ways of marking give."""

    code = "multiple"
    hint = gettext_lazy("Choose all that apply")
    takes_several = True

    def _share(self, answer_key: Mapping[str, Any], given: set[str]) -> Fraction:
        marking, right = answer_key.get("marking", "all"), set(answer_key["options"])
        if marking == "weights":
            return super()._share({"weights": _from_right(right), **answer_key}, given)
        return share_found(marking, right, given)

    def problems(self, item: Item) -> list[str]:
        # One right option (不定项选择) and all right options are common in the banks of the trade.
        if not any(option.get("right") for option in item.body.get("options", [])):
            return [*super().problems(item), _("Mark the options that are correct.")]
        return super().problems(item)

    def guess(self, item: Item) -> Fraction:
        """Every set of options but the empty one is as likely as any other."""
        presented = self.present(item, random.Random(0))
        ids = [option["id"] for option in presented.shown["options"]]
        sets = [{one for n, one in enumerate(ids) if bits >> n & 1} for bits in range(1, 2 ** len(ids))]
        return sum((self._share(presented.answer_key, chosen) for chosen in sets), NOTHING) / max(1, len(sets))


def share_found(marking: str, right: set[str], given: set[str]) -> Fraction:
    """What choosing several earns, marked all or nothing, partial or minus: docs/questions.md says how."""
    if marking == "all" or not right:
        return EVERYTHING if right and given == right else NOTHING
    if marking == "partial":
        return NOTHING if given - right else Fraction(len(given & right), len(right))
    return share(Fraction(len(given & right) - len(given - right), len(right)))


def _shown(key: str, option: Mapping[str, Any]) -> dict[str, Any]:
    picture = {"picture": option["picture"]} if option.get("picture") else {}
    return {"id": key, "text": option["text"], **picture}


def _weight(option: Mapping[str, Any]) -> int:
    if option.get("weight") is not None:
        return option["weight"]
    return 100 if option.get("right") else 0


def _from_right(right: set[str]) -> dict[str, Fraction]:
    return {one: Fraction(100, len(right)) for one in right}
