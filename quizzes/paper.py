"""What the pages of an attempt show: its questions, the answers given, and after the end the right ones."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .drawing import BLANK, Content, present
from .models import Attempt, AttemptQuestion
from .values import is_answered


@dataclass
class Line:
    """One question on the page."""

    asked: AttemptQuestion
    value: dict[str, Any] = field(default_factory=dict)

    @property
    def position(self) -> int:
        return self.asked.position

    @property
    def kind(self) -> str:
        return self.asked.shown["kind"]

    @property
    def stem(self) -> str:
        return self.asked.shown["stem"]

    @property
    def hint(self) -> str:
        """How to answer, in a few words."""
        return {
            "single": _("Choose one"),
            "multiple": _("Choose all that apply"),
            "true_false": _("True or false?"),
            "fill_in": _("Fill in"),
        }.get(self.kind, "")

    @property
    def answered(self) -> bool:
        return is_answered(self.value)

    @property
    def options(self) -> list[dict[str, Any]]:
        """Each option with whether it is chosen; true and false are options too, in this order."""
        if self.kind == "true_false":
            chosen = self.value.get("value")
            return [{**option, "chosen": option["value"] is chosen} for option in _truths()]
        chosen = self.value.get("options", [])
        return [{**option, "chosen": option["id"] in chosen} for option in self.asked.shown.get("options", [])]

    @property
    def parts(self) -> Iterator[dict[str, Any]]:
        """A fill-in stem cut at its blanks: text, and after each but the last the number and content of a blank."""
        texts = BLANK.split(self.stem)
        given = self.value.get("blanks", [])
        for number, text in enumerate(texts, 1):
            blank = number if number <= self.asked.shown.get("blanks", 0) else None
            yield {"text": text, "blank": blank, "given": given[number - 1] if number <= len(given) else ""}

    @property
    def given(self) -> list[str]:
        """My answer in words, one for each option or blank; empty when there is none."""
        if not self.answered:
            return []
        if self.kind == "fill_in":
            return [text or "–" for text in self.value["blanks"]]
        return [option["text"] for option in self.options if option["chosen"]]

    @property
    def right(self) -> list[str]:
        """The right answer in words, one for each option or blank. Only for an attempt that has ended."""
        key = self.asked.answer_key
        if self.kind == "fill_in":
            return [pgettext("or between spellings", " or ").join(spellings) for spellings in key["blanks"]]
        if self.kind == "true_false":
            return [option["text"] for option in _truths() if option["value"] is key["value"]]
        return [option["text"] for option in self.options if option["id"] in key["options"]]

    @property
    def is_incomplete(self) -> bool:
        """Whether all that was chosen is right, and some of it missing. Only for an attempt that has ended."""
        chosen = set(self.value.get("options", []))
        return self.kind == "multiple" and bool(chosen) and chosen < set(self.asked.answer_key["options"])


def _truths():
    return [
        {"id": "true", "value": True, "text": pgettext("answer to a statement", "True")},
        {"id": "false", "value": False, "text": pgettext("answer to a statement", "False")},
    ]


def paper(attempt: Attempt) -> list[Line]:
    """The questions of an attempt with the answers given so far, in two queries. The key stays in the database."""
    questions = attempt.questions.all()
    if attempt.ended_at is None:
        questions = questions.defer("answer_key", "explanation")
    given = dict(attempt.answers.order_by("sequence").values_list("position", "value"))
    return [Line(asked, given.get(asked.position, {})) for asked in questions]


def specimen(content: Content) -> Line:
    """A question as its author previews it: one attempt's shuffle, always the same so that it does not dance."""
    presented = present(content, random.Random(0))
    asked = AttemptQuestion(
        position=1,
        shown=presented.shown,
        answer_key=presented.answer_key,
        explanation=presented.explanation,
        is_correct=False,
    )
    return Line(asked)
