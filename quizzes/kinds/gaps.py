"""A text in which the right word is chosen for every gap."""

import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..items import Item
from .base import NOTHING, Fields, Kind, Malformed, Presented, Value, author_id, new_ids, said
from .blanks import BLANK
from .choices import LEAST_OPTIONS, MOST_OPTIONS


class Cloze(Kind):
    """A text with a drop-down in each gap; every gap is worth the same."""

    code = "cloze"
    hint = gettext_lazy("Choose the words")
    template = "quizzes/kinds/cloze.html"

    def present(self, item: Item, rng: random.Random, shuffle: bool = True) -> Presented:
        gaps = _gaps(item)
        ids = iter(new_ids(sum(map(len, gaps)), rng))
        offered = [[(next(ids), author, option) for author, option in gap] for gap in gaps]
        if shuffle:
            offered = [rng.sample(gap, len(gap)) for gap in offered]
        shown = [[{"id": one, "text": said(option, "text")} for one, _author, option in gap] for gap in offered]
        of = {one: f"{n}:{author}" for n, gap in enumerate(offered) for one, author, _option in gap}
        return Presented({"kind": self.code, "stem": item.stem, "gaps": shown}, self.key(item, of))

    def key(self, item: Item, of: Mapping[str, str]) -> dict[str, Any]:
        """`gaps` lists the right options of each gap. The gap an option was shown in stands before its author's id."""
        authors = {author: option for gap in _gaps(item) for author, option in gap}
        parted = {one: known.partition(":") for one, known in of.items()}
        gaps: list[list[str]] = [[] for _gap in range(1 + max((int(n) for n, _s, _a in parted.values()), default=-1))]
        feedback = {}
        for one, (n, _sign, author) in parted.items():
            option = authors.get(author, {})
            gaps[int(n)] += [one] if option.get("right") else []
            if option.get("feedback"):
                feedback[one] = option["feedback"]
        return {"gaps": gaps, "of": dict(of), **({"feedback": feedback} if feedback else {})}

    def read(self, shown: Mapping[str, Any], fields: Fields, name: str) -> Value | None:
        sent = list(fields.get(name, ()))
        return {"choices": sent} if sent else None

    def canonical(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> Value:
        choices = value.get("choices")
        if not isinstance(choices, list) or len(choices) != len(shown["gaps"]):
            raise Malformed("Every gap has a choice, if only an empty one.")
        for chosen, gap in zip(choices, shown["gaps"], strict=True):
            if chosen != "" and chosen not in [option["id"] for option in gap]:
                raise Malformed("This was not shown.")
        return {"choices": list(choices)}

    def is_answered(self, value: Mapping[str, Any]) -> bool:
        return any(value.get("choices", ()))

    def mark(self, answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> Fraction:
        gaps, choices = answer_key["gaps"], value.get("choices")
        if not gaps or not isinstance(choices, list) or len(choices) != len(gaps):
            return NOTHING
        return Fraction(sum(one in right for one, right in zip(choices, gaps, strict=True)), len(gaps))

    def given(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
        texts = _texts(shown)
        return [texts.get(one, "–") for one in value.get("choices", [])]

    def right(self, shown: Mapping[str, Any], answer_key: Mapping[str, Any]) -> list[str]:
        texts = _texts(shown)
        return [" / ".join(texts[one] for one in right) for right in answer_key["gaps"]]

    def verdicts(self, shown: Mapping[str, Any], answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> list[bool]:
        return [one in right for one, right in zip(value.get("choices", []), answer_key["gaps"], strict=False)]

    def guess(self, item: Item) -> Fraction:
        """Blindly every option of a gap is as likely as any other."""
        gaps = _gaps(item)
        lucky = (Fraction(sum(bool(one.get("right")) for _a, one in gap), max(1, len(gap))) for gap in gaps)
        return sum(lucky, NOTHING) / max(1, len(gaps))

    def labels(self, item: Item) -> dict[str, str]:
        gaps = enumerate(_gaps(item), 1)
        return {author: f"({n}) {said(option, 'text')}" for n, gap in gaps for author, option in gap}

    def right_ids(self, item: Item) -> frozenset[str]:
        return frozenset(author for gap in _gaps(item) for author, option in gap if option.get("right"))

    def chosen(self, answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
        of = answer_key.get("of", {})
        return [of[one].partition(":")[2] for one in value.get("choices", []) if one in of]

    def feedback(self, answer_key: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
        said = answer_key.get("feedback", {})
        return [said[one] for one in value.get("choices", []) if one in said]

    def widget(self, shown: Mapping[str, Any], value: Mapping[str, Any]) -> Any:
        return list(_pieces(shown, value.get("choices", [])))

    def problems(self, item: Item) -> list[str]:
        gaps, in_stem = _gaps(item), len(BLANK.findall(item.stem))
        if not in_stem:
            return [_("Write ____ (four underscores) where a word is to be chosen.")]
        if in_stem != len(gaps):
            sentence = ngettext(
                "The question has %(count)d ____; give the words of as many gaps (now %(listed)d).",
                "The question has %(count)d ____; give the words of as many gaps (now %(listed)d).",
                in_stem,
            )
            return [sentence % {"count": in_stem, "listed": len(gaps)}]
        return [
            _("Gap %(number)d: %(what)s") % {"number": n, "what": what}
            for n, gap in enumerate(gaps, 1)
            for what in _gap_problems([option for _author, option in gap])
        ]


def _gaps(item: Item) -> list[list[tuple[str, Mapping[str, Any]]]]:
    """The options of each gap with their authors' ids, which hold the gap's: the same word may stand in several."""
    return [
        [
            (f"{author_id(gap, n)}/{author_id(option, place)}", option)
            for place, option in enumerate(gap.get("options", []))
        ]
        for n, gap in enumerate(item.body.get("gaps", []))
    ]


def _texts(shown: Mapping[str, Any]) -> dict[str, str]:
    return {option["id"]: option["text"] for gap in shown["gaps"] for option in gap}


def _pieces(shown: Mapping[str, Any], choices: list[str]) -> Iterator[dict[str, Any]]:
    """The stem cut at its gaps: text, and after each but the last the number and the options of a gap."""
    for n, text in enumerate(BLANK.split(shown["stem"])):
        if n < len(shown["gaps"]):
            chosen = choices[n] if n < len(choices) else ""
            options = [{**option, "chosen": option["id"] == chosen} for option in shown["gaps"][n]]
            yield {"text": text, "gap": n + 1, "options": options}
        else:
            yield {"text": text, "gap": None, "options": []}


def _gap_problems(options: list[Mapping[str, Any]]) -> Iterator[str]:
    words, right = [said(option, "text") for option in options], [bool(option.get("right")) for option in options]
    if not LEAST_OPTIONS <= len(options) <= MOST_OPTIONS:
        yield _("Give 2 to 8 options; there are %(count)d now.") % {"count": len(options)}
    elif len(set(words)) < len(words) or not all(words):
        yield _("Two options say the same, or one says nothing.")
    elif not any(right) or all(right):
        yield _("Mark the right word, and leave a wrong one to choose from.")
