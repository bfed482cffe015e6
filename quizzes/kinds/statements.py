"""True or false."""

import random
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from ..items import Item
from .base import EVERYTHING, NOTHING, Fields, Kind, Malformed, Presented, Value


def in_words(value: bool) -> str:
    """What a statement is, in the reader's language."""
    if value:
        return pgettext("answer to a statement", "True")
    return pgettext("answer to a statement", "False")


class TrueFalse(Kind):
    """A statement, true or false."""

    code = "true_false"
    hint = gettext_lazy("True or false?")
    template = "quizzes/kinds/true_false.html"

    def present(self, item: Item, rng: random.Random, shuffle: bool = True) -> Presented:
        return Presented({"kind": self.code, "stem": item.stem}, self.key(item, {}))

    def key(self, item: Item, of: Mapping[str, str]) -> dict[str, Any]:
        key: dict[str, Any] = {"value": bool(item.body.get("is_true"))}
        said = {name: item.body[f"feedback_{name}"] for name in ("true", "false") if item.body.get(f"feedback_{name}")}
        return {**key, "feedback": said} if said else key

    def read(self, shown: Mapping[str, Any], fields: Fields, name: str) -> Value | None:
        sent = list(fields.get(name, ()))
        return {"value": sent[0] == "true"} if sent and sent[0] in ("true", "false") else None

    def canonical(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> Value:
        if not isinstance(value.get("value"), bool):
            raise Malformed("The answer to a statement is true or false.")
        return {"value": value["value"]}

    def is_answered(self, value: Mapping[str, Any]) -> bool:
        return "value" in value

    def mark(self, answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> Fraction:
        given = value.get("value")
        return EVERYTHING if isinstance(given, bool) and given == answer_key["value"] else NOTHING

    def given(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
        return [in_words(value["value"])]

    def right(self, shown: Mapping[str, Any], answer_key: Mapping[str, Any]) -> list[str]:
        return [in_words(answer_key["value"])]

    def guess(self, item: Item) -> Fraction:
        return Fraction(1, 2)

    def labels(self, item: Item) -> dict[str, str]:
        return {"true": in_words(True), "false": in_words(False)}

    def right_ids(self, item: Item) -> frozenset[str]:
        return frozenset({"true" if item.body.get("is_true") else "false"})

    def chosen(self, answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
        return ["true" if value["value"] else "false"] if "value" in value else []

    def feedback(self, answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
        said = answer_key.get("feedback", {})
        return [said[one] for one in self.chosen(answer_key, value) if one in said]

    def problems(self, item: Item) -> list[str]:
        if not isinstance(item.body.get("is_true"), bool):
            return [_("Say whether the statement is true.")]
        return []
