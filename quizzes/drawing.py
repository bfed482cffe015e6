"""Drawing an attempt's questions, and parting what is shown from the key. Pure: the random numbers are passed in."""

import random
import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

BLANK = re.compile(r"_{4,}")
ID_SIGNS = string.ascii_letters + string.digits
ID_LENGTH = 4


@dataclass(frozen=True)
class Candidate:
    """A published question that may be drawn."""

    question: int
    revision: int


@dataclass(frozen=True)
class Content:
    """A question as written: what a published revision, or the form under the author's hands, says."""

    kind: str
    stem: str
    explanation: str = ""
    options: tuple[tuple[str, bool], ...] = ()
    statement_is_true: bool | None = None
    blanks: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Presented:
    """A question ready for one attempt. Nothing in `shown` tells the right answer."""

    shown: dict[str, Any]
    answer_key: dict[str, Any]
    explanation: str


class TooFew(Exception):
    """A topic holds fewer published questions than are to be drawn from it."""

    def __init__(self, topic: int, wanted: int, available: int):
        super().__init__(f"topic {topic}: {wanted} wanted, {available} available")
        self.topic = topic
        self.wanted = wanted
        self.available = available


def choose(
    fixed: Sequence[Candidate],
    draws: Sequence[tuple[int, int]],
    pool: Mapping[int, Sequence[Candidate]],
    rng: random.Random,
) -> list[Candidate]:
    """The questions of an attempt: the fixed ones in their order, then the draws, none of them twice.

    `draws` are pairs of topic and count, `pool` the published questions of each topic. Raises TooFew.
    """
    chosen = list(fixed)
    taken = {candidate.question for candidate in fixed}
    for topic, count in draws:
        free = [candidate for candidate in pool.get(topic, ()) if candidate.question not in taken]
        if len(free) < count:
            raise TooFew(topic, count, len(free))
        drawn = rng.sample(free, count)
        taken.update(candidate.question for candidate in drawn)
        chosen += drawn
    return chosen


def content_of(revision: Mapping[str, Any]) -> Content:
    """Read the stored content of a revision.

    Straight from its JSON: building model instances by `revision.as_object()` asks the database several times a
    question, and an attempt starts with twenty.
    """
    options = sorted(revision.get("options", []), key=_place)
    blanks = sorted(revision.get("blanks", []), key=_place)
    return Content(
        kind=revision["kind"],
        stem=revision["stem"],
        explanation=revision.get("explanation", ""),
        options=tuple((option["text"], option["is_correct"]) for option in options),
        statement_is_true=revision.get("statement_is_true"),
        blanks=tuple(variants(blank["accepted"]) for blank in blanks),
    )


def _place(child: Mapping[str, Any]) -> int:
    return child.get("sort_order") or 0


def variants(accepted: str) -> tuple[str, ...]:
    """The accepted spellings of a blank, one a line, empty lines ignored."""
    return tuple(line.strip() for line in accepted.splitlines() if line.strip())


def present(content: Content, rng: random.Random) -> Presented:
    """Make a question ready for one attempt: options shuffled under ids that mean nothing outside it."""
    shown: dict[str, Any] = {"kind": content.kind, "stem": content.stem}
    if content.kind in ("single", "multiple"):
        ids = _ids(len(content.options), rng)
        right = [key for key, (_text, correct) in zip(ids, content.options, strict=True) if correct]
        shown["options"] = [{"id": key, "text": text} for key, (text, _) in zip(ids, content.options, strict=True)]
        rng.shuffle(shown["options"])
        # In the order shown, so that the order of the key tells nothing about the author's either.
        answer_key: dict[str, Any] = {"options": [o["id"] for o in shown["options"] if o["id"] in right]}
    elif content.kind == "true_false":
        answer_key = {"value": bool(content.statement_is_true)}
    else:
        shown["blanks"] = len(content.blanks)
        answer_key = {"blanks": [list(spellings) for spellings in content.blanks]}
    return Presented(shown=shown, answer_key=answer_key, explanation=content.explanation)


def _ids(count: int, rng: random.Random) -> list[str]:
    ids: set[str] = set()
    while len(ids) < count:
        ids.add("".join(rng.choices(ID_SIGNS, k=ID_LENGTH)))
    # A set's order follows the hashes of its strings: sort, so that the same seed gives the same attempt.
    return rng.sample(sorted(ids), count)
