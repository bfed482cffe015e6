"""What the pages of an attempt show: its questions, the answers given, and after the end the right ones."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .correcting import key_in_effect
from .items import statement
from .kinds import KINDS, kind_of
from .kinds.blanks import BLANK
from .kinds.statements import in_words
from .models import Attempt, AttemptQuestion, Question, Quiz
from .values import is_answered


@dataclass
class Line:
    """One question on the page."""

    asked: AttemptQuestion
    value: dict[str, Any] = field(default_factory=dict)
    given_at: datetime | None = None

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
    def name(self) -> str:
        """What its form fields are called."""
        return f"q{self.position}"

    @property
    def template(self) -> str:
        return kind_of(self.kind).template

    @property
    def hint(self) -> str:
        """How to answer, in a few words."""
        return str(kind_of(self.kind).hint)

    @property
    def takes_several(self) -> bool:
        """Whether several options may be chosen."""
        return bool(getattr(kind_of(self.kind), "takes_several", False))

    @property
    def answered(self) -> bool:
        return is_answered(self.kind, self.value)

    @property
    def options(self) -> list[dict[str, Any]]:
        """Each option with whether it is chosen."""
        chosen = self.value.get("options", [])
        return [{**option, "chosen": option["id"] in chosen} for option in self.asked.shown.get("options", [])]

    @property
    def truths(self) -> list[dict[str, Any]]:
        """True and false, always in this order, each with whether it is chosen."""
        words = [("true", True), ("false", False)]
        return [
            {"id": name, "text": in_words(truth), "chosen": self.value.get("value") is truth} for name, truth in words
        ]

    @property
    def parts(self) -> Iterator[dict[str, Any]]:
        """A fill-in stem cut at its blanks: text, and after each but the last the number and content of a blank."""
        texts = BLANK.split(self.stem)
        given = self.value.get("blanks", [])
        for number, text in enumerate(texts, 1):
            blank = number if number <= self.asked.shown.get("blanks", 0) else None
            yield {"text": text, "blank": blank, "given": given[number - 1] if number <= len(given) else ""}

    @property
    def stem_is_in_the_fields(self) -> bool:
        """Whether the fields stand inside the words of the question."""
        return self.kind in ("fill_in", "cloze")

    @property
    def given(self) -> list[str]:
        """My answer in words, one for each part of it; empty when there is none."""
        return kind_of(self.kind).given(self.asked.shown, self.value) if self.answered else []

    @property
    def right(self) -> list[str]:
        """The right answer in words. Only for an attempt that has ended."""
        return kind_of(self.kind).right(self.asked.shown, self.asked.answer_key)

    @property
    def feedback(self) -> list[str]:
        """What the author says to this very answer. Only for an attempt that has ended."""
        return kind_of(self.kind).feedback(self.asked.answer_key, self.value) if self.answered else []

    @property
    def is_incomplete(self) -> bool:
        """Whether some of it is right. Only for an attempt that has ended."""
        if self.asked.points:
            return not self.asked.is_correct
        chosen = set(self.value.get("options", []))
        return self.takes_several and bool(chosen) and chosen < set(self.asked.answer_key["options"])


def paper(attempt: Attempt) -> list[Line]:
    """The questions of an attempt with the answers given so far, in two queries.

    The key stays in the database until the end; in practice until the question is explained.
    """
    questions = attempt.questions.all()
    if attempt.ended_at is None and attempt.mode != Quiz.Mode.PRACTICE:
        questions = questions.defer("answer_key", "explanation")
    else:
        questions = [_as_corrected(asked) for asked in questions]
    answers = attempt.answers.order_by("given_at", "sequence").values_list("position", "value", "given_at")
    given = {position: (value, at) for position, value, at in answers}
    return [Line(asked, *given.get(asked.position, ({}, None))) for asked in questions]


def _as_corrected(asked: AttemptQuestion) -> AttemptQuestion:
    """With the key and the words of the revision that marked it; for reading only, the row keeps its own."""
    if asked.marked_by_id:
        asked.answer_key = key_in_effect(asked)
        asked.explanation = asked.marked_by.content.get("explanation", "")
    return asked


def specimen(question: Question) -> Line:
    """A question as its author previews it: one attempt's shuffle, always the same so that it does not dance."""
    item = question.item
    if item.kind not in KINDS:
        item = statement(item.stem, None, item.explanation)
    presented = kind_of(item.kind).present(item, random.Random(0))
    media = {name: getattr(question, f"{name}_id") for name in ("picture", "clip") if getattr(question, f"{name}_id")}
    asked = AttemptQuestion(
        position=1,
        shown={**presented.shown, **media},
        answer_key=presented.answer_key,
        explanation=item.explanation,
        is_correct=False,
    )
    return Line(asked)
