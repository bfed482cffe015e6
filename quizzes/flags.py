"""What is wrong with a question, as far as the answers can tell. Pure; the sentences are for its author.

One rule stands over all: a flag is raised only when the whole 95 % interval lies on the wrong side, never on a figure
that a few more people could turn round. With fewer than LEAST_ANSWERS nothing is said at all: with 30 answers the
interval of a facility of 50 % is still 34 points wide, and a discrimination must be 0.36 to be told from none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from .estimates import Estimate, wilson
from .item_analysis import ChoiceFigures, ItemFigures, Times

LEAST_ANSWERS = 30
# Haladyna & Downing (1993): a distractor taken by fewer than one in twenty does no work.
IDLE = 0.05
# Ebel & Frisbie (1991), ch. 13: below 0.20 a question is poor, to be rejected or rewritten.
WEAK = 0.20
# Where nearly everybody has it, or nearly nobody knows it, marks cannot differ: the variance of a mark of nothing or
# everything is p(1-p), Lord & Novick (1968), ch. 15. How near is our choice: nine in ten, one in ten who know it.
EASY, KNOWN_BY_FEW = 0.90, 0.10
# Ours: half of the people take at least twice the time of a usual question, and three quarters take longer than it.
SLOW_TIMES = 2.0
LEAST_WRONG = 20

NAMES = {
    "key_suspect": pgettext_lazy("flag of a question", "key suspect"),
    "worse_than_guessing": pgettext_lazy("flag of a question", "worse than guessing"),
    "tells_little": pgettext_lazy("flag of a question", "tells little"),
    "idle_distractor": pgettext_lazy("flag of a question", "idle distractor"),
    "too_hard": pgettext_lazy("flag of a question", "too hard"),
    "too_easy": pgettext_lazy("flag of a question", "too easy"),
    "slow": pgettext_lazy("flag of a question", "slow"),
    "too_few": pgettext_lazy("flag of a question", "too few answers"),
}
# A broken key fails people who know; the others only waste a question.
GRAVE = frozenset({"key_suspect", "worse_than_guessing"})

MEANINGS = {
    "key_suspect": gettext_lazy(
        "The strong miss it more often than the weak, or the best prefer a wrong choice. Look first whether the right "
        "answer is marked as right."
    ),
    "worse_than_guessing": gettext_lazy(
        "People do worse than if they had answered blindly. The key may be wrong, or the wording misleads."
    ),
    "tells_little": gettext_lazy(
        "Strong and weak people answer it nearly alike. It may be unclear, or a matter of luck."
    ),
    "idle_distractor": gettext_lazy(
        "Hardly anybody takes this wrong choice. Replace it by a mistake that people really make."
    ),
    "too_hard": gettext_lazy("Hardly anybody knows it. Is it taught, and is it asked clearly?"),
    "too_easy": gettext_lazy(
        "Nearly everybody has it right, so it tells nobody apart. That is well where everybody must know it."
    ),
    "slow": gettext_lazy("People take much longer than over other questions. It may be long, or hard to read."),
    "too_few": gettext_lazy("There are too few answers to say anything yet."),
}


# The figures behind a flag, as sentences.
FACTS = {
    "few": gettext_lazy("%(n)d answers; flags are raised from %(least)d on."),
    "correlation": gettext_lazy("Discrimination %(value)s (%(low)s to %(high)s)."),
    "preferred": gettext_lazy("“%(choice)s” is taken by %(share)s of the strongest third, the key by fewer."),
    "blind": gettext_lazy("%(share)s reached, %(guess)s by blind guessing."),
    "reached": gettext_lazy("%(share)s reached."),
    "taken": gettext_lazy("“%(choice)s” was taken by %(count)d of %(n)d."),
    "time": gettext_lazy("Half of the people take %(median)d seconds or more; usual are %(usual)d."),
}


@dataclass(frozen=True)
class Flag:
    """One thing to look at: its name in code, which of FACTS stands behind it, and the figures of that sentence.

    Kept as it is (`asdict`), so that it is told in the language of whoever reads it.
    """

    code: str
    fact: str
    words: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str | Promise:
        return NAMES[self.code]

    @property
    def meaning(self) -> str | Promise:
        return MEANINGS[self.code]

    @property
    def because(self) -> str:
        """The figures behind it, in a sentence."""
        return str(FACTS[self.fact]) % self.words

    @property
    def grave(self) -> bool:
        return self.code in GRAVE

    @property
    def silent(self) -> bool:
        """Whether it only says that nothing can be said."""
        return self.code == "too_few"


def flags(figures: ItemFigures, usual_seconds: float | None = None) -> list[Flag]:
    """The flags of a question, the gravest first. `usual_seconds`: the middle of the medians of other questions."""
    if figures.n < LEAST_ANSWERS:
        return [Flag("too_few", "few", {"n": figures.n, "least": LEAST_ANSWERS})]
    found = [
        *_key(figures),
        *_level(figures),
        *_apart(figures),
        *_idle(figures),
        *_slow(figures.times, usual_seconds),
    ]
    order = list(NAMES)
    return sorted(found, key=lambda flag: order.index(flag.code))


def percent(share: float) -> str:
    """A share as people read it: "34%"."""
    return f"{round(100 * share)}%"


def _figures(found: Estimate) -> dict[str, str]:
    ends = {"value": found.value, "low": found.low, "high": found.high}
    return {name: "" if end is None else f"{end:.2f}".replace("-", "\N{MINUS SIGN}") for name, end in ends.items()}


def _key(figures: ItemFigures) -> Iterable[Flag]:
    found = figures.discrimination
    if found and found.high is not None and found.high < 0:
        yield Flag("key_suspect", "correlation", _figures(found))
    elif (preferred := _preferred(figures)) is not None:
        words = {"choice": preferred.choice.text, "share": percent(preferred.by_third["top"])}
        yield Flag("key_suspect", "preferred", words)


def _preferred(figures: ItemFigures) -> ChoiceFigures | None:
    """A wrong choice that the strongest third takes more often than any right one, and that goes with strength.

    Both are asked (Haladyna & Rodriguez, 2013, ch. 18): in a hard question the best may be split by chance, but then
    its wrong choices do not draw the strong; the interval of its point-biserial must lie above nought.
    """
    right = [found for found in figures.choices if found.choice.right]
    wrong = [found for found in figures.choices if not found.choice.right and found.biserial]
    if not right or not wrong or figures.thirds["top"] < LEAST_ANSWERS // 3:
        return None
    most = max(wrong, key=lambda found: found.by_third["top"])
    low = most.biserial.low if most.biserial else None
    beats = most.by_third["top"] > max(found.by_third["top"] for found in right)
    return most if beats and low is not None and low > 0 else None


def _level(figures: ItemFigures) -> Iterable[Flag]:
    found = figures.facility
    if found is None or found.high is None or found.low is None:
        return
    words = {"share": percent(found.value), "guess": percent(figures.guess)}
    if figures.guess > 0 and found.high < figures.guess:
        yield Flag("worse_than_guessing", "blind", words)
    elif found.high < figures.guess + KNOWN_BY_FEW * (1 - figures.guess):
        yield Flag("too_hard", "blind", words)
    elif found.low > EASY:
        yield Flag("too_easy", "reached", words)


def _apart(figures: ItemFigures) -> Iterable[Flag]:
    found, level = figures.discrimination, figures.facility
    if found is None or found.low is None or found.high is None or level is None:
        return
    # What nearly everybody has right cannot discriminate; that is said by another flag.
    if found.high < WEAK and found.high >= 0 and level.value <= EASY:
        yield Flag("tells_little", "correlation", _figures(found))


def _idle(figures: ItemFigures) -> Iterable[Flag]:
    """Asked only where enough people were wrong: where nearly all are right no distractor can be taken."""
    wrong = sum(found.count for found in figures.choices if not found.choice.right)
    if wrong < LEAST_WRONG:
        return
    for found in figures.choices:
        # One in twenty of those who answered wrongly would be a meagre share already; the interval must be below it
        # or, as nobody at all is the plainest case, nobody must have taken it.
        share = wilson(found.count / figures.n, figures.n)
        if not found.choice.right and (found.count == 0 or (share.high is not None and share.high < IDLE)):
            words = {"choice": found.choice.text, "count": found.count, "n": figures.n}
            yield Flag("idle_distractor", "taken", words)


def _slow(found: Times | None, usual: float | None) -> Iterable[Flag]:
    if found is None or usual is None or found.n < LEAST_ANSWERS:
        return
    if found.median >= SLOW_TIMES * usual and found.low > usual:
        words = {"median": round(found.median), "usual": round(usual)}
        yield Flag("slow", "time", words)


def usual_seconds(medians: Sequence[float]) -> float | None:
    """The middle of other questions' medians; None for fewer than five, which make no custom."""
    if len(medians) < 5:
        return None
    ordered = sorted(medians)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
