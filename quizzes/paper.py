"""What the pages of an attempt show: its questions, the answers given, and after the end the right ones."""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, partial
from typing import Any

from .areas import Area, areas
from .correcting import key_in_effect
from .items import statement
from .kinds import EVERYTHING, KINDS, kind_of
from .kinds.blanks import BLANK
from .kinds.statements import in_words
from .marking import mark, points_for
from .media import Shown, ShownPicture, fetch, named, shown
from .models import Attempt, AttemptQuestion, HandMark, Question, Quiz
from .values import is_answered


@dataclass
class Line:
    """One question on the page."""

    asked: AttemptQuestion
    value: dict[str, Any] = field(default_factory=dict)
    # Pictures and clips by their words; `illustrate` fills it.
    media: dict[str, Shown] = field(default_factory=dict)
    # What a person gave it and said, for a question marked by hand; `result_lines` fills it.
    hand_mark: HandMark | None = None
    # Where to read again, as address and title; `reading.py` fills it.
    read_again: tuple[str, str] | None = None
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
        return [
            {**option, "chosen": option["id"] in chosen, "shown": self.media.get(f"o{option['id']}")}
            for option in self.asked.shown.get("options", [])
        ]

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
    def map(self) -> ShownPicture | None:
        """The picture that is pointed at."""
        found = self.media.get("map")
        return found if isinstance(found, ShownPicture) else None

    @property
    def points_at_one(self) -> bool:
        """Whether one area may be pointed at; else several."""
        return self.asked.shown.get("limit") == 1

    @property
    def areas(self) -> list[Area]:
        """The areas to point at, each with whether it is chosen."""
        return self._areas(None)

    @property
    def marked_areas(self) -> list[Area]:
        """The same, each with whether it is right. Only for an attempt that has ended."""
        return self._areas(self.asked.answer_key["areas"])

    def _areas(self, right: list[str] | None) -> list[Area]:
        # Without its picture the areas are a list of names: any size will do.
        width, height = (self.map.width, self.map.height) if self.map else (1, 1)
        return areas(self.asked.shown["areas"], width, height, self.value.get("areas", []), right)

    @property
    def case_parts(self) -> list["PartLine"]:
        """The questions of a case."""
        return [PartLine.of(self, number) for number in range(1, len(self.asked.shown["parts"]) + 1)]

    @property
    def explained_template(self) -> str:
        """Draws what the words of the result do not say."""
        return kind_of(self.kind).explained_template

    @cached_property
    def given(self) -> list[str]:
        """My answer in words, one for each part of it; empty when there is none."""
        return kind_of(self.kind).given(self.asked.shown, self.value) if self.answered else []

    @property
    def widget(self) -> Any:
        """What the kind's template needs to draw its fields."""
        return kind_of(self.kind).widget(self.asked.shown, self.value)

    @cached_property
    def told(self) -> list[dict[str, Any]]:
        """My answer in words, each part with how right it is. Only for an attempt that has ended."""
        whole = self.state
        verdicts = kind_of(self.kind).verdicts(self.asked.shown, self.asked.answer_key, self.value)
        given = self.given
        marks = ["right" if one else "wrong" for one in verdicts] if len(verdicts) == len(given) else []
        return [{"text": text, "mark": mark} for text, mark in zip(given, marks or [whole] * len(given), strict=True)]

    @cached_property
    def right(self) -> list[str]:
        """The right answer in words. Only for an attempt that has ended."""
        return kind_of(self.kind).right(self.asked.shown, self.asked.answer_key)

    @property
    def feedback(self) -> list[str]:
        """What the author says to this very answer. Only for an attempt that has ended."""
        return kind_of(self.kind).feedback(self.asked.answer_key, self.value) if self.answered else []

    @cached_property
    def state(self) -> str:
        """How it went: right, part, wrong, unanswered, or waiting for a person. Only for an attempt that has ended."""
        if not self.answered:
            return "unanswered"
        if self.asked.is_correct is None and kind_of(self.kind).marked_by_hand:
            return "waiting"
        if self.is_right:
            return "right"
        return "part" if self.is_incomplete else "wrong"

    @property
    def is_right(self) -> bool:
        """Whether all of it is right; before the attempt has ended (in practice) by the key alone."""
        if self.asked.is_correct is None:
            return mark(self.kind, self.asked.answer_key, self.value) == EVERYTHING
        return self.asked.is_correct

    @property
    def is_incomplete(self) -> bool:
        """Whether some of it is right. Only for an attempt that has ended."""
        if self.asked.points:
            return not self.is_right
        chosen = set(self.value.get("options", []))
        return self.takes_several and bool(chosen) and chosen < set(self.asked.answer_key["options"])

    @property
    def said_of_it(self) -> str:
        """What was spoken in a recording. Only for an attempt that has ended."""
        return self.asked.answer_key.get("transcript", "")

    @property
    def criteria(self) -> list[dict[str, Any]]:
        """What an essay is marked by, each with the points given so far. Only for an attempt that has ended."""
        given = self.hand_mark.levels if self.hand_mark else {}
        return [{**one, "given": given.get(one["id"])} for one in self.asked.answer_key["criteria"]]


@dataclass
class PartLine(Line):
    """A question of a case, with the same to show as any other."""

    number: int = 1

    @classmethod
    def of(cls, line: Line, number: int) -> "PartLine":
        """The part of this number, counted from 1. Of an open attempt it holds no key."""
        value = (line.value.get("parts") or [None] * number)[number - 1] or {}
        words = {word.partition(".")[2]: one for word, one in line.media.items() if word.startswith(f"p{number}.")}
        return cls(_part_asked(line.asked, number, value), value, words, number=number)

    @property
    def name(self) -> str:
        return f"q{self.position}.p{self.number}"

    @property
    def is_gone(self) -> bool:
        """Whether the author took it out of the case later, so that it does not count any more."""
        return not self.asked.answer_key


def _part_asked(whole: AttemptQuestion, number: int, value: dict[str, Any]) -> AttemptQuestion:
    """A part of a case as a question of its own; nothing of it is stored."""
    part = whole.shown["parts"][number - 1]
    asked = AttemptQuestion(position=whole.position, shown=part, answer_key={})
    key = None if "answer_key" in whole.get_deferred_fields() else whole.answer_key["parts"][number - 1]
    # A part that a corrected question asks in another way cannot be told by the key of the old one.
    if key and key["kind"] == part["kind"]:
        share = mark(key["kind"], key["key"], value)
        asked.answer_key, asked.explanation = key["key"], key["explanation"]
        asked.max_points = _fair(Fraction(str(key["points"])))
        asked.points, asked.is_correct = _fair(share * Fraction(str(key["points"]))), share == EVERYTHING
    return asked


def _fair(points: Fraction) -> Decimal:
    return points_for(EVERYTHING, Decimal(points.numerator) / Decimal(points.denominator))


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
    rows = ((asked, *given.get(asked.position, ({}, None))) for asked in questions)
    return [Line(asked, value, given_at=at) for asked, value, at in rows]


def _as_corrected(asked: AttemptQuestion) -> AttemptQuestion:
    """With the key and the words of the revision that marked it; for reading only, the row keeps its own."""
    if asked.marked_by_id:
        asked.answer_key = key_in_effect(asked)
        asked.explanation = asked.marked_by.content.get("explanation", "")
    return asked


def illustrate(lines: Iterable[Line], address: Callable[[int, str], str] | None = None) -> list[Line]:
    """The lines with their pictures and clips: no query where there are none, else one for each sort.

    `address` makes the address of a position and a word; without one it is the file's own, for authors and trainers.
    """
    lines = list(lines)
    wanted = [(line, word, ref) for line in lines for word, ref in named(line.asked.shown).items()]
    found = fetch(ref for _line, _word, ref in wanted)
    for line, word, ref in wanted:
        if ref in found:
            at = partial(address, line.position) if address else None
            line.media[word] = shown(ref, found[ref], word, at)
    return lines


def films(lines: Iterable[Line]) -> bool:
    """Whether any of them plays a film, which needs the player."""
    return any(getattr(one, "type", "") == "video" for line in lines for one in line.media.values())


def result_lines(attempt: Attempt) -> list[Line]:
    """The paper of an ended attempt with what people gave and said where they had to mark; one query more for those."""
    lines = paper(attempt)
    if any(kind_of(line.kind).marked_by_hand for line in lines):
        given = HandMark.objects.filter(asked__attempt=attempt).order_by("at", "pk")
        last = {one.asked_id: one for one in given}
        for line in lines:
            line.hand_mark = last.get(line.asked.pk)
    return lines


def specimen(question: Question) -> Line:
    """A question as its author previews it: one attempt's shuffle, always the same so that it does not dance."""
    item = question.item
    if item.kind not in KINDS:
        item = statement(item.stem, None, item.explanation)
    presented = kind_of(item.kind).present(item, random.Random(0))
    beside = {name: getattr(question, f"{name}_id") for name in ("picture", "clip") if getattr(question, f"{name}_id")}
    asked = AttemptQuestion(
        position=1,
        shown={**presented.shown, **beside},
        answer_key=presented.answer_key,
        explanation=item.explanation,
        is_correct=False,
        reading={"source": question.source, "page": question.read_again_id},
    )
    return illustrate([Line(asked)])[0]
