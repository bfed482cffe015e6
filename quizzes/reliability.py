"""How far the marks of a quiz would come again with another paper like it. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .estimates import Estimate
from .quantiles import CONFIDENCE, f_quantile

# Feldt's interval and an estimate over different papers mean little before.
LEAST_PEOPLE = 10


@dataclass(frozen=True)
class Reliability:
    """The coefficient with its interval, and the standard error of measurement as a share of the possible mark.

    `kind` is alpha when everybody got the same questions, dependability when they were drawn, or why there is none:
    few_people, few_questions, no_spread.
    """

    kind: str
    coefficient: Estimate | None = None
    error: float | None = None
    people: int = 0
    questions: float = 0.0


def alpha(item_variances: Sequence[float], total_variance: float, people: int, possible: float) -> Reliability:
    """Cronbach's (1951) alpha from the variances of questions and of totals, all in points; `possible` points in all.

    alpha = k/(k-1) · (1 - Σ item variances / total variance). With marks of nothing or everything it is formula 20 of
    Kuder & Richardson (1937). The interval is that of Feldt (1965): (1-α)/(1-α̂) is distributed as F with people - 1
    and (people-1)(k-1) degrees. The standard error of measurement is s·√(1-α̂), Lord & Novick (1968), ch. 3. A negative
    alpha is told as it is: questions that pull against each other.
    """
    k = len(item_variances)
    if (refused := _refused(people, k, total_variance)) is not None:
        return refused
    value = k / (k - 1) * (1 - math.fsum(item_variances) / total_variance)
    error = math.sqrt(total_variance * max(0.0, 1 - max(0.0, value))) / possible
    return Reliability("alpha", feldt(value, people, k), error, people, k)


def feldt(value: float, people: int, questions: int) -> Estimate:
    """An alpha with the interval of Feldt (1965); Feldt, Woodruff & Salih (1987), formulas 6 and 7."""
    upper, lower = people - 1, (people - 1) * (questions - 1)
    low = 1 - (1 - value) * f_quantile((1 + CONFIDENCE) / 2, upper, lower)
    high = 1 - (1 - value) * f_quantile((1 - CONFIDENCE) / 2, upper, lower)
    return Estimate.around(value, low, high, "feldt")


def dependability(papers: Sequence[tuple[int, float, float]]) -> Reliability:
    """An estimate where people got different questions: `papers` are (questions, Σ shares, Σ squared shares) a person.

    One-way analysis of variance, questions nested in people: 1 - MS within / MS between, the index of dependability of
    Brennan (2001), ch. 4, for papers drawn at random, and ICC(1,k) of Shrout & Fleiss (1979), whose F interval it has.
    That one paper was drawn harder than another counts as error, as it does for whoever sat it; alpha from the pairs of
    questions that two people share would leave this out and flatter. Every question weighs the same here. Where a part
    of the paper is fixed, or drawn by topic, the truth is rather higher: read it as a careful estimate. Papers of
    unequal length enter with their mean size n₀ (Snedecor & Cochran, 1967, ch. 10).
    """
    held = [paper for paper in papers if paper[0] > 0]
    people, asked = len(held), sum(k for k, _x, _xx in held)
    size = (asked - sum(k * k for k, _x, _xx in held) / asked) / (people - 1) if people > 1 else 0.0
    total = math.fsum(x for _k, x, _xx in held)
    between = math.fsum(x * x / k for k, x, _xx in held)
    among = (between - total * total / asked) / (people - 1) if people > 1 else 0.0
    if (refused := _refused(people, size, among if among > 1e-12 else 0.0)) is not None:
        return refused
    freedom = asked - people
    within = max(0.0, math.fsum(xx for _k, _x, xx in held) - between) / freedom
    value = 1 - within / among
    low = 1 - within / among * f_quantile((1 + CONFIDENCE) / 2, people - 1, freedom)
    high = 1 - within / among * f_quantile((1 - CONFIDENCE) / 2, people - 1, freedom)
    estimate = Estimate.around(value, low, high, "anova")
    return Reliability("dependability", estimate, math.sqrt(within / size), people, size)


def _refused(people: int, questions: float, spread: float) -> Reliability | None:
    if people < LEAST_PEOPLE:
        return Reliability("few_people", people=people, questions=questions)
    if questions < 2:
        return Reliability("few_questions", people=people, questions=questions)
    if spread <= 0:
        return Reliability("no_spread", people=people, questions=questions)
    return None


def alpha_of(rows: Sequence[Sequence[float]], possible: float | None = None) -> Reliability:
    """Alpha of a matrix of points, a row a person, a column a question."""
    columns = list(zip(*rows, strict=True))
    totals = [math.fsum(row) for row in rows]
    most = possible if possible is not None else max(1.0, *totals)
    return alpha([_variance(column) for column in columns], _variance(totals), len(rows), most)


def _variance(values: Sequence[float]) -> float:
    if len(values) < 2:
        return 0.0
    mean = math.fsum(values) / len(values)
    return math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1)


def same_paper(asked: Mapping[int, int], people: int) -> bool:
    """Whether everybody got the same questions: each was asked of all. `asked` counts people by question."""
    return bool(asked) and all(count == people for count in asked.values())
