"""How far two observers who watched the same practical agree. Pure computing on pairs of places."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from statistics import fmean

# Fewer pairs of levels than this say nothing about an observer: one careless tick would move the figure by a lot.
LEAST_PAIRS = 20


@dataclass(frozen=True)
class Agreement:
    """`pairs` levels were chosen by both; `equal` is the share of them that are the same.

    `kappa` is None where it is not defined: everybody chose one and the same level throughout.
    """

    pairs: int
    equal: float
    kappa: float | None

    @property
    def is_enough(self) -> bool:
        return self.pairs >= LEAST_PAIRS

    @property
    def equal_percent(self) -> int:
        return round(self.equal * 100)


def agreement(pairs: Iterable[tuple[float, float]]) -> Agreement:
    """The agreement on pairs of levels, each given by its place between 0 (lowest) and 1 (highest of its criterion).

    Cohen's weighted kappa with quadratic weights:

        kappa = 1 - (sum of (a - b)² over the pairs) / n  ÷  (sum of (a - b)² over every a with every b) / n²

    the disagreement seen, against the one expected of two observers who choose independently with the same habits.
    1 is full agreement, 0 what chance gives. J. Cohen (1968), "Weighted kappa: Nominal scale agreement with provision
    for scaled disagreement or partial credit", Psychological Bulletin 70 (4), 213–220; for the quadratic weights as an
    intraclass correlation J. L. Fleiss & J. Cohen (1973), Educational and Psychological Measurement 33, 613–619.
    Places instead of numbers of levels let criteria with three and with four levels be counted together; where all
    have the same number of levels the value is Cohen's.
    """
    rows = [(Fraction(a), Fraction(b)) for a, b in pairs]
    if not rows:
        return Agreement(0, 0.0, None)
    equal = fmean(a == b for a, b in rows)
    n = len(rows)
    seen = sum(((a - b) ** 2 for a, b in rows), Fraction(0)) / n
    # The mean of (a - b)² over all n² pairs, without walking through them.
    mean_a, mean_b = sum(a for a, _b in rows) / Fraction(n), sum(b for _a, b in rows) / Fraction(n)
    squares = sum((a * a + b * b for a, b in rows), Fraction(0)) / n
    expected = squares - 2 * mean_a * mean_b
    return Agreement(n, equal, float(1 - seen / expected) if expected else None)
