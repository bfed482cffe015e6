"""What the answers to one question say about the question: classical item analysis. Pure.

Sources: Crocker & Algina (1986), Introduction to Classical and Modern Test Theory; Ebel & Frisbie (1991), Essentials
of Educational Measurement; Haladyna & Rodriguez (2013), Developing and Validating Test Items; Lord & Novick (1968),
Statistical Theories of Mental Test Scores.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from .estimates import Estimate, Sums, discrimination, facility

Third = Literal["bottom", "middle", "top"]
THIRDS: tuple[Third, ...] = ("bottom", "middle", "top")
# Kelley (1939): with these tails the difference between upper and lower is told apart most surely.
TAIL = 0.27


@dataclass(frozen=True)
class Response:
    """One person's answer to the question in one attempt.

    `share` of the question's mark (0-1); `rest` the share of the mark on the other questions of the attempt, None when
    there are none; `chosen` the author's ids of what was chosen, empty when left open or when nothing is chosen in
    such a question; `seconds` spent, None when unknown; `quiz` and `revision` by id.
    """

    share: float
    rest: float | None
    chosen: tuple[str, ...] = ()
    seconds: float | None = None
    quiz: int = 0
    revision: int = 0


@dataclass(frozen=True)
class Choice:
    """Something that can be chosen: its id, what it says, and whether choosing it is right."""

    key: str
    text: str
    right: bool


@dataclass(frozen=True)
class ChoiceFigures:
    """How often a choice was taken and by whom.

    `count` and `share` (of all who were asked); `by_third` the shares among the weakest, middle and strongest third of
    these people; `rest` the mean share they reached on the rest of the quiz; `biserial` the point-biserial correlation
    of having chosen it with that rest: above nought for what is right, below for a working distractor (Haladyna &
    Rodriguez, 2013, ch. 18).
    """

    choice: Choice
    count: int
    share: float
    by_third: Mapping[Third, float]
    rest: float | None
    biserial: Estimate | None


@dataclass(frozen=True)
class Times:
    """Seconds spent on the question: lower quartile, median, upper quartile, over `n` people whose time is known."""

    low: float
    median: float
    high: float
    n: int


@dataclass(frozen=True)
class ItemFigures:
    """All figures of a question over some answers. Shares are between 0 and 1.

    `error` is the standard error of the facility, `upper_lower` the difference between the 27 % strongest and weakest,
    `guess` the share expected from somebody who answers blindly, `left_open` how many gave no answer where choosing is
    asked, `thirds` how many people are in each.
    """

    n: int
    facility: Estimate | None
    error: float | None
    discrimination: Estimate | None
    upper_lower: float | None
    guess: float
    times: Times | None
    choices: tuple[ChoiceFigures, ...]
    thirds: Mapping[Third, int]
    left_open: int


def analyse(responses: Iterable[Response], choices: Sequence[Choice] = (), guess: float = 0.0) -> ItemFigures:
    """The figures of a question. The order of the responses does not matter."""
    rows = list(responses)
    groups = list(_by(rows, lambda row: row.quiz).values())
    sums = [Sums.of((row.share, row.rest) for row in group) for group in groups]
    ranked = [(row, height) for group in groups for row, height in _heights(group)]
    thirds = third_of([height for _row, height in ranked])
    placed = [(row, third) for (row, _height), third in zip(ranked, thirds, strict=True)]
    return ItemFigures(
        n=len(rows),
        facility=facility(sums),
        error=sum(sums, Sums()).error,
        discrimination=discrimination(sums),
        upper_lower=upper_lower([(row.share, height) for row, height in ranked]),
        guess=guess,
        times=times(row.seconds for row in rows if row.seconds is not None),
        choices=tuple(_choice(choice, rows, placed) for choice in choices),
        thirds={third: thirds.count(third) for third in THIRDS},
        left_open=sum(not row.chosen for row in rows) if choices else 0,
    )


def by_version(
    responses: Iterable[Response], choices: Mapping[int, Sequence[Choice]], guess: Mapping[int, float]
) -> dict[int, ItemFigures]:
    """The figures of each revision of the question by its id, the latest first."""
    found = _by(list(responses), lambda row: row.revision)
    return {
        revision: analyse(found[revision], choices.get(revision, ()), guess.get(revision, 0.0))
        for revision in sorted(found, reverse=True)
    }


def _by(rows: Iterable[Response], key: Callable[[Response], int]) -> dict[int, list[Response]]:
    found: dict[int, list[Response]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def _heights(group: Sequence[Response]) -> list[tuple[Response, float]]:
    """Those with a rest, each with how far it lies above the mean of their quiz, rounded so that equals stay equal."""
    held = [(row, row.rest) for row in group if row.rest is not None]
    mean = math.fsum(rest for _row, rest in held) / len(held) if held else 0.0
    return [(row, round(rest - mean, 9)) for row, rest in held]


def third_of(heights: Sequence[float]) -> list[Third]:
    """In which third each of these people is, by the rest of the quiz.

    Who did equally well stays together, at the middle of their ranks, so that no third is made by lot; the thirds need
    not be of one size then.
    """
    below, upto = _ranks(heights)
    middles = [(below[height] + upto[height]) / (2 * len(heights)) for height in heights]
    return ["bottom" if middle < 1 / 3 else "top" if middle > 2 / 3 else "middle" for middle in middles]


def _ranks(heights: Sequence[float]) -> tuple[dict[float, int], dict[float, int]]:
    """For each height, how many are below it, and how many are below it or at it."""
    ordered = sorted(heights)
    below: dict[float, int] = {}
    upto: dict[float, int] = {}
    for place, height in enumerate(ordered):
        below.setdefault(height, place)
        upto[height] = place + 1
    return below, upto


def upper_lower(rows: Sequence[tuple[float, float]]) -> float | None:
    """The mean share of the strongest 27 % less that of the weakest 27 %, from -1 to 1; None for fewer than four.

    Kelley (1939); Ebel & Frisbie (1991), ch. 13. `rows` are pairs of share and height on the rest. People who did
    equally well at the cut share the places that are left among them.
    """
    if len(rows) < 4:
        return None
    size = TAIL * len(rows)
    below, upto = _ranks([height for _share, height in rows])

    def mean(places: Callable[[float], tuple[int, int]]) -> float:
        # How much of the tail the people at one height fill, evenly among them.
        parts = []
        for share, height in rows:
            first, last = places(height)
            parts.append(share * max(0.0, min(last, size) - first) / (last - first))
        return math.fsum(parts) / size

    weakest = mean(lambda height: (below[height], upto[height]))
    strongest = mean(lambda height: (len(rows) - upto[height], len(rows) - below[height]))
    return max(-1.0, min(1.0, strongest - weakest))


def _choice(choice: Choice, rows: Sequence[Response], placed: Sequence[tuple[Response, Third]]) -> ChoiceFigures:
    took = [row for row in rows if choice.key in row.chosen]
    rests = [row.rest for row in took if row.rest is not None]
    shares: dict[Third, float] = {}
    for third in THIRDS:
        inside = [row for row, where in placed if where == third]
        shares[third] = sum(choice.key in row.chosen for row in inside) / len(inside) if inside else 0.0
    groups = [
        Sums.of((float(choice.key in row.chosen), row.rest) for row in group)
        for group in _by(rows, lambda row: row.quiz).values()
    ]
    return ChoiceFigures(
        choice=choice,
        count=len(took),
        share=len(took) / len(rows) if rows else 0.0,
        by_third=shares,
        rest=math.fsum(rests) / len(rests) if rests else None,
        biserial=discrimination(groups),
    )


def times(seconds: Iterable[float]) -> Times | None:
    """Quartiles of the seconds spent; None when no time is known. One person's long pause moves none."""
    ordered = sorted(seconds)
    if not ordered:
        return None
    low, median, high = (quantile(ordered, share) for share in (0.25, 0.5, 0.75))
    return Times(low, median, high, len(ordered))


def quantile(ordered: Sequence[float], share: float) -> float:
    """Between the values of a sorted list: definition 7 of Hyndman & Fan (1996), that of spreadsheets."""
    at = share * (len(ordered) - 1)
    first = math.floor(at)
    last = min(first + 1, len(ordered) - 1)
    return ordered[first] + (ordered[last] - ordered[first]) * (at - first)
