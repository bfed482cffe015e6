"""A short essay, marked by a person against criteria."""

import random
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..items import Item
from .base import NOTHING, Fields, Kind, Malformed, Presented, Value, author_id, storable

# Whatever the author's own limit: a text that is too long is kept and said to be so, never refused at saving.
LONGEST = 10_000
MOST_CRITERIA = 10


def characters(text: str) -> int:
    """How many signs a text has, white space not counted, as Chinese word processors count 字数."""
    return sum(not sign.isspace() for sign in text)


class Essay(Kind):
    """A text of one's own."""

    code = "essay"
    hint = gettext_lazy("Answer in your own words")
    template = "quizzes/kinds/essay.html"
    explained_template = "quizzes/kinds/essay_explained.html"
    marked_by_hand = True

    def present(self, item: Item, rng: random.Random, shuffle: bool = True) -> Presented:
        shown: dict[str, Any] = {"kind": self.code, "stem": item.stem}
        shown |= {name: item.body[name] for name in ("least", "most") if item.body.get(name)}
        if item.body.get("show_criteria"):
            criteria = item.body.get("criteria", [])
            shown["criteria"] = [{"text": one["text"], "points": one["points"]} for one in criteria]
        return Presented(shown, self.key(item, {}))

    def key(self, item: Item, of: Mapping[str, str]) -> dict[str, Any]:
        criteria = enumerate(item.body.get("criteria", []))
        rows = [{"id": author_id(one, n), "text": one["text"], "points": one["points"]} for n, one in criteria]
        return {"criteria": rows, "model_answer": item.body.get("model_answer", "")}

    def read(self, shown: Mapping[str, Any], fields: Fields, name: str) -> Value | None:
        sent = fields.get(name, ())
        return {"text": sent[0]} if sent else None

    def canonical(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> Value:
        text = value.get("text")
        if not isinstance(text, str) or not storable(text):
            raise Malformed("An essay is a text.")
        # A form sends line ends as two signs, a script as one.
        text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
        if len(text) > LONGEST:
            raise Malformed("An essay is too long.")
        return {"text": text}

    def is_answered(self, value: Mapping[str, Any]) -> bool:
        text = value.get("text")
        return isinstance(text, str) and bool(text.strip())

    def mark(self, answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> Fraction:
        return NOTHING

    def given(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
        return [value["text"]]

    def right(self, shown: Mapping[str, Any], answer_key: Mapping[str, Any]) -> list[str]:
        return [answer_key["model_answer"]] if answer_key.get("model_answer") else []

    def guess(self, item: Item) -> Fraction:
        return NOTHING

    def problems(self, item: Item) -> list[str]:
        criteria = item.body.get("criteria", [])
        least, most = item.body.get("least") or 0, item.body.get("most") or LONGEST
        found = []
        if not 1 <= len(criteria) <= MOST_CRITERIA:
            found.append(_("Write 1 to 10 criteria, so that every trainer marks alike."))
        if any(not one.get("text", "").strip() or not one.get("points", 0) > 0 for one in criteria):
            found.append(_("Every criterion needs words and at least one point."))
        if not 0 <= least <= most <= LONGEST:
            found.append(_("The least length has to be below the most, and the most at most 10,000 characters."))
        return found
