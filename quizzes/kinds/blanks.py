"""Filling in blanks by typing."""

import random
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from ..items import Item
from ..spellings import fits, normalise, variants
from .base import NOTHING, Fields, Kind, Presented, Value, share, texts

BLANK = re.compile(r"_{4,}")


class FillIn(Kind):
    """A text with blanks; every blank is worth the same."""

    code = "fill_in"
    hint = gettext_lazy("Fill in")
    template = "quizzes/kinds/fill_in.html"

    def present(self, item: Item, rng: random.Random, shuffle: bool = True) -> Presented:
        shown = {"kind": self.code, "stem": item.stem, "blanks": len(item.body.get("blanks", []))}
        return Presented(shown, self.key(item, {}))

    def key(self, item: Item, of: Mapping[str, str]) -> dict[str, Any]:
        blanks = item.body.get("blanks", [])
        key: dict[str, Any] = {"blanks": [list(variants(blank.get("accepted", ""))) for blank in blanks]}
        key |= {how: True for how in ("exact", "homophones") if item.body.get(how)}
        if any(blank.get("special") for blank in blanks):
            key["special"] = [list(blank.get("special", [])) for blank in blanks]
        return key

    def read(self, shown: Mapping[str, Any], fields: Fields, name: str) -> Value | None:
        sent = list(fields.get(name, ()))
        return {"blanks": sent} if sent else None

    def canonical(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> Value:
        return {"blanks": texts(value.get("blanks"), shown["blanks"])}

    def is_answered(self, value: Mapping[str, Any]) -> bool:
        return any(value.get("blanks", ()))

    def mark(self, answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> Fraction:
        accepted, given = answer_key["blanks"], value.get("blanks")
        if not accepted or not isinstance(given, list) or len(given) != len(accepted):
            return NOTHING
        return sum((self._blank(answer_key, place, text) for place, text in enumerate(given)), NOTHING) / len(accepted)

    def _blank(self, answer_key: Mapping[str, Any], place: int, text: Any) -> Fraction:
        if not isinstance(text, str):
            return NOTHING
        how = {"exact": bool(answer_key.get("exact")), "homophones": bool(answer_key.get("homophones"))}
        special = self._special(answer_key, place, text)
        if special is not None:
            return share(Fraction(special.get("weight", 100), 100))
        return Fraction(int(fits(answer_key["blanks"][place], text, **how)))

    def _special(self, answer_key: Mapping[str, Any], place: int, text: str) -> Mapping[str, Any] | None:
        """The author's own word on this very spelling, if there is one."""
        said = answer_key.get("special", [])
        exact = bool(answer_key.get("exact"))
        entries = said[place] if place < len(said) else []
        return next((entry for entry in entries if fits([entry["text"]], text, exact=exact)), None)

    def given(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
        return [text or "–" for text in value["blanks"]]

    def right(self, shown: Mapping[str, Any], answer_key: Mapping[str, Any]) -> list[str]:
        either = pgettext("or between spellings", " or ")
        return [either.join(spellings) for spellings in answer_key["blanks"]]

    def guess(self, item: Item) -> Fraction:
        return NOTHING

    def feedback(self, answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
        found = [self._special(answer_key, place, text) for place, text in enumerate(value.get("blanks", []))]
        return [entry["feedback"] for entry in found if entry and entry.get("feedback")]

    def problems(self, item: Item) -> list[str]:
        blanks, in_stem = item.body.get("blanks", []), len(BLANK.findall(item.stem))
        if not in_stem:
            return [_("Write ____ (four underscores) where something is to be filled in.")]
        if in_stem != len(blanks):
            sentence = ngettext(
                "The question has %(count)d ____; list the accepted answers of as many blanks (now %(listed)d).",
                "The question has %(count)d ____; list the accepted answers of as many blanks (now %(listed)d).",
                in_stem,
            )
            return [sentence % {"count": in_stem, "listed": len(blanks)}]
        if any(not any(normalise(text) for text in variants(blank.get("accepted", ""))) for blank in blanks):
            return [_("Every blank needs at least one accepted answer with a letter or a digit in it.")]
        return []
