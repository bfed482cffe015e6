"""Marking: pure functions on plain values. No database, no clock, no language."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# A point, stroke or colon between digits and a minus before a number change the meaning (3.5, 1/2, 8:30, -5); "%" is a
# unit. All other punctuation is manners.
MEANINGFUL = re.compile(r"(?<=\d)[./:](?=\d)|(?<!\w)-(?=\d)|%")


def mark(kind: str, answer_key: Mapping[str, Any], value: Any) -> bool:
    """Whether an answer is right. Unanswered (`None`) or malformed is wrong, never an error.

    Multiple choice is all or nothing: every right option and no other, in whatever order.
    """
    if not isinstance(value, Mapping):
        return False
    if kind in ("single", "multiple"):
        return _same_options(answer_key["options"], value.get("options"))
    if kind == "true_false":
        return isinstance(value.get("value"), bool) and value["value"] == answer_key["value"]
    if kind == "fill_in":
        return _all_blanks(answer_key["blanks"], value.get("blanks"))
    raise ValueError(f"There is no kind of question called {kind!r}.")


def _same_options(right: list[str], given: Any) -> bool:
    if not isinstance(given, list) or not all(isinstance(option, str) for option in given):
        return False
    return bool(right) and set(given) == set(right)


def _all_blanks(accepted: list[list[str]], given: Any) -> bool:
    if not isinstance(given, list) or len(given) != len(accepted):
        return False
    return bool(accepted) and all(_fits(variants, text) for variants, text in zip(accepted, given, strict=True))


def _fits(variants: list[str], text: Any) -> bool:
    if not isinstance(text, str):
        return False
    written = normalise(text)
    return bool(written) and written in {normalise(variant) for variant in variants}


def normalise(text: str) -> str:
    """What is left of typed text once width, case, white space and punctuation no longer count.

    "２，７６０ 度。" and "2760度" are the same answer; "3.5" and "35", "-5" and "5" are not. Applying it twice changes
    nothing: taking a sign away can let its neighbours combine, so it runs until the text stands still.
    """
    while True:
        folded = _fold(text)
        if folded == text:
            return folded
        text = folded


def _fold(text: str) -> str:
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).replace("\N{MINUS SIGN}", "-")
    kept = {match.start() for match in MEANINGFUL.finditer(text)}
    return "".join(sign for place, sign in enumerate(text) if place in kept or not _is_manners(sign))


def _is_manners(sign: str) -> bool:
    """White space, punctuation, and invisible control and format characters."""
    return sign.isspace() or unicodedata.category(sign)[0] == "P" or unicodedata.category(sign) in ("Cc", "Cf")


@dataclass(frozen=True)
class Score:
    """The outcome of an attempt: one point a question."""

    points: int
    max_points: int
    pass_mark: int

    @property
    def passed(self) -> bool:
        return self.max_points > 0 and self.points * 100 >= self.pass_mark * self.max_points

    @property
    def percent(self) -> int:
        """Rounded down, so that 79.6 never reads as the 80 that would have passed."""
        return self.points * 100 // self.max_points if self.max_points else 0


def score(marks: list[bool], pass_mark: int) -> Score:
    """Add up the marks of one attempt. `pass_mark` is in per cent; an attempt without questions is not passed."""
    return Score(points=sum(marks), max_points=len(marks), pass_mark=pass_mark)
