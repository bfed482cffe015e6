"""Means and correlations with the interval that goes with them, from sums that a database can add up. Pure."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from .quantiles import CONFIDENCE, normal_quantile, t_quantile

# Two sums of squares this small beside what was added up are rounding, not people who differ.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Estimate:
    """A figure, the interval around it (95 %), and how the interval was made: wilson, t, fisher, feldt or anova.

    `low` and `high` are None where the figure is known and an interval is not.
    """

    value: float
    low: float | None
    high: float | None
    method: str

    @classmethod
    def around(cls, value: float, low: float, high: float, method: str) -> "Estimate":
        """With ends that rounding cannot push past the value."""
        return cls(value, min(low, value), max(high, value), method)


@dataclass(frozen=True)
class Sums:
    """Sums over answers to one question by people of one quiz: enough for facility and discrimination.

    `x` is the share of the question's mark that was reached (0-1), `rest` the share of the mark on all other questions
    of the same attempt; both are added up alone, squared and multiplied. `paired` counts the answers that have a rest
    (a quiz of one question has none), over which `px`, `pxx` and the rest run.
    """

    n: int = 0
    x: float = 0.0
    xx: float = 0.0
    paired: int = 0
    px: float = 0.0
    pxx: float = 0.0
    rest: float = 0.0
    rest_rest: float = 0.0
    x_rest: float = 0.0

    @classmethod
    def of(cls, answers: Iterable[tuple[float, float | None]]) -> "Sums":
        """Of pairs of share and rest."""
        rows = list(answers)
        xs, pairs = [x for x, _rest in rows], [(x, rest) for x, rest in rows if rest is not None]
        return cls(
            n=len(xs),
            x=math.fsum(xs),
            xx=math.fsum(x * x for x in xs),
            paired=len(pairs),
            px=math.fsum(x for x, _rest in pairs),
            pxx=math.fsum(x * x for x, _rest in pairs),
            rest=math.fsum(rest for _x, rest in pairs),
            rest_rest=math.fsum(rest * rest for _x, rest in pairs),
            x_rest=math.fsum(x * rest for x, rest in pairs),
        )

    def __add__(self, other: "Sums") -> "Sums":
        """Of both together: of two revisions within one quiz, say."""
        return Sums(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))

    @property
    def mean(self) -> float | None:
        return min(1.0, max(0.0, self.x / self.n)) if self.n else None

    @property
    def variance(self) -> float | None:
        """Of the shares, with n - 1; None for fewer than two."""
        return _squares(self.n, self.x, self.xx) / (self.n - 1) if self.n > 1 else None

    @property
    def all_or_nothing(self) -> bool:
        """Whether every share is 0 or 1: only then is no x(1-x) left over."""
        return self.x - self.xx <= _ROUNDING * max(1, self.n)

    @property
    def error(self) -> float | None:
        """The standard error of the mean, s / √n."""
        return None if self.variance is None else math.sqrt(self.variance / self.n)


def _squares(n: int, total: float, squares: float) -> float:
    """The sum of squared distances from the mean; what is only rounding is nought."""
    found = squares - total * total / n if n else 0.0
    return found if found > _ROUNDING * max(squares, _ROUNDING) else 0.0


def facility(groups: Iterable[Sums]) -> Estimate | None:
    """The mean share of the possible mark (0-1) over all answers; None without any.

    Crocker & Algina (1986), ch. 5. Where every mark is nothing or everything it is a proportion, with the interval of
    Wilson (1927), which stays within 0 and 1 and is sound for small halls. Where marks are partial: mean and Student's
    t, cut off at 0 and 1. When all got the same partial mark, t would be of no width; a share within 0 and 1 varies at
    most as a proportion does, so that Wilson's is then the careful choice, as it is for a single answer.
    """
    together = sum(groups, Sums())
    mean, variance = together.mean, together.variance
    if mean is None:
        return None
    if together.all_or_nothing or not variance:
        return wilson(mean, together.n)
    reach = t_quantile((1 + CONFIDENCE) / 2, together.n - 1) * math.sqrt(variance / together.n)
    return Estimate.around(mean, max(0.0, mean - reach), min(1.0, mean + reach), "t")


def wilson(share: float, n: int) -> Estimate:
    """A proportion `share` of `n` with the score interval of Wilson (1927)."""
    z = normal_quantile((1 + CONFIDENCE) / 2)
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Estimate.around(share, max(0.0, middle - reach), min(1.0, middle + reach), "wilson")


def discrimination(groups: Iterable[Sums]) -> Estimate | None:
    """The corrected item-total correlation: of the question with the rest of the quiz, itself left out.

    Crocker & Algina (1986), ch. 14; Lord & Novick (1968), ch. 15. `groups` are the quizzes (or whatever must not be
    mixed): each is centred on its own means and then they are pooled, for a question asked in an easy and in a hard
    quiz would otherwise seem to tell people apart that only sat different papers. The interval is Fisher's (1921) z
    with a degree less for each further group. None where nothing varies, in the question or in the rest: then nothing
    can be said, which is not the same as a correlation of nought.
    """
    held = [group for group in groups if group.paired > 1]
    xx = sum(_squares(group.paired, group.px, group.pxx) for group in held)
    rr = sum(_squares(group.paired, group.rest, group.rest_rest) for group in held)
    xr = sum(group.x_rest - group.px * group.rest / group.paired for group in held)
    if not xx or not rr:
        return None
    return fisher(xr / math.sqrt(xx * rr), sum(group.paired for group in held), len(held))


def fisher(r: float, n: int, groups: int = 1) -> Estimate:
    """A correlation over `n` pairs in so many groups, with the interval of Fisher's z, whose error is 1/√(n-groups-2).

    Too few pairs leave the figure without an interval.
    """
    r = max(-1.0, min(1.0, r))
    freedom = n - groups - 2
    if freedom < 1:
        return Estimate(r, None, None, "fisher")
    z, reach = (
        math.atanh(max(-1 + 1e-12, min(1 - 1e-12, r))),
        normal_quantile((1 + CONFIDENCE) / 2) / math.sqrt(freedom),
    )
    return Estimate.around(r, math.tanh(z - reach), math.tanh(z + reach), "fisher")
